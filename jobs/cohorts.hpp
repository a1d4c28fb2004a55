#pragma once

#include <span>
#include <string>
#include <string_view>

namespace replica {

/// A query of jobs/cohorts, which the program has in it.
struct Cohort {
    std::string_view name;  ///< of its file, without the ending
    std::string_view sql;
};

/// All of them, by name.
std::span<const Cohort> cohorts();

/// Their names with commas between.
std::string cohort_names();

}  // namespace replica
