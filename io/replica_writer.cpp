#include "io/replica_writer.hpp"

#include "engine/error.hpp"
#include "engine/mpi/agreement.hpp"
#include "io/part_pipeline.hpp"
#include "io/shard_writer.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <vector>

#include <system_error>

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

PartTotals write_parts(const CsvReplica& replica, const PartPlan& plan, const std::vector<std::uint64_t>& parts,
                       const ReplicaOptions& options, const ReplicaProgressCallback& progress) {
    PartTotals totals{std::vector<std::uint64_t>(plan.parts), std::vector<std::uint64_t>(plan.parts)};
    ReplicaProgress state;
    for (const std::uint64_t part : parts) state.rows += plan.range(part).count;
    const auto written = [&](std::uint64_t rows, std::uint64_t bytes) {
        state.rows_done += rows;
        state.bytes_done += bytes;
        if (progress) progress(state);
    };
    for (const std::uint64_t part : parts) {
        ShardWriter writer(options.directory / part_name(part));
        write_part(replica, plan.range(part), options.threads, writer, written);
        writer.finish();
        totals.bytes[part] = writer.bytes();
        totals.xxh3[part] = writer.hash();
    }
    return totals;
}

void remove_partial_parts(const ReplicaOptions& options, const std::vector<std::uint64_t>& parts) {
    std::error_code ignored;
    for (const std::uint64_t part : parts)
        std::filesystem::remove(partial_path(options.directory / part_name(part)), ignored);
}

ReplicaManifest make_manifest(const Model& model, const PartPlan& plan, const PartTotals& totals,
                              const ReplicaOptions& options) {
    ReplicaManifest manifest{options.version, options.rows, options.seed, {}, {}};
    for (const ColumnModel& column : model.columns)
        if (column.role != Role::drop && column.role != Role::latent) manifest.columns.push_back(column.name);
    for (std::uint64_t part = 0; part < plan.parts; ++part)
        manifest.parts.push_back({part_name(part), plan.range(part).count, totals.bytes[part], totals.xxh3[part]});
    return manifest;
}

}  // namespace

ReplicaManifest write_replica(const Model& model, const ReplicaOptions& options, const Communicator& comm,
                              const ReplicaProgressCallback& progress) {
    const PartPlan plan = agree(comm, [&] { return plan_parts(options); });
    const auto replica = agree(comm, [&] { return std::make_unique<CsvReplica>(model, options.seed); });
    agree(comm, [&] {
        if (comm.is_root()) prepare_replica_folder(options.directory, plan.parts, options.overwrite);
    });
    const std::vector<std::uint64_t> parts = parts_of_rank(plan, comm);
    PartTotals totals;
    try {
        totals = agree(comm, [&] { return write_parts(*replica, plan, parts, options, progress); });
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
