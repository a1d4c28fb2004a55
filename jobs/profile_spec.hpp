#pragma once

#include "engine/column_model.hpp"
#include "io/extract_sample.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace replica {

/// A column of an extract as a specification sees it.
struct ProfiledColumn {
    ColumnModel model;
    std::uint64_t missing = 0;  ///< rows
};

/// A specification for `simulate` that is fitted to an extract, for a person to read and edit: a distribution a column,
/// rank correlations, what is missing together, and when things happen. source: its name, for the first line.
/// min_count: values that fewer rows of the sample hold are left out.
std::string profile_spec(const std::string& source, std::uint64_t rows, const std::vector<ProfiledColumn>& columns,
                         const ExtractSample& sample, std::uint64_t min_count);

}  // namespace replica
