#pragma once

#include "io/replica_writer.hpp"
#include "jobs/log.hpp"

#include <cstdint>
#include <string>

namespace replica {

// What the jobs that write rows in parts share.

/// Tells the log of the rows of all ranks, `all_rows` in the end. The log must outlive it.
ReplicaProgressCallback tell_progress(const std::string& job, std::uint64_t all_rows, Log& log);

/// Throws InputError where rows in parts of shard_rows would make too many files.
void check_parts(std::uint64_t rows, std::uint64_t shard_rows);

/// Bytes of all parts.
std::uint64_t total_bytes(const ReplicaManifest& manifest);

}  // namespace replica
