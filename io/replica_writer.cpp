#include "io/replica_writer.hpp"

#include "engine/error.hpp"
#include "engine/mpi/agreement.hpp"
#include "io/parquet/parquet_replica.hpp"
#include "io/part_pipeline.hpp"
#include "io/replica_progress.hpp"
#include "io/resumable_output.hpp"
#include "io/shard_writer.hpp"
#include "io/sql/sql_engine.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <vector>

#include <system_error>
#include <tbb/parallel_for_each.h>
#include <tbb/task_arena.h>

namespace replica {

namespace {

/// The parts of a replica.
struct PartPlan {
    std::uint64_t rows = 0;
    std::uint64_t shard_rows = 1;
    std::uint64_t parts = 1;  ///< a replica without rows has one, which holds the header

    [[nodiscard]] RowRange range(std::uint64_t part) const {
        const std::uint64_t first = part * shard_rows;
        return {first, std::min(shard_rows, rows - first)};
    }
};

PartPlan plan_parts(const ReplicaOptions& options) {
    if (options.shard_rows == 0) throw InputError("a part of 0 rows was asked for; give --shard-rows at least 1");
    const std::uint64_t rest = options.rows % options.shard_rows == 0 ? 0 : 1;
    return {options.rows, options.shard_rows, std::max<std::uint64_t>(1, options.rows / options.shard_rows + rest)};
}

std::vector<std::string> part_names(const PartPlan& plan, ReplicaFormat format) {
    std::vector<std::string> names;
    for (std::uint64_t part = 0; part < plan.parts; ++part) names.push_back(part_name(part, format));
    return names;
}

OutputPlan output_plan(const PartPlan& plan, const ReplicaOptions& options) {
    OutputPlan output{
        options.directory, options.identity, options.overwrite, options.scratch, part_names(plan, options.format), {}};
    for (std::size_t part = 0; part < plan.parts; ++part) output.units.push_back({part});
    return output;
}

/// Makes the texts or values of rows in the format asked for.
struct ReplicaSource {
    std::unique_ptr<CsvReplica> csv;
    std::unique_ptr<ParquetReplica> parquet;
};

ReplicaSource make_source(const Model& model, const ReplicaOptions& options) {
    if (options.format == ReplicaFormat::csv) return {std::make_unique<CsvReplica>(model, options.seed), nullptr};
    require_sql_engine("--format parquet");
    return {nullptr, std::make_unique<ParquetReplica>(model, options.seed)};
}

FileDigest write_csv_part(const CsvReplica& replica, RowRange rows, const std::filesystem::path& file, int threads,
                          ProgressTeller& progress) {
    ShardWriter writer(file);
    write_part(replica, rows, threads, writer,
               [&](std::uint64_t done, std::uint64_t bytes) { progress.add(done, bytes); });
    writer.finish();
    return {writer.bytes(), writer.hash()};
}

FileDigest write_parquet_part(const ParquetReplica& replica, RowRange rows, const std::filesystem::path& file,
                              ProgressTeller& progress) {
    try {
        replica.write_part(rows, partial_path(file),
                           [&](std::uint64_t done, std::uint64_t bytes) { progress.add(done, bytes); });
    } catch (const StopRequested&) {
        std::error_code ignored;
        std::filesystem::remove(partial_path(file), ignored);
        throw;
    }
    return sync_and_digest(partial_path(file));
}

void write_parts(const ReplicaSource& source, const PartPlan& plan, const std::vector<std::uint64_t>& parts,
                 const ReplicaOptions& options, const ReplicaProgressCallback& callback, ResumableOutput& output) {
    std::uint64_t rows = 0;
    for (const std::uint64_t part : parts) rows += plan.range(part).count;
    ProgressTeller progress(rows, callback);
    const auto write = [&](std::uint64_t part) {
        const RowRange range = plan.range(part);
        output.make(part, [&](const std::vector<std::filesystem::path>& paths) {
            const FileDigest digest = source.csv
                                          ? write_csv_part(*source.csv, range, paths[0], options.threads, progress)
                                          : write_parquet_part(*source.parquet, range, paths[0], progress);
            return std::vector<ResumableOutput::Written>{{range.count, digest}};
        });
    };
    if (source.csv) {
        for (const std::uint64_t part : parts) write(part);
    } else {
        tbb::task_arena(std::max(options.threads, 1)).execute([&] {
            tbb::parallel_for_each(parts.begin(), parts.end(), write);
        });
    }
}

ReplicaManifest make_manifest(const Model& model, std::vector<ReplicaPart> parts, const ReplicaOptions& options) {
    ReplicaManifest manifest{options.version, options.rows, options.seed, {}, std::move(parts)};
    for (const ColumnModel& column : model.columns)
        if (column.role != Role::drop && column.role != Role::latent) manifest.columns.push_back(column.name);
    return manifest;
}

}  // namespace

ReplicaManifest write_replica(const Model& model, const ReplicaOptions& options, const Communicator& comm,
                              const ReplicaProgressCallback& progress) {
    const PartPlan plan = agree(comm, [&] { return plan_parts(options); });
    const ReplicaSource source = agree(comm, [&] { return make_source(model, options); });
    ResumableOutput output(output_plan(plan, options), comm);
    try {
        agree(comm, [&] {
            output.make_all([&](const std::vector<std::uint64_t>& parts) {
                write_parts(source, plan, parts, options, progress, output);
            });
        });
    } catch (const StopRequested&) {
        throw;  // what is whole stays
    } catch (...) {
        output.discard();
        throw;
    }
    ReplicaManifest manifest = make_manifest(model, output.gather(), options);
    manifest.taken = output.taken_files();
    output.publish(manifest);
    return manifest;
}

}  // namespace replica
