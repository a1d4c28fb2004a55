#include "jobs/command_line.hpp"

#include "engine/error.hpp"
#include "engine/mpi/agreement.hpp"
#include "jobs/jobs.hpp"

#include <charconv>
#include <cstdio>
#include <functional>
#include <iostream>
#include <memory>
#include <sstream>

#include <CLI/CLI.hpp>

namespace replica {
namespace {

// The parser itself takes -1 for 2^64 - 1 and cuts larger numbers.
CLI::Validator whole_number() {
    const auto check = [](const std::string& text) -> std::string {
        std::uint64_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        const bool whole = error == std::errc{} && end == text.data() + text.size();
        return whole ? "" : text + " is no whole number from 0 to 2^64 - 1";
    };
    return {check, "WHOLE", "whole number"};
}

void add_shared(CLI::App& job, SharedOptions& options) {
    job.add_option("--threads", options.threads,
                   "Threads of each rank; 0: OMP_NUM_THREADS, else the processors the rank may use")
        ->check(CLI::Range(0, 1024))
        ->capture_default_str();
    job.add_flag_callback(
        "--force", [&options] { options.overwrite = Overwrite::replace; }, "Overwrite what is there");
    job.add_flag_callback(
        "--verbose", [&options] { options.verbosity = Verbosity::verbose; }, "Tell each phase and its time");
    job.add_flag_callback(
        "--quiet", [&options] { options.verbosity = Verbosity::quiet; }, "Tell only warnings and errors");
    job.add_option("--log-json", options.json_log, "Also write one JSON object an event to this file");
}

void add_dialect(CLI::App& job, InputOptions& options) {
    job.add_option("IN", options.paths, "CSV files, or a folder of part files with the same header")->required();
    job.add_option("--sep", options.separator, "Separator: auto, comma, tab, semicolon, pipe or one character")
        ->capture_default_str();
    job.add_option("--quoting", options.quoting, "rfc4180, or none where quotes are data")
        ->check(CLI::IsMember({"rfc4180", "none"}))
        ->capture_default_str();
    job.add_option("--escapes", options.escapes, "none, or backslash for PostgreSQL's text form")
        ->check(CLI::IsMember({"none", "backslash"}))
        ->capture_default_str();
    job.add_option("--null", options.missing_tokens,
                   "A token that stands for missing, beside empty, NULL, NA, N/A, NaN, <NULL> and \\N; repeatable")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void add_input(CLI::App& job, InputOptions& options) {
    add_dialect(job, options);
    job.add_option("--schema", options.schema_path, "What a person says of the columns; see the schema job");
    job.add_flag_callback(
        "--strict", [&options] { options.bad_input = BadInput::refuse; },
        "Refuse values that can't be read, lie outside what the schema declares or contradict its rules, which are "
        "else treated as missing");
    job.add_option("--category-threshold", options.encoding.category_threshold,
                   "Columns with at most so many distinct values are categorical")
        ->check(CLI::Range(0U, 1000U))
        ->capture_default_str();
    job.add_option(
           "--max-categories", options.encoding.max_categories,
           "Codes of a column of categories, rarer values sharing some; 0: as many as let any two columns be a family")
        ->check(CLI::Range(0U, 60000U))
        ->capture_default_str();
    job.add_option("--bins", options.encoding.bins, "Bins of a column of numbers or dates")
        ->check(CLI::Range(1U, 1000U))
        ->capture_default_str();
    job.add_option_function<std::string>(
           "--binning", [&options](const std::string& name) { options.encoding.binning = *binning_named(name); },
           "How bins are cut: equal, equally wide; quantile, equally full; auto, equal unless that is too uneven")
        ->check(CLI::IsMember({"equal", "quantile", "auto"}))
        ->default_str("auto");
    job.add_option_function<std::string>(
           "--text",
           [&options](const std::string& name) {
               options.encoding.text = name == "drop" ? TextPolicy::drop : TextPolicy::imitate;
           },
           "What becomes of free text: imitate, random letters in words as many and as long; drop, left out")
        ->check(CLI::IsMember({"imitate", "drop"}))
        ->default_str("imitate");
    job.add_option("--min-count", options.encoding.min_count,
                   "Values held by fewer persons are never written out as they are")
        ->check(CLI::Range(1U, 1000000U))
        ->capture_default_str();
}

void add_counting(CLI::App& job, DescribeOptions& options) {
    job.add_option("--work", options.work,
                   "Folder to remember in what was counted: a job that was killed goes on, and other degrees and "
                   "scores reuse it; it holds exact counts of real people");
    job.add_option("--checkpoint-seconds", options.checkpoint_seconds,
                   "Seconds between two writes to the folder of --work; a kill loses what was counted since the last")
        ->check(CLI::Range(0.001, 300.0))
        ->capture_default_str();
    job.add_option("--memory", options.memory, "Memory to use on each node, such as 8G; by default what is free");
    job.add_option("--max-hours", options.max_hours,
                   "Hours: counting that is estimated to take longer is refused before it starts")
        ->check(CLI::Range(0.0, 1e6))
        ->capture_default_str();
    job.add_option("--decomposition", options.decomposition,
                   "Where rows are counted: shared, once on a node; replicated, each rank or node has all; grid, each "
                   "has a part; auto takes what is estimated fastest. The model is the same")
        ->check(CLI::IsMember({"auto", "shared", "replicated", "grid"}))
        ->capture_default_str();
    job.add_option("--merge-rows", options.merge_rows,
                   "Whether equal rows are counted once, with a weight: never, always, or auto, where it pays. The "
                   "model is the same")
        ->check(CLI::IsMember({"auto", "never", "always"}))
        ->capture_default_str();
}

void add_shares(CLI::App& job, PrivacyOptions& options) {
    const auto add = [&](const char* name, double& share, const char* help) {
        job.add_option(name, share, help)->check(CLI::Range(0.0001, 0.9))->capture_default_str();
    };
    add("--rows-share", options.rows_share, "Share of the budget for the number of rows");
    add("--sizes-share", options.sizes_share, "Share of the budget for the numbers of rows that units have");
    add("--domain-share", options.domain_share, "Share of the budget for domains that nobody has declared");
    add("--column-share", options.column_share, "Share of the rest for single columns; the other is for pairs");
    add("--choice-share", options.choice_share, "Share of what a pair costs for choosing it");
    job.add_option("--pool-rows", options.pool_rows, "Rows of the weighted pool that is learned, in blocks of 8,192")
        ->check(CLI::Range(std::uint64_t{8192}, std::uint64_t{1} << 26U))
        ->capture_default_str();
}

void add_privacy(CLI::App& job, PrivacyOptions& options) {
    job.add_option("--delta", options.delta, "Chance that epsilon doesn't hold, below one in the number of rows")
        ->capture_default_str();
    job.add_option("--accounting", options.accounting, "zcdp, with --delta and the least noise; pure, where delta is 0")
        ->check(CLI::IsMember({"zcdp", "pure"}))
        ->capture_default_str();
    job.add_option("--neighbours", options.neighbours,
                   "What epsilon hides: add-or-remove, whether a unit is there; replace-one, what is in its rows")
        ->check(CLI::IsMember({"add-or-remove", "replace-one"}))
        ->capture_default_str();
    job.add_option("--unit", options.unit, "Column that names whose privacy it is; without it, each row is a unit");
    job.add_option("--max-rows-per-unit", options.max_rows, "Rows of a unit that are used, its first ones")
        ->check(CLI::Range(1U, 1000000U));
    job.add_option("--budget", options.budget, "File of a data set's budget, which adds up all runs on it");
    job.add_option("--total-epsilon", options.total_epsilon, "What all runs of --budget may spend together")
        ->check(CLI::Range(1e-9, 1e6));
    job.add_option("--pair-score", options.pair_score,
                   "What decides which pairs of columns are measured: error, what that would mend; information, a tree "
                   "by mutual information, for comparison")
        ->check(CLI::IsMember({"error", "information"}))
        ->capture_default_str();
    job.add_flag(
        "--domain-from-data", options.domain_from_data,
        "Read values and ranges off the data where the schema doesn't tell; the model is marked as not private");
    add_shares(job, options);
}

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
        add_deidentify();
        add_describe();
        add_generate();
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
        if (bare) sentence = "name a job: deidentify, describe, generate, inspect, schema or import";
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

    void add_deidentify() {
        CLI::App* job = add_job("deidentify", "Treat an extract's identifiers, dates and small cells by rules");
        add_dialect(*job, deidentify_.input);
        job->add_option("--rules", deidentify_.rules_path, "TOML file of rules");
        job->add_option("--set", deidentify_.set, "A ready set of rules, for columns found by their names")
            ->check(CLI::IsMember({"tutorial", "hipaa-safe-harbor", "limited-data-set"}));
        job->add_option("--key", deidentify_.key_path,
                        "File of the secret behind pseudonyms and shifted dates, made where it isn't there");
        job->add_option("--out", deidentify_.out, "CSV file to write")->required();
        add_shared(*job, deidentify_.shared);
        jobs_.push_back({job, [this] {
                             run_logged(deidentify_.shared, [this](Log& log) { deidentify(deidentify_, world_, log); });
                         }});
    }

    void add_describe() {
        CLI::App* job = add_job("describe", "Learn a model of an extract");
        add_input(*job, describe_.input);
        job->add_option("--mode", describe_.mode,
                        "What is learned: the domains alone, each column, or their dependences")
            ->check(CLI::IsMember({"random", "independent", "correlated"}))
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
        job->add_option("MODEL", generate_.model_path, "Model that describe wrote")->required();
        job->add_option("--rows", generate_.rows, "Rows: a number, 95% or 95%..105% of the source's")
            ->capture_default_str();
        job->add_option("--out", generate_.directory, "Folder to write the replica to")->required();
        job->add_option("--format", generate_.format, "csv")->check(CLI::IsMember({"csv"}))->capture_default_str();
        job->add_option(
               "--missing", generate_.missing,
               "Missing values: source, as they were; none; or a rate such as 20% of all cells but identifiers")
            ->capture_default_str();
        job->add_option(
               "--draw", generate_.draw,
               "network: any number of rows; pool: rows of a model with an epsilon that are nearer to what was "
               "measured, best up to a few millions")
            ->check(CLI::IsMember({"network", "pool"}))
            ->capture_default_str();
        job->add_option("--given", generate_.given,
                        "What every row is to hold, such as gender=F|U,age=65..,admitted=2019-01-01..2019-12-31: rows "
                        "are drawn as those of the source that do");
        job->add_option("--seed", generate_.seed, "The same seed and model give the same bytes")
            ->check(whole_number())
            ->capture_default_str();
        job->add_option("--shard-rows", generate_.shard_rows, "Rows of a part file")
            ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 40))
            ->capture_default_str();
        add_shared(*job, generate_.shared);
        jobs_.push_back(
            {job, [this] { run_logged(generate_.shared, [this](Log& log) { generate(generate_, world_, log); }); }});
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
    DeidentifyOptions deidentify_;
    DescribeOptions describe_;
    GenerateOptions generate_;
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
