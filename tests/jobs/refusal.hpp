#pragma once

#include "tests/jobs/command_line.hpp"

#include <string>

namespace replica::test {

/// The sentence by which a run told why it failed, without "replica: ". Where standard error holds anything but one
/// such line (and, on several ranks, mpirun's own remark that a rank failed), all of it after "not one sentence: ".
std::string refusal_of(const CommandResult& result, unsigned ranks);

}  // namespace replica::test
