#pragma once

#include "jobs/options.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace spdlog {
class logger;
}

namespace replica {

/// Figures of a finished phase.
struct PhaseFigures {
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;
};

/// A finished phase.
struct PhaseTime {
    std::string name;
    double seconds = 0;
    double processor_seconds = 0;  ///< of this rank's threads
};

/// What a job tells: lines on the terminal's standard error, and one JSON object a line in a file if asked for.
/// Only the root rank tells anything; on the others a log is silent, and only remembers its phases.
class Log {
public:
    enum class Voice : std::uint8_t { root, silent };

    /// Throws InputError where the JSON file can't be written.
    Log(const SharedOptions& options, Voice voice);
    ~Log();
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;

    void info(const std::string& line);
    void detail(const std::string& line);  ///< only with --verbose
    void warning(const std::string& line);

    /// What depends on data that are to stay private: told on a terminal, and nowhere else.
    void to_operator(const std::string& line);

    /// Ends a phase that began when the last one ended: a detail line and a JSON event.
    void phase(const std::string& name, PhaseFigures figures = {});

    /// The phases that have ended, in order; on every rank, silent or not.
    [[nodiscard]] const std::vector<PhaseTime>& phases() const { return phases_; }

    /// One line that is rewritten in place on a terminal; elsewhere a plain line every ten seconds.
    void progress(const std::string& what, std::uint64_t done, std::uint64_t total);

private:
    void event(const std::string& kind, const std::string& name, double seconds, PhaseFigures figures);
    void clear_progress_line();
    [[nodiscard]] double seconds_since(std::chrono::steady_clock::time_point begin) const;

    Voice voice_;
    Verbosity verbosity_;
    bool terminal_;
    bool progress_shown_ = false;
    std::shared_ptr<spdlog::logger> lines_;
    std::shared_ptr<spdlog::logger> events_;
    std::vector<PhaseTime> phases_;
    std::chrono::steady_clock::time_point begin_;
    std::chrono::steady_clock::time_point phase_begin_;
    double phase_begin_processor_ = 0;
    std::chrono::steady_clock::time_point progress_begin_;
    std::chrono::steady_clock::time_point progress_told_;
};

/// "1,234,567"
std::string grouped(std::uint64_t number);

}  // namespace replica
