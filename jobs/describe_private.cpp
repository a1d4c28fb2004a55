#include "jobs/describe_private.hpp"

#include "engine/byte_stream.hpp"
#include "engine/mpi/agreement.hpp"
#include "engine/privacy/adaptive_network.hpp"
#include "engine/privacy/structural_zeros.hpp"
#include "io/hdf5/model_file.hpp"
#include "io/privacy/ledger_file.hpp"
#include "io/privacy/private_extract.hpp"
#include "jobs/describe_counting.hpp"
#include "jobs/extract_input.hpp"
#include "jobs/privacy_budget.hpp"
#include "jobs/private_columns.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace replica {
namespace {

// The network's tables come from so many rows of the pool: enough for chance not to show.
constexpr std::uint64_t network_rows = std::uint64_t{1} << 20U;

std::string options_text(const DescribeOptions& options) {
    std::ostringstream text;
    text << "mode = \"" << options.mode << "\"\ndegree = " << options.degree << "\nscore = \"" << options.score
         << "\"\nepsilon = \"" << options.epsilon << "\"\nbins = " << options.input.encoding.bins << "\n"
         << privacy_options_text(options.privacy);
    return text.str();
}

std::string percent(double share) { return std::to_string(static_cast<int>(std::lround(100 * share))) + " %"; }

// What each part may cost, before anything is drawn.
void tell_plan(const DescribeOptions& options, const Guarantee& guarantee, const PrivateColumns& columns, Log& log) {
    const PrivacyOptions& privacy = options.privacy;
    const bool domains = columns.undeclared(DomainNeed::categories) + columns.undeclared(DomainNeed::range) > 0;
    std::ostringstream text;
    text << "budget: epsilon " << guarantee.epsilon;
    if (guarantee.accounting == Accounting::zcdp)
        text << " at delta " << guarantee.delta << " is rho " << guarantee.budget.value();
    text << "; " << percent(privacy.rows_share) << " for the number of rows";
    if (columns.unit) text << ", " << percent(privacy.sizes_share) << " for rows a unit";
    if (domains) text << ", " << percent(privacy.domain_share) << " for domains";
    if (options.mode == "correlated")
        text << ", of the rest " << percent(privacy.column_share) << " for single columns and the other for pairs";
    log.info(text.str());
    log.info(columns.unit ? "unit of privacy: " + privacy.unit + ", of which at most " +
                                std::to_string(privacy.max_rows) + " rows are used"
                          : std::string("unit of privacy: a row; if a person may have several, give --unit"));
}

void check_mode(const DescribeOptions& options, const PrivateColumns& columns) {
    const std::size_t undeclared = columns.undeclared(DomainNeed::categories) + columns.undeclared(DomainNeed::range);
    if (options.mode == "random" && undeclared > 0)
        throw InputError(
            "random mode uses nothing but domains, so with --epsilon the schema has to declare values or "
            "range of every column");
}

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
EncodedTable draw_table(const std::optional<PooledRows>& pool, const std::vector<ColumnCodec>& codecs,
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
        const auto columns = PoolSampler(*pool).draw(network_rows, 0, public_seed, 0);
        for (std::size_t i = 0; i < columns.size(); ++i)
            for (std::uint64_t row = 0; row < network_rows; ++row) table.store(pool->columns[i], row, columns[i][row]);
    }
    table.complete();
    return table;
}

/// Collective: the ordinary network, learned on rows of the pool: free, for the data aren't looked at again.
std::vector<Family> learn_from_pool(const DescribeOptions& options, const std::optional<PooledRows>& pool,
                                    const std::vector<ColumnCodec>& codecs, int threads, const Communicator& world,
                                    Log& log) {
    DescribeOptions counting_options = options;
    counting_options.work.clear();  // what it remembers is exact counts of real people
    const CountingPlan counting = plan_describe(counting_options, codecs, network_rows, threads, world, log);
    const Placement placement(world, counting.decomposition, counting.row_parts);
    const Placement whole(world, Decomposition::shared, 1);
    EncodedTable table = draw_table(pool, codecs, counting.row_parts == 1 ? placement : whole);
    return learn_families(counting_options, {std::move(table), {}}, codecs, counting, threads,
                          counting.row_parts == 1 ? placement : whole, log);
}

TextForm text_form(const CsvDialect& dialect) {
    TextForm form;
    form.separator = dialect.separator;
    form.quoting = dialect.quoting == Quoting::rfc4180;
    form.backslash_escapes = dialect.escapes == Escapes::backslash;
    form.missing_tokens = dialect.missing_tokens;
    form.missing_token = dialect.missing_tokens.front();
    return form;
}

PrivacyStatement statement_of(const DescribeOptions& options, const Guarantee& guarantee, const Ledger& ledger,
                              const PrivateColumns& columns, const StructuralZeros& zeros) {
    PrivacyStatement statement;
    if (columns.unit) statement.unit = options.privacy.unit;
    statement.neighbours = guarantee.sensitivity.neighbours;
    statement.max_rows = guarantee.sensitivity.max_rows;
    statement.accounting = guarantee.accounting;
    statement.epsilon = guarantee.epsilon;
    statement.delta = guarantee.delta;
    statement.budget = guarantee.budget;
    statement.releases = ledger.releases();
    statement.declared_public = columns.declared_public;
    for (const std::string& rule : zeros.rules) statement.declared_public.push_back("rule " + rule);
    statement.not_private = columns.not_private;
    if (!ledger.is_secret()) statement.not_private.emplace_back("the noise is not secret: its source was pinned");
    return statement;
}

/// Releases how many rows units have; on the root.
std::vector<Weighted<std::uint32_t>> release_sizes(const UsableRows& rows, const Guarantee& guarantee, Cost most,
                                                   RunLedger& run) {
    const Sensitivity of_units{guarantee.sensitivity.neighbours, 1};
    const auto noisy =
        release_counts(run.ledger(), of_units, "units by their number of rows", rows.bounded.units_by_size, most);
    std::vector<Weighted<std::uint32_t>> sizes;
    for (std::size_t i = 0; i < noisy.cells.size(); ++i) {
        if (noisy.cells[i] <= 0) continue;
        sizes.push_back({static_cast<std::uint32_t>(i + 1), static_cast<std::uint64_t>(noisy.cells[i])});
    }
    if (sizes.empty()) sizes.push_back({1, 1});
    return sizes;
}

void tell_rows(const CsvSource& source, const UsableRows& rows, Log& log) {
    log.to_operator("of " + grouped(source.rows) + " rows " + grouped(rows.left_out) +
                    " hold values outside the declared domains where nothing may be missing, and " +
                    grouped(rows.beyond_limit) + " are beyond the limit of their unit; they are left out");
}

void tell_zeros(const StructuralZeros& zeros, Log& log) {
    for (const std::string& rule : zeros.rules)
        log.info("rule " + rule + ": bins that contradict it are never combined; inside a bin it isn't enforced");
    for (const std::string& rule : zeros.not_used)
        log.warning("rule " + rule + " is not used with --epsilon: only orders of two columns of one type are");
}

}  // namespace

void describe_private(const DescribeOptions& options, int threads, const Communicator& world, Log& log) {
    const bool is_root = world.is_root();
    agree(world, [&] { read_guarantee(options, false); });
    CsvSource source = open_extract(options.input, world);
    PrivateColumns columns = gather_private_columns(options, source, threads, world, log);
    const Guarantee guarantee =
        agree(world, [&] { return read_guarantee(options, columns.undeclared(DomainNeed::categories) > 0); });
    agree(world, [&] { check_mode(options, columns); });
    tell_plan(options, guarantee, columns, log);

    const UsableRows usable =
        find_usable_rows(source, columns.declared, columns.unit, guarantee.sensitivity.max_rows, world, threads);
    const ValuesToRelease values = count_undeclared(source, columns.declared, usable, world, threads);
    tell_rows(source, usable, log);
    log.phase("read");

    // From here on the budget is spent.
    const auto run = agree(world, [&] {
        return is_root ? std::make_unique<RunLedger>(options, guarantee, source, columns.schema, log) : nullptr;
    });
    const PrivacyOptions& privacy = options.privacy;
    release_domains(values, options, guarantee, share_of(guarantee.budget, privacy.domain_share), run.get(), world,
                    columns);
    std::vector<ColumnCodec> codecs = columns.codecs();
    const Placement placement(world, Decomposition::shared, 1);
    const EncodedTable table = encode_usable(source, codecs, columns.profiles, usable, placement, threads);
    const std::vector<std::uint32_t> modelled = modelled_columns(codecs);
    const PrivateRows rows = rows_to_learn(table, codecs, modelled);
    agree(world, [&] {
        if (!is_root || !columns.unit) return;
        auto sizes = release_sizes(usable, guarantee, share_of(guarantee.budget, privacy.sizes_share), *run);
        ColumnModel& unit = codecs[*columns.unit].model;
        if (unit.role == Role::person) unit.rows_per_person = std::move(sizes);
    });
    log.phase("encode");

    Ledger unused(guarantee.accounting, guarantee.sensitivity, guarantee.budget, SystemRandomBits::shared());
    PrivateTables tables(rows, is_root ? run->ledger() : unused, world, threads);
    const bool is_random = mode_named(options.mode) == Mode::random;
    const NoisyCounts count =
        tables.count_rows(is_random ? tables.left() : share_of(guarantee.budget, privacy.rows_share));
    const double noisy_rows = std::max(1.0, static_cast<double>(count.cells.front()));
    agree(world, [&] { check_delta(guarantee, noisy_rows); });

    const StructuralZeros zeros =
        agree(world, [&] { return structural_zeros(columns.schema.rules, codecs, modelled); });
    tell_zeros(zeros, log);
    AdaptiveOptions adaptive;
    adaptive.column_share = privacy.column_share;
    adaptive.choice_share = privacy.choice_share;
    adaptive.pool_rows = privacy.pool_rows;
    adaptive.score = privacy.pair_score == "error" ? PairScore::error : PairScore::information;
    adaptive.pairs = mode_named(options.mode) == Mode::correlated;
    std::optional<PooledRows> pool;
    double learned_rows = noisy_rows;
    std::vector<Family> families;
    if (!is_random && !modelled.empty()) {
        LearnedPool learned = learn_adaptive(tables, count, zeros.cells, adaptive, world, threads);
        learned_rows = learned.rows;
        if (is_root) pool = pooled_rows(std::move(learned), modelled);
        log.phase("learn");
        families = learn_from_pool(options, pool, codecs, threads, world, log);
        log.phase("network");
    }

    agree(world, [&] {
        if (!is_root) return;
        Model model;
        model.mode = mode_named(options.mode);
        model.text = text_form(source.dialect);
        for (ColumnCodec& codec : codecs) model.columns.push_back(std::move(codec.model));
        model.families = std::move(families);
        model.provenance = {REPLICA_VERSION,
                            options_text(options),
                            static_cast<std::uint64_t>(std::llround(learned_rows)),
                            options.score,
                            model.mode == Mode::correlated ? options.degree : 0,
                            !columns.not_private.empty()};
        model.privacy = statement_of(options, guarantee, run->ledger(), columns, zeros);
        model.pool = std::move(pool);
        write_model(model, options.model_path, options.shared.overwrite);
        write_ledger(*model.privacy, options.model_path);
        run->finish();
    });
    log.phase("write");
    log.info("described about " + grouped(static_cast<std::uint64_t>(std::llround(learned_rows))) + " rows and " +
             std::to_string(codecs.size()) + " columns; the model is " + options.model_path + ", its ledger " +
             ledger_path(options.model_path));
}

}  // namespace replica
