#include "engine/mpi/agreement.hpp"
#include "io/build_identity.hpp"
#include "io/chain_state.hpp"
#include "jobs/job_file.hpp"
#include "jobs/jobs.hpp"
#include "jobs/subcommands.hpp"

namespace replica {
namespace {

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
    Left look_at(const ChainStep& step) {
        std::uint64_t left = 0;
        if (world_.is_root()) {
            const DoneStep now = current(step);
            const auto before = done_.find(step.name);
            const bool ours = before != done_.end() && before->second.outputs == now.outputs;
            const bool same = ours && !step.repeats && before->second == now;
            left = static_cast<std::uint64_t>(same ? Left::nothing : ours ? Left::all_over_own : Left::all);
        }
        return static_cast<Left>(world_.max(left));
    }

    void run(const ChainStep& step) {
        const Left left = look_at(step);
        if (left == Left::nothing && options_.shared.overwrite == Overwrite::refuse) {
            log_.info("step " + step.name + ": unchanged since it was done, skipped");
            return;
        }
        log_.info("step " + step.name);
        // What this chain has written it may write again; anything else in its place is refused by the job.
        const bool over = left != Left::all || options_.shared.overwrite == Overwrite::replace;
        const auto job = agree(world_, [&] {
            return parse(step, over ? std::vector<std::string>{"--force"} : std::vector<std::string>{});
        });
        job();
        log_.phase(step.name);
        agree(world_, [&] {
            if (!world_.is_root()) return;
            done_[step.name] = current(step);
            write_chain_state(options_.job_path, done_);
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
