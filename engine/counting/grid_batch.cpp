#include "engine/counting/grid_batch.hpp"

#include "engine/byte_stream.hpp"
#include "kernels/mixed_radix.hpp"
#include "kernels/needed_subsets.hpp"

#include <atomic>
#include <chrono>
#include <optional>
#include <unordered_set>

namespace replica {
namespace {

constexpr std::uint64_t batch_cells = std::uint64_t{1} << 22;

std::vector<std::uint16_t> columns_of(const Block& block, const NeededSubset& subset) {
    std::vector<std::uint16_t> columns;
    for (std::size_t axis = 0; axis < block.columns.size(); ++axis)
        if (subset.has_axis(axis)) columns.push_back(block.columns[axis]);
    return columns;
}

/// Fills a batch block by block; a set is taken once.
class BatchBuilder {
public:
    BatchBuilder(std::span<const std::uint32_t> domains, const SubsetScores& scores, const ScoreOptions& options)
        : domains_(domains), scores_(scores), options_(options) {}

    void add(const Block& whole) {
        std::vector<NeededSubset> needed = find_needed(whole);
        Block block;
        for (std::size_t axis = 0; axis < whole.columns.size(); ++axis)
            for (const NeededSubset& subset : needed) {
                if (!subset.has_axis(axis)) continue;
                block.columns.push_back(whole.columns[axis]);
                break;
            }
        if (block.columns.empty()) return;
        if (block.columns.size() < whole.columns.size()) needed = find_needed(block);
        for (const NeededSubset& subset : needed) taken_.insert(key(subset));
        if (cells_of(block.columns)) return batch_.place(block, needed, domains_, options_.anchor);
        for (const NeededSubset& subset : needed) add_alone(columns_of(block, subset), subset);
    }

    [[nodiscard]] bool is_full() const { return batch_.cells + batch_.large.size() * batch_cells >= batch_cells; }
    [[nodiscard]] GridBatch take() { return std::move(batch_); }

private:
    static std::uint64_t key(const NeededSubset& subset) { return subset.rank << 4U | subset.size; }

    std::vector<NeededSubset> find_needed(const Block& block) const {
        std::vector<NeededSubset> needed;
        find_needed_subsets(block, domains_, options_.family_cells, options_.anchor, scores_, needed);
        std::erase_if(needed, [&](const NeededSubset& subset) { return taken_.contains(key(subset)); });
        return needed;
    }

    /// Nothing where they are too many to lay out.
    [[nodiscard]] std::optional<std::uint64_t> cells_of(const std::vector<std::uint16_t>& columns) const {
        std::vector<std::uint32_t> chosen;
        for (const std::uint16_t column : columns) chosen.push_back(domains_[column]);
        const std::optional<std::uint64_t> cells = joint_cells(chosen);
        return cells && *cells <= options_.dense_cells ? cells : std::nullopt;
    }

    void add_alone(const std::vector<std::uint16_t>& columns, const NeededSubset& subset) {
        if (!cells_of(columns)) return batch_.large.push_back({columns, subset.size, subset.rank});
        NeededSubset whole;
        for (std::size_t axis = 0; axis < columns.size(); ++axis) whole.axes |= 1U << (31 - axis);
        batch_.place({columns}, {whole}, domains_, options_.anchor);
    }

    std::span<const std::uint32_t> domains_;
    const SubsetScores& scores_;
    const ScoreOptions& options_;
    GridBatch batch_;
    std::unordered_set<std::uint64_t> taken_;
};

}  // namespace

void GridBatch::place(Block block, std::vector<NeededSubset> needed, std::span<const std::uint32_t> domains,
                      Anchor anchor) {
    PlacedBlock placed{std::move(block), std::move(needed), {}};
    for (NeededSubset& subset : placed.needed) {
        std::vector<std::uint16_t> columns = columns_of(placed.block, subset);
        std::uint64_t set_cells = 1;
        for (const std::uint16_t column : columns) set_cells *= domains[column];
        if (anchor == Anchor::last_column) columns.pop_back();
        subset.size = static_cast<std::uint32_t>(columns.size());
        subset.rank = subset_rank(columns);
        placed.offsets.push_back(cells);
        sets.push_back({subset.size, subset.rank, set_cells});
        cells += set_cells;
    }
    blocks.push_back(std::move(placed));
}

GridBatch take_batch(std::span<const std::uint32_t> domains, const BlockQueue& queue, const SubsetScores& scores,
                     const ScoreOptions& options) {
    BatchBuilder builder(domains, scores, options);
    std::atomic_ref<std::uint64_t> next(*queue.next);
    bool ends_round = false;
    while (!builder.is_full() && !ends_round) {
        const std::uint64_t taken = next.fetch_add(1, std::memory_order_relaxed);
        if (taken < queue.blocks.size()) builder.add(queue.blocks[taken]);
        ends_round = taken >= queue.blocks.size() || !options.may_go_on();
    }
    GridBatch batch = builder.take();
    batch.ends_round = ends_round;
    return batch;
}

Bytes pack_batch(const GridBatch& batch) {
    ByteWriter out;
    out.put<std::uint64_t>(batch.blocks.size());
    for (const PlacedBlock& placed : batch.blocks) {
        out.put_all(placed.block.columns);
        std::vector<std::uint32_t> axes;
        for (const NeededSubset& subset : placed.needed) axes.push_back(subset.axes);
        out.put_all(axes);
    }
    out.put(batch.ends_round);
    out.put<std::uint64_t>(batch.large.size());
    for (const LargeSet& set : batch.large) {
        out.put_all(set.columns);
        out.put(set.size);
        out.put(set.rank);
    }
    return out.take();
}

GridBatch unpack_batch(std::span<const std::uint32_t> domains, Anchor anchor, const Bytes& bytes) {
    ByteReader in(bytes);
    GridBatch batch;
    const auto blocks = in.get<std::uint64_t>();
    for (std::uint64_t i = 0; i < blocks; ++i) {
        Block block{in.get_all<std::uint16_t>()};
        std::vector<NeededSubset> needed;
        for (const std::uint32_t axes : in.get_all<std::uint32_t>()) needed.push_back({axes, 0, 0});
        batch.place(std::move(block), std::move(needed), domains, anchor);
    }
    batch.ends_round = in.get<bool>();
    batch.large.resize(static_cast<std::size_t>(in.get<std::uint64_t>()));
    for (LargeSet& set : batch.large) {
        set.columns = in.get_all<std::uint16_t>();
        set.size = in.get<std::uint32_t>();
        set.rank = in.get<std::uint64_t>();
    }
    return batch;
}

}  // namespace replica
