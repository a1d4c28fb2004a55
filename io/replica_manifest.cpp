#include "io/replica_manifest.hpp"

#include "io/shard_writer.hpp"

#include <fstream>

#include <nlohmann/json.hpp>

namespace replica {

namespace {

using Json = nlohmann::ordered_json;

}  // namespace

std::filesystem::path manifest_path(const std::filesystem::path& folder) { return folder / "manifest.json"; }

void write_manifest(const std::filesystem::path& folder, const ReplicaManifest& manifest) {
    Json parts = Json::array();
    for (const ReplicaPart& part : manifest.parts)
        parts.push_back(
            {{"name", part.name}, {"rows", part.rows}, {"bytes", part.bytes}, {"xxh3", hash_text(part.xxh3)}});
    const Json json = {{"program", "replica"},  {"version", manifest.version}, {"rows", manifest.rows},
                       {"seed", manifest.seed}, {"columns", manifest.columns}, {"parts", parts}};
    const std::string text = json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
    ShardWriter writer(manifest_path(folder));
    writer.write(text);
    writer.finish();
    publish(manifest_path(folder));
    sync_folder(folder);
}

std::optional<ReplicaManifest> read_manifest(const std::filesystem::path& folder) {
    return read_manifest_file(manifest_path(folder));
}

std::optional<ReplicaManifest> read_manifest_file(const std::filesystem::path& path) {
    std::ifstream file(path);
    if (!file) return std::nullopt;
    try {
        const Json json = Json::parse(file);
        if (json.at("program") != "replica") return std::nullopt;
        ReplicaManifest manifest{json.at("version"), json.at("rows"), json.at("seed"), json.at("columns"), {}};
        for (const Json& part : json.at("parts"))
            manifest.parts.push_back({part.at("name"), part.at("rows"), part.at("bytes"),
                                      std::stoull(part.at("xxh3").get<std::string>(), nullptr, 16)});
        return manifest;
    } catch (const std::exception&) {
        return std::nullopt;  // somebody else's
    }
}

}  // namespace replica
