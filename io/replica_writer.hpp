#pragma once

#include "engine/model.hpp"
#include "engine/mpi/communicator.hpp"
#include "io/replica_folder.hpp"
#include "io/replica_manifest.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace replica {

struct ReplicaOptions {
    std::uint64_t rows = 0;
    std::uint64_t seed = 0;
    std::filesystem::path directory;
    std::uint64_t shard_rows = 1000000;  ///< rows of every part but the last
    int threads = 1;                     ///< of this rank
    Overwrite overwrite = Overwrite::refuse;
    ReplicaFormat format = ReplicaFormat::csv;
    std::string version;  ///< of the program, for the manifest
    /// All that the bytes depend on, on one line: a run with the same one takes what a stopped one has finished.
    std::string identity;
    std::filesystem::path scratch;  ///< on each node, for parts that are being made; empty: none
};

/// How far this rank is.
struct ReplicaProgress {
    std::uint64_t rows_done = 0;
    std::uint64_t rows = 0;  ///< that this rank writes
    std::uint64_t bytes_done = 0;
};

/// Called after each block of rows, from one thread at a time.
using ReplicaProgressCallback = std::function<void(const ReplicaProgress&)>;

/// Collective: writes options.rows rows drawn from `model` as parts dealt round robin over the ranks, and
/// manifest.json last. A rank's threads share a part of CSV, and take Parquet parts for themselves. Returns the
/// manifest on every rank. The bytes depend on (model, seed, rows, shard_rows) only.
///
/// Parts bear hidden names until every rank has written and synced all of its own; an older replica that is overwritten
/// stays until then. On an error no rank leaves a part behind; a run that was stopped or killed leaves those that are
/// whole to the next one of the same identity (ResumableOutput). Memory is that of a few blocks of rows for each
/// thread. Throws, the same on all ranks, InputError (damaged model, existing output), JobError (full disk and the
/// like) or StopRequested.
ReplicaManifest write_replica(const Model& model, const ReplicaOptions& options, const Communicator& comm,
                              const ReplicaProgressCallback& progress = {});

}  // namespace replica
