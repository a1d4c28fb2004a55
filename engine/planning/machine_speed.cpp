#include "engine/planning/machine_speed.hpp"

#include <cmath>

namespace replica {

double node_speed(int cores, double gain) { return 1 + (cores - 1) * gain; }

double pass_row_ns(const PlannedWork& work, const ValueRates& rates) {
    double ns = 0;
    for (const PlannedColumn& column : work.columns)
        ns +=
            column.bytes * rates.byte_ns + (column.kind == PlannedKind::category ? rates.category_ns : rates.number_ns);
    return ns;
}

MachineSpeed::MachineSpeed(const PlannedMachine& machine, const PlanRates& rates)
    : machine_(machine),
      nodes_(machine.nodes),
      network_(machine.network_bytes_per_ns > 0 ? machine.network_bytes_per_ns : rates.network_bytes_per_ns),
      memory_(machine.memory_bytes_per_ns > 0 ? machine.memory_bytes_per_ns : rates.memory_bytes_per_ns),
      latency_ns_(rates.latency_ns) {}

double MachineSpeed::hops() const { return std::ceil(std::log2(std::max(2.0, nodes_))); }

double MachineSpeed::cpu(double nanoseconds, double gain) const {
    return nanoseconds / (nodes_ * node_speed(machine_.ranks * machine_.threads, gain)) * 1e-9;
}

double MachineSpeed::transfer(double bytes) const { return ranks() > 1 ? bytes / network_ * 1e-9 : 0; }

double MachineSpeed::reading(double bytes) const {
    return machine_.file_system_bytes_per_ns > 0 ? bytes / machine_.file_system_bytes_per_ns * 1e-9 : 0;
}

double MachineSpeed::writing(double bytes, const PlanRates& rates) const {
    const bool given = machine_.file_system_bytes_per_ns > 0;
    return bytes / (given ? machine_.file_system_bytes_per_ns : rates.disk_bytes_per_ns) * 1e-9;
}

}  // namespace replica
