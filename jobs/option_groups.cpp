#include "jobs/option_groups.hpp"

#include "jobs/cohorts.hpp"

#include <charconv>
#include <cstdint>

#include <CLI/CLI.hpp>

namespace replica {

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
namespace {

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

void add_part_scratch(CLI::App& job, std::string& scratch) {
    job.add_option(
        "--scratch", scratch,
        "Folder on each node's own disk, where parts are made before they are moved to --out; their checksums "
        "are verified there");
}

}  // namespace

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

void add_source(CLI::App& job, ExtractOptions& options) {
    job.add_option("--source", options.source,
                   "OMOP tables: a folder of CSV, tab-separated or Parquet files, a .duckdb file, or a postgresql:// "
                   "address")
        ->required();
    auto* sql = job.add_option("--sql", options.sql_path, "File with a query, in the SQL of DuckDB or PostgreSQL");
    job.add_option("--cohort", options.cohort, "A ready query: " + cohort_names())->excludes(sql);
    job.add_option("--param", options.parameters, "NAME=VALUE for $NAME in the query; repeatable")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    job.add_option("--cdm", options.cdm, "Version of the tables, 5.3 or 5.4; by default what they say, else 5.4");
    job.add_option("--cdm-schema", options.schema,
                   "Schema of the tables in a database; by default the one with person");
    job.add_option("--memory", options.memory, "Memory for the query, such as 8G; by default half of what is free");
    job.add_option("--scratch", options.scratch,
                   "Folder for what doesn't fit into memory; by default that of --out. It is emptied at the end");
}

void add_dialect(CLI::App& job, InputOptions& options) {
    job.add_option("IN", options.paths, "CSV files, or a folder of part files with the same header")->required();
    add_text_form(job, options);
}

void add_text_form(CLI::App& job, InputOptions& options) {
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

void add_generation(CLI::App& job, GenerateOptions& options) {
    job.add_option("MODEL", options.model_path, "Model that describe wrote")->required();
    job.add_option("--rows", options.rows, "Rows: a number, 95% or 95%..105% of the source's")->capture_default_str();
    job.add_option("--out", options.directory, "Folder to write the replica to")->required();
    job.add_option("--format", options.format, "csv or parquet")
        ->check(CLI::IsMember({"csv", "parquet"}))
        ->capture_default_str();
    job.add_option("--missing", options.missing,
                   "Missing values: source, as they were; none; or a rate such as 20% of all cells but identifiers")
        ->capture_default_str();
    job.add_option("--draw", options.draw,
                   "network: any number of rows; pool: rows of a model with an epsilon that are nearer to what was "
                   "measured, best up to a few millions")
        ->check(CLI::IsMember({"network", "pool"}))
        ->capture_default_str();
    job.add_option("--given", options.given,
                   "What every row is to hold, such as gender=F|U,age=65..,admitted=2019-01-01..2019-12-31: rows "
                   "are drawn as those of the source that do");
    job.add_option("--seed", options.seed, "The same seed and model give the same bytes")
        ->check(whole_number())
        ->capture_default_str();
    job.add_option("--shard-rows", options.shard_rows, "Rows of a part file")
        ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 40))
        ->capture_default_str();
    add_part_scratch(job, options.scratch);
}

void add_evaluation(CLI::App& job, EvaluateOptions& options) {
    job.add_option("--synthetic", options.synthetic, "The replica: its folder, or files")->required();
    auto* real = job.add_option("--real", options.input.paths, "Files, or a folder, that the model was learned from");
    job.add_option("--holdout", options.holdout,
                   "Real rows that the model has not seen, to tell what anybody's data would give away; without it the "
                   "real rows are split")
        ->needs(real);
    job.add_option("--spec", options.spec_path, "Specification that the replica was simulated from, in place of --real")
        ->excludes(real);
    job.add_option("--model", options.model_path, "Model that the replica was drawn from, for its ledger");
    job.add_option("--out", options.out, "Folder for report.html, metrics.json and the plots' data")->required();
    job.add_option("--target", options.target,
                   "COLUMN, or COLUMN=VALUE, that models trained on both tables predict; by default one is chosen");
    job.add_flag_callback(
        "--plots", [&options] { options.plots = PlotFiles::svg; }, "Write the pictures as files of their own, too");
    job.add_option("--schema", options.input.schema_path,
                   "What a person says of the columns; its rules and ranges are held against the replica");
    job.add_option("--min-count", options.input.encoding.min_count,
                   "Cells of fewer real rows are not shown, and texts that fewer hold not named")
        ->check(CLI::Range(1U, 1000000U))
        ->capture_default_str();
    add_text_form(job, options.input);
}

void add_simulation(CLI::App& job, SimulateOptions& options) {
    job.add_option("SPEC", options.spec_path, "TOML file of the specification")->required();
    job.add_option("--rows", options.rows, "Rows; by default what the specification says")->check(whole_number());
    job.add_option("--persons", options.persons, "The same for a specification of tables: rows of the first")
        ->check(whole_number());
    job.add_option("--cdm", options.cdm, "Hold the tables against the OMOP Common Data Model 5.3 or 5.4");
    job.add_option("--out", options.directory, "Folder to write to")->required();
    job.add_option("--format", options.format, "csv or parquet")
        ->check(CLI::IsMember({"csv", "parquet"}))
        ->capture_default_str();
    job.add_option("--seed", options.seed, "The same seed and specification give the same bytes")
        ->check(whole_number())
        ->capture_default_str();
    job.add_option("--shard-rows", options.shard_rows, "Rows of a part, or persons of one")
        ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 40))
        ->capture_default_str();
    add_part_scratch(job, options.scratch);
}

void add_grid(CLI::App& job, SweepOptions& options) {
    job.add_option("SWEEP", options.sweep_path, "TOML file of extracts and axes")->required();
    job.add_option("--out", options.out, "Folder for sweep.csv, sweep.html and a file a point; a sweep goes on there")
        ->required();
    job.add_option("--element", options.element,
                   "I/N: run every Nth point, beginning with the Ith, as a job of an array; the last to end gathers");
    job.add_flag("--gather", options.gather, "Make sweep.csv and sweep.html of the points that are there, run none");
    job.add_flag("--keep", options.keep, "Keep each point's model, replica and report, which hold data of patients");
}

}  // namespace replica
