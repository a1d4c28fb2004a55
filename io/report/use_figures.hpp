#pragma once

#include "engine/evaluation/use_measures.hpp"
#include "io/report/histogram_figure.hpp"
#include "io/report/svg_canvas.hpp"

#include <string>

namespace replica {

// context.real: what rows are called that the replica is compared with.

/// Predicted against observed shares of both models.
std::string calibration_svg(const UseMeasures& use, const FigureContext& context, SvgUse where);

/// The strongest coefficients of both models with their intervals, at most fifteen.
std::string coefficients_svg(const UseMeasures& use, const FigureContext& context, SvgUse where);

}  // namespace replica
