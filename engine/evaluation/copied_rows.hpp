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
    std::vector<std::uint64_t> real;       ///< of a split holdout one half of the real rows ...
    std::vector<std::uint64_t> real_rest;  ///< ... and the other one; of a given one none
    std::vector<std::uint64_t> synthetic;
    std::vector<std::uint64_t> synthetic_part;  ///< of a split: as many of the synthetic rows as `real_rest` has, drawn
    std::vector<std::uint64_t> holdout;         ///< a given one
    HoldoutOrigin origin = HoldoutOrigin::split;
};

/// Collective: which rows are equal, over all ranks. Control: unique rows of a given holdout that a synthetic row
/// equals; with a split holdout unique rows of one half of the real rows that a row of the other half equals, beside
/// those that one of as many synthetic rows equals.
CopyCounts count_copies(OwnRows own, const Communicator& comm);

/// Distinct values that an identifier has in both tables; of very many values, of those that were kept.
SharedIdentifiers shared_identifiers(const std::string& column, const DistinctValues& real,
                                     const DistinctValues& synthetic);

}  // namespace replica
