#include "engine/network_learning.hpp"

#include "engine/byte_stream.hpp"
#include "engine/counting/shared_scores.hpp"
#include "engine/counting/streamed_search.hpp"
#include "engine/counting/subset_counting.hpp"
#include "engine/mpi/agreement.hpp"
#include "engine/parameters.hpp"
#include "engine/subset_cover.hpp"

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>

namespace replica {
namespace {

constexpr std::uint64_t rows_per_cell = 5;

/// Seconds since it was last asked.
class Stopwatch {
public:
    double lap() {
        const auto now = std::chrono::steady_clock::now();
        return std::chrono::duration<double>(now - std::exchange(begin_, now)).count();
    }

private:
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

std::vector<NetworkNode> without_parents(std::size_t columns) {
    std::vector<NetworkNode> nodes(columns);
    for (std::size_t c = 0; c < columns; ++c) nodes[c].child = static_cast<std::uint32_t>(c);
    return nodes;
}

/// Numbers of the table's columns for those of the source.
std::vector<std::uint16_t> in_table(const std::vector<std::uint32_t>& columns,
                                    const std::vector<std::uint32_t>& modelled) {
    std::vector<std::uint16_t> numbers;
    for (const std::uint32_t column : columns) {
        const auto at = std::find(modelled.begin(), modelled.end(), column);
        if (at != modelled.end()) numbers.push_back(static_cast<std::uint16_t>(at - modelled.begin()));
    }
    return numbers;
}

/// Collective: puts what the root knows into every holder's scores, a piece at a time.
void spread_known_scores(const Histograms& known, SharedScores& scores, const Placement& placement) {
    constexpr std::size_t piece = std::size_t{1} << 20;
    const bool is_root = placement.world().is_root();
    for (std::size_t size = 1; size <= scores.scores().max_size(); ++size) {
        const auto own = scores.scores().of_size(size);
        const bool has = is_root && known.scores.size() >= size && known.scores[size - 1].size() == own.size();
        if (placement.world().max(has ? 1 : 0) == 0 || !placement.holder().is_root()) continue;
        for (std::size_t begin = 0; begin < own.size(); begin += piece) {
            const std::size_t count = std::min(piece, own.size() - begin);
            Bytes bytes(has ? count * sizeof(SubsetScore) : 0);
            if (has) std::memcpy(bytes.data(), known.scores[size - 1].data() + begin, bytes.size());
            bytes = placement.leaders().broadcast(std::move(bytes));
            std::memcpy(static_cast<void*>(own.data() + begin), bytes.data(), bytes.size());
        }
    }
    scores.synchronize();
}

std::vector<NetworkNode> broadcast_nodes(const std::vector<NetworkNode>& nodes, const Communicator& comm) {
    ByteWriter mine;
    for (const NetworkNode& node : nodes) {
        mine.put(node.child);
        mine.put_all(node.parents);
        mine.put(node.score);
    }
    const Bytes bytes = comm.broadcast(mine.take());
    std::vector<NetworkNode> theirs;
    for (ByteReader in(bytes); !in.at_end();) {
        NetworkNode node;
        node.child = in.get<std::uint32_t>();
        node.parents = in.get_all<std::uint32_t>();
        node.score = in.get<double>();
        theirs.push_back(std::move(node));
    }
    return theirs;
}

/// Whether there is nothing to count. Sets that are left out for their size are unknown, so this may be false although
/// nothing is needed; then blocks are made, and found needless one by one.
bool all_known(SubsetScores& scores) {
    const auto all = scores.all();
    return std::all_of(all.begin(), all.end(), [](const SubsetScore& score) { return score.known(); });
}

/// Counts all sets ahead and looks the network up.
std::vector<NetworkNode> search_enumerated(const CountedTable& table, const LearningOptions& options,
                                           const StructureOptions& structure, const Placement& placement,
                                           const Histograms& known, const HistogramKeeper& keeper,
                                           LearningFigures& figures) {
    const CountedRows rows = table.rows();
    const std::size_t max_size = std::min<std::size_t>(options.degree + 1, rows.columns.size());
    Stopwatch watch;
    const auto made = agree(placement.world(), [&] {
        return std::make_unique<SharedScores>(placement.holder(), rows.columns.size(), max_size);
    });
    SharedScores& scores = *made;
    spread_known_scores(known, scores, placement);
    const auto count_known = [&] {
        const auto all = scores.scores().all();
        return static_cast<std::uint64_t>(
            std::count_if(all.begin(), all.end(), [](const SubsetScore& score) { return score.known(); }));
    };
    figures.reused_sets = count_known();

    CoverOptions cover;
    cover.max_size = max_size;
    cover.family_cells = structure.family_cells;
    cover.rows = table.counted_rows();
    const std::vector<Block> blocks =
        all_known(scores.scores()) ? std::vector<Block>{} : cover_subsets(rows.domains, cover);
    figures.blocks = blocks.size();
    figures.cover_seconds = watch.lap();

    SubsetCountingOptions counting;
    counting.threads = options.threads;
    counting.family_cells = structure.family_cells;
    counting.round = options.round;
    counting.keep = keeper.keep_scores;
    count_subsets(rows, blocks, scores, placement, counting);
    figures.counted_sets = count_known() - figures.reused_sets;
    figures.counting_seconds = watch.lap();

    std::vector<NetworkNode> nodes;
    if (placement.world().is_root())
        nodes = learn_structure(scores.scores(), rows.domains, table.source_rows(), structure);
    nodes = broadcast_nodes(nodes, placement.world());
    figures.search_seconds = watch.lap();
    return nodes;
}

/// Counts sets as the search comes to need them.
std::vector<NetworkNode> search_streamed(const CountedTable& table, const LearningOptions& options,
                                         const StructureOptions& structure, const Placement& placement,
                                         const Histograms& known, const HistogramKeeper& keeper,
                                         LearningFigures& figures) {
    Stopwatch watch;
    SubsetCountingOptions counting;
    counting.threads = options.threads;
    counting.family_cells = structure.family_cells;
    counting.round = options.round;
    StreamedFigures streamed;
    const auto nodes = streamed_search(table.rows(), {table.source_rows(), table.counted_rows()}, structure, counting,
                                       placement, known, keeper, streamed);
    figures.blocks = streamed.blocks;
    figures.counted_sets = streamed.counted_sets;
    figures.reused_nodes = streamed.reused_nodes;
    figures.counting_seconds = watch.lap();
    return nodes;
}

/// Collective: the tables of the nodes' families on the root, those that are known not counted again.
std::vector<SetTable> family_tables(const std::vector<NetworkNode>& nodes, const CountedRows& rows,
                                    const Placement& placement, const Histograms& known, LearningFigures& figures) {
    std::map<std::vector<std::uint16_t>, const SetTable*> stored;
    for (const SetTable& table : known.tables) stored[table.columns] = &table;
    ByteWriter mine;
    std::vector<std::uint8_t> is_known;
    for (const NetworkNode& node : nodes) is_known.push_back(stored.contains(columns_of(node)) ? 1 : 0);
    mine.put_all(is_known);
    const Bytes bytes = placement.world().broadcast(mine.take());
    is_known = ByteReader(bytes).get_all<std::uint8_t>();

    std::vector<std::vector<std::uint16_t>> missing;
    for (std::size_t i = 0; i < nodes.size(); ++i)
        if (is_known[i] == 0) missing.push_back(columns_of(nodes[i]));
    figures.counted_tables = missing.size();
    figures.reused_tables = nodes.size() - missing.size();
    const auto counted = count_sets(missing, rows, placement);
    if (!placement.world().is_root()) return {};
    std::vector<SetTable> tables;
    std::size_t next = 0;
    for (std::size_t i = 0; i < nodes.size(); ++i)
        tables.push_back(is_known[i] == 0 ? counted[next++] : *stored[columns_of(nodes[i])]);
    return tables;
}

}  // namespace

std::uint64_t most_family_cells(ScoreKind score, std::uint64_t rows) {
    return score == ScoreKind::mutual_information ? std::uint64_t{1} << 63U : rows / rows_per_cell;
}

std::vector<Family> learn_network(const CountedTable& table, const std::vector<std::uint32_t>& modelled,
                                  const LearningOptions& options, const Placement& placement, const Histograms& known,
                                  const HistogramKeeper& keeper, LearningFigures& figures) {
    if (options.mode == Mode::random || modelled.empty()) return {};
    const CountedRows rows = table.rows();
    StructureOptions structure;
    structure.degree = options.degree;
    structure.score = options.score;
    structure.family_cells = most_family_cells(options.score, table.source_rows());
    structure.first = in_table(options.placed, modelled);
    std::vector<NetworkNode> nodes;
    if (options.mode != Mode::correlated)
        nodes = without_parents(modelled.size());
    else if (options.search == SearchKind::enumerated || modelled.size() < 2)
        nodes = search_enumerated(table, options, structure, placement, known, keeper, figures);
    else
        nodes = search_streamed(table, options, structure, placement, known, keeper, figures);

    std::erase_if(nodes, [&](const NetworkNode& node) {
        return std::find(structure.first.begin(), structure.first.end(), node.child) != structure.first.end();
    });
    Stopwatch watch;
    const auto tables = family_tables(nodes, rows, placement, known, figures);
    agree(placement.world(), [&] {
        if (placement.world().is_root() && keeper.keep_tables) keeper.keep_tables(tables);
    });
    std::vector<Family> families;
    for (std::size_t i = 0; i < tables.size(); ++i) {
        families.push_back(family_of(nodes[i], tables[i], rows.domains));
        families.back().child = modelled[families.back().child];
        for (std::uint32_t& parent : families.back().parents) parent = modelled[parent];
    }
    figures.parameter_seconds = watch.lap();
    return families;
}

}  // namespace replica
