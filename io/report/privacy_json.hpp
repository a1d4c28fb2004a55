#pragma once

#include "engine/evaluation/privacy_measures.hpp"

#include <string>

namespace replica {

/// The privacy measures as a JSON object.
std::string privacy_json(const PrivacyMeasures& privacy);

}  // namespace replica
