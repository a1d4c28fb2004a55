#pragma once

#include "engine/mpi/communicator.hpp"
#include "engine/simulation/simulator.hpp"
#include "io/replica_writer.hpp"

namespace replica {

/// Collective: writes options.rows rows of the specification's first table, and all that belongs to them, to
/// options.directory, and manifest.json last. Shards of options.shard_rows rows of the first table are dealt round
/// robin over the ranks; a rank's threads share a shard of CSV, and take tables of Parquet for themselves.
///
/// A specification without tables gives part-00000.csv and so on. With tables each has a file of its name, or with
/// several shards a folder of such parts. The bytes depend on (specification, seed, rows, shard_rows) only; memory is
/// that of a few blocks of rows for each thread. What a failure or an older output means: see write_replica.
ReplicaManifest write_simulation(const Simulator& simulator, const ReplicaOptions& options, const Communicator& comm,
                                 const ReplicaProgressCallback& progress = {});

}  // namespace replica
