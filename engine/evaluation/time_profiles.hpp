#pragma once

#include "engine/evaluation/evaluation.hpp"

#include <cstdint>
#include <vector>

namespace replica {

/// Month, weekday and, of datetimes, hour profiles of a column by its clock cells, and of holidays where the schema
/// says which they are.
std::vector<TimeProfile> time_profiles(const ComparedColumn& column, const std::vector<std::uint64_t>& real,
                                       const std::vector<std::uint64_t>& synthetic, std::uint64_t min_count);

}  // namespace replica
