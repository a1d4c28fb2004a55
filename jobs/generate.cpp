#include "engine/conditioning.hpp"
#include "engine/missing_policy.hpp"
#include "engine/mpi/agreement.hpp"
#include "io/hdf5/model_file.hpp"
#include "io/replica_writer.hpp"
#include "io/thread_limit.hpp"
#include "jobs/extract_input.hpp"
#include "jobs/jobs.hpp"
#include "jobs/replica_output.hpp"
#include "jobs/row_target.hpp"

#include <array>
#include <cstdio>

namespace replica {
namespace {

std::string percentage(double share) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.3g %%", 100 * share);
    return text.data();
}

void tell_condition(const Conditioned& conditioned, Log& log) {
    if (conditioned.by == GivenBy::rejection) {
        log.info("--given: about " + percentage(*conditioned.share) +
                 " of the rows drawn satisfy it, and are kept: it is too involved to be given to the model's tables");
    } else if (conditioned.share) {
        log.info("--given: " + percentage(*conditioned.share) + " of the rows that the model would make satisfy it");
    }
}

// Persons are at most as many as rows.
void check_keys(const Model& model, std::uint64_t rows) {
    for (const ColumnModel& column : model.columns) {
        const bool fresh = column.role == Role::key || column.role == Role::person;
        if (!fresh || rows <= key_capacity(column.key)) continue;
        throw InputError("column " + column.name + ": only " + grouped(key_capacity(column.key)) +
                         " social security numbers belong to nobody, too few for " + grouped(rows) +
                         " rows; generate fewer, or describe the data with key_style = \"integer\" in the schema");
    }
}

void check_draw(const GenerateOptions& options, const Model& model) {
    if (options.draw == "network") return;
    if (!model.pool)
        throw InputError(
            "--draw pool needs a model that describe learned with an --epsilon, in correlated or "
            "independent mode; leave it out");
    if (!options.given.empty()) throw InputError("--given works with --draw network alone; leave one of them out");
    if (options.missing != "source")
        throw InputError(
            "--draw pool leaves missing values as they were; leave --missing out, or draw from the network");
}

Model model_to_write(const GenerateOptions& options, Log& log) {
    const MissingPolicy policy = missing_policy(options.missing);
    Model model = read_model(options.model_path);
    check_draw(options, model);
    if (model.copula && !options.given.empty())
        throw InputError(
            "--given needs a network, and this model is a copula; describe the data with --mode correlated");
    std::string names;
    for (const std::string& name : apply(policy, model)) names += " " + name;
    if (!names.empty())
        log.warning("nothing is known of these columns but missing values, so they stay missing:" + names);
    if (!options.given.empty()) tell_condition(condition(model, parse_conditions(options.given)), log);
    return model;
}

}  // namespace

void generate(const GenerateOptions& options, const Communicator& world, Log& log) {
    const int threads = thread_count(options.shared);
    const ThreadLimit limit(threads);
    Model model = agree(world, [&] { return model_to_write(options, log); });
    log.phase("read");

    ReplicaOptions replica;
    replica.rows = agree(world, [&] { return row_target(options.rows, model.provenance.rows, options.seed); });
    model.replica_rows = replica.rows;
    model.draw_from = options.draw == "pool" ? DrawFrom::pool : DrawFrom::network;
    check_parts(replica.rows, options.shard_rows);
    check_keys(model, replica.rows);
    replica.seed = options.seed;
    replica.directory = options.directory;
    replica.shard_rows = options.shard_rows;
    replica.threads = threads;
    replica.overwrite = options.shared.overwrite;
    replica.format = options.format == "parquet" ? ReplicaFormat::parquet : ReplicaFormat::csv;
    replica.version = REPLICA_VERSION;
    replica.scratch = options.scratch;
    replica.identity = agree(world, [&] {
        const std::string drawn = options.missing + " \"" + options.given + "\" " + options.draw;
        return output_identity("replica " + drawn, options.model_path, replica);
    });
    const ReplicaManifest manifest = write_replica(model, replica, world, tell_progress("generate", replica.rows, log));
    log.phase("generate", {manifest.rows, total_bytes(manifest)});
    tell_taken(manifest, log);
    log.info("wrote " + grouped(manifest.rows) + " rows in " + std::to_string(manifest.parts.size()) +
             (manifest.parts.size() == 1 ? " part" : " parts") + " and manifest.json to " + options.directory);
}

}  // namespace replica
