#pragma once

#include "engine/evaluation/column_comparison.hpp"
#include "engine/schema.hpp"
#include "io/evaluation_pass.hpp"
#include "io/extract_source.hpp"
#include "jobs/log.hpp"
#include "jobs/options.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace replica {

/// A table after its first pass.
struct ProfiledTable {
    std::string name;  ///< of its file or folder
    ExtractSource source;
    std::vector<ColumnProfile> profiles;
};

/// The tables of an evaluation.
struct EvaluatedTables {
    ProfiledTable synthetic;
    std::optional<ProfiledTable> real;
    std::optional<ProfiledTable> holdout;
    std::vector<std::string> remarks;  ///< what is wrong with them and was left out
};

/// Collective: opens and profiles the tables. A real or holdout table without rows is left out, with a remark.
EvaluatedTables open_tables(const EvaluateOptions& options, int threads, const Communicator& world);

/// A column that is not compared by its values.
struct SetAside {
    std::string name;
    Role role = Role::key;
    std::optional<std::size_t> real;  ///< where it is
    std::size_t synthetic = 0;
};

/// What of the tables is compared with what.
struct Comparison {
    std::vector<ComparedColumn> columns;
    std::vector<DistinctValues> values;                 ///< of each column, all tables'
    std::vector<std::size_t> real, holdout, synthetic;  ///< where the columns are in each table
    std::vector<SetAside> set_aside;                    ///< identifiers and free text
    std::vector<std::string> left_out;                  ///< for people: `name (why)`
};

/// Columns are found by name, and are what the schema, their names and the real values say. Drops `tables.holdout`,
/// with a remark, where it lacks a column. Throws InputError where no column is in both tables.
Comparison compare_tables(EvaluatedTables& tables, const Schema& schema, const EncodingOptions& options);

/// A coder for each compared column, which refers to it.
std::vector<ComparedCoder> coders_of(const Comparison& comparison);

}  // namespace replica
