#pragma once

#include "engine/planning/plan_rates.hpp"
#include "engine/planning/planned_work.hpp"

namespace replica {

/// Of a node of so many cores, over that of one.
double node_speed(int cores, double gain);

/// Nanoseconds of a row in a pass.
double pass_row_ns(const PlannedWork& work, const ValueRates& rates);

/// A machine by its rates: what takes how many seconds on all of it.
class MachineSpeed {
public:
    MachineSpeed(const PlannedMachine& machine, const PlanRates& rates);

    [[nodiscard]] double nodes() const { return nodes_; }
    [[nodiscard]] double ranks() const { return nodes_ * machine_.ranks; }
    /// Steps of a broadcast over nodes.
    [[nodiscard]] double hops() const;
    /// Seconds of one message.
    [[nodiscard]] double latency() const { return latency_ns_ * 1e-9; }
    [[nodiscard]] double memory_bytes_per_ns() const { return memory_; }

    /// Seconds of work that takes one core `nanoseconds`.
    [[nodiscard]] double cpu(double nanoseconds, double gain) const;
    /// Seconds of as many bytes into each node; none where there is one rank.
    [[nodiscard]] double transfer(double bytes) const;
    /// Seconds of reading as many bytes by all nodes together; 0 where no rate was given, since files are then taken to
    /// be in the system's cache.
    [[nodiscard]] double reading(double bytes) const;
    /// Seconds of writing and syncing them.
    [[nodiscard]] double writing(double bytes, const PlanRates& rates) const;

private:
    const PlannedMachine& machine_;
    double nodes_;
    double network_;
    double memory_;
    double latency_ns_;
};

}  // namespace replica
