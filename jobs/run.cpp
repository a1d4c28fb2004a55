#include "engine/mpi/agreement.hpp"
#include "io/build_identity.hpp"
#include "io/chain_state.hpp"
#include "jobs/job_file.hpp"
#include "jobs/jobs.hpp"
#include "jobs/subcommands.hpp"

#include <algorithm>
#include <filesystem>

#include <system_error>

namespace replica {
namespace {

namespace fs = std::filesystem;

std::string text_of(const ChainStep& step) {
    std::string text = step.job;
    for (const std::string& word : step.words) text += "\n" + word;
    return text;
}

/// What the step is like now.
DoneStep current(const ChainStep& step) {
    return {text_of(step), std::string(REPLICA_VERSION) + " " + build_identity(), fingerprint_of(step.inputs),
            fingerprint_of(step.outputs)};
}

class Chain {
public:
    Chain(const RunOptions& options, const Communicator& world, Log& log)
        : options_(options), world_(world), log_(log) {
        steps_ = agree(world, [&] { return read_job_file(options.job_path); });
        done_ = read_chain_state(options.job_path);
        // All of the file is right before anything is run.
        agree(world, [&] {
            for (const ChainStep& step : steps_) parse(step, {});
        });
    }

    void run() {
        for (const ChainStep& step : steps_) run(step);
    }

private:
    std::function<void()> parse(const ChainStep& step, const std::vector<std::string>& more) {
        std::vector<std::string> words{step.job};
        words.insert(words.end(), step.words.begin(), step.words.end());
        words.insert(words.end(), more.begin(), more.end());
        try {
            return parse_subcommand(words, world_);
        } catch (const InputError& error) {
            throw InputError(options_.job_path + ": step " + step.name + ": " + error.what());
        }
    }

    /// How much is left to do of a step, as the root sees it.
    enum class Left : std::uint8_t { nothing, all, all_over_own };
    Left look_at(const ChainStep& step, const DoneStep& now) {
        const auto found = done_.find(step.name);
        if (found == done_.end()) return is_absent(step.outputs) ? Left::all_over_own : Left::all;
        DoneStep& before = found->second;
        const bool same = before.words == now.words && before.program == now.program && before.inputs == now.inputs;
        // A file is there as a whole or not at all: one that has come or changed since the step was begun is its own.
        if (before.begun_only && same && writes_a_file(step) && before.outputs != now.outputs &&
            !is_absent(step.outputs)) {
            before = now;
            keep_state();
        }
        if (before.begun_only) return Left::all_over_own;
        if (before.outputs != now.outputs && !is_absent(step.outputs)) return Left::all;
        return same && !step.repeats && before.outputs == now.outputs ? Left::nothing : Left::all_over_own;
    }

    static bool writes_a_file(const ChainStep& step) {
        return step.job == "describe" || step.job == "extract" || step.job == "deidentify";
    }

    static bool is_absent(const std::vector<std::string>& paths) {
        std::error_code error;
        return std::none_of(paths.begin(), paths.end(), [&](const auto& path) { return fs::exists(path, error); });
    }

    void keep_state() { write_chain_state(options_.job_path, done_); }

    /// Collective: what is left of a step, which from now on counts as begun.
    Left begin(const ChainStep& step, DoneStep& now) {
        const std::uint64_t left = agree(world_, [&] {
            if (!world_.is_root()) return std::uint64_t{0};
            now = current(step);
            const Left found = look_at(step, now);
            if (found == Left::all_over_own) {
                done_[step.name] = now;
                done_[step.name].begun_only = true;
                keep_state();
            }
            return static_cast<std::uint64_t>(found);
        });
        return static_cast<Left>(world_.max(left));
    }

    // A step that failed has written nothing: what was known before is so still, and what comes into its place isn't
    // its own.
    void take_back(const std::map<std::string, DoneStep>& former) {
        if (!world_.is_root()) return;
        done_ = former;
        try {
            keep_state();
        } catch (const JobError&) {
            log_.warning(options_.job_path + ".done can't be written, and tells of a step that failed as begun");
        }
    }

    void run(const ChainStep& step) {
        const auto former = done_;
        DoneStep now;  // inputs are as they were before, whatever becomes of them meanwhile
        const Left left = begin(step, now);
        if (left == Left::nothing) {
            log_.info("step " + step.name + ": unchanged since it was done, skipped");
            return;
        }
        log_.info("step " + step.name);
        // What this chain has written it may write again; anything else in its place is refused by the job.
        const bool over = left != Left::all || options_.shared.overwrite == Overwrite::replace;
        const auto job = agree(world_, [&] {
            return parse(step, over ? std::vector<std::string>{"--force"} : std::vector<std::string>{});
        });
        try {
            job();
        } catch (const StopRequested&) {
            throw;  // begun, and to be gone on with
        } catch (...) {
            take_back(former);
            throw;
        }
        log_.phase(step.name);
        agree(world_, [&] {
            if (!world_.is_root()) return;
            now.outputs = fingerprint_of(step.outputs);
            done_[step.name] = now;
            keep_state();
        });
    }

    const RunOptions& options_;
    const Communicator& world_;
    Log& log_;
    std::vector<ChainStep> steps_;
    std::map<std::string, DoneStep> done_;
};

}  // namespace

void run_chain(const RunOptions& options, const Communicator& world, Log& log) { Chain(options, world, log).run(); }

}  // namespace replica
