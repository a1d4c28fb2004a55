#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace replica {

/// One file of a replica.
struct ReplicaPart {
    std::string name;
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;
    std::uint64_t xxh3 = 0;  ///< XXH3 (64 bits) of its bytes; in the file 16 hexadecimal digits
};

/// What a replica's folder holds.
struct ReplicaManifest {
    std::string version;  ///< of the program
    std::uint64_t rows = 0;
    std::uint64_t seed = 0;
    std::vector<std::string> columns;
    std::vector<ReplicaPart> parts;
    std::size_t taken = 0;  ///< parts that an earlier, stopped run had made; not in the file
};

/// folder/manifest.json.
std::filesystem::path manifest_path(const std::filesystem::path& folder);

/// Writes manifest_path(folder) under a partial name, syncs and renames it. Throws JobError.
void write_manifest(const std::filesystem::path& folder, const ReplicaManifest& manifest);

/// The manifest in `folder`, or nothing where there is none that this program wrote.
std::optional<ReplicaManifest> read_manifest(const std::filesystem::path& folder);
/// The same of a file by another name.
std::optional<ReplicaManifest> read_manifest_file(const std::filesystem::path& file);

}  // namespace replica
