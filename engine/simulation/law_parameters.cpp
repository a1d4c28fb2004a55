#include "engine/simulation/law.hpp"

#include <algorithm>
#include <cmath>

namespace replica {
namespace {

constexpr const char* above_zero = "must be above 0";
constexpr const char* not_probability = "must lie between 0 and 1";

std::optional<LawFault> not_above_zero(const LawParameters& parameters, std::initializer_list<std::size_t> places) {
    for (const std::size_t place : places)
        if (!(parameters[place] > 0)) return LawFault{place, above_zero};
    return std::nullopt;
}

std::optional<LawFault> not_ascending(const LawParameters& parameters, std::size_t count) {
    for (std::size_t place = 1; place < count; ++place)
        if (parameters[place] < parameters[place - 1]) return LawFault{place, "must not be below what stands before"};
    return std::nullopt;
}

std::optional<LawFault> no_probability(const LawParameters& parameters, std::size_t place) {
    if (parameters[place] >= 0 && parameters[place] <= 1) return std::nullopt;
    return LawFault{place, not_probability};
}

std::optional<LawFault> fault_of_binomial(const LawParameters& parameters) {
    if (!(parameters[0] >= 0) || parameters[0] != std::floor(parameters[0]))
        return LawFault{0, "must be a whole number from 0 on"};
    return no_probability(parameters, 1);
}

}  // namespace

const std::vector<LawFamilyName>& law_family_names() {
    static const std::vector<LawFamilyName> names{
        {LawFamily::normal, "normal", {"mean", "sd"}},
        {LawFamily::lognormal, "lognormal", {"mu", "sigma"}},
        {LawFamily::gamma, "gamma", {"shape", "scale"}},
        {LawFamily::beta, "beta", {"a", "b"}},
        {LawFamily::exponential, "exponential", {"mean"}},
        {LawFamily::weibull, "weibull", {"shape", "scale"}},
        {LawFamily::uniform, "uniform", {"low", "high"}},
        {LawFamily::triangular, "triangular", {"low", "mode", "high"}},
        {LawFamily::poisson, "poisson", {"mean"}},
        {LawFamily::negative_binomial, "negative_binomial", {"mean", "size"}},
        {LawFamily::binomial, "binomial", {"trials", "probability"}},
        {LawFamily::geometric, "geometric", {"probability"}},
        {LawFamily::bernoulli, "bernoulli", {"probability"}},
    };
    return names;
}

std::optional<LawFamilyName> law_family_named(std::string_view name) {
    for (const LawFamilyName& entry : law_family_names())
        if (entry.name == name) return entry;
    return std::nullopt;
}

bool is_discrete(LawFamily family) { return family >= LawFamily::poisson; }

std::optional<LawFault> fault_of(LawFamily family, const LawParameters& parameters) {
    for (std::size_t place = 0; place < most_law_parameters; ++place)
        if (!std::isfinite(parameters[place])) return LawFault{place, "must be a finite number"};
    switch (family) {
        case LawFamily::normal:
        case LawFamily::lognormal: return not_above_zero(parameters, {1});
        case LawFamily::gamma:
        case LawFamily::beta:
        case LawFamily::weibull:
        case LawFamily::negative_binomial: return not_above_zero(parameters, {0, 1});
        case LawFamily::exponential:
        case LawFamily::poisson: return not_above_zero(parameters, {0});
        case LawFamily::uniform: return not_ascending(parameters, 2);
        case LawFamily::triangular: return not_ascending(parameters, 3);
        case LawFamily::binomial: return fault_of_binomial(parameters);
        case LawFamily::bernoulli: return no_probability(parameters, 0);
        case LawFamily::geometric:
            if (!(parameters[0] > 0 && parameters[0] <= 1)) return LawFault{0, "must be above 0 and at most 1"};
            return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace replica
