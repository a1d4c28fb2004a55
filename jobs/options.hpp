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

struct DescribeOptions {
    SharedOptions shared;
    InputOptions input;
    std::string mode = "correlated";  ///< or random, independent
    std::uint32_t degree = 2;
    std::string score = "corrected";  ///< or mi
    std::string epsilon;
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
    std::string given;               ///< what rows hold, as column=value, ...; empty for anything
    std::uint64_t seed = 0;
    std::uint64_t shard_rows = 1'000'000;
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

struct SchemaOptions {
    SharedOptions shared;
    InputOptions input;
};

}  // namespace replica
