#include "io/replica_folder.hpp"

#include "engine/error.hpp"
#include "io/output_lock.hpp"
#include "io/shard_writer.hpp"

#include <algorithm>
#include <set>

#include <system_error>

namespace replica {

namespace {

namespace fs = std::filesystem;

bool is_leftover(const fs::path& file) {
    const std::string name = file.filename().string();
    return name.starts_with(".") && name.ends_with(".replica-partial") && file != output_lock_path(file.parent_path());
}

/// part-00000.csv of .part-00000.csv.replica-partial.
std::string file_of_leftover(const fs::path& file) {
    const std::string name = file.filename().string();
    return name.substr(1, name.size() - 1 - std::string_view(".replica-partial").size());
}

/// Names of parts of one output; and of its manifest, where a run was killed after it had written that.
std::set<std::string> names_of(const fs::path& folder, const std::vector<ReplicaPart>& parts) {
    std::set<std::string> names;
    std::set<std::pair<std::string, std::uint64_t>> contents;
    for (const ReplicaPart& part : parts) {
        names.insert(part.name);
        contents.emplace(part.name, part.xxh3);
    }
    const auto manifest = parts.empty() ? std::nullopt : read_manifest(folder);
    const auto is_ours = [&](const ReplicaPart& part) { return contents.contains({part.name, part.xxh3}); };
    if (manifest && std::all_of(manifest->parts.begin(), manifest->parts.end(), is_ours)) names.insert("manifest.json");
    return names;
}

/// Whether an entry of the folder is one of the parts, or the folder of some.
bool is_part_of(const fs::path& entry, const std::set<std::string>& parts) {
    const std::string name = entry.filename().string();
    const auto first = parts.lower_bound(name);
    return first != parts.end() && (*first == name || first->starts_with(name + "/"));
}

/// Whether a manifest's name is of a file in the replica's folder, or in a folder right in it.
bool lies_inside(const fs::path& name) {
    const fs::path parent = name.parent_path();
    const bool plain = parent.empty() || (parent.filename() == parent && parent != ".." && parent != ".");
    return plain && name.has_filename() && name.filename() != ".." && name.filename() != ".";
}

/// Where the manifest of an older replica is while that is being replaced, so that a kill doesn't orphan its parts.
fs::path old_manifest_path(const fs::path& folder) { return folder / ".manifest-old.replica-partial"; }

/// Files of the older replica, its manifest included, and of one that a killed run had begun to replace.
std::set<std::string> own_files(const fs::path& folder) {
    std::set<std::string> names;
    const auto add = [&](const std::optional<ReplicaManifest>& manifest, const fs::path& file) {
        if (!manifest) return;
        names.insert(file.filename().string());
        for (const ReplicaPart& part : manifest->parts)
            if (lies_inside(part.name)) names.insert(part.name);
    };
    add(read_manifest(folder), manifest_path(folder));
    add(read_manifest_file(old_manifest_path(folder)), old_manifest_path(folder));
    return names;
}

void refuse_foreign_file(const fs::path& folder, const std::string& name, const std::set<std::string>& own) {
    const fs::path file = folder / name;
    if (fs::exists(file) && !own.contains(name))
        throw InputError(file.string() +
                         " exists and is not of a replica listed in a manifest.json beside it; remove it or choose "
                         "another folder");
}

// The folder of a file in a folder of its own, and without what a stopped run left of it.
void prepare_folder_of(const fs::path& file) {
    fs::create_directories(file.parent_path());
    fs::remove(partial_path(file));
}

// A folder that a table's parts left is removed with the last of them.
void remove_file(const fs::path& folder, const std::string& name) {
    fs::remove(folder / name);
    const fs::path parent = (folder / name).parent_path();
    if (parent != folder && fs::is_directory(parent) && fs::is_empty(parent)) fs::remove(parent);
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

void prepare_replica_folder(const fs::path& folder, const std::vector<std::string>& names, Overwrite overwrite,
                            const std::vector<ReplicaPart>& finished) try {
    if (fs::exists(folder) && !fs::is_directory(folder))
        throw InputError(folder.string() + " exists and is not a folder; choose another name for the output");
    fs::create_directories(folder);
    const std::set<std::string> kept = names_of(folder, finished);
    std::vector<fs::path> leftovers;
    bool empty = true;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path() == output_lock_path(folder)) continue;
        if (entry.path() == old_manifest_path(folder)) {
            empty = false;
        } else if (is_leftover(entry.path())) {
            if (!kept.contains(file_of_leftover(entry.path()))) leftovers.push_back(entry.path());
        } else if (!is_part_of(entry.path(), kept)) {
            empty = false;
        }
    }
    if (!empty && overwrite == Overwrite::refuse)
        throw InputError(folder.string() + " exists and is not empty; --force overwrites it");
    if (!empty) {
        auto own = own_files(folder);
        own.insert(kept.begin(), kept.end());
        refuse_foreign_file(folder, manifest_path(folder).filename().string(), own);
        for (const std::string& name : names) refuse_foreign_file(folder, name, own);
    }
    for (const fs::path& file : leftovers) fs::remove(file);
    for (const std::string& name : names)
        if (!kept.contains(name)) prepare_folder_of(folder / name);
} catch (const fs::filesystem_error& error) {
    fail(error);
}

void publish_replica(const fs::path& folder, const ReplicaManifest& manifest) try {
    const auto old = own_files(folder);
    // First, for without it the old parts claim nothing.
    if (fs::exists(manifest_path(folder))) fs::rename(manifest_path(folder), old_manifest_path(folder));
    const auto waits = [&](const std::string& name) { return fs::exists(partial_path(folder / name)); };
    const std::set<std::string> own = names_of(folder, manifest.parts);
    for (const std::string& name : old)
        if (name != old_manifest_path(folder).filename() && (!own.contains(name) || waits(name)))
            remove_file(folder, name);
    try {
        for (const ReplicaPart& part : manifest.parts)
            if (waits(part.name) || !fs::exists(folder / part.name)) publish(folder / part.name);
        sync_folder(folder);
        write_manifest(folder, manifest);
        fs::remove(old_manifest_path(folder));
    } catch (const JobError&) {
        std::error_code ignored;
        for (const ReplicaPart& part : manifest.parts) {
            fs::remove(folder / part.name, ignored);
            fs::remove(partial_path(folder / part.name), ignored);
        }
        fs::remove(manifest_path(folder), ignored);
        fs::remove(old_manifest_path(folder), ignored);
        throw;
    }
} catch (const fs::filesystem_error& error) {
    fail(error);
}

}  // namespace replica
