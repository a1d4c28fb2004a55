#pragma once

#include "engine/stop_request.hpp"
#include "io/replica_writer.hpp"

#include <cstdint>
#include <mutex>

namespace replica {

/// How far this rank is, told by one of its threads at a time.
class ProgressTeller {
public:
    /// rows: that this rank writes. The callback must outlive the object.
    ProgressTeller(std::uint64_t rows, const ReplicaProgressCallback& callback) : callback_(callback) {
        state_.rows = rows;
    }
    /// Throws StopRequested where this process was asked to stop.
    void add(std::uint64_t rows, std::uint64_t bytes) {
        check_stop();
        const std::lock_guard lock(mutex_);
        state_.rows_done += rows;
        state_.bytes_done += bytes;
        if (callback_) callback_(state_);
    }

private:
    std::mutex mutex_;
    ReplicaProgress state_;
    const ReplicaProgressCallback& callback_;
};

}  // namespace replica
