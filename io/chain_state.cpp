#include "io/chain_state.hpp"

#include "io/shard_writer.hpp"
#include "io/whole_file.hpp"

#include <algorithm>
#include <fstream>

#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <system_error>
#include <xxhash.h>

namespace replica {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

std::string line_of(const fs::path& file) {
    struct stat status = {};
    if (::stat(file.c_str(), &status) != 0) return file.string() + " none\n";
    return file.string() + " " + std::to_string(status.st_size) + " " + std::to_string(status.st_mtim.tv_sec) + "." +
           std::to_string(status.st_mtim.tv_nsec) + "\n";
}

std::vector<std::string> lines_of_folder(const fs::path& folder) {
    std::vector<std::string> lines;
    std::error_code gone;
    for (auto entry = fs::recursive_directory_iterator(folder, gone); entry != fs::recursive_directory_iterator();
         entry.increment(gone))
        if (entry->is_regular_file(gone) && !entry->path().filename().string().ends_with(".replica-partial"))
            lines.push_back(line_of(entry->path()));
    std::sort(lines.begin(), lines.end());
    return lines;
}

fs::path state_path(const fs::path& job_file) { return job_file.string() + ".done"; }

}  // namespace

std::string fingerprint_of(const std::vector<std::string>& paths) {
    std::string text;
    std::error_code absent;
    for (const std::string& path : paths) {
        if (fs::is_directory(path, absent)) {
            text += path + "/\n";
            for (const std::string& line : lines_of_folder(path)) text += line;
        } else {
            text += line_of(path);
        }
    }
    return hash_text(XXH3_64bits(text.data(), text.size()));
}

std::map<std::string, DoneStep> read_chain_state(const fs::path& job_file) try {
    std::map<std::string, DoneStep> steps;
    std::ifstream in(state_path(job_file));
    if (!in) return steps;
    const Json json = Json::parse(in);
    for (const auto& [name, step] : json.items())
        steps[name] = {step.at("words"), step.at("program"), step.at("inputs"), step.at("outputs"),
                       step.value("begun_only", false)};
    return steps;
} catch (const std::exception&) {
    return {};  // all steps are done again
}

void write_chain_state(const fs::path& job_file, const std::map<std::string, DoneStep>& steps) {
    Json json = Json::object();
    for (const auto& [name, step] : steps)
        json[name] = {{"words", step.words},
                      {"program", step.program},
                      {"inputs", step.inputs},
                      {"outputs", step.outputs},
                      {"begun_only", step.begun_only}};
    write_whole_file(state_path(job_file), json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

}  // namespace replica
