#pragma once

#include "tests/jobs/command_line.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace replica::test {

/// CSV text of `columns` columns c0, c1, ... of 2 to 8 codes, each of which leans on the two before it. The same text
/// at every call.
std::string dependent_extract(unsigned columns, unsigned rows);

/// What describe told of its counting.
struct CountingFigures {
    std::uint64_t counted_sets = 0;
    std::uint64_t counted_tables = 0;
    std::uint64_t reused_sets = 0;
    std::uint64_t reused_tables = 0;
};

/// From the log's line "counted ... sets of columns and ... tables, reused ... and ..."; throws std::runtime_error
/// where it isn't there.
CountingFigures counting_figures(const std::string& log);

/// Sets that the log says the work folder remembers; 0 where it says nothing of the kind.
std::uint64_t remembered_sets(const std::string& log);

/// Columns that an earlier run had placed in the network; 0 where the log says nothing of the kind.
std::uint64_t placed_columns(const std::string& log);

/// The line of `log` that holds `part`; empty where none does.
std::string line_with(std::string_view log, std::string_view part);

/// What a describe left behind.
struct Described {
    std::string model;  ///< the file's bytes
    std::string log;
    CountingFigures figures;
};

/// describe's arguments for the extract `extract`, with a degree of 3 unless `more` has another.
std::vector<std::string> describe_arguments(const std::filesystem::path& extract, const std::filesystem::path& model,
                                            const std::vector<std::string>& more = {});

/// Runs describe in a folder of its own; throws std::runtime_error where it fails.
Described describe_extract(const std::filesystem::path& extract, const std::vector<std::string>& more = {},
                           const RunOptions& options = {});

}  // namespace replica::test
