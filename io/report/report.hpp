#pragma once

#include "engine/evaluation/evaluation.hpp"

#include <string>

namespace replica {

/// The report as one HTML page that needs nothing else: pictures are in it, and a script that sorts and filters the
/// table of columns, without which it reads as well. The same bytes for the same evaluation.
std::string report_html(const Evaluation& evaluation);

}  // namespace replica
