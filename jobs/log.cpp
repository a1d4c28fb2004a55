#include "jobs/log.hpp"

#include "engine/error.hpp"
#include "io/process_usage.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

namespace replica {
namespace {

using Clock = std::chrono::steady_clock;
constexpr double terminal_interval = 0.2;  // seconds between two progress lines
constexpr double file_interval = 10;

std::shared_ptr<spdlog::logger> make_lines(Verbosity verbosity) {
    auto logger = std::make_shared<spdlog::logger>("lines", std::make_shared<spdlog::sinks::stderr_sink_st>());
    logger->set_pattern("%v");
    logger->set_level(verbosity == Verbosity::quiet     ? spdlog::level::warn
                      : verbosity == Verbosity::verbose ? spdlog::level::debug
                                                        : spdlog::level::info);
    return logger;
}

std::shared_ptr<spdlog::logger> make_events(const std::string& path) {
    if (path.empty()) return nullptr;
    // Its owner's alone where it is new: warnings name values. Whether it can be written to is told below.
    const int made = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (made >= 0) ::close(made);
    try {
        auto logger =
            std::make_shared<spdlog::logger>("events", std::make_shared<spdlog::sinks::basic_file_sink_st>(path));
        logger->set_pattern("%v");
        logger->flush_on(spdlog::level::info);
        return logger;
    } catch (const spdlog::spdlog_ex&) {
        throw InputError("the log " + path + " can't be written; check its folder");
    }
}

std::string duration(double seconds) {
    const auto whole = static_cast<std::uint64_t>(seconds + 0.5);
    if (whole < 120) return std::to_string(whole) + " s";
    if (whole < 7200) return std::to_string(whole / 60) + " min";
    return std::to_string(whole / 3600) + " h " + std::to_string(whole / 60 % 60) + " min";
}

}  // namespace

std::string grouped(std::uint64_t number) {
    std::string text = std::to_string(number);
    for (std::size_t place = text.size(); place > 3; place -= 3) text.insert(place - 3, ",");
    return text;
}

Log::Log(const SharedOptions& options, Voice voice)
    : voice_(voice), verbosity_(options.verbosity), terminal_(isatty(STDERR_FILENO) == 1) {
    begin_ = phase_begin_ = progress_begin_ = progress_told_ = Clock::now();
    phase_begin_processor_ = processor_seconds();
    if (voice_ == Voice::silent) return;
    lines_ = make_lines(verbosity_);
    events_ = make_events(options.json_log);
}

Log::~Log() { clear_progress_line(); }

void Log::info(const std::string& line) {
    if (voice_ == Voice::silent) return;
    clear_progress_line();
    lines_->info(line);
}

void Log::detail(const std::string& line) {
    if (voice_ == Voice::silent) return;
    clear_progress_line();
    lines_->debug(line);
}

void Log::warning(const std::string& line) {
    if (voice_ == Voice::silent) return;
    clear_progress_line();
    lines_->warn("warning: {}", line);
    if (events_) events_->info(nlohmann::json{{"event", "warning"}, {"text", line}}.dump());
}

void Log::to_operator(const std::string& line) {
    if (terminal_) info(line);
}

void Log::phase(const std::string& name, PhaseFigures figures) {
    const double seconds = seconds_since(phase_begin_);
    phase_begin_ = Clock::now();
    progress_begin_ = phase_begin_;
    const double processor = processor_seconds();
    phases_.push_back({name, seconds, processor - phase_begin_processor_});
    phase_begin_processor_ = processor;
    if (voice_ == Voice::silent) return;
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.3f s", seconds);
    detail(name + ": " + text.data());
    event("phase", name, seconds, figures);
}

void Log::event(const std::string& kind, const std::string& name, double seconds, PhaseFigures figures) {
    if (!events_) return;
    nlohmann::ordered_json line{{"event", kind}, {"phase", name}, {"seconds", seconds}};
    if (figures.rows > 0) line["rows"] = figures.rows;
    if (figures.bytes > 0) line["bytes"] = figures.bytes;
    line["since_start"] = seconds_since(begin_);
    events_->info(line.dump());
}

void Log::progress(const std::string& what, std::uint64_t done, std::uint64_t total) {
    if (voice_ == Voice::silent || verbosity_ == Verbosity::quiet || done == 0) return;
    if (seconds_since(progress_told_) < (terminal_ ? terminal_interval : file_interval)) return;
    progress_told_ = Clock::now();
    const double seconds = std::max(1e-3, seconds_since(progress_begin_));
    const double rate = static_cast<double>(done) / seconds;
    const double left = static_cast<double>(total - std::min(done, total)) / rate;
    const std::string line = what + ": " + grouped(done) + " of " + grouped(total) + " rows, " +
                             grouped(static_cast<std::uint64_t>(rate)) + " rows/s, " + duration(left) + " left";
    if (terminal_) {
        std::fprintf(stderr, "\r%s\x1b[K", line.c_str());
        std::fflush(stderr);
        progress_shown_ = true;
    } else {
        lines_->info(line);
    }
    if (events_) {
        events_->info(
            nlohmann::ordered_json{{"event", "progress"}, {"phase", what}, {"seconds", seconds}, {"rows", done}}
                .dump());
    }
}

void Log::clear_progress_line() {
    if (!progress_shown_) return;
    std::fprintf(stderr, "\r\x1b[K");
    std::fflush(stderr);
    progress_shown_ = false;
}

double Log::seconds_since(Clock::time_point begin) const {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

}  // namespace replica
