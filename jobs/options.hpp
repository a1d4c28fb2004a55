#pragma once

#include "engine/column_decision.hpp"
#include "io/overwrite.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace replica {

enum class Verbosity : std::uint8_t { quiet, normal, verbose };

/// What several jobs share.
struct SharedOptions {
    int threads = 0;  ///< 0: OMP_NUM_THREADS, else the processors that this process may use
    Overwrite overwrite = Overwrite::refuse;
    Verbosity verbosity = Verbosity::normal;
    std::string json_log;  ///< file for one JSON object an event; empty for none
};

/// What becomes of values that can't be read, lie outside what the schema declares, or contradict a rule.
enum class BadInput : std::uint8_t { missing, refuse };

/// How an extract is read.
struct InputOptions {
    std::vector<std::string> paths;
    std::string separator = "auto";  ///< auto, comma, tab, semicolon, pipe or one character
    std::string quoting = "rfc4180";
    std::string escapes = "none";
    std::vector<std::string> missing_tokens;  ///< beside the default ones
    std::string schema_path;
    EncodingOptions encoding;
    BadInput bad_input = BadInput::missing;
};

/// How a model is learned with noise; only with an epsilon.
struct PrivacyOptions {
    double delta = 1e-9;
    std::string accounting = "zcdp";           ///< or pure
    std::string neighbours = "add-or-remove";  ///< or replace-one
    std::string unit;                          ///< the column that names whose privacy it is; empty: a row is a unit
    std::uint32_t max_rows = 0;                ///< of a unit; with `unit` alone
    std::string budget;                        ///< file that adds up all runs on the data; empty for none
    double total_epsilon = 0;                  ///< that they may spend together
    std::string pair_score = "error";          ///< or information
    bool domain_from_data = false;             ///< not private
    double rows_share = 0.01;                  ///< of the budget: for the number of rows
    double sizes_share = 0.01;                 ///< of the budget: for rows a unit, where there are units
    double domain_share = 0.10;                ///< of the budget: for domains that nobody has declared
    double column_share = 0.30;                ///< of the rest: for single columns
    double choice_share = 0.07;                ///< of a pair's: for choosing it
    std::uint64_t pool_rows = std::uint64_t{1} << 20U;
};

struct ExtractOptions {
    SharedOptions shared;
    std::string source;  ///< folder, .duckdb file or postgresql:// address
    std::string sql_path;
    std::string cohort;                   ///< a ready one, in place of sql_path
    std::vector<std::string> parameters;  ///< name=value
    std::string cdm;                      ///< version; empty: what the source says
    std::string schema;                   ///< of the tables in a database; empty: found
    std::string memory;                   ///< for the query; empty: half of what is free
    std::string scratch;                  ///< folder for what doesn't fit; empty: that of `out`
    std::string out;                      ///< .csv or .parquet
};

struct CheckOptions {
    SharedOptions shared;
    std::string source;   ///< folder or .duckdb file
    std::string cdm;      ///< version; empty: what the source says
    std::string schema;   ///< of the tables in a database; empty: found
    std::string memory;   ///< empty: half of what is free
    std::string json;     ///< file for all results; empty for none
    bool strict = false;  ///< errors in the data are bad input
};

struct DescribeOptions {
    SharedOptions shared;
    InputOptions input;
    std::string mode = "correlated";  ///< or random, independent
    std::uint32_t degree = 0;         ///< 0: 2, or 3 with an epsilon
    std::string score = "corrected";  ///< or mi
    std::string epsilon;              ///< none or a number
    PrivacyOptions privacy;
    std::string model_path;
    std::string work;                    ///< folder of the histogram store; empty for none
    std::string memory;                  ///< that may be used on each node; empty for what is free
    std::string decomposition = "auto";  ///< or shared, replicated, grid
    std::string merge_rows = "auto";     ///< or never, always
    double checkpoint_seconds = 30;      ///< between writes of the store
    double max_hours = 168;              ///< longer counting is refused
};

struct GenerateOptions {
    SharedOptions shared;
    std::string model_path;
    std::string rows = "100%";  ///< a number, "95%" or "95%..105%" of the source's rows
    std::string directory;
    std::string format = "csv";
    std::string missing = "source";  ///< or none, or a rate
    std::string draw = "network";    ///< or pool, of a private model
    std::string given;               ///< what rows hold, as column=value, ...; empty for anything
    std::uint64_t seed = 0;
    std::uint64_t shard_rows = 1'000'000;
    std::string scratch;  ///< folder on each node for parts that are being made; empty: none
};

struct SimulateOptions {
    SharedOptions shared;
    std::string spec_path;
    std::uint64_t rows = 0;     ///< of the first table; 0: what the specification says
    std::uint64_t persons = 0;  ///< the same
    std::string cdm;            ///< version; empty: what the specification says, if anything
    std::string directory;
    std::string format = "csv";
    std::uint64_t seed = 0;
    std::uint64_t shard_rows = 1'000'000;
    std::string scratch;  ///< folder on each node for parts that are being made; empty: none
};

struct RunOptions {
    SharedOptions shared;
    std::string job_path;  ///< TOML file, a table a step
};

enum class InspectForm : std::uint8_t { text, json, dot, bif, datasynthesizer };

struct InspectOptions {
    std::string model_path;
    InspectForm form = InspectForm::text;
};

struct ImportOptions {
    SharedOptions shared;
    std::string description_path;
    std::string model_path;
};

struct DeidentifyOptions {
    SharedOptions shared;
    InputOptions input;
    std::string rules_path;
    std::string set;  ///< a ready one, in place of a file
    std::string out;
    std::string key_path;
};

struct ProfileOptions {
    SharedOptions shared;
    InputOptions input;
};

/// Which pictures are written beside the report.
enum class PlotFiles : std::uint8_t { none, svg };

struct EvaluateOptions {
    SharedOptions shared;
    InputOptions input;                  ///< the real table, and how all tables are written; no paths: there is none
    std::vector<std::string> synthetic;  ///< files, or a folder
    std::vector<std::string> holdout;    ///< real rows that the model has not seen; none: a split is made
    std::string model_path;              ///< for its ledger; empty for none
    std::string spec_path;               ///< in place of real rows
    std::string out;                     ///< folder
    std::string target;                  ///< COLUMN or COLUMN=VALUE; empty: chosen
    PlotFiles plots = PlotFiles::none;
};

struct CompareOptions {
    SharedOptions shared;
    std::string first;  ///< metrics.json of a replica
    std::string second;
};

struct SweepOptions {
    SharedOptions shared;
    std::string sweep_path;
    std::string out;      ///< folder
    std::string element;  ///< I/N: the Ith of N jobs that share the points; empty: all points
    bool gather = false;  ///< make the tables of points that are there, and run none
    bool keep = false;    ///< models, replicas and reports of points
};

struct PlanOptions {
    SharedOptions shared;
    InputOptions input;  ///< no paths: what follows tells of an extract that isn't there
    std::uint64_t rows = 0;
    std::uint32_t columns = 0;
    std::uint32_t domain = 8;            ///< codes of each column
    std::vector<std::uint32_t> domains;  ///< in place of columns and domain
    std::uint32_t numbers = 0;           ///< columns that go into bins, the last ones
    double row_bytes = 0;                ///< of a row's text; 0: 3 a category and 6 a number
    std::uint32_t degree = 2;
    std::uint64_t synthetic_rows = 0;  ///< 0: as many as there are
    int nodes = 1;
    int ranks = 1;                ///< on each node
    std::string memory;           ///< of a node; empty: any
    double network = 0;           ///< GB/s into a node; 0: as measured
    double file_system = 0;       ///< GB/s of all nodes; 0: reading from cache, writing as measured
    double memory_bandwidth = 0;  ///< GB/s of a node; 0: as measured
    std::string calibration;      ///< file of rates; empty: those shipped
    bool calibrate = false;       ///< measure them in place of planning
    bool quick = false;           ///< measure little, for trials
    std::string out = "plan-calibration.toml";
    bool json = false;
};

struct SchemaOptions {
    SharedOptions shared;
    InputOptions input;
};

}  // namespace replica
