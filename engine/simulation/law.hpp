#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace replica {

/// Parametric laws of numbers; their parameters in this order, after the names that a specification gives them:
///
/// | normal            | mean, sd                            |
/// | lognormal         | mu, sigma of the logarithms         |
/// | gamma             | shape, scale                        |
/// | beta              | a, b                                |
/// | exponential       | mean                                |
/// | weibull           | shape, scale                        |
/// | uniform           | low, high                           |
/// | triangular        | low, mode, high                     |
/// | poisson           | mean                                |
/// | negative_binomial | mean, size; variance mean + mean² / size |
/// | binomial          | trials, probability                 |
/// | geometric         | probability; failures before the first success |
/// | bernoulli         | probability of 1, else 0            |
enum class LawFamily : std::uint8_t {
    normal,
    lognormal,
    gamma,
    beta,
    exponential,
    weibull,
    uniform,
    triangular,
    poisson,
    negative_binomial,
    binomial,
    geometric,
    bernoulli
};

inline constexpr std::size_t most_law_parameters = 3;
using LawParameters = std::array<double, most_law_parameters>;

/// What a specification calls a family, and its parameters.
struct LawFamilyName {
    LawFamily family;
    std::string_view name;
    std::vector<std::string_view> parameters;
};
/// In the order of LawFamily.
const std::vector<LawFamilyName>& law_family_names();
std::optional<LawFamilyName> law_family_named(std::string_view name);

/// Which parameter is wrong, by its place, and why.
struct LawFault {
    std::size_t parameter = 0;
    std::string what;  ///< "must be above 0"
};
std::optional<LawFault> fault_of(LawFamily family, const LawParameters& parameters);

/// The smallest x whose cumulative probability is at least u, 0 < u < 1. Precondition: no fault. Closed forms where
/// there are any, else those of Boost.Math.
double quantile_of(LawFamily family, const LawParameters& parameters, double u);

/// P(X <= x), by Boost.Math. Precondition: no fault.
double cdf_of(LawFamily family, const LawParameters& parameters, double x);

bool is_discrete(LawFamily family);

/// A law on the line.
struct Law {
    /// Of laws on few points: the points, ascending, and their cumulative probabilities, of which the last is 1.
    struct Steps {
        std::vector<double> values;
        std::vector<double> cumulative;
    };
    std::function<double(double)> quantile;  ///< the smallest x with cdf(x) >= u, for 0 < u < 1
    std::function<double(double)> cdf;       ///< P(X <= x)
    std::optional<Steps> steps{};            ///< of discrete laws, unless they have very many points
    bool discrete = false;
    std::vector<double> atoms{};  ///< values of a law that is neither discrete nor continuous that have a probability
};

/// Precondition: no fault.
Law parametric_law(LawFamily family, const LawParameters& parameters);

/// `values` in proportion to `weights`. Precondition: as many, not none, weights not negative and not all 0.
Law weighted_law(std::span<const double> values, std::span<const double> weights);

/// 1 to count, k in proportion to 1 / k^exponent.
Law zipf_law(std::size_t count, double exponent);

/// Evenly between neighbouring edges, in proportion to `weights`; edges ascend and are one more.
Law histogram_law(std::vector<double> edges, const std::vector<double>& weights);

/// Normal kernels of one bandwidth at `points` (Parzen 1962); not more than 10,000 points.
Law kernel_law(std::vector<double> points, double bandwidth);

/// Silverman's rule of thumb for it: .9 min(sd, IQR / 1.34) n^(-1/5) (Silverman 1986, equation 3.31).
double silverman_bandwidth(std::span<const double> points);

/// One of `components`, in proportion to `weights`.
Law mixture_law(std::vector<Law> components, const std::vector<double>& weights);

}  // namespace replica
