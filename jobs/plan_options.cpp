#include "jobs/option_groups.hpp"

#include <cstdint>

#include <CLI/CLI.hpp>

namespace replica {
namespace {

void add_planned_work(CLI::App& job, PlanOptions& options) {
    job.add_option("IN", options.input.paths,
                   "CSV or Parquet files, or a folder of parts: its rows and columns are read as describe reads them");
    add_text_form(job, options.input);
    job.add_option("--schema", options.input.schema_path, "What a person says of the columns; see the schema job");
    job.add_option("--rows", options.rows, "Rows, where there is no extract yet")->check(whole_number());
    job.add_option("--columns", options.columns, "Columns of it")->check(CLI::Range(1U, 60000U));
    job.add_option("--domain", options.domain, "Codes of each column")
        ->check(CLI::Range(1U, 60000U))
        ->capture_default_str();
    job.add_option("--domains", options.domains, "Codes of each column by itself, separated by commas")
        ->delimiter(',')
        ->check(CLI::Range(1U, 60000U));
    job.add_option("--numbers", options.numbers, "How many of the columns are numbers or dates, which go into bins");
    job.add_option("--bytes-a-row", options.row_bytes, "Of a row's text; by default 3 a category and 6 a number")
        ->check(CLI::Range(1.0, 1e9));
    job.add_option("--degree", options.degree, "Most parents of a column in the network")
        ->check(CLI::Range(1U, 8U))
        ->capture_default_str();
    job.add_option("--synthetic-rows", options.synthetic_rows, "Rows of the replica; by default as many as there are")
        ->check(whole_number());
}

void add_planned_machine(CLI::App& job, PlanOptions& options) {
    job.add_option("--nodes", options.nodes, "Nodes")->check(CLI::Range(1, 100000))->capture_default_str();
    job.add_option("--ranks", options.ranks, "Ranks on each node")->check(CLI::Range(1, 1024))->capture_default_str();
    job.add_option("--memory-a-node", options.memory, "Memory of each node, such as 256G; by default any");
    const auto speed = [&](const char* name, double& rate, const char* help) {
        job.add_option(name, rate, help)->check(CLI::Range(0.001, 1e6));
    };
    speed("--network", options.network, "GB/s into a node; by default as measured");
    speed("--file-system", options.file_system,
          "GB/s of all nodes together; by default files are read from the cache and written as measured");
    speed("--memory-bandwidth", options.memory_bandwidth, "GB/s of a node's memory; by default as measured");
}

}  // namespace

void add_planning(CLI::App& job, PlanOptions& options) {
    add_planned_work(job, options);
    add_planned_machine(job, options);
    job.add_flag("--calibrate", options.calibrate, "Measure this machine's rates, half a minute, and write them");
    job.add_flag("--quick", options.quick, "Measure in some seconds, for a trial: such rates are rough");
    job.add_option("--out", options.out, "File that --calibrate writes")->capture_default_str();
    job.add_option("--calibration", options.calibration,
                   "File of rates that --calibrate wrote; by default those shipped");
    job.add_flag("--json", options.json, "Print JSON for programs");
}

}  // namespace replica
