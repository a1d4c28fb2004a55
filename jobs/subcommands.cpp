#include "jobs/subcommands.hpp"

#include "engine/error.hpp"
#include "engine/evaluation/evaluation.hpp"
#include "engine/mpi/agreement.hpp"
#include "jobs/jobs.hpp"
#include "jobs/option_groups.hpp"

#include <memory>

#include <CLI/CLI.hpp>

namespace replica {
namespace {

/// A subcommand, and the options that its parsing fills.
template <typename Options>
struct Added {
    CLI::App* job;
    Options& options;
};

class Subcommands {
public:
    Subcommands(CLI::App& app, const Communicator& world) : app_(app), world_(world) {}

    /// A job with a log; where `run` has none, use add_bare.
    template <typename Options, typename Run>
    Added<Options> add(const char* name, const char* help, Run run) {
        auto options = std::make_shared<Options>();
        const Communicator& world = world_;
        jobs_.push_back({add_app(name, help), [options, run, &world] {
                             const auto voice = world.is_root() ? Log::Voice::root : Log::Voice::silent;
                             const auto log =
                                 agree(world, [&] { return std::make_unique<Log>(options->shared, voice); });
                             run(*options, world, *log);
                         }});
        return {jobs_.back().app, *options};
    }

    template <typename Options, typename Run>
    Added<Options> add_bare(const char* name, const char* help, Run run) {
        auto options = std::make_shared<Options>();
        const Communicator& world = world_;
        jobs_.push_back({add_app(name, help), [options, run, &world] { run(*options, world); }});
        return {jobs_.back().app, *options};
    }

    std::vector<Subcommand> take() { return std::move(jobs_); }

private:
    CLI::App* add_app(const char* name, const char* help) {
        CLI::App* job = app_.add_subcommand(name, help)->fallthrough()->configurable();
        job->option_defaults()->always_capture_default(false);
        return job;
    }

    CLI::App& app_;
    const Communicator& world_;
    std::vector<Subcommand> jobs_;
};

void add_check(Subcommands& jobs) {
    auto [job, options] = jobs.add<CheckOptions>("check", "Tell what is wrong with OMOP tables", check);
    job->add_option("SOURCE", options.source, "A folder of CSV, tab-separated or Parquet files, or a .duckdb file")
        ->required();
    job->add_option("--cdm", options.cdm, "Version of the tables, 5.3 or 5.4; by default what they say, else 5.4");
    job->add_option("--cdm-schema", options.schema, "Schema of the tables in a database");
    job->add_option("--memory", options.memory, "Memory to use, such as 8G; by default half of what is free");
    job->add_option("--json", options.json, "File for all checks and their figures");
    job->add_flag("--strict", options.strict, "Exit code 2 where there is an error in the data");
    add_shared(*job, options.shared);
}

void add_extract(Subcommands& jobs) {
    auto [job, options] = jobs.add<ExtractOptions>("extract", "Make a flat extract of OMOP tables by a query", extract);
    add_source(*job, options);
    job->add_option("--out", options.out, "File to write: CSV, or Parquet where it ends in .parquet")->required();
    add_shared(*job, options.shared);
}

void add_deidentify(Subcommands& jobs) {
    auto [job, options] = jobs.add<DeidentifyOptions>(
        "deidentify", "Treat an extract's identifiers, dates and small cells by rules", deidentify);
    add_dialect(*job, options.input);
    job->add_option("--rules", options.rules_path, "TOML file of rules");
    job->add_option("--set", options.set, "A ready set of rules, for columns found by their names")
        ->check(CLI::IsMember({"tutorial", "hipaa-safe-harbor", "limited-data-set"}));
    job->add_option("--key", options.key_path,
                    "File of the secret behind pseudonyms and shifted dates, made where it isn't there");
    job->add_option("--out", options.out, "File to write: CSV, or Parquet where it ends in .parquet")->required();
    add_shared(*job, options.shared);
}

void add_describe(Subcommands& jobs) {
    auto [job, options] = jobs.add<DescribeOptions>("describe", "Learn a model of an extract", describe);
    add_input(*job, options.input);
    job->add_option("--mode", options.mode,
                    "What is learned: the domains alone, each column, their dependences as a network, or their rank "
                    "correlations")
        ->check(CLI::IsMember({"random", "independent", "correlated", "copula"}))
        ->capture_default_str();
    job->add_option("--degree", options.degree, "Most parents of a column in the network; 0: 2, or 3 with an epsilon")
        ->check(CLI::Range(0U, 8U))
        ->capture_default_str();
    job->add_option("--score", options.score,
                    "What decides between families; mi is plain mutual information, which rewards sparse tables")
        ->check(CLI::IsMember({"corrected", "mi"}))
        ->capture_default_str();
    job->add_option("--epsilon", options.epsilon,
                    "Privacy loss of a unit, lower is more private; none: without differential privacy")
        ->required();
    add_privacy(*job, options.privacy);
    job->add_option("--model", options.model_path, "File to write the model to")->required();
    add_counting(*job, options);
    add_shared(*job, options.shared);
}

void add_generate(Subcommands& jobs) {
    auto [job, options] = jobs.add<GenerateOptions>("generate", "Write a replica drawn from a model", generate);
    add_generation(*job, options);
    add_shared(*job, options.shared);
}

void add_simulate(Subcommands& jobs) {
    auto [job, options] =
        jobs.add<SimulateOptions>("simulate", "Write rows of a specification, without any source", simulate);
    add_simulation(*job, options);
    add_shared(*job, options.shared);
}

void add_profile(Subcommands& jobs) {
    auto [job, options] =
        jobs.add<ProfileOptions>("profile", "Print a specification for simulate that is fitted to an extract", profile);
    add_input(*job, options.input);
    add_shared(*job, options.shared);
}

void add_evaluate(Subcommands& jobs) {
    auto [job, options] =
        jobs.add<EvaluateOptions>("evaluate", "Report how faithful and how private a replica is", evaluate);
    add_evaluation(*job, options);
    add_shared(*job, options.shared);
}

void add_compare(Subcommands& jobs) {
    auto [job, options] =
        jobs.add<CompareOptions>("compare", "Print the metrics of two replicas side by side", compare);
    job->add_option("A", options.first, "metrics.json that evaluate wrote of a replica")->required();
    job->add_option("B", options.second, "metrics.json of another one")->required();
    add_shared(*job, options.shared);
}

void add_sweep(Subcommands& jobs) {
    auto [job, options] = jobs.add<SweepOptions>(
        "sweep", "Describe, generate and evaluate at each point of a grid: runtime and fidelity", sweep);
    add_grid(*job, options);
    add_shared(*job, options.shared);
}

void add_run(Subcommands& jobs) {
    auto [job, options] =
        jobs.add<RunOptions>("run", "Run a chain of jobs from a file, and skip those that are unchanged", run_chain);
    job->add_option("JOB", options.job_path, "TOML file with a table a step, such as [describe]")->required();
    add_shared(*job, options.shared);
}

void add_plan(Subcommands& jobs) {
    auto [job, options] = jobs.add<PlanOptions>(
        "plan", "Predict time, memory, disk and network of describe, generate and evaluate before they run", plan);
    add_planning(*job, options);
    add_shared(*job, options.shared);
}

void add_inspect(Subcommands& jobs) {
    auto [job, options] = jobs.add_bare<InspectOptions>("inspect", "Print what a model holds", inspect);
    job->add_option("MODEL", options.model_path, "Model that describe wrote")->required();
    auto* form = job->add_option_group("form");
    form->add_flag_callback(
        "--json", [&options] { options.form = InspectForm::json; }, "As JSON");
    form->add_flag_callback(
        "--dot", [&options] { options.form = InspectForm::dot; }, "The network for Graphviz");
    form->add_flag_callback(
        "--bif", [&options] { options.form = InspectForm::bif; }, "The network and its tables for bnlearn and pgmpy");
    form->add_flag_callback(
        "--datasynthesizer", [&options] { options.form = InspectForm::datasynthesizer; },
        "As a description that DataSynthesizer 0.1 reads");
    form->require_option(0, 1);
}

void add_schema(Subcommands& jobs) {
    auto [job, options] =
        jobs.add<SchemaOptions>("schema", "Print a draft schema of an extract, for a person to edit", draft_schema);
    add_input(*job, options.input);
    add_shared(*job, options.shared);
}

void add_import(Subcommands& jobs) {
    auto [job, options] = jobs.add<ImportOptions>(
        "import", "Make a model of a description that DataSynthesizer 0.1 wrote, in any mode", import_description);
    job->add_option("DESCRIPTION", options.description_path, "Its JSON file")->required();
    job->add_option("--model", options.model_path, "File to write the model to")->required();
    add_shared(*job, options.shared);
}

}  // namespace

std::vector<Subcommand> add_subcommands(CLI::App& app, const Communicator& world) {
    Subcommands jobs(app, world);
    for (const auto add :
         {add_check, add_extract, add_deidentify, add_describe, add_generate, add_evaluate, add_compare, add_sweep,
          add_run, add_plan, add_simulate, add_profile, add_inspect, add_schema, add_import})
        add(jobs);
    return jobs.take();
}

std::function<void()> parse_subcommand(const std::vector<std::string>& words, const Communicator& world) {
    const auto app = std::make_shared<CLI::App>();
    app->require_subcommand(1);
    const std::vector<Subcommand> jobs = add_subcommands(*app, world);
    try {
        app->parse(std::vector<std::string>(words.rbegin(), words.rend()));
    } catch (const CLI::ParseError& error) {
        throw InputError(error.what());
    }
    for (const Subcommand& job : jobs)
        if (job.app->parsed()) return [app, run = job.run] { run(); };
    throw InputError("there is no job " + words.front());
}

}  // namespace replica
