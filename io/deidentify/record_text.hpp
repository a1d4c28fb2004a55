#pragma once

#include "io/deidentify/deidentified_extract.hpp"

#include <string>
#include <vector>

namespace replica {

/// What was done, as JSON and for people: each rule with its columns and numbers, and what it isn't enough for.
std::string record_json(const std::vector<DeidentifyRule>& rules, const DeidentifyRecord& record,
                        const std::vector<std::string>& warnings);
std::string record_page(const std::vector<DeidentifyRule>& rules, const DeidentifyRecord& record,
                        const std::vector<std::string>& warnings);

}  // namespace replica
