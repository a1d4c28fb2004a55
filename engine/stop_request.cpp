#include "engine/stop_request.hpp"

#include <csignal>

namespace replica {
namespace {

std::atomic<bool> requested{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler sets it");

void request_stop(int /*signal*/) { requested.store(true, std::memory_order_relaxed); }

}  // namespace

void stop_on_signals() {
    struct sigaction action = {};
    action.sa_handler = request_stop;
    action.sa_flags = SA_RESTART;  // a signal isn't to make a read or a write fail
    sigemptyset(&action.sa_mask);
    for (const int signal : {SIGUSR1, SIGTERM}) sigaction(signal, &action, nullptr);
}

const std::atomic<bool>& stop_flag() { return requested; }

void check_stop() {
    if (requested.load(std::memory_order_relaxed)) throw StopRequested();
}

}  // namespace replica
