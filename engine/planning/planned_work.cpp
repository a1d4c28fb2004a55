#include "engine/planning/planned_work.hpp"

#include <algorithm>
#include <array>

namespace replica {
namespace {

using Shares = std::array<double, 6>;

Shares shares_of(const PlannedPhase& phase) {
    return {phase.cpu, phase.serial, phase.memory_bandwidth, phase.network, phase.file_system, phase.start};
}

Resource largest(const Shares& shares) {
    return static_cast<Resource>(std::max_element(shares.begin(), shares.end()) - shares.begin());
}

}  // namespace

const char* name_of(Resource resource) {
    constexpr std::array<const char*, 6> names{"processors",  "one core", "memory bandwidth",
                                               "the network", "files",    "starting"};
    return names[static_cast<std::size_t>(resource)];
}

double PlannedPhase::seconds() const {
    return start + serial + network + std::max({cpu, memory_bandwidth, file_system});
}

Resource PlannedPhase::slowest() const { return largest(shares_of(*this)); }

double PlannedJob::seconds() const {
    double sum = 0;
    for (const PlannedPhase& phase : phases) sum += phase.seconds();
    return sum;
}

Resource PlannedJob::slowest() const {
    Shares sums{};
    for (const PlannedPhase& phase : phases) {
        const Shares shares = shares_of(phase);
        for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += shares[i];
    }
    return largest(sums);
}

}  // namespace replica
