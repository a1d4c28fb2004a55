#pragma once

#include "engine/distinct_values.hpp"
#include "engine/evaluation/privacy_measures.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace replica {

/// A hash of each of this rank's rows.
struct OwnRows {
    std::span<const std::uint64_t> real;
    std::span<const std::uint64_t> synthetic;
    std::vector<std::uint64_t> control;  ///< rows that stand for real ones: the holdout, or a half of the real rows
    std::vector<std::uint64_t> control_source;  ///< of a split: the other half ...
    std::vector<std::uint64_t> synthetic_part;  ///< ... and as many synthetic rows
    HoldoutOrigin origin = HoldoutOrigin::split;
};

/// Collective: which rows are equal, over all ranks. Control: unique rows of a given holdout that a synthetic row
/// equals; with a split holdout unique rows of one half of the real rows that a row of the other half equals, beside
/// those that one of as many synthetic rows equals.
CopyCounts count_copies(const OwnRows& own, const Communicator& comm);

/// Distinct values that an identifier has in both tables; of very many values, of those that were kept.
SharedIdentifiers shared_identifiers(const std::string& column, const DistinctValues& real,
                                     const DistinctValues& synthetic);

}  // namespace replica
