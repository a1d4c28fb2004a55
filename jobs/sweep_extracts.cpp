#include "jobs/sweep_extracts.hpp"

#include "engine/mpi/agreement.hpp"
#include "io/extract_scan.hpp"
#include "io/extract_subset.hpp"
#include "io/simulation/simulation_writer.hpp"
#include "io/simulation/spec_toml.hpp"
#include "io/thread_limit.hpp"
#include "jobs/extract_input.hpp"
#include "jobs/log.hpp"

#include <algorithm>

namespace replica {
namespace {

namespace fs = std::filesystem;

std::shared_ptr<const Simulator> simulator_of(const SweepExtract& extract) {
    auto simulator = std::make_shared<const Simulator>(read_simulation_spec(extract.spec));
    if (simulator->forms().size() != 1)
        throw InputError(extract.spec + " writes several tables, and a model is of one; name another specification");
    return simulator;
}

std::uint64_t columns_in(const Simulator& simulator) {
    const SimulatedTableForm& form = simulator.forms().front();
    return form.fixed != nullptr ? form.fixed->columns.size() : form.columns.size();
}

ExtractSource counted_source(const InputOptions& input, int threads, const Communicator& world) {
    ExtractSource source = open_extract(input, world);
    scan(source, world, threads, [](const TokenizedChunk&) {});
    return source;
}

// "2-1000x8": extract, rows and columns, 0 being all.
std::string subset_name(const SweepPoint& point) {
    return std::to_string(point.extract + 1) + "-" + std::to_string(point.rows) + "x" + std::to_string(point.columns);
}

}  // namespace

InputOptions input_options(const SweepExtract& extract) {
    InputOptions input;
    input.paths = extract.paths;
    input.separator = extract.separator;
    input.quoting = extract.quoting;
    input.escapes = extract.escapes;
    input.missing_tokens = extract.missing_tokens;
    input.schema_path = extract.schema;
    return input;
}

SweepExtracts::SweepExtracts(const SweepSpec& sweep, int threads, const Communicator& world)
    : sweep_(sweep), threads_(threads), world_(world) {
    const ThreadLimit limit(threads);  // here alone: a point may have more threads
    for (const SweepExtract& extract : sweep.extracts) {
        opened_.push_back(open(extract));
        agree(world, [&] { check(extract, opened_.back()); });
    }
}

SweepExtracts::Opened SweepExtracts::open(const SweepExtract& extract) const {
    if (!extract.spec.empty()) return {std::nullopt, agree(world_, [&] { return simulator_of(extract); })};
    return {counted_source(input_options(extract), threads_, world_), nullptr};
}

void SweepExtracts::check(const SweepExtract& extract, const Opened& opened) const {
    const auto refuse = [&](const std::string& axis, std::uint64_t wanted, std::uint64_t there) {
        throw InputError(sweep_.file + ": the axis " + axis + " asks for " + grouped(wanted) + ", and the extract " +
                         extract.name + " has " + grouped(there) + "; lower it");
    };
    const auto highest = [](const std::vector<std::uint64_t>& values) {
        return values.empty() ? 0 : *std::max_element(values.begin(), values.end());
    };
    const std::uint64_t columns = opened.source ? opened.source->columns.size() : columns_in(*opened.simulator);
    if (highest(sweep_.axes.columns) > columns) refuse("columns", highest(sweep_.axes.columns), columns);
    if (opened.source && highest(sweep_.axes.rows) > opened.source->rows)
        refuse("rows", highest(sweep_.axes.rows), opened.source->rows);
}

bool SweepExtracts::is_there(const fs::path& file) const {
    std::error_code error;
    return world_.max(world_.is_root() && fs::exists(file, error) ? 1U : 0U) == 1;
}

std::vector<std::string> SweepExtracts::simulate(const SweepPoint& point, const fs::path& folder) const {
    const Simulator& simulator = *opened_[point.extract].simulator;
    ReplicaOptions options;
    options.rows = point.rows == 0 ? simulator.spec().rows : point.rows;
    options.seed = sweep_.seed;
    options.directory =
        folder / ("simulated-" + std::to_string(point.extract + 1) + "-" + std::to_string(options.rows));
    options.threads = threads_;
    options.overwrite = Overwrite::replace;  // of what was killed
    options.version = REPLICA_VERSION;
    options.shard_rows = std::max<std::uint64_t>(1, options.rows);
    // manifest.json comes last.
    if (!is_there(options.directory / "manifest.json")) write_simulation(simulator, options, world_);
    return {options.directory.string()};
}

std::vector<std::string> SweepExtracts::files_of(const SweepPoint& point, const fs::path& folder) {
    const ThreadLimit limit(threads_);
    Opened& opened = opened_[point.extract];
    SubsetSize size{point.rows, point.columns};
    InputOptions input = input_options(sweep_.extracts[point.extract]);
    if (opened.simulator != nullptr) {
        input.paths = simulate(point, folder);
        size.rows = 0;
    }
    if (size.rows == 0 && size.columns == 0) return input.paths;
    const fs::path file = folder / ("extract-" + subset_name(point) + ".csv");
    if (is_there(file)) return {file.string()};
    std::optional<ExtractSource> simulated;
    if (opened.simulator != nullptr) simulated = counted_source(input, threads_, world_);
    write_subset(simulated ? *simulated : *opened.source, size, file, world_, threads_);
    return {file.string()};
}

std::uint64_t SweepExtracts::columns_of(const SweepPoint& point) const {
    if (point.columns != 0) return point.columns;
    const Opened& opened = opened_[point.extract];
    return opened.source ? opened.source->columns.size() : columns_in(*opened.simulator);
}

}  // namespace replica
