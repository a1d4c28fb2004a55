#include "engine/counting/grid_counting.hpp"

#include "engine/byte_stream.hpp"
#include "engine/counting/grid_batch.hpp"
#include "engine/counting/sparse_sum.hpp"
#include "engine/mpi/agreement.hpp"
#include "kernels/entropy.hpp"
#include "kernels/sparse_contingency_table.hpp"

#include <algorithm>

namespace replica {
namespace {

/// The sets that one rank of a group scores: those that begin in its share of the cells.
struct Shares {
    std::vector<int> cells;          ///< of each rank
    std::vector<std::size_t> first;  ///< set of each rank, and one past the last
};

Shares share_sets(const GridBatch& batch, int ranks) {
    Shares shares{{}, {0}};
    std::size_t set = 0;
    std::uint64_t begin = 0;
    for (int rank = 0; rank < ranks; ++rank) {
        const std::uint64_t end =
            batch.cells * (static_cast<std::uint64_t>(rank) + 1) / static_cast<std::uint64_t>(ranks);
        std::uint64_t cells = 0;
        while (set < batch.sets.size() && begin + cells < end) cells += batch.sets[set++].cells;
        shares.cells.push_back(static_cast<int>(cells));
        shares.first.push_back(set);
        begin += cells;
    }
    return shares;
}

void publish(const GridBatch& batch, const Shares& shares, std::size_t rank, const Bytes& bytes, SubsetScores& scores) {
    ByteReader in(bytes);
    for (std::size_t set = shares.first[rank]; set < shares.first[rank + 1]; ++set) {
        SubsetScore score;
        score.x_log_x = in.get<std::int64_t>();
        score.support = in.get<std::uint32_t>();
        scores.publish(batch.sets[set].size, batch.sets[set].rank, score);
    }
}

void put(const SubsetScore& score, ByteWriter& out) {
    out.put(score.x_log_x);
    out.put(score.support);
}

void score_tables(const GridBatch& batch, std::span<const std::uint32_t> packed, SubsetScores& scores,
                  const Communicator& group) {
    const Shares shares = share_sets(batch, group.size());
    const auto own = group.sum_scatter(packed, shares.cells);
    const auto rank = static_cast<std::size_t>(group.rank());
    ByteWriter scored;
    agree(group, [&] {
        std::span<const std::uint32_t> rest = own;
        for (std::size_t set = shares.first[rank]; set < shares.first[rank + 1]; ++set) {
            put(score_counts(rest.first(batch.sets[set].cells)), scored);
            rest = rest.subspan(batch.sets[set].cells);
        }
    });
    const auto all = group.all_gather(scored.take());
    for (std::size_t sender = 0; sender < all.size(); ++sender) publish(batch, shares, sender, all[sender], scores);
}

SubsetScore score_sparse(const std::vector<SparseCell>& cells) {
    std::vector<std::uint32_t> counts;
    for (const SparseCell& cell : cells) counts.push_back(cell.count);
    return score_counts(counts);
}

void score_large_set(const CountedRows& rows, const LargeSet& set, SubsetScores& scores, const Communicator& group,
                     const ScoreOptions& options) {
    std::vector<CodeColumn> columns;
    std::vector<std::uint32_t> domains;
    for (const std::uint16_t column : set.columns) {
        columns.push_back(rows.columns[column]);
        domains.push_back(rows.domains[column]);
    }
    const SparseTable own = agree(group, [&] {
        return sparse_contingency_table({columns, domains, rows.weights}, options.level);
    });
    const auto sum = sum_sparse_tables(own.cells, group);
    ByteWriter scored;
    put(agree(group, [&] { return score_sparse(sum); }), scored);
    const Bytes bytes = group.broadcast(scored.take());
    ByteReader in(bytes);
    SubsetScore score;
    score.x_log_x = in.get<std::int64_t>();
    score.support = in.get<std::uint32_t>();
    scores.publish(set.size, set.rank, score);
}

}  // namespace

void count_on_grid(const CountedRows& rows, const BlockQueue& queue, SubsetScores& scores, const Placement& placement,
                   const ScoreOptions& options) {
    if (!placement.is_in_a_group()) return;
    const Communicator& group = placement.across();
    std::vector<std::uint32_t> packed;
    while (true) {
        // What is already published may differ from rank to rank while other groups publish: one decides.
        const Bytes bytes = group.broadcast(agree(group, [&] {
            return group.is_root() ? pack_batch(take_batch(rows.domains, queue, scores, options)) : Bytes{};
        }));
        const GridBatch batch = agree(group, [&] { return unpack_batch(rows.domains, options.anchor, bytes); });
        agree(group, [&] {
            packed.resize(batch.cells);
            count_subset_tables(rows, batch.blocks, packed, options.threads, options.level);
        });
        if (batch.cells > 0) score_tables(batch, packed, scores, group);
        for (const LargeSet& set : batch.large) score_large_set(rows, set, scores, group, options);
        if (batch.ends_round) return;
    }
}

}  // namespace replica
