#include "engine/mpi/agreement.hpp"
#include "io/planning/rates_toml.hpp"
#include "io/thread_limit.hpp"
#include "jobs/extract_input.hpp"
#include "jobs/jobs.hpp"
#include "jobs/plan_calibration.hpp"
#include "jobs/plan_input.hpp"
#include "jobs/plan_text.hpp"

#include <iostream>

namespace replica {
namespace {

void check_question(const PlanOptions& options) {
    const bool described = options.rows != 0 || options.columns != 0 || !options.domains.empty();
    const bool asks = described || !options.input.paths.empty();
    if (options.calibrate && asks)
        throw InputError("--calibrate measures this machine and plans nothing; name no extract, rows or columns");
    if (!options.input.paths.empty() && described)
        throw InputError("an extract has its own rows and columns; leave out --rows, --columns and --domains");
    if (options.quick && !options.calibrate) throw InputError("--quick goes with --calibrate");
}

}  // namespace

void plan(const PlanOptions& options, const Communicator& world, Log& log) {
    agree(world, [&] { check_question(options); });
    const int threads = thread_count(options.shared);
    const ThreadLimit limit(threads);
    const PlanRates rates =
        agree(world, [&] { return options.calibration.empty() ? PlanRates{} : read_rates(options.calibration); });
    if (options.calibrate) return calibrate(options, rates, threads, world, log);
    PlannedWork work = options.input.paths.empty() ? agree(world, [&] { return work_of_options(options); })
                                                   : work_of_extract(options.input, threads, world, log);
    work.degree = options.degree;
    work.synthetic_rows = options.synthetic_rows != 0 ? options.synthetic_rows : work.rows;
    agree(world, [&] {
        const PlannedMachine machine = machine_of(options, threads);
        const Prediction prediction{work, machine, rates, plan_chain(work, machine, rates)};
        if (world.is_root()) std::cout << (options.json ? plan_json(prediction) : plan_text(prediction));
    });
}

}  // namespace replica
