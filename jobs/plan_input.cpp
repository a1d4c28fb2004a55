#include "jobs/plan_input.hpp"

#include "engine/error.hpp"
#include "io/machine_resources.hpp"
#include "jobs/describe_columns.hpp"
#include "jobs/extract_input.hpp"

#include <algorithm>

namespace replica {
namespace {

PlannedColumn planned_column(const ColumnCodec& codec, const ColumnProfile& profile, double bytes) {
    PlannedColumn column;
    const bool learned = codec.model.role != Role::drop;
    column.domain = learned ? std::max(1U, codec.model.domain_size()) : 1;
    column.kind = codec.model.encoding == Encoding::categorical ? PlannedKind::category : PlannedKind::number;
    column.bytes = bytes;
    column.distinct = static_cast<double>(profile.values().size());
    column.surveyed = !profile.values().complete();
    return column;
}

std::vector<std::uint32_t> domains_told(const PlanOptions& options) {
    if (options.domains.empty()) return std::vector<std::uint32_t>(options.columns, options.domain);
    if (options.columns != 0 && options.columns != options.domains.size())
        throw InputError("--domains has " + std::to_string(options.domains.size()) + " of them and --columns is " +
                         std::to_string(options.columns) + "; give one of the two, or as many");
    return options.domains;
}

}  // namespace

PlannedWork work_of_extract(const InputOptions& input, int threads, const Communicator& world, Log& log) {
    ExtractSource source = open_extract(input, world);
    const DescribedColumns described = describe_columns(source, input, threads, world, log);
    PlannedWork work;
    work.rows = source.rows;
    const auto names = static_cast<double>(described.plan.names.size());
    const double bytes = static_cast<double>(source_bytes(source)) / static_cast<double>(source.rows) / names;
    for (std::size_t c = 0; c < described.plan.names.size(); ++c)
        work.columns.push_back(planned_column(described.codecs[c], described.plan.profiles[c], bytes));
    return work;
}

PlannedWork work_of_options(const PlanOptions& options) {
    if (options.rows == 0) throw InputError("name an extract, or give --rows and --columns of one that isn't there");
    const std::vector<std::uint32_t> domains = domains_told(options);
    if (domains.empty()) throw InputError("give --columns, or a domain for each column in --domains");
    if (options.numbers > domains.size())
        throw InputError("--numbers " + std::to_string(options.numbers) + " are more than the " +
                         std::to_string(domains.size()) + " columns there are");
    PlannedWork work;
    work.rows = options.rows;
    const auto columns = static_cast<double>(domains.size());
    for (std::size_t c = 0; c < domains.size(); ++c) {
        PlannedColumn column;
        const bool number = c >= domains.size() - options.numbers;
        constexpr double values_of_numbers = 2000;
        column.domain = domains[c];
        column.kind = number ? PlannedKind::number : PlannedKind::category;
        column.bytes = options.row_bytes > 0 ? options.row_bytes / columns : number ? 6 : 3;
        column.distinct = number ? values_of_numbers : domains[c];
        work.columns.push_back(column);
    }
    return work;
}

PlannedMachine machine_of(const PlanOptions& options, int threads) {
    PlannedMachine machine;
    machine.nodes = options.nodes;
    machine.ranks = options.ranks;
    machine.threads = threads;
    if (!options.memory.empty()) machine.memory = parse_memory(options.memory);
    machine.network_bytes_per_ns = options.network;
    machine.file_system_bytes_per_ns = options.file_system;
    machine.memory_bytes_per_ns = options.memory_bandwidth;
    return machine;
}

}  // namespace replica
