#pragma once

#include <string>

namespace replica {

/// The linker's checksum of this program (its GNU build id) in hexadecimal digits; empty where it has none.
std::string build_identity();

}  // namespace replica
