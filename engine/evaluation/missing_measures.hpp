#pragma once

#include "engine/evaluation/evaluation.hpp"

#include <cstdint>
#include <optional>
#include <span>

namespace replica {

/// Which columns are missing together, in drawn rows: real ones may be several samples of one table. Nothing where no
/// column is ever missing. The eight commonest patterns are listed.
std::optional<MissingMeasures> measure_missing(std::span<const ComparedColumn> columns,
                                               std::span<const CodedSample> real, const CodedSample& synthetic,
                                               std::uint64_t min_count);

}  // namespace replica
