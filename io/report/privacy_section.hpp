#pragma once

#include "engine/evaluation/evaluation.hpp"

#include <string>

namespace replica {

// Sections of the page about privacy; empty where the evaluation has nothing for them.

std::string privacy_section(const Evaluation& evaluation);
std::string ledger_section(const Evaluation& evaluation);

}  // namespace replica
