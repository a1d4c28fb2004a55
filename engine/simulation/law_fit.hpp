#pragma once

#include "engine/simulation/law.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace replica {

/// A family fitted to values.
struct FittedLaw {
    LawFamily family = LawFamily::normal;
    LawParameters parameters{};
    double aic = 0;       ///< 2 x parameters - 2 log likelihood (Akaike 1974)
    double distance = 1;  ///< Kolmogorov's, of the values as they are rounded
};

/// Fits the families that can have such values by maximum likelihood, and orders them by AIC, best first: normal,
/// uniform, and of values above 0 lognormal, gamma, weibull, exponential; of whole numbers from 0 on poisson, negative
/// binomial and geometric. decimals: that the values are rounded to; the likelihood is that of the rounded value, so
/// that families of whole numbers and others compare. Precondition: two different values at least.
std::vector<FittedLaw> fit_laws(std::span<const double> values, std::uint32_t decimals);

/// A histogram of about `bins` equally full bins that starts and ends at the values' own ends.
struct FittedHistogram {
    std::vector<double> edges;
    std::vector<double> weights;
};
FittedHistogram fit_histogram(std::vector<double> values, std::size_t bins);

}  // namespace replica
