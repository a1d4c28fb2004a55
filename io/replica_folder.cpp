#include "io/replica_folder.hpp"

#include "engine/error.hpp"
#include "io/shard_writer.hpp"

#include <algorithm>
#include <set>

#include <system_error>

namespace replica {

namespace {

namespace fs = std::filesystem;

bool is_leftover(const fs::path& file) {
    const std::string name = file.filename().string();
    return name.starts_with(".") && name.ends_with(".replica-partial");
}

/// Files of the older replica, its manifest included.
std::set<std::string> own_files(const fs::path& folder) {
    std::set<std::string> names;
    const auto manifest = read_manifest(folder);
    if (!manifest) return names;
    names.insert("manifest.json");
    for (const ReplicaPart& part : manifest->parts)
        if (fs::path(part.name).filename() == part.name) names.insert(part.name);
    return names;
}

void refuse_foreign_file(const fs::path& file, const std::set<std::string>& own) {
    if (fs::exists(file) && !own.contains(file.filename().string()))
        throw InputError(file.string() +
                         " exists and is not of a replica listed in a manifest.json beside it; remove it or choose "
                         "another folder");
}

[[noreturn]] void fail(const fs::filesystem_error& error) {
    throw JobError("cannot write to " + error.path1().string() + ": " + error.code().message());
}

}  // namespace

std::string part_name(std::uint64_t part, ReplicaFormat format) {
    const std::string digits = std::to_string(part);
    return "part-" + std::string(digits.size() < 5 ? 5 - digits.size() : 0, '0') + digits +
           (format == ReplicaFormat::parquet ? ".parquet" : ".csv");
}

void prepare_replica_folder(const fs::path& folder, std::uint64_t parts, ReplicaFormat format,
                            Overwrite overwrite) try {
    if (fs::exists(folder) && !fs::is_directory(folder))
        throw InputError(folder.string() + " exists and is not a folder; choose another name for the output");
    fs::create_directories(folder);
    std::vector<fs::path> leftovers;
    bool empty = true;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (is_leftover(entry.path()))
            leftovers.push_back(entry.path());
        else
            empty = false;
    }
    if (!empty && overwrite == Overwrite::refuse)
        throw InputError(folder.string() + " exists and is not empty; --force overwrites it");
    if (!empty) {
        const auto own = own_files(folder);
        refuse_foreign_file(manifest_path(folder), own);
        for (std::uint64_t part = 0; part < parts; ++part) refuse_foreign_file(folder / part_name(part, format), own);
    }
    for (const fs::path& file : leftovers) fs::remove(file);
} catch (const fs::filesystem_error& error) {
    fail(error);
}

void publish_replica(const fs::path& folder, const ReplicaManifest& manifest) try {
    const auto old = own_files(folder);
    if (!old.empty()) fs::remove(manifest_path(folder));  // first: without it the old parts claim nothing
    for (const std::string& name : old) fs::remove(folder / name);
    try {
        for (const ReplicaPart& part : manifest.parts) publish(folder / part.name);
        sync_folder(folder);
        write_manifest(folder, manifest);
    } catch (const JobError&) {
        std::error_code ignored;
        for (const ReplicaPart& part : manifest.parts) {
            fs::remove(folder / part.name, ignored);
            fs::remove(partial_path(folder / part.name), ignored);
        }
        fs::remove(manifest_path(folder), ignored);
        throw;
    }
} catch (const fs::filesystem_error& error) {
    fail(error);
}

}  // namespace replica
