#pragma once

#include <cstdint>

namespace replica {

/// What to do where an output is there already.
enum class Overwrite : std::uint8_t { refuse, replace };

}  // namespace replica
