#pragma once

#include "tests/jobs/command_line.hpp"

#include <string>
#include <vector>

#include <sys/types.h>

namespace replica::test {

/// A command that runs beside the test, which may look at what it writes, stop it and kill it. Its end kills what is
/// left of it.
class StartedCommand {
public:
    /// Starts `command`, found on the PATH. options.timeout counts from wait() on; errors: file for standard error.
    StartedCommand(const std::vector<std::string>& command, const RunOptions& options, const std::string& errors);
    ~StartedCommand();
    StartedCommand(const StartedCommand&) = delete;
    StartedCommand& operator=(const StartedCommand&) = delete;

    /// Waits for its end, by options.timeout asked for, and five seconds later forced. out and err stay empty.
    CommandResult wait();
    [[nodiscard]] bool has_ended();

    /// Sends the signal to the command and all processes below it, its ranks among them.
    void signal(int number);
    /// SIGKILL to all of them, and waits until they are gone.
    void kill();

private:
    [[nodiscard]] std::vector<pid_t> processes() const;
    void take(int options);

    RunOptions options_;
    std::chrono::steady_clock::time_point start_;
    pid_t process_ = 0;
    bool ended_ = false;
    CommandResult result_;
};

}  // namespace replica::test
