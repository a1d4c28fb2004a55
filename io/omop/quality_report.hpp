#pragma once

#include "io/omop/quality_checks.hpp"

#include <string>
#include <vector>

namespace replica {

/// For people: errors, then warnings, a line each, then what passed.
std::string quality_text(const OmopSource& source, const std::vector<QualityCheck>& checks);

/// All checks, those that passed too.
std::string quality_json(const OmopSource& source, const std::vector<QualityCheck>& checks);

/// How many checks ended so.
std::size_t count_checks(const std::vector<QualityCheck>& checks, Verdict verdict);

}  // namespace replica
