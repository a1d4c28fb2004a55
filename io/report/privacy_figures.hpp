#pragma once

#include "engine/evaluation/privacy_measures.hpp"
#include "io/report/svg_canvas.hpp"

#include <string>

namespace replica {

/// What each attack of all columns together won over its control, with its interval.
std::string attacks_svg(const PrivacyMeasures& privacy, SvgUse where);

/// How far synthetic rows, and held-out real ones, are from the closest real row.
std::string distances_svg(const ClosestRecords& closest, SvgUse where);

}  // namespace replica
