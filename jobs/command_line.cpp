#include "jobs/command_line.hpp"

#include "engine/error.hpp"
#include "engine/mpi/agreement.hpp"
#include "jobs/jobs.hpp"
#include "jobs/option_groups.hpp"

#include <cstdio>
#include <functional>
#include <iostream>
#include <memory>
#include <sstream>

#include <CLI/CLI.hpp>

namespace replica {
namespace {

/// A job on the command line: its subcommand and what runs it.
struct Subcommand {
    CLI::App* app;
    std::function<void()> run;
};

class CommandLine {
public:
    explicit CommandLine(const Communicator& world) : world_(world) {
        app_.require_subcommand(1);
        app_.set_version_flag("--version", "replica " REPLICA_VERSION);
        add_check();
        add_extract();
        add_deidentify();
        add_describe();
        add_generate();
        add_simulate();
        add_profile();
        add_evaluate();
        add_compare();
        add_inspect();
        add_schema();
        add_import();
        app_.set_config("--config", "", "Read options from a TOML file, a table a job; see --dump-config");
        app_.allow_config_extras(CLI::config_extras_mode::error);
        app_.add_flag("--dump-config", dump_config_, "Print a job's options as TOML and stop")->configurable(false);
    }

    int run(int argc, char** argv) {
        try {
            app_.parse(argc, argv);
        } catch (const CLI::ParseError& error) {
            return tell(error);
        }
        for (const Subcommand& job : jobs_) {
            if (!job.app->parsed()) continue;
            if (dump_config_) {
                if (world_.is_root()) std::cout << dump(*job.app);
            } else {
                job.run();
            }
        }
        return exit_done;
    }

private:
    // Options that were not given and have no default stay out: an empty text is not what they mean.
    static std::string dump(const CLI::App& job) {
        std::istringstream lines(job.config_to_str(true, false));
        std::string text = "[" + job.get_name() + "]\n";
        for (std::string line; std::getline(lines, line);) {
            if (!line.empty() && !line.ends_with("=\"\"")) text += line + "\n";
        }
        return text;
    }

    // Help and version are no errors; everything else is one sentence and exit code 2.
    int tell(const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) {
            if (world_.is_root()) app_.exit(error);
            return exit_done;
        }
        std::string sentence = error.what();
        const std::string_view unknown = "INI was not able to parse ";
        if (sentence.starts_with(unknown)) {
            sentence = "the file that --config names has " + sentence.substr(unknown.size()) +
                       ", which is no option in a table such as [describe]";
        }
        const bool bare = error.get_name() == "RequiredError" && app_.get_subcommands().empty();
        if (bare)
            sentence =
                "name a job: check, extract, deidentify, describe, generate, evaluate, compare, simulate, profile, "
                "inspect, schema or import";
        if (app_.got_subcommand("describe") && sentence == "--epsilon is required") {
            sentence =
                "describe needs --epsilon, which has no default since whoever releases decides: a number, such as 1, "
                "or "
                "none, without differential privacy";
        }
        throw InputError(sentence + "; replica --help tells more");
    }

    CLI::App* add_job(const char* name, const char* help) {
        CLI::App* job = app_.add_subcommand(name, help)->fallthrough()->configurable();
        job->option_defaults()->always_capture_default(false);
        return job;
    }

    [[nodiscard]] Log::Voice voice() const { return world_.is_root() ? Log::Voice::root : Log::Voice::silent; }

    void run_logged(const SharedOptions& shared, const std::function<void(Log&)>& body) {
        const auto log = agree(world_, [&] { return std::make_unique<Log>(shared, voice()); });
        body(*log);
    }

    void add_check() {
        CLI::App* job = add_job("check", "Tell what is wrong with OMOP tables");
        job->add_option("SOURCE", check_.source, "A folder of CSV, tab-separated or Parquet files, or a .duckdb file")
            ->required();
        job->add_option("--cdm", check_.cdm, "Version of the tables, 5.3 or 5.4; by default what they say, else 5.4");
        job->add_option("--cdm-schema", check_.schema, "Schema of the tables in a database");
        job->add_option("--memory", check_.memory, "Memory to use, such as 8G; by default half of what is free");
        job->add_option("--json", check_.json, "File for all checks and their figures");
        job->add_flag("--strict", check_.strict, "Exit code 2 where there is an error in the data");
        add_shared(*job, check_.shared);
        jobs_.push_back({job, [this] { run_logged(check_.shared, [this](Log& log) { check(check_, world_, log); }); }});
    }

    void add_extract() {
        CLI::App* job = add_job("extract", "Make a flat extract of OMOP tables by a query");
        add_source(*job, extract_);
        job->add_option("--out", extract_.out, "File to write: CSV, or Parquet where it ends in .parquet")->required();
        add_shared(*job, extract_.shared);
        jobs_.push_back(
            {job, [this] { run_logged(extract_.shared, [this](Log& log) { extract(extract_, world_, log); }); }});
    }

    void add_deidentify() {
        CLI::App* job = add_job("deidentify", "Treat an extract's identifiers, dates and small cells by rules");
        add_dialect(*job, deidentify_.input);
        job->add_option("--rules", deidentify_.rules_path, "TOML file of rules");
        job->add_option("--set", deidentify_.set, "A ready set of rules, for columns found by their names")
            ->check(CLI::IsMember({"tutorial", "hipaa-safe-harbor", "limited-data-set"}));
        job->add_option("--key", deidentify_.key_path,
                        "File of the secret behind pseudonyms and shifted dates, made where it isn't there");
        job->add_option("--out", deidentify_.out, "File to write: CSV, or Parquet where it ends in .parquet")
            ->required();
        add_shared(*job, deidentify_.shared);
        jobs_.push_back({job, [this] {
                             run_logged(deidentify_.shared, [this](Log& log) { deidentify(deidentify_, world_, log); });
                         }});
    }

    void add_describe() {
        CLI::App* job = add_job("describe", "Learn a model of an extract");
        add_input(*job, describe_.input);
        job->add_option(
               "--mode", describe_.mode,
               "What is learned: the domains alone, each column, their dependences as a network, or their rank "
               "correlations")
            ->check(CLI::IsMember({"random", "independent", "correlated", "copula"}))
            ->capture_default_str();
        job->add_option("--degree", describe_.degree,
                        "Most parents of a column in the network; 0: 2, or 3 with an epsilon")
            ->check(CLI::Range(0U, 8U))
            ->capture_default_str();
        job->add_option("--score", describe_.score,
                        "What decides between families; mi is plain mutual information, which rewards sparse tables")
            ->check(CLI::IsMember({"corrected", "mi"}))
            ->capture_default_str();
        job->add_option("--epsilon", describe_.epsilon,
                        "Privacy loss of a unit, lower is more private; none: without differential privacy")
            ->required();
        add_privacy(*job, describe_.privacy);
        job->add_option("--model", describe_.model_path, "File to write the model to")->required();
        add_counting(*job, describe_);
        add_shared(*job, describe_.shared);
        jobs_.push_back(
            {job, [this] { run_logged(describe_.shared, [this](Log& log) { describe(describe_, world_, log); }); }});
    }

    void add_generate() {
        CLI::App* job = add_job("generate", "Write a replica drawn from a model");
        add_generation(*job, generate_);
        add_shared(*job, generate_.shared);
        jobs_.push_back(
            {job, [this] { run_logged(generate_.shared, [this](Log& log) { generate(generate_, world_, log); }); }});
    }

    void add_simulate() {
        CLI::App* job = add_job("simulate", "Write rows of a specification, without any source");
        add_simulation(*job, simulate_);
        add_shared(*job, simulate_.shared);
        jobs_.push_back(
            {job, [this] { run_logged(simulate_.shared, [this](Log& log) { simulate(simulate_, world_, log); }); }});
    }

    void add_profile() {
        CLI::App* job = add_job("profile", "Print a specification for simulate that is fitted to an extract");
        add_input(*job, profile_.input);
        add_shared(*job, profile_.shared);
        jobs_.push_back(
            {job, [this] { run_logged(profile_.shared, [this](Log& log) { profile(profile_, world_, log); }); }});
    }

    void add_evaluate() {
        CLI::App* job = add_job("evaluate", "Report how faithful and how private a replica is");
        add_evaluation(*job, evaluate_);
        add_shared(*job, evaluate_.shared);
        jobs_.push_back(
            {job, [this] { run_logged(evaluate_.shared, [this](Log& log) { evaluate(evaluate_, world_, log); }); }});
    }

    void add_compare() {
        CLI::App* job = add_job("compare", "Print the metrics of two replicas side by side");
        job->add_option("A", compare_.first, "metrics.json that evaluate wrote of a replica")->required();
        job->add_option("B", compare_.second, "metrics.json of another one")->required();
        add_shared(*job, compare_.shared);
        jobs_.push_back(
            {job, [this] { run_logged(compare_.shared, [this](Log& log) { compare(compare_, world_, log); }); }});
    }

    void add_inspect() {
        CLI::App* job = add_job("inspect", "Print what a model holds");
        job->add_option("MODEL", inspect_.model_path, "Model that describe wrote")->required();
        auto* form = job->add_option_group("form");
        form->add_flag_callback(
            "--json", [this] { inspect_.form = InspectForm::json; }, "As JSON");
        form->add_flag_callback(
            "--dot", [this] { inspect_.form = InspectForm::dot; }, "The network for Graphviz");
        form->add_flag_callback(
            "--bif", [this] { inspect_.form = InspectForm::bif; }, "The network and its tables for bnlearn and pgmpy");
        form->add_flag_callback(
            "--datasynthesizer", [this] { inspect_.form = InspectForm::datasynthesizer; },
            "As a description that DataSynthesizer 0.1 reads");
        form->require_option(0, 1);
        jobs_.push_back({job, [this] { inspect(inspect_, world_); }});
    }

    void add_schema() {
        CLI::App* job = add_job("schema", "Print a draft schema of an extract, for a person to edit");
        add_input(*job, schema_.input);
        add_shared(*job, schema_.shared);
        jobs_.push_back(
            {job, [this] { run_logged(schema_.shared, [this](Log& log) { draft_schema(schema_, world_, log); }); }});
    }

    void add_import() {
        CLI::App* job = add_job("import", "Make a model of a description that DataSynthesizer 0.1 wrote, in any mode");
        job->add_option("DESCRIPTION", import_.description_path, "Its JSON file")->required();
        job->add_option("--model", import_.model_path, "File to write the model to")->required();
        add_shared(*job, import_.shared);
        jobs_.push_back({job, [this] {
                             run_logged(import_.shared, [this](Log& log) { import_description(import_, world_, log); });
                         }});
    }

    const Communicator& world_;
    CLI::App app_{"Turns a healthcare extract into a synthetic replica.", "replica"};
    std::vector<Subcommand> jobs_;
    bool dump_config_ = false;
    CheckOptions check_;
    ExtractOptions extract_;
    DeidentifyOptions deidentify_;
    DescribeOptions describe_;
    GenerateOptions generate_;
    SimulateOptions simulate_;
    ProfileOptions profile_;
    EvaluateOptions evaluate_;
    CompareOptions compare_;
    InspectOptions inspect_;
    SchemaOptions schema_;
    ImportOptions import_;
};

int report(const Communicator& world, const char* sentence, int code) {
    if (world.is_root()) std::fprintf(stderr, "replica: %s\n", sentence);
    return code;
}

}  // namespace

int run_command_line(int argc, char** argv, const Communicator& world) {
    try {
        return CommandLine(world).run(argc, argv);
    } catch (const InputError& error) {
        return report(world, error.what(), exit_bad_input);
    } catch (const JobError& error) {
        return report(world, error.what(), exit_failed);
    } catch (const std::exception& error) {
        // Not agreed on: another rank may be waiting for this one, so the whole program has to end.
        std::fprintf(stderr, "replica: rank %d: %s\n", world.rank(), error.what());
        std::fflush(stderr);
        world.abort(exit_failed);
        return exit_failed;
    }
}

}  // namespace replica
