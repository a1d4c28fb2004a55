#include "jobs/plan_calibration.hpp"

#include "engine/mpi/agreement.hpp"
#include "engine/mpi/idle_barrier.hpp"
#include "engine/planning/chain_plan.hpp"
#include "engine/planning/evaluation_cost.hpp"
#include "engine/planning/measured_costs.hpp"
#include "engine/planning/measured_network.hpp"
#include "io/planning/measured_machine.hpp"
#include "io/planning/rates_toml.hpp"
#include "io/scratch_folder.hpp"
#include "io/whole_file.hpp"
#include "jobs/calibration_runs.hpp"

#include <filesystem>
#include <memory>

namespace replica {
namespace {

namespace fs = std::filesystem;

/// How much is measured.
struct Sizes {
    std::uint64_t rows = 250'000;
    std::uint64_t evaluated_rows = 20'000;
    std::uint64_t replica_rows = 1'000'000;
    std::uint64_t few_rows = 10'000;
    std::uint32_t wide = 40;
    int repeats = 3;
    CostMeasuring counting{300'000, 3, 21};
    std::uint64_t disk_bytes = std::uint64_t{1} << 28U;
    std::uint64_t memory_bytes = std::uint64_t{1} << 28U;
    std::size_t network_bytes = std::size_t{1} << 24U;
};

Sizes quick_sizes() { return {20'000, 1'000, 50'000, 2'000, 16, 1, {20'000, 1, 14}, 1U << 22U, 1U << 24U, 1U << 18U}; }

// What cores can share of a job's work, by the points in bench/README.md; the rest is for one.
constexpr double shared_reading = 0.85;
constexpr double shared_counting = 0.97;
constexpr double shared_generating = 0.8;
constexpr double shared_evaluating = 0.6;

double phase_of(const PhaseSeconds& phases, const char* name) {
    const auto found = phases.find(name);
    return found == phases.end() ? 0 : found->second;
}

class Calibration {
public:
    Calibration(const Sizes& sizes, int threads, CalibrationRuns& runs, Log& log, PlanRates& rates)
        : sizes_(sizes), threads_(threads), runs_(runs), log_(log), rates_(rates) {}

    void run() {
        rates_.counting = measure_counting_costs(sizes_.counting);
        log_.phase("tables of counts");
        measure_values();
        log_.phase("reading and writing");
        measure_survey();
        log_.phase("survey");
        measure_counting();
        log_.phase("counting");
        measure_evaluation();
        log_.phase("evaluation");
    }

private:
    struct Passes {
        ValueSample profile, encode, generate;
    };

    [[nodiscard]] MadeExtract extract(MadeColumns columns, std::uint64_t rows, std::uint32_t count = 12) const {
        return {columns, count, rows};
    }

    Passes passes_over(MadeColumns columns) {
        const MadeExtract made = extract(columns, sizes_.rows);
        PhaseSeconds looked;
        const PlannedWork work = runs_.work(made, looked);
        const PhaseSeconds read = runs_.describe(made, 0, 1);
        (void)runs_.describe(made, 2, threads_);  // rows hang on others when they are drawn
        const PhaseSeconds written = runs_.generate(made, sizes_.replica_rows, 1);
        const auto count = static_cast<double>(work.columns.size());
        const double values = static_cast<double>(work.rows) * count;
        const double drawn = static_cast<double>(sizes_.replica_rows) * count;
        const double bytes = row_bytes(work) / count;
        rates_.model_column_seconds = phase_of(read, "write") / count;
        if (columns == MadeColumns::short_texts) measure_gains(made, read, written, values);
        return {{phase_of(read, "profile") * 1e9 / values, bytes},
                {phase_of(read, "encode") * 1e9 / values, bytes},
                {phase_of(written, "generate") * 1e9 / drawn, bytes}};
    }

    void measure_gains(const MadeExtract& made, const PhaseSeconds& read, const PhaseSeconds& written, double values) {
        rates_.learn_value_ns = phase_of(read, "learn") * 1e9 / values;
        if (threads_ < 2) return;
        const PhaseSeconds together = runs_.describe(made, 0, threads_);
        rates_.reading_gain = fit_gain(phase_of(read, "profile") + phase_of(read, "encode"),
                                       phase_of(together, "profile") + phase_of(together, "encode"), shared_reading);
        const PhaseSeconds made_together = runs_.generate(made, sizes_.replica_rows, threads_);
        rates_.generating_gain =
            fit_gain(phase_of(written, "generate"), phase_of(made_together, "generate"), shared_generating);
    }

    void measure_values() {
        const Passes short_texts = passes_over(MadeColumns::short_texts);
        const Passes long_texts = passes_over(MadeColumns::long_texts);
        const Passes numbers = passes_over(MadeColumns::numbers);
        rates_.profile = fit_values(short_texts.profile, long_texts.profile, numbers.profile);
        rates_.encode = fit_values(short_texts.encode, long_texts.encode, numbers.encode);
        rates_.generate = fit_values(short_texts.generate, long_texts.generate, numbers.generate);
    }

    void measure_survey() {
        PhaseSeconds looked;
        const PlannedWork work = runs_.work(extract(MadeColumns::many_values, sizes_.rows, 4), looked);
        if (!work.columns.front().surveyed) return;
        const double values = static_cast<double>(work.rows) * static_cast<double>(work.columns.size());
        rates_.survey.byte_ns = rates_.profile.byte_ns;
        rates_.survey.category_ns = 0;
        rates_.survey.number_ns = std::max(
            0.0, phase_of(looked, "survey") * 1e9 / values - rates_.survey.byte_ns * work.columns.front().bytes);
    }

    CountingSample counted(const MadeExtract& made, int threads) {
        constexpr std::uint32_t degree = 2;
        PhaseSeconds looked;
        const PlannedWork work = runs_.work(made, looked);
        const CountingCore core = counting_core(work, work.rows, degree + 1, rates_.counting);
        const PhaseSeconds read = runs_.describe(made, degree, threads);
        const double beside =
            static_cast<double>(work.rows) * static_cast<double>(work.columns.size()) * rates_.learn_value_ns;
        return {core.nanoseconds, core.sets, std::max(1.0, phase_of(read, "learn") * 1e9 - beside)};
    }

    void measure_counting() {
        const MadeExtract long_table = extract(MadeColumns::short_texts, sizes_.rows, 2 * sizes_.wide / 3);
        const CountingSample many_rows = counted(long_table, 1);
        const CountingSample many_sets = counted(extract(MadeColumns::short_texts, sizes_.few_rows, sizes_.wide), 1);
        fit_counting(many_rows, many_sets, rates_);
        if (threads_ > 1)
            rates_.counting_gain = fit_gain(many_rows.ns, counted(long_table, threads_).ns, shared_counting);
    }

    void measure_evaluation() {
        const MadeExtract made = extract(MadeColumns::short_texts, sizes_.evaluated_rows);
        PhaseSeconds looked;
        PlannedWork work = runs_.work(made, looked);
        (void)runs_.describe(made, 2, threads_);
        (void)runs_.generate(made, sizes_.evaluated_rows, threads_);
        PlannedJob measured{"evaluate"};
        const PhaseSeconds alone = runs_.evaluate(made, 1);
        for (const auto& [name, seconds] : alone) {
            measured.phases.push_back({name});
            measured.phases.back().cpu = seconds;
        }
        const PlannedMachine one;
        fit_evaluation(measured, plan_evaluate_job(work, one, rates_), rates_.evaluation);
        if (threads_ < 2) return;
        const PhaseSeconds together = runs_.evaluate(made, threads_);
        const auto both = [](const PhaseSeconds& phases) {
            return phase_of(phases, "use") + phase_of(phases, "privacy");
        };
        rates_.evaluating_gain = fit_gain(both(alone), both(together), shared_evaluating);
    }

    const Sizes& sizes_;
    int threads_;
    CalibrationRuns& runs_;
    Log& log_;
    PlanRates& rates_;
};

fs::path folder_of(const PlanOptions& options) {
    const fs::path folder = fs::absolute(options.out).parent_path();
    if (!fs::is_directory(folder)) throw InputError(folder.string() + " is no folder; name another --out");
    if (options.shared.overwrite == Overwrite::refuse && fs::exists(options.out))
        throw InputError(options.out + " is there already; give --force to overwrite it");
    return folder;
}

void measure_machine(const PlanOptions& options, const Sizes& sizes, int threads, const Communicator& self, Log& log,
                     PlanRates& rates) {
    const ScratchFolder scratch(folder_of(options));
    rates.memory_bytes_per_ns = measure_memory_reading(threads, sizes.memory_bytes);
    rates.disk_bytes_per_ns = measure_disk_writing(scratch.path(), sizes.disk_bytes);
    log.phase("memory and disk");
    CalibrationRuns runs(scratch.path(), self, sizes.repeats);
    Calibration(sizes, threads, runs, log, rates).run();
}

/// On the first rank, while the others sleep.
template <typename Body>
void alone(const Communicator& world, const Body& body) {
    std::exception_ptr failure;
    try {
        if (world.is_root()) body();
    } catch (...) {
        failure = std::current_exception();
    }
    idle_barrier(world);
    agree(world, [&] {
        if (failure) std::rethrow_exception(failure);
    });
}

}  // namespace

void calibrate(const PlanOptions& options, const PlanRates& known, int threads, const Communicator& world, Log& log) {
    const double launched = seconds_since_launch();
    agree(world, [&] { folder_of(options); });
    const Sizes sizes = options.quick ? quick_sizes() : Sizes{};
    PlanRates rates = known;
    const Communicator self = world.split(world.rank());
    const bool network_alone = world.size() > 1 && !options.calibration.empty();
    if (!network_alone) alone(world, [&] { measure_machine(options, sizes, threads, self, log, rates); });
    if (world.size() > 1) {
        const NetworkRates network = measure_network(world, sizes.network_bytes);
        rates.network_bytes_per_ns = network.bytes_per_ns;
        rates.latency_ns = network.latency_ns;
        constexpr double ending_seconds = 0.1;  // of ranks and their launcher
        rates.launch_seconds = launched + ending_seconds;
        log.phase("network");
    }
    agree(world, [&] {
        if (!world.is_root()) return;
        if (const double seconds = measure_start(); seconds > 0) rates.start_seconds = seconds;
        if (!network_alone) rates.machine = machine_name();
        rates.date = date_today();
        rates.version = REPLICA_VERSION;
        write_whole_file(options.out, rates_toml(rates));
    });
    log.info("wrote this machine's rates to " + options.out);
}

}  // namespace replica
