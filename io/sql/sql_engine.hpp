#pragma once

#include "engine/error.hpp"
#include "io/sql/sql_rows.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace replica {

/// What the embedded engine may use.
struct SqlLimits {
    std::uint64_t memory_bytes = 0;  ///< 0: the engine's own limit, most of the machine's
    int threads = 1;
    std::string temporary_folder;  ///< where what doesn't fit into memory goes; empty: nowhere, so it then fails
};

/// The engine refuses a statement: its message in one line.
class SqlError : public InputError {
public:
    SqlError(const std::string& message, std::size_t line) : InputError(message), line_(line) {}

    /// Line of the text in which the fault is, from 1; 0 where that isn't known.
    [[nodiscard]] std::size_t line() const { return line_; }

private:
    std::size_t line_;
};

/// Whether this program was built with DuckDB.
bool has_sql_engine();

/// Throws InputError, saying how to get DuckDB, where the program was built without; `what` begins the sentence, such
/// as "extract".
void require_sql_engine(const std::string& what);

/// DuckDB (Raasveldt, Mühleisen, DuckDB: an embeddable analytical database, SIGMOD 2019) with a database in memory,
/// through its C interface. It loads nothing from the network. Times are in UTC.
///
/// Statements of one engine run one after another; a copy is another session on the same database, for another thread.
class SqlEngine {
public:
    /// Throws InputError where the library is not one that is known to work, or there is none.
    explicit SqlEngine(const SqlLimits& limits);
    ~SqlEngine();
    SqlEngine(const SqlEngine& other);
    SqlEngine& operator=(const SqlEngine&) = delete;

    /// Runs statements and drops their results. Throws SqlError, or JobError where memory or the disk don't suffice.
    void run(const std::string& sql);

    /// Runs statements; the last one's rows are made as they are taken. They end before the next statement is run.
    [[nodiscard]] SqlRows query(const std::string& sql);

    /// C interface's duckdb_connection, for those that add functions to it.
    [[nodiscard]] void* connection() const;

private:
    struct Handles;
    std::unique_ptr<Handles> handles_;
};

/// 'text' and "text", as SQL writes texts and names.
std::string sql_literal(std::string_view text);
std::string sql_name(std::string_view text);

/// How a text file is written that the engine reads: all columns as texts, named so.
struct SqlTextFile {
    std::string path;
    std::vector<std::string> columns;
    char separator = ',';
    bool quotes = true;  ///< else they are data
    bool has_header = true;
    bool quoted_empty_is_missing = true;  ///< an empty field without quotes always is
};

/// The table of such a file, to stand behind FROM.
std::string sql_text_table(const SqlTextFile& file);

}  // namespace replica
