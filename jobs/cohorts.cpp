#include "jobs/cohorts.hpp"

#include <array>

namespace replica {
namespace {

constexpr auto entries = std::to_array<Cohort>({
#include "cohort_entries.inc"
});

}  // namespace

std::span<const Cohort> cohorts() { return entries; }

std::string cohort_names() {
    std::string names;
    for (const Cohort& cohort : entries) names += (names.empty() ? "" : ", ") + std::string(cohort.name);
    return names;
}

}  // namespace replica
