#include "jobs/command_line.hpp"

#include "engine/error.hpp"
#include "engine/stop_request.hpp"
#include "jobs/launch.hpp"
#include "jobs/subcommands.hpp"

#include <cstdio>
#include <iostream>
#include <sstream>

#include <CLI/CLI.hpp>

namespace replica {
namespace {

class CommandLine {
public:
    explicit CommandLine(const Communicator& world) : world_(world) {
        app_.require_subcommand(1);
        app_.set_version_flag("--version", "replica " REPLICA_VERSION);
        jobs_ = add_subcommands(app_, world);
        app_.set_config("--config", "", "Read options from a TOML file, a table a job; see --dump-config");
        app_.allow_config_extras(CLI::config_extras_mode::error);
        app_.add_flag("--dump-config", dump_config_, "Print a job's options as TOML and stop")->configurable(false);
    }

    int run(int argc, char** argv) {
        try {
            app_.parse(argc, argv);
        } catch (const CLI::ParseError& error) {
            return tell(error);
        }
        for (const Subcommand& job : jobs_) {
            if (!job.app->parsed()) continue;
            if (dump_config_) {
                if (world_.is_root()) std::cout << dump(*job.app);
            } else {
                job.run();
            }
        }
        return exit_done;
    }

private:
    // Options that were not given and have no default stay out: an empty text is not what they mean.
    static std::string dump(const CLI::App& job) {
        std::istringstream lines(job.config_to_str(true, false));
        std::string text = "[" + job.get_name() + "]\n";
        for (std::string line; std::getline(lines, line);) {
            if (!line.empty() && !line.ends_with("=\"\"")) text += line + "\n";
        }
        return text;
    }

    // Help and version are no errors; everything else is one sentence and exit code 2.
    int tell(const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) {
            if (world_.is_root()) app_.exit(error);
            return exit_done;
        }
        std::string sentence = error.what();
        const std::string_view unknown = "INI was not able to parse ";
        if (sentence.starts_with(unknown)) {
            sentence = "the file that --config names has " + sentence.substr(unknown.size()) +
                       ", which is no option in a table such as [describe]";
        }
        const bool bare = error.get_name() == "RequiredError" && app_.get_subcommands().empty();
        if (bare) sentence = "name a job: " + job_names();
        if (app_.got_subcommand("describe") && sentence == "--epsilon is required") {
            sentence =
                "describe needs --epsilon, which has no default since whoever releases decides: a number, such as 1, "
                "or "
                "none, without differential privacy";
        }
        throw InputError(sentence + "; replica --help tells more");
    }

    // "check, extract or describe"
    [[nodiscard]] std::string job_names() const {
        std::string names = jobs_.front().app->get_name();
        for (std::size_t i = 1; i < jobs_.size(); ++i)
            names += (i + 1 < jobs_.size() ? ", " : " or ") + jobs_[i].app->get_name();
        return names;
    }

    const Communicator& world_;
    CLI::App app_{"Turns a healthcare extract into a synthetic replica.", "replica"};
    std::vector<Subcommand> jobs_;
    bool dump_config_ = false;
};

int report(const Communicator& world, const char* sentence, int code) {
    if (speaks(world)) std::fprintf(stderr, "replica: %s\n", sentence);
    return code;
}

}  // namespace

int run_command_line(int argc, char** argv, const Communicator& world) {
    try {
        check_launch(world);
        return CommandLine(world).run(argc, argv);
    } catch (const InputError& error) {
        return report(world, error.what(), exit_bad_input);
    } catch (const JobError& error) {
        return report(world, error.what(), exit_failed);
    } catch (const StopRequested& stop) {
        return report(world, stop.what(), exit_stopped);
    } catch (const std::exception& error) {
        // Not agreed on: another rank may be waiting for this one, so the whole program has to end.
        std::fprintf(stderr, "replica: rank %d: %s\n", world.rank(), error.what());
        std::fflush(stderr);
        world.abort(exit_failed);
        return exit_failed;
    }
}

}  // namespace replica
