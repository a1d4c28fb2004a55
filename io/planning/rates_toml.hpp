#pragma once

#include "engine/planning/plan_rates.hpp"

#include <filesystem>
#include <string>

namespace replica {

/// A machine's rates as the TOML file that `plan --calibrate` writes and `plan --calibration` reads.
std::string rates_toml(const PlanRates& rates);

/// Throws InputError where the file can't be read, lacks a rate, has one that is no number of 0 or more, or has a key
/// that is none.
PlanRates read_rates(const std::filesystem::path& path);

}  // namespace replica
