#include "engine/counting/streamed_search.hpp"

#include "engine/byte_stream.hpp"
#include "engine/counting/search_state.hpp"
#include "engine/counting/shared_scores.hpp"
#include "engine/counting/star_blocks.hpp"
#include "engine/mpi/agreement.hpp"
#include "engine/subset_cover.hpp"

#include <algorithm>
#include <array>
#include <memory>

namespace replica {
namespace {

std::uint64_t count_known(SharedScores& scores) {
    const auto all = scores.scores().all();
    return static_cast<std::uint64_t>(
        std::count_if(all.begin(), all.end(), [](const SubsetScore& score) { return score.known(); }));
}

/// Collective: a holder agrees on what fails; then all ranks do.
std::unique_ptr<SharedScores> make_scores(const Placement& placement, std::size_t columns, std::size_t max_size) {
    return agree(placement.world(),
                 [&] { return std::make_unique<SharedScores>(placement.holder(), columns, max_size); });
}

/// The scores that a search asks for: pairs for good, larger sets as long as they are of use.
class StreamedScores {
public:
    StreamedScores(const CountedRows& rows, std::uint64_t counted_rows, const StructureOptions& options,
                   const SubsetCountingOptions& counting, const Placement& placement, const HistogramKeeper& keeper,
                   StreamedFigures& figures)
        : rows_(rows),
          options_(options),
          counting_(counting),
          placement_(placement),
          figures_(figures),
          pairs_(make_scores(placement, rows.columns.size(), std::min<std::size_t>(2, rows.columns.size()))),
          star_(make_scores(placement, rows.columns.size() - 1,
                            std::min<std::size_t>(options.degree, rows.columns.size() - 1))) {
        counting_.keep = [&keeper](const SubsetScores&) {
            if (keeper.touch) keeper.touch();
        };
        CoverOptions cover;
        cover.max_size = pairs_->scores().max_size();
        cover.family_cells = options.family_cells;
        cover.rows = counted_rows;  // the same on all ranks, and so are the blocks
        count(rows, cover_subsets(rows.domains, cover), *pairs_);
    }

    SubsetScore find(std::span<const std::uint16_t> subset) const {
        if (subset.size() <= 2) return pairs_->scores().find(subset);
        std::array<std::uint16_t, max_block_columns> others{};
        std::size_t size = 0;
        for (const std::uint16_t column : subset)
            if (column != anchor_) others[size++] = without_anchor(column);
        return star_->scores().find(std::span(others).first(size));
    }

    /// Collective: counts the sets with `newest` that can be a family or its parents.
    void place(std::uint16_t newest, std::span<const std::uint16_t> placed, std::span<const std::uint16_t> remaining) {
        anchor_ = newest;
        if (options_.degree < 2) return;
        std::vector<CodeColumn> columns;
        std::vector<std::uint32_t> domains;
        for (std::size_t c = 0; c < rows_.columns.size(); ++c) {
            if (c == newest) continue;
            columns.push_back(rows_.columns[c]);
            domains.push_back(rows_.domains[c]);
        }
        columns.push_back(rows_.columns[newest]);
        domains.push_back(rows_.domains[newest]);
        star_->synchronize();
        if (placement_.holder().is_root())
            std::fill(star_->scores().all().begin(), star_->scores().all().end(), SubsetScore{});
        counting_.anchor = Anchor::last_column;
        count({columns, domains, rows_.weights},
              star_blocks(domains, renumbered(placed), renumbered(remaining), options_.degree - 1), *star_);
        counting_.anchor = Anchor::none;
    }

private:
    [[nodiscard]] std::uint16_t without_anchor(std::uint16_t column) const {
        return static_cast<std::uint16_t>(column < anchor_ ? column : column - 1);
    }

    [[nodiscard]] std::vector<std::uint16_t> renumbered(std::span<const std::uint16_t> columns) const {
        std::vector<std::uint16_t> result;
        for (const std::uint16_t column : columns) result.push_back(without_anchor(column));
        std::sort(result.begin(), result.end());
        return result;
    }

    void count(const CountedRows& rows, const std::vector<Block>& blocks, SharedScores& scores) {
        count_subsets(rows, blocks, scores, placement_, counting_);
        figures_.counted_sets += count_known(scores);
        figures_.blocks += blocks.size();
    }

    const CountedRows& rows_;
    const StructureOptions& options_;
    SubsetCountingOptions counting_;
    const Placement& placement_;
    StreamedFigures& figures_;
    std::unique_ptr<SharedScores> pairs_;
    std::unique_ptr<SharedScores> star_;
    std::uint16_t anchor_ = 0;
};

/// Collective: the root's state on every rank.
SearchState known_state(const Histograms& known, const StructureOptions& options, std::size_t columns,
                        const Communicator& world) {
    const Bytes bytes = world.broadcast(world.is_root() ? Bytes(known.search_state) : Bytes{});
    return unpack_search_state(bytes, options, columns).value_or(SearchState{});
}

}  // namespace

std::vector<NetworkNode> streamed_search(const CountedRows& rows, StreamedRows all, const StructureOptions& options,
                                         const SubsetCountingOptions& counting, const Placement& placement,
                                         const Histograms& known, const HistogramKeeper& keeper,
                                         StreamedFigures& figures) {
    StreamedScores scores(rows, all.counted, options, counting, placement, keeper, figures);
    SearchState start = known_state(known, options, rows.columns.size(), placement.world());
    figures.reused_nodes = start.nodes.size();
    auto kept = std::chrono::steady_clock::now();
    ScoreSource source;
    source.find = [&](std::span<const std::uint16_t> subset) { return scores.find(subset); };
    source.placing = [&](std::uint16_t newest, std::span<const std::uint16_t> placed,
                         std::span<const std::uint16_t> remaining) { scores.place(newest, placed, remaining); };
    std::vector<std::byte> not_kept;
    const auto keep = [&] {
        keeper.keep_search(not_kept);
        not_kept.clear();
        kept = std::chrono::steady_clock::now();
    };
    const bool keeps = placement.world().is_root() && keeper.keep_search;
    source.placed = [&](const SearchState& state) {
        agree(placement.world(), [&] {
            if (!keeps) return;
            not_kept = pack_search_state(state, options);
            if (std::chrono::steady_clock::now() - kept >= counting.round) keep();
        });
    };
    try {
        return learn_structure(source, rows.domains, all.source, options, std::move(start));
    } catch (const StopRequested&) {
        agree(placement.world(), [&] {
            if (keeps && !not_kept.empty()) keep();
        });
        throw;
    }
}

}  // namespace replica
