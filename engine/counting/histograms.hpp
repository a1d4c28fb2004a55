#pragma once

#include "kernels/entropy.hpp"
#include "kernels/subset_scores.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace replica {

/// The contingency table of a set of columns, occupied cells only.
struct SetTable {
    std::vector<std::uint16_t> columns;  ///< ascending
    std::vector<std::uint64_t> cells;    ///< row-major indices, ascending
    std::vector<std::uint32_t> counts;   ///< rows in each, > 0

    friend bool operator==(const SetTable&, const SetTable&) = default;
};

/// What counting has given so far, and what a run may begin with. Exact counts of real people.
struct Histograms {
    std::vector<std::vector<SubsetScore>> scores;  ///< by size - 1: all sets of that size, by subset_rank
    std::vector<SetTable> tables;                  ///< of families
    std::vector<std::byte> search_state;           ///< of a streamed search; empty where there is none
};

/// Where a run's histograms are kept: called on the world's root. An error ends the job on all ranks.
struct HistogramKeeper {
    std::function<void(const SubsetScores&)> keep_scores;
    std::function<void(const std::vector<SetTable>&)> keep_tables;
    std::function<void(const std::vector<std::byte>&)> keep_search;
    std::function<void()> touch;  ///< tells others that this run is alive
};

}  // namespace replica
