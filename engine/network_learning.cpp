#include "engine/network_learning.hpp"

#include "engine/error.hpp"
#include "engine/parameters.hpp"
#include "engine/subset_cover.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <string>

namespace replica {
namespace {

constexpr std::uint64_t rows_per_cell = 5;

double seconds_since(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::uint64_t most_family_cells(const LearningOptions& options, std::uint64_t rows) {
    if (options.score == ScoreKind::mutual_information) return std::numeric_limits<std::uint64_t>::max();
    return rows / rows_per_cell;
}

// 16 bytes a set of columns on every rank; more would not be counted in reasonable time either.
constexpr double most_sets = 5e7;

void check_set_count(std::size_t columns, std::uint32_t max_size, std::uint32_t degree) {
    double sets = 1;
    for (std::uint32_t i = 0; i < max_size; ++i) sets *= static_cast<double>(columns - i) / (i + 1);
    if (sets <= most_sets) return;
    throw InputError(
        "degree " + std::to_string(degree) + " over " + std::to_string(columns) +
        " columns means too many sets of columns to count; choose a lower --degree, or give columns role = "
        "\"drop\" in a --schema");
}

std::vector<NetworkNode> without_parents(std::size_t columns) {
    std::vector<NetworkNode> nodes(columns);
    for (std::size_t c = 0; c < columns; ++c) nodes[c].child = static_cast<std::uint32_t>(c);
    return nodes;
}

// Unknown scores are -1 with support 0, so the maximum over the ranks is the known one.
void merge_scores(std::span<SubsetScore> scores, const Communicator& comm) {
    constexpr std::size_t piece = std::size_t{1} << 20;
    std::vector<std::int64_t> values;
    for (std::size_t begin = 0; begin < scores.size(); begin += piece) {
        const auto part = scores.subspan(begin, std::min(piece, scores.size() - begin));
        values.clear();
        for (const SubsetScore& score : part) {
            values.push_back(score.x_log_x);
            values.push_back(score.support);
        }
        comm.max_in_place(values);
        for (std::size_t i = 0; i < part.size(); ++i) {
            part[i] = {values[2 * i], static_cast<std::uint32_t>(values[2 * i + 1])};
        }
    }
}

// Every rank sees all rows, so the blocks are dealt over the ranks and only scores travel.
SubsetScores score_subsets(std::span<const CodeColumn> columns, std::span<const std::uint32_t> domains,
                           std::uint64_t rows, std::uint32_t max_size, std::uint64_t family_cells,
                           const LearningOptions& options, const Communicator& comm, LearningFigures& figures) {
    CoverOptions cover;
    cover.max_size = max_size;
    cover.family_cells = family_cells;
    cover.rows = rows;
    const std::vector<Block> blocks = cover_subsets(domains, cover);
    figures.blocks = blocks.size();
    std::vector<Block> own;
    for (std::size_t i = static_cast<std::size_t>(comm.rank()); i < blocks.size();
         i += static_cast<std::size_t>(comm.size())) {
        own.push_back(blocks[i]);
    }
    SubsetScores scores(columns.size(), max_size);
    ScoreOptions scoring;
    scoring.threads = options.threads;
    scoring.family_cells = family_cells;
    score_blocks({columns, domains, {}}, own, scores, scoring);
    if (comm.size() > 1) {
        for (std::uint32_t size = 1; size <= max_size; ++size) merge_scores(scores.of_size(size), comm);
    }
    return scores;
}

std::vector<NetworkNode> search(std::span<const CodeColumn> columns, std::span<const std::uint32_t> domains,
                                std::uint64_t rows, const LearningOptions& options, const Communicator& comm,
                                LearningFigures& figures) {
    const auto max_size = static_cast<std::uint32_t>(std::min<std::size_t>(options.degree + 1, columns.size()));
    check_set_count(columns.size(), max_size, options.degree);
    StructureOptions structure;
    structure.degree = options.degree;
    structure.score = options.score;
    structure.family_cells = most_family_cells(options, rows);
    const SubsetScores scores =
        score_subsets(columns, domains, rows, max_size, structure.family_cells, options, comm, figures);
    return learn_structure(scores, domains, rows, structure);
}

}  // namespace

std::vector<Family> learn_network(const EncodedTable& table, const std::vector<std::uint32_t>& modelled,
                                  const LearningOptions& options, const Communicator& comm, LearningFigures& figures) {
    if (options.mode == Mode::random || modelled.empty()) return {};
    std::vector<CodeColumn> columns;
    std::vector<std::uint32_t> domains;
    for (const std::uint32_t column : modelled) {
        columns.push_back(table.column(column));
        domains.push_back(table.domains()[column]);
    }
    auto begin = std::chrono::steady_clock::now();
    const auto nodes = options.mode == Mode::correlated ? search(columns, domains, table.rows(), options, comm, figures)
                                                        : without_parents(columns.size());
    figures.structure_seconds = seconds_since(begin);

    begin = std::chrono::steady_clock::now();
    auto families = learn_parameters(nodes, columns, domains, comm);
    for (Family& family : families) {
        family.child = modelled[family.child];
        for (std::uint32_t& parent : family.parents) parent = modelled[parent];
    }
    figures.parameter_seconds = seconds_since(begin);
    return families;
}

}  // namespace replica
