#include "jobs/describe_private.hpp"

#include "engine/mpi/agreement.hpp"
#include "io/csv/text_form.hpp"
#include "io/hdf5/model_file.hpp"
#include "io/privacy/ledger_file.hpp"
#include "io/privacy/private_extract.hpp"
#include "jobs/describe_counting.hpp"
#include "jobs/extract_input.hpp"
#include "jobs/privacy_budget.hpp"
#include "jobs/private_columns.hpp"
#include "jobs/private_network.hpp"

#include <cmath>
#include <sstream>

namespace replica {
namespace {

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
    if (options.mode == "correlated" || options.mode == "copula")
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

PrivacyStatement statement_of(const DescribeOptions& options, const Guarantee& guarantee, const Ledger& ledger,
                              const PrivateColumns& columns, const std::vector<std::string>& rules) {
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
    for (const std::string& rule : rules) statement.declared_public.push_back("rule " + rule);
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

void tell_rows(const ExtractSource& source, const UsableRows& rows, Log& log) {
    log.to_operator("of " + grouped(source.rows) + " rows " + grouped(rows.left_out) +
                    " hold values outside the declared domains where nothing may be missing, and " +
                    grouped(rows.beyond_limit) + " are beyond the limit of their unit; they are left out");
}

/// On the root.
Model assemble(const DescribeOptions& options, const Guarantee& guarantee, const ExtractSource& source,
               const PrivateColumns& columns, std::vector<ColumnCodec> codecs, PrivateNetwork network,
               const Ledger& ledger) {
    Model model;
    model.mode = mode_named(options.mode);
    model.text = text_form(source.dialect);
    for (ColumnCodec& codec : codecs) model.columns.push_back(std::move(codec.model));
    model.families = std::move(network.families);
    model.provenance.version = REPLICA_VERSION;
    model.provenance.options = options_text(options);
    model.provenance.rows = static_cast<std::uint64_t>(std::llround(network.rows));
    model.provenance.score = options.score;
    model.provenance.degree = model.mode == Mode::correlated ? options.degree : 0;
    model.provenance.sensitive = !columns.not_private.empty();
    model.privacy = statement_of(options, guarantee, ledger, columns, network.zeros.rules);
    model.impossible = std::move(network.zeros.pairs);
    model.pool = std::move(network.pool);
    model.copula = std::move(network.copula);
    return model;
}

}  // namespace

void describe_private(const DescribeOptions& options, int threads, const Communicator& world, Log& log) {
    const bool is_root = world.is_root();
    agree(world, [&] {
        read_guarantee(options, false);
        if (!options.work.empty())
            throw InputError(
                "--work keeps exact counts, which a run with --epsilon doesn't have: it keeps its releases "
                "by itself, beside the model; leave --work out");
    });
    ExtractSource source = open_extract(options.input, world);
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
    agree(world, [&] {
        if (!is_root || !columns.unit) return;
        auto sizes = release_sizes(usable, guarantee, share_of(guarantee.budget, privacy.sizes_share), *run);
        ColumnModel& unit = codecs[*columns.unit].model;
        if (unit.role == Role::person) unit.rows_per_person = std::move(sizes);
    });
    log.phase("encode");

    PrivateNetwork network =
        learn_private_network(options, guarantee, columns.schema, codecs, table, run.get(), threads, world, log);
    const auto rows = static_cast<std::uint64_t>(std::llround(network.rows));
    const std::size_t described = codecs.size();
    agree(world, [&] {
        if (!is_root) return;
        const Model model =
            assemble(options, guarantee, source, columns, std::move(codecs), std::move(network), run->ledger());
        write_model(model, options.model_path, options.shared.overwrite);
        write_ledger(*model.privacy, options.model_path);
        run->finish();
    });
    log.phase("write");
    log.info("described about " + grouped(rows) + " rows and " + std::to_string(described) + " columns; the model is " +
             options.model_path + ", its ledger " + ledger_path(options.model_path));
}

}  // namespace replica
