#include "jobs/calibration_runs.hpp"

#include "engine/evaluation/evaluation.hpp"
#include "io/whole_file.hpp"
#include "jobs/jobs.hpp"
#include "jobs/plan_input.hpp"

#include <algorithm>

namespace replica {
namespace {

namespace fs = std::filesystem;

std::string categories(std::uint32_t column, std::size_t length) {
    std::string values;
    for (std::uint32_t value = 0; value < 2 + 2 * (column % 5); ++value) {
        const std::string text = std::string(1, static_cast<char>('a' + value)) + std::string(length - 1, 'x');
        values += (value == 0 ? "\"" : ", \"") + text + "\"";
    }
    return "distribution = \"categorical\"\nvalues = [" + values + "]\n";
}

std::string column_text(MadeColumns columns, std::uint32_t column) {
    const auto decimals = [](const char* round) {
        return std::string("distribution = \"normal\"\nmean = 100\nsd = 20\nround = ") + round + "\n";
    };
    switch (columns) {
        case MadeColumns::short_texts: return categories(column, 2);
        case MadeColumns::long_texts: return categories(column, 24);
        case MadeColumns::numbers: return decimals("1");
        default: return decimals("6");
    }
}

std::string specification_of(const MadeExtract& extract) {
    std::string text;
    for (std::uint32_t column = 0; column < extract.count; ++column)
        text += "[column.c" + std::to_string(column) + "]\n" + column_text(extract.columns, column);
    return text;
}

SharedOptions silent(int threads) {
    SharedOptions shared;
    shared.threads = threads;
    shared.overwrite = Overwrite::replace;
    shared.verbosity = Verbosity::quiet;
    return shared;
}

/// The least of each phase over some runs.
template <typename Job>
PhaseSeconds least_of(int repeats, const Job& job) {
    PhaseSeconds least;
    for (int run = 0; run < repeats; ++run) {
        Log log({}, Log::Voice::silent);
        job(log);
        for (const PhaseTime& phase : log.phases()) {
            const auto [entry, fresh] = least.emplace(phase.name, phase.processor_seconds);
            if (!fresh) entry->second = std::min(entry->second, phase.processor_seconds);
        }
    }
    return least;
}

}  // namespace

CalibrationRuns::CalibrationRuns(fs::path folder, const Communicator& self, int repeats)
    : folder_(std::move(folder)), self_(self), repeats_(repeats) {}

fs::path CalibrationRuns::made(const MadeExtract& extract) {
    const std::string name = std::to_string(static_cast<int>(extract.columns)) + "-" + std::to_string(extract.count) +
                             "x" + std::to_string(extract.rows);
    const fs::path out = folder_ / name;
    if (fs::exists(out)) return out;
    SimulateOptions options;
    options.shared = silent(0);
    options.spec_path = folder_ / (name + ".toml");
    options.rows = extract.rows;
    options.directory = out;
    write_whole_file(options.spec_path, specification_of(extract));
    Log log({}, Log::Voice::silent);
    simulate(options, self_, log);
    return out;
}

PlannedWork CalibrationRuns::work(const MadeExtract& extract, PhaseSeconds& phases) {
    InputOptions input;
    input.paths = {made(extract).string()};
    PlannedWork work;
    phases = least_of(repeats_, [&](Log& log) { work = work_of_extract(input, 1, self_, log); });
    work.synthetic_rows = work.rows;
    return work;
}

PhaseSeconds CalibrationRuns::describe(const MadeExtract& extract, std::uint32_t degree, int threads) {
    DescribeOptions options;
    options.shared = silent(threads);
    options.input.paths = {made(extract).string()};
    options.mode = degree == 0 ? "independent" : "correlated";
    options.degree = std::max(1U, degree);
    options.epsilon = "none";
    options.model_path = folder_ / "model.h5";
    return least_of(repeats_, [&](Log& log) { replica::describe(options, self_, log); });
}

PhaseSeconds CalibrationRuns::generate(const MadeExtract& extract, std::uint64_t rows, int threads) {
    made(extract);
    GenerateOptions options;
    options.shared = silent(threads);
    options.model_path = folder_ / "model.h5";
    options.rows = std::to_string(rows);
    options.directory = folder_ / "replica";
    return least_of(repeats_, [&](Log& log) { replica::generate(options, self_, log); });
}

PhaseSeconds CalibrationRuns::evaluate(const MadeExtract& extract, int threads) {
    EvaluateOptions options;
    options.shared = silent(threads);
    options.input.paths = {made(extract).string()};
    options.synthetic = {(folder_ / "replica").string()};
    options.out = folder_ / "report";
    // A run is long enough to be told from noise.
    return least_of(1, [&](Log& log) { replica::evaluate(options, self_, log); });
}

}  // namespace replica
