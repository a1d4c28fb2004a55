#include "jobs/replica_output.hpp"

#include "engine/error.hpp"
#include "io/shard_writer.hpp"

#include <algorithm>

namespace replica {

// Ranks write about as fast as each other, so the root's progress is everyone's.
ReplicaProgressCallback tell_progress(const std::string& job, std::uint64_t all_rows, Log& log) {
    return [job, all_rows, &log](const ReplicaProgress& progress) {
        if (progress.rows == 0) return;
        const double share = static_cast<double>(progress.rows_done) / static_cast<double>(progress.rows);
        log.progress(job, static_cast<std::uint64_t>(share * static_cast<double>(all_rows)), all_rows);
    };
}

void check_parts(std::uint64_t rows, std::uint64_t shard_rows) {
    constexpr std::uint64_t most_parts = 1'000'000;
    if (rows / shard_rows < most_parts) return;
    throw InputError(grouped(rows) + " rows in parts of " + grouped(shard_rows) + " make over " + grouped(most_parts) +
                     " files; give a larger --shard-rows");
}

void tell_taken(const ReplicaManifest& manifest, Log& log) {
    if (manifest.taken == 0) return;
    log.info("went on where an earlier run was stopped: " + grouped(manifest.taken) + " of " +
             grouped(manifest.parts.size()) + " files were there, and their checksums are right");
}

std::string output_identity(const std::string& what, const std::string& source, const ReplicaOptions& options) {
    const FileDigest digest = sync_and_digest(source);
    std::string line = what + " of " + hash_text(digest.xxh3) + " by " + options.version;
    for (const std::uint64_t number : {options.rows, options.seed, options.shard_rows})
        line += " " + std::to_string(number);
    line += options.format == ReplicaFormat::parquet ? " parquet" : " csv";
    std::replace(line.begin(), line.end(), '\n', ' ');
    return line;
}

std::uint64_t total_bytes(const ReplicaManifest& manifest) {
    std::uint64_t bytes = 0;
    for (const ReplicaPart& part : manifest.parts) bytes += part.bytes;
    return bytes;
}

}  // namespace replica
