#pragma once

#include "io/overwrite.hpp"
#include "io/replica_manifest.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace replica {

enum class ReplicaFormat : std::uint8_t { csv, parquet };

/// part-00000.csv and so on.
std::string part_name(std::uint64_t part, ReplicaFormat format = ReplicaFormat::csv);

/// Makes `folder` ready for files `names`, which may lie in folders of their own in it: creates them, and removes
/// partial files that a stopped run left, but those of `finished`, which this output's journals tell of
/// (part_journal.hpp). An older replica stays whole until publish_replica. Throws InputError where the folder holds
/// anything else and `overwrite` is refuse, where it is no folder, or where a file to be written exists and no manifest
/// of this program lists it. Throws JobError where the system refuses.
void prepare_replica_folder(const std::filesystem::path& folder, const std::vector<std::string>& names,
                            Overwrite overwrite, const std::vector<ReplicaPart>& finished = {});

/// Replaces the older replica in `folder`, if any, by the parts that wait there under partial names: removes the old
/// manifest and the parts it lists, renames the new ones, writes the new manifest last. A part that an earlier run has
/// renamed stays. On failure removes the new parts and throws JobError.
void publish_replica(const std::filesystem::path& folder, const ReplicaManifest& manifest);

}  // namespace replica
