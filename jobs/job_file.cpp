#include "jobs/job_file.hpp"

#include "engine/error.hpp"
#include "engine/mpi/communicator.hpp"
#include "io/toml_document.hpp"
#include "jobs/subcommands.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>

#include <CLI/CLI.hpp>

namespace replica {
namespace {

/// Which of a job's options name what it reads and writes.
struct StepFiles {
    std::vector<std::string> inputs;
    std::vector<std::string> outputs;
};

const std::map<std::string, StepFiles>& jobs_of_chains() {
    static const std::map<std::string, StepFiles> jobs{
        {"simulate", {{"spec"}, {"out"}}},
        {"extract", {{"source", "sql"}, {"out"}}},
        {"deidentify", {{"in", "rules"}, {"out"}}},
        {"describe", {{"in", "schema"}, {"model"}}},
        {"generate", {{"model"}, {"out"}}},
        {"evaluate", {{"real", "synthetic", "holdout", "spec", "model", "schema"}, {"out"}}},
    };
    return jobs;
}

std::string upper(std::string name) {
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
    return name;
}

class StepReader {
public:
    StepReader(const std::filesystem::path& path, const TomlEntry& entry, CLI::App& app)
        : place_{path.string(), entry.key, "step"}, entry_(entry), app_(app) {}

    ChainStep read() {
        const toml::table* table = entry_.node->as_table();
        if (table == nullptr) place_.fail(entry_.source, "is no table; a step is a table such as [describe]");
        step_.name = step_.job = entry_.key;
        for (const TomlEntry& entry : in_file_order(*table))
            if (entry.key == "job") step_.job = name_in(entry, place_, "names of jobs");
        const auto files = jobs_of_chains().find(step_.job);
        if (files == jobs_of_chains().end())
            place_.fail(entry_.source, "\"" + step_.job +
                                           "\" is no job of a chain, which are simulate, extract, deidentify, "
                                           "describe, generate and evaluate; job = \"...\" names it");
        job_ = app_.get_subcommand(step_.job);
        for (const TomlEntry& entry : in_file_order(*table))
            if (entry.key != "job") take(entry, files->second);
        step_.words.insert(step_.words.begin(), positional_.begin(), positional_.end());
        remember_counts();
        return std::move(step_);
    }

private:
    void take(const TomlEntry& entry, const StepFiles& files) {
        const CLI::Option* option = job_->get_option_no_throw("--" + entry.key);
        const bool is_positional = option == nullptr;
        if (is_positional && entry.key != upper(entry.key)) option = job_->get_option_no_throw(upper(entry.key));
        if (option == nullptr || entry.key == "help")
            place_.fail(entry.source,
                        entry.key + " is no option of " + step_.job + "; see replica " + step_.job + " --help");
        if (entry.node->is_boolean()) {
            if (option->get_expected_min() != 0)
                place_.fail(entry.source, entry.key + " takes a value, not true or false");
            if (truth_of(entry, place_)) step_.words.push_back("--" + entry.key);
            return;
        }
        if (!is_positional && option->get_expected_min() == 0)
            place_.fail(entry.source, entry.key + " is true or false");
        const std::vector<std::string> values =
            entry.node->is_array() ? texts_of(entry, place_) : std::vector{value_text(*entry.node, place_, entry.key)};
        for (const std::string& value : values) {
            if (is_positional) {
                positional_.push_back(value);
            } else {
                step_.words.insert(step_.words.end(), {"--" + entry.key, value});
            }
        }
        remember(entry.key, values, files);
    }

    void remember(const std::string& key, const std::vector<std::string>& values, const StepFiles& files) {
        const auto holds = [&](const std::vector<std::string>& keys) {
            return std::find(keys.begin(), keys.end(), key) != keys.end();
        };
        if (holds(files.inputs)) step_.inputs.insert(step_.inputs.end(), values.begin(), values.end());
        if (holds(files.outputs)) step_.outputs.insert(step_.outputs.end(), values.begin(), values.end());
        for (const std::string& value : values) step_.repeats = step_.repeats || value.starts_with("postgres");
        if (key == "model") model_ = values.front();
        has_work_ = has_work_ || key == "work";
        if (key == "epsilon") has_noise_ = values.front() != "none";
    }

    // Counting goes on where it was stopped.
    void remember_counts() {
        if (step_.job == "describe" && !has_work_ && !has_noise_ && !model_.empty())
            step_.words.insert(step_.words.end(), {"--work", model_ + ".work"});
    }

    TomlPlace place_;
    const TomlEntry& entry_;
    CLI::App& app_;
    const CLI::App* job_ = nullptr;
    ChainStep step_;
    std::vector<std::string> positional_;
    std::string model_;
    bool has_work_ = false;
    bool has_noise_ = false;
};

}  // namespace

std::vector<ChainStep> read_job_file(const std::filesystem::path& path) {
    const toml::table document = read_toml(path, "job");
    CLI::App app;
    const Communicator world = Communicator::world();
    const std::vector<Subcommand> jobs = add_subcommands(app, world);
    std::vector<ChainStep> steps;
    for (const TomlEntry& entry : in_file_order(document)) steps.push_back(StepReader(path, entry, app).read());
    if (steps.empty()) throw InputError(path.string() + " has no step; a step is a table such as [describe]");
    return steps;
}

}  // namespace replica
