#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace replica {

/// One step of a chain: a job and its words, as on the command line.
struct ChainStep {
    std::string name;  ///< of its table
    std::string job;
    std::vector<std::string> words;    ///< without the job itself
    std::vector<std::string> inputs;   ///< files and folders that it reads
    std::vector<std::string> outputs;  ///< that it writes
    bool repeats = false;              ///< reads what can't be told to be unchanged, such as a database
};

/// Reads a file with a table a step, in their order. A table bears the name of its job, or has it in `job`; its keys
/// are the job's options without their dashes, and names of positional arguments in lower case: in, model, spec. Arrays
/// repeat an option, and true is a flag. Throws InputError, which names line and key.
std::vector<ChainStep> read_job_file(const std::filesystem::path& path);

}  // namespace replica
