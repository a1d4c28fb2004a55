#include "engine/mpi/agreement.hpp"
#include "engine/simulation/simulator.hpp"
#include "io/omop/cdm.hpp"
#include "io/simulation/simulation_writer.hpp"
#include "io/simulation/spec_toml.hpp"
#include "io/thread_limit.hpp"
#include "jobs/extract_input.hpp"
#include "jobs/jobs.hpp"
#include "jobs/replica_output.hpp"

#include <memory>

namespace replica {
namespace {

void check_table(const SimulatedTableForm& form, const CdmVersion& version, const SimulationSpec& spec) {
    const SimulatedTable& table = spec.tables[form.table];
    const CdmTable* cdm = find_table(version, form.name);
    if (cdm == nullptr)
        throw InputError(table.place + ": the OMOP Common Data Model " + version.name +
                         " has no such table; write = false leaves it out");
    const auto check = [&](const std::string& name, const std::string& place) {
        if (find_column(*cdm, name) == nullptr)
            throw InputError(place + ": table " + cdm->name + " of the OMOP Common Data Model " + version.name +
                             " has no such column; write = false leaves it out");
    };
    std::vector<std::string> written;
    if (form.fixed != nullptr) {
        for (const std::string& name : form.fixed->columns) check(name, table.place + ": columns: " + name);
        written = form.fixed->columns;
    }
    for (const SimulatedForm& column : form.columns) {
        check(column.name, table.columns[column.column].place);
        written.push_back(column.name);
    }
    for (const CdmColumn& column : cdm->columns) {
        if (column.required && std::find(written.begin(), written.end(), column.name) == written.end())
            throw InputError(table.place + ": column " + column.name +
                             " is missing, which the OMOP Common Data Model " + version.name + " requires");
    }
}

// Tables that follow the Common Data Model have its names.
void check_cdm(const SimulateOptions& options, const Simulator& simulator) {
    const std::string& wanted = options.cdm.empty() ? simulator.spec().cdm : options.cdm;
    if (wanted.empty()) return;
    const CdmVersion* version = find_cdm_version(wanted);
    if (version == nullptr)
        throw InputError("there is no version " + wanted +
                         " of the OMOP Common Data Model here; there are 5.3 and 5.4");
    if (!simulator.has_tables())
        throw InputError(simulator.spec().file + " has no tables, so it can't follow the OMOP Common Data Model");
    for (const SimulatedTableForm& form : simulator.forms()) check_table(form, *version, simulator.spec());
}

std::uint64_t rows_wanted(const SimulateOptions& options, const Simulator& simulator) {
    if (options.persons != 0 && options.rows != 0)
        throw InputError("--rows and --persons are the same; give one of them");
    if (options.persons != 0) {
        if (!simulator.has_tables())
            throw InputError(simulator.spec().file + " has no tables of persons; give --rows in place of --persons");
        return options.persons;
    }
    return options.rows != 0 ? options.rows : simulator.spec().rows;
}

std::shared_ptr<const Simulator> make_simulator(const SimulateOptions& options) {
    auto simulator = std::make_shared<const Simulator>(read_simulation_spec(options.spec_path));
    check_cdm(options, *simulator);
    return simulator;
}

void tell(const ReplicaManifest& manifest, const Simulator& simulator, const std::string& folder, Log& log) {
    std::uint64_t rows = 0;
    for (const ReplicaPart& part : manifest.parts) rows += part.rows;
    if (!simulator.has_tables()) {
        log.info("wrote " + grouped(rows) + " rows and manifest.json to " + folder);
        return;
    }
    const std::size_t tables = simulator.forms().size();
    log.info("wrote " + grouped(rows) + " rows in " + std::to_string(tables) + (tables == 1 ? " table" : " tables") +
             " and manifest.json to " + folder);
}

}  // namespace

void simulate(const SimulateOptions& options, const Communicator& world, Log& log) {
    const int threads = thread_count(options.shared);
    const ThreadLimit limit(threads);
    const auto simulator = agree(world, [&] { return make_simulator(options); });
    for (const std::string& remark : simulator->remarks()) log.warning(remark);
    if (!simulator->spec().title.empty()) log.detail(simulator->spec().title);
    log.phase("read");

    ReplicaOptions written;
    written.rows = agree(world, [&] { return rows_wanted(options, *simulator); });
    written.seed = options.seed;
    written.directory = options.directory;
    written.shard_rows = options.shard_rows;
    written.threads = threads;
    written.overwrite = options.shared.overwrite;
    written.format = options.format == "parquet" ? ReplicaFormat::parquet : ReplicaFormat::csv;
    written.version = REPLICA_VERSION;
    written.scratch = options.scratch;
    written.identity =
        agree(world, [&] { return output_identity("simulation as " + options.cdm, options.spec_path, written); });
    agree(world, [&] { check_parts(written.rows, written.shard_rows); });
    const ReplicaManifest manifest =
        write_simulation(*simulator, written, world, tell_progress("simulate", written.rows, log));
    log.phase("simulate", {manifest.rows, total_bytes(manifest)});
    tell_taken(manifest, log);
    tell(manifest, *simulator, options.directory, log);
}

}  // namespace replica
