#include "jobs/sweep_point.hpp"

#include "engine/mpi/agreement.hpp"
#include "io/process_usage.hpp"
#include "io/sweep/point_json.hpp"
#include "io/whole_file.hpp"
#include "jobs/jobs.hpp"
#include "jobs/sweep_extracts.hpp"

#include <chrono>
#include <cmath>
#include <fstream>
#include <iterator>

namespace replica {
namespace {

namespace fs = std::filesystem;

/// What the ranks of a group use from now on.
class Usage {
public:
    explicit Usage(const Communicator& group)
        : group_(group),
          peak_is_own_(group.min(reset_peak_memory() == PeakSince::reset ? 1 : 0) == 1),
          cpu_(processor_seconds()),
          payload_(Communicator::payload_bytes()) {}

    void tell(PointFigures& figures) const {
        const double cpu = processor_seconds() - cpu_;
        const std::uint64_t payload = Communicator::payload_bytes() - payload_;
        figures.cpu_seconds =
            static_cast<double>(group_.sum(static_cast<std::uint64_t>(std::llround(cpu * 1e6)))) / 1e6;
        figures.payload_bytes = group_.size() > 1 ? group_.sum(payload) : 0;  // a lone rank sends nothing
        figures.peak_memory = group_.max(peak_memory());
        figures.peak_is_own = peak_is_own_;
    }

private:
    const Communicator& group_;
    bool peak_is_own_;
    double cpu_;
    std::uint64_t payload_;
};

/// Runs a job in silence.
template <typename Job>
JobSeconds timed(const Communicator& group, Job&& job) {
    using Clock = std::chrono::steady_clock;
    Log log({}, Log::Voice::silent);
    group.barrier();
    const auto begin = Clock::now();
    job(log);
    group.barrier();
    JobSeconds seconds{std::chrono::duration<double>(Clock::now() - begin).count(), {}};
    for (const PhaseTime& phase : log.phases()) seconds.phases.push_back({phase.name, phase.seconds});
    return seconds;
}

SharedOptions shared_options(const PointRun& run) {
    SharedOptions shared;
    shared.threads = run.threads;
    shared.overwrite = Overwrite::replace;
    shared.verbosity = Verbosity::quiet;
    return shared;
}

InputOptions input_of(const PointRun& run) {
    InputOptions input = input_options(run.sweep.extracts[run.point.extract]);
    input.paths = run.files;
    return input;
}

std::string model_path(const PointRun& run) { return run.folder / "model.h5"; }

DescribeOptions describe_options(const PointRun& run) {
    const SweepPrivacy& given = run.sweep.privacy;
    DescribeOptions options;
    options.shared = shared_options(run);
    options.input = input_of(run);
    options.degree = run.point.degree;
    options.epsilon = run.point.epsilon;
    options.model_path = model_path(run);
    options.work = run.store;
    options.privacy.unit = given.unit;
    options.privacy.max_rows = given.max_rows;
    options.privacy.delta = given.delta;
    options.privacy.accounting = given.accounting;
    options.privacy.neighbours = given.neighbours;
    options.privacy.domain_from_data = given.domain_from_data;
    if (options.epsilon == "none") return options;
    options.privacy.budget = given.budget;
    options.privacy.total_epsilon = given.total_epsilon;
    return options;
}

GenerateOptions generate_options(const PointRun& run) {
    GenerateOptions options;
    options.shared = shared_options(run);
    options.model_path = model_path(run);
    options.rows = run.sweep.synthetic_rows;
    options.directory = run.folder / "replica";
    options.missing = run.point.missing;
    options.seed = run.sweep.seed;
    return options;
}

EvaluateOptions evaluate_options(const PointRun& run) {
    EvaluateOptions options;
    options.shared = shared_options(run);
    options.input = input_of(run);
    options.synthetic = {(run.folder / "replica").string()};
    options.model_path = model_path(run);
    options.out = run.folder / "report";
    return options;
}

// What a warm run is to find: where another job ran the cold one, its counts are made first, and not measured.
void fill_store(const PointRun& run, const Communicator& group) {
    std::error_code error;
    const bool there = group.max(group.is_root() && fs::exists(run.store / "histograms.h5", error) ? 1 : 0) == 1;
    if (there) return;
    Log log({}, Log::Voice::silent);
    describe(describe_options(run), group, log);
}

/// Collective: describes, or takes what an interrupted run has paid for.
JobSeconds described(const PointRun& run, const Communicator& group) {
    const fs::path note = run.folder / "described.json";
    const std::string identity = "described";
    const bool noisy = run.point.epsilon != "none";
    std::error_code error;
    const bool there = group.max(group.is_root() && noisy && fs::exists(model_path(run), error) ? 1 : 0) == 1;
    if (there) {
        std::ifstream file(note, std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        const auto figures = figures_in(text, identity);
        return figures ? figures->describe : JobSeconds{};
    }
    PointResult result{run.point, {}};
    result.figures.describe = timed(group, [&](Log& log) { describe(describe_options(run), group, log); });
    agree(group, [&] {
        if (group.is_root() && noisy) write_whole_file(note, point_json(result, run.sweep.grid(), identity));
    });
    return result.figures.describe;
}

}  // namespace

PointFigures run_point(const PointRun& run, const Communicator& group) {
    if (run.point.store == StoreState::warm && has_cold_twins(run.sweep.axes)) fill_store(run, group);
    PointFigures figures;
    figures.columns = run.columns;
    figures.ranks = static_cast<std::uint32_t>(group.size());
    figures.threads = static_cast<std::uint32_t>(run.threads);
    const Usage usage(group);
    figures.describe = described(run, group);
    figures.generate = timed(group, [&](Log& log) { generate(generate_options(run), group, log); });
    Evaluation evaluation;
    figures.evaluate = timed(group, [&](Log& log) { evaluation = evaluate(evaluate_options(run), group, log); });
    usage.tell(figures);
    if (evaluation.real) figures.rows = evaluation.real->rows;
    figures.synthetic_rows = evaluation.synthetic.rows;
    figures.marginals = std::move(evaluation.marginals);
    return figures;
}

}  // namespace replica
