#include "engine/evaluation/joint_measures.hpp"

#include "engine/byte_stream.hpp"
#include "engine/evaluation/table_figures.hpp"
#include "engine/mpi/agreement.hpp"
#include "engine/subset_cover.hpp"
#include "kernels/joint_tables.hpp"
#include "kernels/philox.hpp"
#include "kernels/subset_scores.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numeric>

namespace replica {
namespace {

constexpr std::uint64_t column_stream = 0xE7A1'0003;

/// What was found of one set of columns.
struct SetFigures {
    std::uint64_t rank = 0;
    std::uint16_t first = 0, second = 0;
    TableDistances distances;
    PairFigures pair;
};

/// Columns of both tables to count.
struct CountedTwins {
    std::vector<CodeColumn> real, synthetic;
    std::vector<std::uint32_t> domains;
    CodeShares shares;

    CountedTwins(const TwinTables& tables, std::span<const std::size_t> chosen) {
        for (const std::size_t column : chosen) {
            real.push_back(tables.real.column(column));
            synthetic.push_back(tables.synthetic.column(column));
            domains.push_back(tables.real.domains()[column]);
        }
        for (std::size_t i = 0; i < chosen.size(); ++i) shares.push_back(shares_of(real[i], domains[i]));
    }

    static std::vector<double> shares_of(const CodeColumn& column, std::uint32_t domain) {
        std::vector<std::uint64_t> counts(domain);
        std::visit(
            [&](const auto& codes) {
                for (const auto code : codes) ++counts[code];
            },
            column);
        const double rows = static_cast<double>(row_count(column));
        std::vector<double> shares;
        for (const std::uint64_t count : counts) shares.push_back(rows > 0 ? static_cast<double>(count) / rows : 0);
        return shares;
    }
};

std::vector<WantedBlock> blocks_of_rank(const CountedTwins& twins, std::span<const std::uint32_t> sizes,
                                        std::uint64_t rows, const Communicator& comm) {
    CoverOptions cover;
    cover.max_size = *std::max_element(sizes.begin(), sizes.end());
    cover.rows = rows;
    const auto blocks = deal_subsets(cover_subsets(twins.domains, cover), twins.domains, sizes);
    std::vector<WantedBlock> own;
    for (auto i = static_cast<std::size_t>(comm.rank()); i < blocks.size(); i += static_cast<std::size_t>(comm.size()))
        own.push_back(blocks[i]);
    return own;
}

std::vector<SetFigures> gathered(const std::vector<SetFigures>& own, const Communicator& comm) {
    ByteWriter out;
    out.put_all(own);
    std::vector<SetFigures> all;
    for (const Bytes& bytes : comm.all_gather(out.take())) {
        const auto figures = ByteReader(bytes).get_all<SetFigures>();
        all.insert(all.end(), figures.begin(), figures.end());
    }
    return all;
}

/// Collective: the figures of all sets of `sizes` of the chosen columns, ascending in rank within a size.
struct FiguresOfSizes {
    std::vector<SetFigures> pairs, triples;
};
FiguresOfSizes find_figures(const CountedTwins& twins, std::span<const std::uint32_t> sizes,
                            const JointOptions& options, const Communicator& comm, int threads) {
    const std::uint64_t rows = row_count(twins.real.front());
    const ShareErrors errors(rows, row_count(twins.synthetic.front()));
    FiguresOfSizes own;
    std::mutex mutex;
    agree(comm, [&] {
        const auto blocks = blocks_of_rank(twins, sizes, rows + errors.draws(), comm);
        const auto take = [&](const TwinTable& table) {
            SetFigures set{subset_rank(table.columns), table.columns[0], table.columns[1], {}, {}};
            set.distances = table_distances(table, twins.shares, errors);
            check_stop();
            const bool is_pair = table.columns.size() == 2;
            if (is_pair) set.pair = pair_figures(table, twins.shares, errors, options.min_count);
            const std::lock_guard lock(mutex);
            (is_pair ? own.pairs : own.triples).push_back(set);
        };
        visit_twin_tables({twins.real, twins.domains, {}}, {twins.synthetic, twins.domains, {}}, blocks, threads, take);
    });
    FiguresOfSizes all{gathered(own.pairs, comm), gathered(own.triples, comm)};
    const auto by_rank = [](const SetFigures& a, const SetFigures& b) { return a.rank < b.rank; };
    std::sort(all.pairs.begin(), all.pairs.end(), by_rank);
    std::sort(all.triples.begin(), all.triples.end(), by_rank);
    return all;
}

MarginalMeasures mean_of(const std::vector<SetFigures>& sets, std::uint32_t ways) {
    MarginalMeasures mean;
    mean.ways = ways;
    mean.tables = sets.size();
    Fidelity sum{0, 0, 0};
    for (const SetFigures& set : sets) {
        sum.value += set.distances.tvd;
        sum.second_sample += set.distances.second_sample;
        sum.useless += set.distances.useless;
    }
    const double count = static_cast<double>(std::max<std::size_t>(sets.size(), 1));
    mean.tvd = {sum.value / count, sum.second_sample / count, sum.useless / count};
    return mean;
}

std::vector<double> filled(std::size_t columns) { return std::vector<double>(columns * columns, no_figure); }

void set_both(std::vector<double>& matrix, std::size_t columns, const SetFigures& set, double value) {
    matrix[set.first * columns + set.second] = matrix[set.second * columns + set.first] = value;
}

PairMeasures pairs_of(std::span<const ComparedColumn> columns, const std::vector<SetFigures>& sets) {
    PairMeasures pairs;
    const std::size_t size = columns.size();
    for (const ComparedColumn& column : columns) pairs.columns.push_back(column.name);
    pairs.mutual_information_real = pairs.mutual_information_synthetic = filled(size);
    pairs.tvd = pairs.tvd_second_sample = pairs.tvd_useless = filled(size);
    Fidelity sum{0, 0, 0};
    for (const SetFigures& set : sets) {
        set_both(pairs.mutual_information_real, size, set, set.pair.information_real);
        set_both(pairs.mutual_information_synthetic, size, set, set.pair.information_synthetic);
        set_both(pairs.tvd, size, set, set.distances.tvd);
        set_both(pairs.tvd_second_sample, size, set, set.distances.second_sample);
        set_both(pairs.tvd_useless, size, set, set.distances.useless);
        sum.value += std::abs(set.pair.information_synthetic - set.pair.information_real);
        sum.second_sample += std::abs(set.pair.information_second - set.pair.information_real);
        sum.useless += std::abs(set.pair.information_useless - set.pair.information_real);
    }
    const double count = static_cast<double>(std::max<std::size_t>(sets.size(), 1));
    pairs.mutual_information = {sum.value / count, sum.second_sample / count, sum.useless / count};
    return pairs;
}

SmallCells small_cells_of(const std::vector<SetFigures>& sets) {
    SmallCells cells;
    cells.ways = 2;
    for (const SetFigures& set : sets) {
        cells.synthetic += set.pair.small_synthetic;
        cells.both += set.pair.small_both;
        cells.by_chance += set.pair.small_by_chance;
    }
    return cells;
}

// So many columns, drawn at random where there are more.
std::vector<std::size_t> drawn_columns(std::size_t columns, std::size_t most) {
    std::vector<std::size_t> order(columns);
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (columns <= most) return order;
    std::stable_sort(order.begin(), order.end(), [](std::size_t a, std::size_t b) {
        return philox_word(0, column_stream, a) < philox_word(0, column_stream, b);
    });
    order.resize(most);
    std::sort(order.begin(), order.end());
    return order;
}

}  // namespace

JointMeasures measure_joint_tables(std::span<const ComparedColumn> columns, const TwinTables& tables,
                                   const JointOptions& options, const Communicator& comm, int threads) {
    JointMeasures measures;
    const auto all = drawn_columns(columns.size(), columns.size());
    const auto chosen = drawn_columns(columns.size(), options.triple_columns);
    measures.triple_columns = chosen.size();
    const std::vector<std::uint32_t> both{2, 3};
    const std::span<const std::uint32_t> sizes(both);
    const bool has_triples = chosen.size() >= 3;
    const bool at_once = has_triples && chosen.size() == columns.size();
    const CountedTwins twins(tables, all);
    FiguresOfSizes figures = find_figures(twins, at_once ? sizes : sizes.first(1), options, comm, threads);
    if (has_triples && !at_once) {
        const CountedTwins some(tables, chosen);
        figures.triples = find_figures(some, sizes.last(1), options, comm, threads).triples;
    }
    measures.pairs = pairs_of(columns, figures.pairs);
    measures.small_cells = small_cells_of(figures.pairs);
    measures.marginals.push_back(mean_of(figures.pairs, 2));
    if (has_triples) measures.marginals.push_back(mean_of(figures.triples, 3));
    return measures;
}

}  // namespace replica
