#include "jobs/private_network.hpp"

#include "engine/marginal_family.hpp"
#include "engine/mpi/agreement.hpp"
#include "engine/privacy/adaptive_network.hpp"
#include "engine/privacy/noisy_tables.hpp"
#include "jobs/describe_copula.hpp"
#include "jobs/describe_counting.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <sstream>

namespace replica {
namespace {

// The network's tables come from so many rows of the pool: enough for chance not to show.
constexpr std::uint64_t network_rows = std::uint64_t{1} << 20U;

void check_delta(const Guarantee& guarantee, double rows) {
    if (guarantee.accounting == Accounting::pure || guarantee.delta < 1 / rows) return;
    std::ostringstream text;
    text << "--delta " << guarantee.delta << " is not below one in the number of rows, about " << std::llround(rows)
         << ": it would allow to publish a person's row; give a lower one";
    throw InputError(text.str());
}

/// The columns that there is something to learn of.
PrivateRows rows_to_learn(const EncodedTable& table, const std::vector<ColumnCodec>& codecs,
                          const std::vector<std::uint32_t>& modelled) {
    PrivateRows rows;
    for (const std::uint32_t column : modelled) {
        rows.names.push_back(codecs[column].model.name);
        rows.columns.push_back(table.column(column));
        rows.domains.push_back(codecs[column].model.domain_size());
    }
    return rows;
}

PooledRows pooled_rows(LearnedPool&& learned, const std::vector<std::uint32_t>& modelled) {
    PooledRows pool;
    pool.columns = modelled;
    pool.codes = std::move(learned.pool.columns);
    pool.weights = std::move(learned.pool.weights);
    for (MergedCodes& codes : learned.codes) pool.merged.push_back(std::move(codes.map));
    return pool;
}

/// Collective: a table of rows drawn from the root's pool, all columns of the model.
EncodedTable draw_table(const PrivateNetwork& network, const std::vector<ColumnCodec>& codecs,
                        const Placement& placement) {
    std::vector<std::uint32_t> domains;
    for (const ColumnCodec& codec : codecs) domains.push_back(codec.model.domain_size());
    const Communicator& world = placement.world();
    const std::uint64_t own = world.is_root() ? network_rows : 0;
    EncodedTable table = agree(world, [&] {
        return EncodedTable(world, placement.holder(), domains, network_rows,
                            {world.is_root() ? 0 : network_rows, own});
    });
    if (world.is_root()) {
        constexpr std::uint64_t public_seed = 0;
        const PooledRows& pool = *network.pool;
        auto drawn = PoolSampler(pool).draw(network_rows, 0, public_seed, 0);
        std::vector<std::vector<std::uint16_t>> columns(codecs.size());
        for (std::size_t i = 0; i < drawn.size(); ++i) columns[pool.columns[i]] = std::move(drawn[i]);
        replace_impossible(network.zeros.pairs, columns, public_seed, 0);
        for (const std::uint32_t column : pool.columns)
            for (std::uint64_t row = 0; row < network_rows; ++row) table.store(column, row, columns[column][row]);
    }
    table.complete();
    return table;
}

/// Collective: the ordinary network, learned on rows of the pool: free, for the data aren't looked at again.
std::vector<Family> learn_from_pool(const DescribeOptions& options, const PrivateNetwork& network,
                                    const std::vector<ColumnCodec>& codecs, int threads, const Communicator& world,
                                    Log& log) {
    DescribeOptions counting_options = options;
    counting_options.work.clear();  // what it remembers is exact counts of real people
    const CountingPlan counting = plan_describe(counting_options, codecs, network_rows, threads, world, log);
    const Placement placement(world, counting.decomposition, counting.row_parts);
    const Placement whole(world, Decomposition::shared, 1);
    EncodedTable table = draw_table(network, codecs, counting.row_parts == 1 ? placement : whole);
    return learn_families(counting_options, {std::move(table), {}}, codecs, counting, threads,
                          counting.row_parts == 1 ? placement : whole, log);
}

/// Collective: noisy marginals, then noisy tables of all pairs, and the copula that they make.
///
/// A copula needs one figure of each pair, to which all cells of its table add up: so all pairs are measured, each with
/// the same share of what is left, where a network is better served by few that are measured well.
void learn_private_copula(const DescribeOptions& options, const std::vector<ColumnCodec>& codecs,
                          const std::vector<std::uint32_t>& modelled, PrivateTables& tables, PrivateNetwork& network,
                          const Communicator& world, Log& log) {
    const auto columns = static_cast<std::uint32_t>(modelled.size());
    const bool has_pairs = columns > 1;
    const Cost for_columns = share_of(tables.left(), has_pairs ? options.privacy.column_share : 1);
    std::vector<std::vector<double>> margins;
    for (std::uint32_t c = 0; c < columns; ++c) {
        const NoisyCounts counts = tables.count_column(c, share_of(for_columns, 1.0 / columns));
        margins.push_back(project(std::vector<double>(counts.cells.begin(), counts.cells.end()), network.rows));
        network.families.push_back(marginal_family(modelled[c], margins.back()));
    }
    std::vector<ColumnPair> pairs;
    std::vector<std::vector<std::uint16_t>> maps;
    std::vector<std::uint32_t> sizes;
    for (std::uint32_t a = 0; a < columns; ++a) {
        sizes.push_back(tables.domain(a));
        std::vector<std::uint16_t>& map = maps.emplace_back(sizes.back());
        std::iota(map.begin(), map.end(), std::uint16_t{0});
        for (std::uint32_t b = a + 1; b < columns; ++b) pairs.push_back({a, b});
    }
    if (has_pairs) tables.count_pairs(pairs, maps, sizes);
    const Cost left = tables.left();
    std::map<ColumnPair, std::vector<std::int64_t>> measured;
    double variance = 0;
    for (const ColumnPair pair : pairs) {
        NoisyCounts counts = tables.count_pair(pair, {left.units / pairs.size()});
        variance = counts.variance;
        measured[pair] = std::move(counts.cells);
    }
    Model shell;
    for (const ColumnCodec& codec : codecs) shell.columns.push_back(codec.model);
    shell.families = network.families;
    const CountPairs look_up = [&](CountedUnit, std::span<const IndexPair> wanted) {
        std::vector<PairTable> found;
        for (const auto& [first, second] : wanted) {
            PairTable& table = found.emplace_back();
            for (const std::int64_t count : measured.at({first, second}))
                table.push_back({table.size(), static_cast<double>(count)});
        }
        return found;
    };
    CopulaFigures figures;
    Copula copula = learn_copula(shell, modelled, {}, look_up, std::sqrt(variance), world.is_root(), figures);
    tell_copula(figures, copula, log);
    if (world.is_root()) network.copula = std::move(copula);
}

void tell_zeros(const StructuralZeros& zeros, Log& log) {
    for (const std::string& rule : zeros.rules)
        log.info("rule " + rule + ": bins that contradict it are never combined; inside a bin it isn't enforced");
    for (const std::string& rule : zeros.not_used)
        log.warning("rule " + rule + " is not used with --epsilon: only orders of two columns of one type are");
}

AdaptiveOptions adaptive_options(const DescribeOptions& options) {
    AdaptiveOptions adaptive;
    adaptive.column_share = options.privacy.column_share;
    adaptive.choice_share = options.privacy.choice_share;
    adaptive.pool_rows = options.privacy.pool_rows;
    adaptive.score = options.privacy.pair_score == "error" ? PairScore::error : PairScore::information;
    adaptive.pairs = mode_named(options.mode) == Mode::correlated;
    return adaptive;
}

}  // namespace

PrivateNetwork learn_private_network(const DescribeOptions& options, const Guarantee& guarantee, const Schema& schema,
                                     const std::vector<ColumnCodec>& codecs, const EncodedTable& table, RunLedger* run,
                                     int threads, const Communicator& world, Log& log) {
    const std::vector<std::uint32_t> modelled = modelled_columns(codecs);
    const PrivateRows rows = rows_to_learn(table, codecs, modelled);
    Ledger unused(guarantee.accounting, guarantee.sensitivity, guarantee.budget, SystemRandomBits::shared());
    PrivateTables tables(rows, run != nullptr ? run->ledger() : unused, world, threads);
    const bool is_random = mode_named(options.mode) == Mode::random;
    const NoisyCounts count =
        tables.count_rows(is_random ? tables.left() : share_of(guarantee.budget, options.privacy.rows_share));
    PrivateNetwork network;
    network.rows = std::max(1.0, static_cast<double>(count.cells.front()));
    agree(world, [&] { check_delta(guarantee, network.rows); });
    network.zeros = agree(world, [&] { return structural_zeros(schema.rules, codecs, modelled); });
    tell_zeros(network.zeros, log);
    if (mode_named(options.mode) == Mode::copula) network.copula.emplace();
    if (is_random || modelled.empty()) return network;

    if (mode_named(options.mode) == Mode::copula) {
        if (!network.zeros.pairs.empty()) log.warning("a copula doesn't keep rows free of what contradicts the rules");
        learn_private_copula(options, codecs, modelled, tables, network, world, log);
        log.phase("learn");
        return network;
    }
    LearnedPool learned = learn_adaptive(tables, count, among_columns(network.zeros.pairs, modelled),
                                         adaptive_options(options), world, threads);
    network.rows = learned.rows;
    if (world.is_root()) network.pool = pooled_rows(std::move(learned), modelled);
    log.phase("learn");
    network.families = learn_from_pool(options, network, codecs, threads, world, log);
    log.phase("network");
    return network;
}

}  // namespace replica
