#pragma once

#include <cstddef>
#include <span>

namespace replica {

/// A figure with its standard error; the error is not a number where there are no points to spare for it.
struct FittedFigure {
    double value = 0;
    double error = 0;
};

/// y = intercept + slope x by least squares. All not a number where x holds fewer than two different values.
struct LineFit {
    FittedFigure intercept;
    FittedFigure slope;
    std::size_t points = 0;
};

/// x and y: as many of each.
LineFit fit_line(std::span<const double> x, std::span<const double> y);

/// b of seconds = a size^b: least squares of logarithms, so that a short run weighs as much as a long one. Sizes and
/// seconds are positive.
FittedFigure scaling_exponent(std::span<const double> sizes, std::span<const double> seconds);

/// f of seconds = a f^degree, in the same way; its error is that of log f times f.
FittedFigure factor_per_step(std::span<const double> steps, std::span<const double> seconds);

/// Strong scaling by Amdahl's law (G. M. Amdahl, AFIPS 1967): seconds = one_core (serial + (1 - serial) / cores).
struct AmdahlFit {
    double one_core = 0;  ///< seconds on one core
    FittedFigure serial;  ///< share of one_core that more cores don't shorten, 0 to 1
};

/// Least squares of relative differences, where neither part may be below zero; where that decides, the error is not a
/// number. Not a number with fewer than two different counts of cores.
AmdahlFit fit_amdahl(std::span<const double> cores, std::span<const double> seconds);

}  // namespace replica
