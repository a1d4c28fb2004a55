#pragma once

#include "engine/subset_cover.hpp"

#include <span>

namespace replica {

struct CoverEstimate {
    double blocks = 0;
    double nanoseconds = 0;  ///< of counting them, on one core
    double sets = 0;         ///< needed sets of 1 to max_size columns
};

/// What cover_subsets would give, within a factor of about 1.5, without building it: milliseconds for 1,000 columns.
CoverEstimate estimate_cover(std::span<const std::uint32_t> domains, const CoverOptions& options);

/// The same blocks, chosen by options.costs as a cover's are, but `nanoseconds` by the costs of another machine.
CoverEstimate estimate_cover(std::span<const std::uint32_t> domains, const CoverOptions& options,
                             const CountingCosts& charged);

}  // namespace replica
