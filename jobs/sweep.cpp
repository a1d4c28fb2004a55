#include "engine/mpi/agreement.hpp"
#include "engine/mpi/idle_barrier.hpp"
#include "engine/stop_request.hpp"
#include "io/folder_lock.hpp"
#include "io/sweep/sweep_folder.hpp"
#include "jobs/extract_input.hpp"
#include "jobs/jobs.hpp"
#include "jobs/row_target.hpp"
#include "jobs/sweep_extracts.hpp"
#include "jobs/sweep_point.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <exception>
#include <memory>
#include <stdexcept>

#include <sys/stat.h>
#include <system_error>

namespace replica {
namespace {

namespace fs = std::filesystem;

// "2/5"; nothing is all of them.
SweepElement parse_element(const std::string& text) {
    if (text.empty()) return {};
    SweepElement element{0, 0};
    const char* const end = text.data() + text.size();
    const auto number = std::from_chars(text.data(), end, element.number);
    const bool slash = number.ec == std::errc{} && number.ptr != end && *number.ptr == '/';
    const auto count = slash ? std::from_chars(number.ptr + 1, end, element.count) : number;
    const bool whole = slash && count.ec == std::errc{} && count.ptr == end;
    if (!whole || element.number < 1 || element.number > element.count) {
        throw InputError("--element " + text +
                         " is no part of an array job; give I/N, such as 2/5, with I from 1 to N");
    }
    return element;
}

/// A sweep that has been read.
struct SweepPlan {
    SweepSpec sweep;
    SweepGrid grid;
    std::vector<SweepPoint> points;  ///< all of them
    SweepElement element;
    SweepFolder folder;
};

SweepPlan read_plan(const SweepOptions& options, int most_ranks) {
    if (options.gather && !options.element.empty())
        throw InputError("--gather is of all elements; leave --element out");
    const bool force = options.shared.overwrite == Overwrite::replace;
    if (force && (options.gather || !options.element.empty()))
        throw InputError("--force clears what other elements are writing to; clear the folder before the array job");
    SweepElement element = parse_element(options.element);
    SweepSpec sweep = read_sweep(options.sweep_path);
    row_target(sweep.synthetic_rows, 1, sweep.seed);
    for (const std::uint32_t ranks : sweep.axes.ranks) {
        if (!options.gather && ranks > static_cast<std::uint32_t>(most_ranks)) {
            throw InputError(sweep.file + ": the axis ranks asks for " + std::to_string(ranks) + ", and there " +
                             (most_ranks == 1 ? "is 1" : "are " + std::to_string(most_ranks)) +
                             "; start the sweep with more, by mpirun -n " + std::to_string(ranks));
        }
    }
    std::string identity = sweep_identity(sweep, REPLICA_VERSION);
    SweepGrid grid = sweep.grid();
    std::vector<SweepPoint> points = points_of(grid);
    return {std::move(sweep), std::move(grid), std::move(points), element, {options.out, std::move(identity)}};
}

std::string seconds_text(double seconds) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.2f s", seconds);
    return text.data();
}

std::string line_of(const SweepPlan& plan, const SweepPoint& point) {
    return "point " + std::to_string(point.index + 1) + " of " + std::to_string(plan.points.size()) + ": " +
           point_label(point, plan.grid) + ": ";
}

// What describe --work has: a cold run an empty folder, a warm one its cold twin's. Without cold ones all warm ones of
// an extract have one, in which each finds what those before have counted.
fs::path store_of(const SweepPlan& plan, const SweepPoint& point) {
    if (point.store == StoreState::none) return {};
    const fs::path stores = plan.folder.work(plan.element) / "stores";
    if (has_cold_twins(plan.sweep.axes)) {
        // Twins are neighbours in the grid.
        const bool alone = plan.sweep.axes.store.size() == 1;
        const std::size_t twin = alone || point.store == StoreState::cold ? point.index : point.index - 1;
        return stores / std::to_string(twin + 1);
    }
    return stores / ("of-" + std::to_string(point.extract + 1) + "-" + std::to_string(point.rows) + "x" +
                     std::to_string(point.columns));
}

/// Runs the points of an element, one after another.
class SweepRun {
public:
    SweepRun(const SweepPlan& plan, const SweepOptions& options, SweepExtracts& extracts, const Communicator& world,
             Log& log)
        : plan_(plan), options_(options), extracts_(extracts), world_(world), log_(log) {}

    /// Collective.
    void run(const SweepPoint& point) {
        const bool there = world_.max(world_.is_root() && plan_.folder.read(point) ? 1 : 0) == 1;
        if (there) return log_.info(line_of(plan_, point) + "is there already");
        agree(world_, check_stop);
        const PointRun run = prepared(point);
        const PointFigures figures = on_first_ranks(run);
        agree(world_, [&] {
            if (!world_.is_root()) return;
            plan_.folder.write({point, figures}, plan_.grid);
            tidy(run);
        });
        log_.info(line_of(plan_, point) + seconds_text(figures.replica_seconds() + figures.evaluate.seconds));
        log_.phase("point " + std::to_string(point.index + 1));
    }

private:
    PointRun prepared(const SweepPoint& point) {
        PointRun run{plan_.sweep, point, {}, extracts_.columns_of(point), 1, {}, store_of(plan_, point)};
        const fs::path work = plan_.folder.work(plan_.element);
        run.folder = options_.keep ? plan_.folder.point_path(point) : work / plan_.folder.point_path(point).filename();
        run.threads = point.threads == 0 ? thread_count(options_.shared) : static_cast<int>(point.threads);
        agree(world_, [&] {
            if (!world_.is_root()) return;
            // What is left of a point that was killed; of one with noise it is paid for.
            if (point.epsilon == "none") fs::remove_all(run.folder);
            if (point.store == StoreState::cold) fs::remove_all(run.store);
            fs::create_directories(run.folder);
        });
        run.files = extracts_.files_of(point, work);
        return run;
    }

    /// The point on as many ranks as it asks for, while the others sleep. Figures on the root.
    PointFigures on_first_ranks(const PointRun& run) const {
        const int ranks = run.point.ranks == 0 ? world_.size() : static_cast<int>(run.point.ranks);
        const bool takes_part = world_.rank() < ranks;
        const Communicator group = world_.split(takes_part ? 0 : 1);
        PointFigures figures;
        std::exception_ptr failure;
        try {
            if (takes_part) figures = run_point(run, group);
        } catch (const MpiError&) {
            throw;  // on one rank alone, as what the system throws: the whole program has to end
        } catch (const std::system_error&) {
            throw;
        } catch (const std::runtime_error&) {
            failure = std::current_exception();  // the group has agreed on it, and the others are to know
        }
        idle_barrier(world_);
        agree(world_, [&] {
            if (failure) std::rethrow_exception(failure);
        });
        return figures;
    }

    // Models and replicas are of patients, and so is what was counted.
    void tidy(const PointRun& run) const {
        std::error_code ignored;
        if (!options_.keep) fs::remove_all(run.folder, ignored);
        fs::remove(run.folder / "described.json", ignored);
        const bool last_user = run.point.store == StoreState::warm || plan_.sweep.axes.store.size() == 1;
        if (has_cold_twins(plan_.sweep.axes) && last_user && !run.store.empty()) fs::remove_all(run.store, ignored);
    }

    const SweepPlan& plan_;
    const SweepOptions& options_;
    SweepExtracts& extracts_;
    const Communicator& world_;
    Log& log_;
};

void gather(const SweepPlan& plan, const SweepOptions& options, Log& log) {
    const std::string name = fs::path(options.sweep_path).filename().string();
    plan.folder.gather(plan.points, plan.grid, {name, REPLICA_VERSION});
    log.info("wrote sweep.csv and sweep.html of " + grouped(plan.points.size()) +
             (plan.points.size() == 1 ? " point to " : " points to ") + options.out);
}

// The element that ends last gathers; of two that end at once one does.
void gather_if_last(const SweepPlan& plan, const SweepOptions& options, Log& log) {
    const auto missing = plan.folder.missing(plan.points);
    if (!missing.empty()) {
        return log.info(grouped(plan.points.size() - missing.size()) + " of " + grouped(plan.points.size()) +
                        " points are there; the last element to end makes sweep.csv and sweep.html");
    }
    const FolderLock lock(plan.folder.gather_lock());
    if (lock.held()) gather(plan, options, log);
}

/// The element's lock; on the root.
std::unique_ptr<FolderLock> lock_element(const SweepPlan& plan, const SweepOptions& options) {
    const fs::path work = plan.folder.work(plan.element);
    fs::create_directories(work);
    auto lock = std::make_unique<FolderLock>(work.string() + ".lock");
    if (!lock->held()) {
        throw InputError(options.out + " is being written by " + lock->holder() +
                         "; wait for its end, or name another --out");
    }
    return lock;
}

void run_points(const SweepPlan& plan, const SweepOptions& options, SweepExtracts& extracts, const Communicator& world,
                Log& log) {
    const auto lock = agree(world, [&] { return world.is_root() ? lock_element(plan, options) : nullptr; });
    SweepRun run(plan, options, extracts, world, log);
    for (const SweepPoint& point : share_of_element(plan.points, plan.element.number, plan.element.count)) {
        run.run(point);
        if (lock) lock->touch();
    }
}

}  // namespace

void sweep(const SweepOptions& options, const Communicator& world, Log& log) {
    ::umask(S_IRWXG | S_IRWXO);  // what is written is of patients
    const int threads = thread_count(options.shared);
    const SweepPlan plan = agree(world, [&] { return read_plan(options, world.size()); });
    agree(world, [&] {
        if (!world.is_root()) return;
        if (!options.gather) return plan.folder.check(options.shared.overwrite);
        plan.folder.check_is_own();
        gather(plan, options, log);
    });
    if (options.gather) return;
    SweepExtracts extracts(plan.sweep, threads, world);
    agree(world, [&] {
        if (world.is_root()) plan.folder.begin(options.shared.overwrite);
    });
    try {
        run_points(plan, options, extracts, world, log);
    } catch (const InputError&) {
        if (world.is_root() && plan.element.count == 1 && plan.sweep.privacy.budget.empty()) plan.folder.undo();
        throw;
    }
    agree(world, [&] {
        if (!world.is_root()) return;
        plan.folder.remove_work(plan.element);
        gather_if_last(plan, options, log);
    });
}

}  // namespace replica
