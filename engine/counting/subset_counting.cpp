#include "engine/counting/subset_counting.hpp"

#include "engine/counting/grid_counting.hpp"
#include "engine/mpi/agreement.hpp"

#include <algorithm>
#include <atomic>
#include <vector>

namespace replica {
namespace {

/// Every replica's share in the order of the cover: neighbours cost about the same.
std::vector<Block> blocks_of_replica(std::span<const Block> blocks, const Placement& placement) {
    std::vector<Block> own;
    for (std::size_t i = static_cast<std::size_t>(placement.replica()); i < blocks.size();
         i += static_cast<std::size_t>(placement.replicas()))
        own.push_back(blocks[i]);
    return own;
}

bool any_left(const SharedScores& scores, std::uint64_t* counter, std::size_t blocks, const Placement& placement) {
    scores.synchronize();
    const std::uint64_t taken = std::atomic_ref<std::uint64_t>(*counter).load();
    // On a grid the first rank of a group takes the blocks for all.
    const bool takes = placement.across().is_root() && placement.is_in_a_group();
    return placement.world().max(takes && taken < blocks ? 1 : 0) > 0;
}

/// Collective: keeps what is known; returns how long the next round is. Keeping a large store takes a while, in which
/// nothing is counted, so rounds become longer with it, up to a minute.
std::chrono::milliseconds keep(const SharedScores& scores, const Placement& placement,
                               const SubsetCountingOptions& options) {
    using std::chrono::milliseconds;
    constexpr milliseconds longest{60'000};
    constexpr milliseconds long_write{1'000};
    constexpr int rounds_a_write = 20;
    const auto begin = std::chrono::steady_clock::now();
    agree(placement.world(), [&] {
        if (placement.world().is_root() && options.keep) options.keep(scores.scores());
    });
    const auto taken = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begin);
    const milliseconds wanted = taken < long_write ? options.round : std::min(longest, rounds_a_write * taken);
    const auto next = static_cast<std::uint64_t>(std::max(options.round, wanted).count());
    return milliseconds(placement.world().max(next));
}

}  // namespace

void count_subsets(const CountedRows& rows, std::span<const Block> blocks, SharedScores& scores,
                   const Placement& placement, const SubsetCountingOptions& options) {
    const std::vector<Block> own = blocks_of_replica(blocks, placement);
    ScoreExchange exchange(scores, placement);
    scores.reset_counter();
    const BlockQueue queue{own, scores.counter()};
    ScoreOptions scoring;
    scoring.threads = options.threads;
    scoring.family_cells = options.family_cells;
    scoring.anchor = options.anchor;
    scoring.stop = &stop_flag();
    std::chrono::milliseconds round = options.round;
    do {
        scoring.stop_at = std::chrono::steady_clock::now() + round;
        agree(placement.world(), [&] {
            if (placement.row_parts() == 1)
                score_blocks(rows, queue, scores.scores(), scoring);
            else
                count_on_grid(rows, queue, scores.scores(), placement, scoring);
        });
        exchange.run();
        round = keep(scores, placement, options);
        agree(placement.world(), check_stop);  // all that was counted is kept
    } while (any_left(scores, scores.counter(), own.size(), placement));
}

}  // namespace replica
