#pragma once

#include "io/sql/sql_rows.hpp"

#include <duckdb.h>
#include <memory>
#include <string>

namespace replica {

// Handles of DuckDB's C interface that close themselves.

struct DatabaseHandle {
    duckdb_database database = nullptr;
    DatabaseHandle() = default;
    DatabaseHandle(const DatabaseHandle&) = delete;
    DatabaseHandle& operator=(const DatabaseHandle&) = delete;
    ~DatabaseHandle() { duckdb_close(&database); }
};

struct StatementHandle {
    duckdb_prepared_statement statement = nullptr;
    StatementHandle() = default;
    StatementHandle(const StatementHandle&) = delete;
    StatementHandle& operator=(const StatementHandle&) = delete;
    ~StatementHandle() { duckdb_destroy_prepare(&statement); }
};

/// A result and the chunk that was fetched last.
struct SqlRows::Result {
    duckdb_result result{};
    duckdb_data_chunk chunk = nullptr;
    std::unique_ptr<StatementHandle> statement;  ///< rows are still made by it
    /// By column, for decimals: digits behind the point; for enumerations: their texts.
    struct ColumnForm {
        duckdb_type type = DUCKDB_TYPE_INVALID;  ///< how values lie in memory
        unsigned scale = 0;
        std::vector<std::string> labels;
    };
    std::vector<ColumnForm> forms;

    Result() = default;
    Result(const Result&) = delete;
    Result& operator=(const Result&) = delete;
    ~Result() {
        duckdb_destroy_data_chunk(&chunk);
        duckdb_destroy_result(&result);
    }
};

/// Throws what a message of the engine means: JobError where memory or the disk didn't suffice, else SqlError.
[[noreturn]] void throw_sql_error(const char* message, duckdb_error_type type = DUCKDB_ERROR_INVALID);

}  // namespace replica
