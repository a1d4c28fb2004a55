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

/// Tells of parts that an earlier run had made.
void tell_taken(const ReplicaManifest& manifest, Log& log);

/// What the bytes of a job's output depend on, on one line: `what` it is, and the contents of the file it comes from.
/// Throws JobError where that can't be read.
std::string output_identity(const std::string& what, const std::string& source, const ReplicaOptions& options);

/// Bytes of all parts.
std::uint64_t total_bytes(const ReplicaManifest& manifest);

}  // namespace replica
