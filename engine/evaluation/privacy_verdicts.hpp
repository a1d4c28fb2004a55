#pragma once

#include "engine/evaluation/verdicts.hpp"

#include <vector>

namespace replica {

/// Judgements of copies, identifiers, distances, membership, and of each attack by what it won over its control.
std::vector<Verdict> privacy_verdicts(const PrivacyMeasures& privacy);

}  // namespace replica
