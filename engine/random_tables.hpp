#pragma once

#include "engine/model.hpp"

namespace replica {

/// Turns a model of mode random into one of mode independent that draws the same: families without parents and bins
/// without slots, even over what random mode is even over. Other models stay as they are.
void tabulate_random_mode(Model& model);

}  // namespace replica
