#pragma once

#include "engine/evaluation/evaluation.hpp"

#include <string>

namespace replica {

/// A line from "as good as a second real sample" to "useless" with the replica's place on it, for the page.
/// second: what the left end is called, such as `second real sample`; useless: the right one, `independent columns`.
std::string scale_figure(const std::string& label, const Fidelity& fidelity, const std::string& second,
                         const std::string& useless);

}  // namespace replica
