#include "io/replica_writer.hpp"

#include "engine/error.hpp"
#include "engine/mpi/agreement.hpp"
#include "io/parquet/parquet_replica.hpp"
#include "io/part_pipeline.hpp"
#include "io/replica_progress.hpp"
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

/// The parts of a replica; a part's number decides its rank.
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

std::vector<std::uint64_t> parts_of_rank(const PartPlan& plan, const Communicator& comm) {
    std::vector<std::uint64_t> parts;
    const auto ranks = static_cast<std::uint64_t>(comm.size());
    for (auto part = static_cast<std::uint64_t>(comm.rank()); part < plan.parts; part += ranks) parts.push_back(part);
    return parts;
}

/// Bytes and hash of every part; those of other ranks' parts are 0, so a sum over the ranks completes them.
struct PartTotals {
    std::vector<std::uint64_t> bytes;
    std::vector<std::uint64_t> xxh3;
};

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
    replica.write_part(rows, partial_path(file),
                       [&](std::uint64_t done, std::uint64_t bytes) { progress.add(done, bytes); });
    return sync_and_digest(partial_path(file));
}

PartTotals write_parts(const ReplicaSource& source, const PartPlan& plan, const std::vector<std::uint64_t>& parts,
                       const ReplicaOptions& options, const ReplicaProgressCallback& callback) {
    PartTotals totals{std::vector<std::uint64_t>(plan.parts), std::vector<std::uint64_t>(plan.parts)};
    std::uint64_t rows = 0;
    for (const std::uint64_t part : parts) rows += plan.range(part).count;
    ProgressTeller progress(rows, callback);
    const auto write = [&](std::uint64_t part) {
        const std::filesystem::path file = options.directory / part_name(part, options.format);
        const FileDigest digest = source.csv
                                      ? write_csv_part(*source.csv, plan.range(part), file, options.threads, progress)
                                      : write_parquet_part(*source.parquet, plan.range(part), file, progress);
        totals.bytes[part] = digest.bytes;
        totals.xxh3[part] = digest.xxh3;
    };
    if (source.csv) {
        for (const std::uint64_t part : parts) write(part);
    } else {
        tbb::task_arena(std::max(options.threads, 1)).execute([&] {
            tbb::parallel_for_each(parts.begin(), parts.end(), write);
        });
    }
    return totals;
}

void remove_partial_parts(const ReplicaOptions& options, const std::vector<std::uint64_t>& parts) {
    std::error_code ignored;
    for (const std::uint64_t part : parts)
        std::filesystem::remove(partial_path(options.directory / part_name(part, options.format)), ignored);
}

ReplicaManifest make_manifest(const Model& model, const PartPlan& plan, const PartTotals& totals,
                              const ReplicaOptions& options) {
    ReplicaManifest manifest{options.version, options.rows, options.seed, {}, {}};
    for (const ColumnModel& column : model.columns)
        if (column.role != Role::drop && column.role != Role::latent) manifest.columns.push_back(column.name);
    for (std::uint64_t part = 0; part < plan.parts; ++part)
        manifest.parts.push_back(
            {part_name(part, options.format), plan.range(part).count, totals.bytes[part], totals.xxh3[part]});
    return manifest;
}

}  // namespace

ReplicaManifest write_replica(const Model& model, const ReplicaOptions& options, const Communicator& comm,
                              const ReplicaProgressCallback& progress) {
    const PartPlan plan = agree(comm, [&] { return plan_parts(options); });
    const ReplicaSource source = agree(comm, [&] { return make_source(model, options); });
    agree(comm, [&] {
        if (comm.is_root())
            prepare_replica_folder(options.directory, part_names(plan, options.format), options.overwrite);
    });
    const std::vector<std::uint64_t> parts = parts_of_rank(plan, comm);
    PartTotals totals;
    try {
        totals = agree(comm, [&] { return write_parts(source, plan, parts, options, progress); });
    } catch (...) {
        remove_partial_parts(options, parts);
        throw;
    }
    comm.sum_in_place(std::span(totals.bytes));
    comm.sum_in_place(std::span(totals.xxh3));
    ReplicaManifest manifest = make_manifest(model, plan, totals, options);
    agree(comm, [&] {
        if (comm.is_root()) publish_replica(options.directory, manifest);
    });
    return manifest;
}

}  // namespace replica
