#include "jobs/describe_counting.hpp"

#include "engine/byte_stream.hpp"
#include "engine/column_layout.hpp"
#include "engine/error.hpp"
#include "engine/mpi/agreement.hpp"
#include "io/machine_resources.hpp"
#include "jobs/histogram_memory.hpp"

#include <chrono>
#include <optional>

namespace replica {
namespace {

Decomposition decomposition_named(const std::string& name) {
    if (name == "shared") return Decomposition::shared;
    if (name == "replicated") return Decomposition::replicated;
    return name == "grid" ? Decomposition::grid : Decomposition::automatic;
}

Merging merging_named(const std::string& name) {
    if (name == "never") return Merging::never;
    return name == "always" ? Merging::always : Merging::automatic;
}

std::vector<std::uint32_t> domains_of(const std::vector<ColumnCodec>& codecs,
                                      const std::vector<std::uint32_t>& columns) {
    std::vector<std::uint32_t> domains;
    for (const std::uint32_t column : columns) domains.push_back(codecs[column].model.domain_size());
    return domains;
}

std::uint64_t encoded_bytes(const std::vector<ColumnCodec>& codecs, std::uint64_t rows) {
    std::vector<std::uint32_t> domains;
    for (const ColumnCodec& codec : codecs) domains.push_back(codec.model.domain_size());
    return ColumnLayout(domains, rows).bytes();
}

/// The least of all nodes.
std::uint64_t memory_of_node(const DescribeOptions& options, const Communicator& world) {
    return agree(world, [&] {
        const std::uint64_t available = available_memory();
        return options.memory.empty() ? available : parse_memory(options.memory);
    });
}

/// What a plan needs to know when there is nothing to search for.
bool searches(const DescribeOptions& options, std::size_t columns) {
    return mode_named(options.mode) == Mode::correlated && columns > 0;
}

StoreIdentity identity_of(const std::vector<ColumnCodec>& codecs, const CountedTable& table,
                          const std::vector<std::uint32_t>& columns) {
    StoreIdentity identity{REPLICA_VERSION, table.source_rows(), table.fingerprint(), {}, table.domains()};
    for (const std::uint32_t column : columns) identity.columns.push_back(codecs[column].model.name);
    return identity;
}

// The columns of a tier, or of both, that have something to learn.
std::vector<std::uint32_t> modelled_in(const std::vector<ColumnCodec>& codecs, std::optional<Tier> tier) {
    std::vector<std::uint32_t> modelled;
    for (std::uint32_t column = 0; column < codecs.size(); ++column) {
        const ColumnModel& model = codecs[column].model;
        if (model.role != Role::drop && model.domain_size() > 1 && model.tier == tier.value_or(model.tier))
            modelled.push_back(column);
    }
    return modelled;
}

/// Collective: the families of the person tier, each person counted once; on the root.
std::vector<Family> learn_persons(EncodedTable persons, const std::vector<ColumnCodec>& codecs,
                                  LearningOptions learning, const Placement& placement) {
    const std::vector<std::uint32_t> modelled = modelled_in(codecs, Tier::person);
    if (modelled.empty()) return {};
    const CountedTable counted(std::move(persons), modelled, placement, 0, Merging::never, learning.threads);
    learning.search = SearchKind::enumerated;
    LearningFigures figures;
    return learn_network(counted, modelled, learning, placement, {}, {}, figures);
}

/// Collective: the person tier's columns in network order. families: of the person tier, on the root.
std::vector<std::uint32_t> columns_of_persons(const std::vector<ColumnCodec>& codecs,
                                              const std::vector<Family>& families, const Communicator& world) {
    ByteWriter mine;
    std::vector<std::uint32_t> order;
    for (const Family& family : families) order.push_back(family.child);
    mine.put_all(order);
    const Bytes bytes = world.broadcast(mine.take());
    order = ByteReader(bytes).get_all<std::uint32_t>();
    return order.empty() ? modelled_in(codecs, Tier::person) : order;
}

/// Collective: the families of the row tier, or of all columns where there are no tiers; on the root.
std::vector<Family> learn_rows(const DescribeOptions& options, EncodedTable rows,
                               const std::vector<ColumnCodec>& codecs, const CountingPlan& plan,
                               const LearningOptions& learning, const Placement& placement, Log& log) {
    const std::vector<std::uint32_t> modelled = modelled_columns(codecs);
    const bool search = searches(options, modelled.size());
    const CountedTable counted(std::move(rows), modelled, placement, search ? plan.counting_row_ns : 0,
                               merging_named(options.merge_rows), learning.threads);
    if (counted.counted_rows() < counted.source_rows())
        log.detail("  " + grouped(counted.counted_rows()) + " distinct rows are counted with weights");
    HistogramMemory memory(search ? options.work : std::string{}, identity_of(codecs, counted, modelled), plan.text(),
                           placement.world(), log);
    LearningFigures figures;
    auto families = learn_network(counted, modelled, learning, placement, memory.known(), memory.keeper(), figures);
    if (search) {
        const std::string gone_on =
            figures.reused_nodes > 0 ? ", after " + grouped(figures.reused_nodes) + " columns placed before" : "";
        log.info("counted " + grouped(figures.counted_sets) + " sets of columns and " +
                 grouped(figures.counted_tables) + " tables, reused " + grouped(figures.reused_sets) + " and " +
                 grouped(figures.reused_tables) + gone_on);
    }
    log.detail("  cover " + std::to_string(figures.cover_seconds) + " s for " + std::to_string(figures.blocks) +
               " joint tables, counting " + std::to_string(figures.counting_seconds) + " s, search " +
               std::to_string(figures.search_seconds) + " s, parameters " + std::to_string(figures.parameter_seconds) +
               " s");
    return families;
}

}  // namespace

Mode mode_named(const std::string& name) {
    if (name == "random") return Mode::random;
    if (name == "copula") return Mode::copula;
    return name == "independent" ? Mode::independent : Mode::correlated;
}

ScoreKind score_named(const std::string& name) {
    return name == "mi" ? ScoreKind::mutual_information : ScoreKind::corrected;
}

std::vector<std::uint32_t> modelled_columns(const std::vector<ColumnCodec>& codecs) {
    return modelled_in(codecs, std::nullopt);
}

std::vector<std::uint32_t> modelled_columns(const std::vector<ColumnCodec>& codecs, Tier tier) {
    return modelled_in(codecs, tier);
}

CountingPlan plan_describe(const DescribeOptions& options, const std::vector<ColumnCodec>& codecs, std::uint64_t rows,
                           int threads, const Communicator& world, Log& log) {
    if (rows >> 32U != 0)
        throw InputError("the extract has " + grouped(rows) +
                         " rows, and counts hold up to 4,294,967,295; describe a part");
    const std::vector<std::uint32_t> domains = domains_of(codecs, modelled_columns(codecs));
    CountingWork work;
    work.rows = rows;
    work.domains = domains;
    const bool search = searches(options, domains.size());
    work.max_size = search ? static_cast<std::uint32_t>(std::min<std::size_t>(options.degree + 1, domains.size())) : 1;
    work.family_cells = most_family_cells(score_named(options.score), rows);
    work.table_bytes = encoded_bytes(codecs, rows);
    CountingMachine machine;
    machine.ranks = world.size();
    machine.nodes = count_holders(world, Decomposition::shared);
    machine.threads = threads;
    machine.memory = world.min(memory_of_node(options, world));
    machine.max_hours = options.max_hours;
    const CountingPlan plan =
        agree(world, [&] { return plan_counting(work, machine, decomposition_named(options.decomposition)); });
    if (search) log.info("counting " + plan.text());
    return plan;
}

std::vector<Family> learn_families(const DescribeOptions& options, EncodedExtract extract,
                                   const std::vector<ColumnCodec>& codecs, const CountingPlan& plan, int threads,
                                   const Placement& placement, Log& log) {
    LearningOptions learning{
        mode_named(options.mode), options.degree, score_named(options.score), threads, plan.search, {}};
    learning.round = std::chrono::milliseconds(static_cast<std::int64_t>(options.checkpoint_seconds * 1000) + 1);
    std::vector<Family> families;
    if (extract.persons.table) {
        families = learn_persons(std::move(*extract.persons.table), codecs, learning, placement);
        learning.placed = columns_of_persons(codecs, families, placement.world());
    }
    for (Family& family : learn_rows(options, std::move(extract.rows), codecs, plan, learning, placement, log))
        families.push_back(std::move(family));
    return families;
}

}  // namespace replica
