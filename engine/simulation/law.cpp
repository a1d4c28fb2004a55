#include "engine/simulation/law.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <memory>
#include <numeric>

namespace replica {
namespace {

/// Probability below which a tail never is drawn: less than half the step of a uniform draw.
constexpr double smallest = 0x1p-54;

Law law_of_steps(Law::Steps steps) {
    const auto shared = std::make_shared<const Law::Steps>(steps);
    Law law;
    law.quantile = [shared](double u) {
        const auto& cumulative = shared->cumulative;
        const auto found = std::lower_bound(cumulative.begin(), cumulative.end(), u);
        const auto last = static_cast<std::ptrdiff_t>(cumulative.size()) - 1;
        return shared->values[static_cast<std::size_t>(std::min(found - cumulative.begin(), last))];
    };
    law.cdf = [shared](double x) {
        const auto& values = shared->values;
        const auto above = std::upper_bound(values.begin(), values.end(), x) - values.begin();
        return above == 0 ? 0.0 : shared->cumulative[static_cast<std::size_t>(above - 1)];
    };
    law.steps = std::move(steps);
    law.discrete = true;
    return law;
}

std::optional<Law::Steps> steps_of(LawFamily family, const LawParameters& parameters) {
    constexpr double most_steps = 1U << 20U;
    const double first = quantile_of(family, parameters, smallest);
    const double last = quantile_of(family, parameters, 1 - 0x1p-53);
    if (!(last - first < most_steps)) return std::nullopt;
    Law::Steps steps;
    for (double value = first; value <= last; ++value) {
        steps.values.push_back(value);
        steps.cumulative.push_back(cdf_of(family, parameters, value));
    }
    steps.cumulative.back() = 1;
    return steps;
}

std::vector<double> cumulative_shares(std::span<const double> weights) {
    const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
    std::vector<double> cumulative;
    double sum = 0;
    for (const double weight : weights) cumulative.push_back((sum += weight) / total);
    cumulative.back() = 1;
    return cumulative;
}

// The x in [low, high] at which an ascending cdf reaches u, by the method of Illinois (Dowell, Jarratt 1971).
double solve(const std::function<double(double)>& cdf, double u, double low, double high) {
    double below = cdf(low) - u;
    double above = cdf(high) - u;
    if (below >= 0) return low;
    constexpr int most_steps = 200;
    for (int step = 0, side = 0; step < most_steps && high - low > 1e-13 * (std::abs(low) + std::abs(high)); ++step) {
        double middle =
            step % 4 == 3 || above == below ? 0.5 * (low + high) : (low * above - high * below) / (above - below);
        if (!(middle > low && middle < high)) middle = 0.5 * (low + high);
        const double value = cdf(middle) - u;
        if (value >= 0) {
            high = middle;
            above = value;
            if (side == 1) below /= 2;
            side = 1;
        } else {
            low = middle;
            below = value;
            if (side == -1) above /= 2;
            side = -1;
        }
        if (value == 0) break;
    }
    return high;
}

double normal_cdf(double z) { return 0.5 * std::erfc(-z * M_SQRT1_2); }

}  // namespace

Law parametric_law(LawFamily family, const LawParameters& parameters) {
    if (is_discrete(family)) {
        if (auto steps = steps_of(family, parameters)) return law_of_steps(std::move(*steps));
    }
    Law law;
    law.quantile = [family, parameters](double u) { return quantile_of(family, parameters, u); };
    law.cdf = [family, parameters](double x) { return cdf_of(family, parameters, x); };
    law.discrete = is_discrete(family);
    return law;
}

Law weighted_law(std::span<const double> values, std::span<const double> weights) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> sorted_values;
    std::vector<double> sorted_weights;
    for (const std::size_t index : order) {
        if (weights[index] == 0) continue;
        if (!sorted_values.empty() && sorted_values.back() == values[index]) {
            sorted_weights.back() += weights[index];
        } else {
            sorted_values.push_back(values[index]);
            sorted_weights.push_back(weights[index]);
        }
    }
    return law_of_steps({std::move(sorted_values), cumulative_shares(sorted_weights)});
}

Law zipf_law(std::size_t count, double exponent) {
    std::vector<double> values;
    std::vector<double> weights;
    for (std::size_t rank = 1; rank <= count; ++rank) {
        values.push_back(static_cast<double>(rank));
        weights.push_back(std::pow(static_cast<double>(rank), -exponent));
    }
    return weighted_law(values, weights);
}

Law histogram_law(std::vector<double> edges, const std::vector<double>& weights) {
    struct Bins {
        std::vector<double> edges, cumulative;
    };
    const auto bins = std::make_shared<const Bins>(Bins{std::move(edges), cumulative_shares(weights)});
    Law law;
    law.quantile = [bins](double u) {
        const auto& cumulative = bins->cumulative;
        const auto found = std::lower_bound(cumulative.begin(), cumulative.end(), u) - cumulative.begin();
        const auto bin = static_cast<std::size_t>(std::min<std::ptrdiff_t>(found, std::ssize(cumulative) - 1));
        const double before = bin == 0 ? 0 : cumulative[bin - 1];
        const double share = cumulative[bin] - before;
        return bins->edges[bin] + (bins->edges[bin + 1] - bins->edges[bin]) * (share > 0 ? (u - before) / share : 0);
    };
    law.cdf = [bins](double x) {
        if (x <= bins->edges.front()) return 0.0;
        if (x >= bins->edges.back()) return 1.0;
        const auto above = std::upper_bound(bins->edges.begin(), bins->edges.end(), x) - bins->edges.begin();
        const auto bin = static_cast<std::size_t>(above - 1);
        const double before = bin == 0 ? 0 : bins->cumulative[bin - 1];
        const double width = bins->edges[bin + 1] - bins->edges[bin];
        return before + (bins->cumulative[bin] - before) * (x - bins->edges[bin]) / width;
    };
    return law;
}

Law kernel_law(std::vector<double> points, double bandwidth) {
    std::sort(points.begin(), points.end());
    const auto shared = std::make_shared<const std::vector<double>>(std::move(points));
    constexpr double reach = 9;  // bandwidths beyond which a kernel has no more of its mass
    const auto cdf = [shared, bandwidth](double x) {
        const auto begin = std::lower_bound(shared->begin(), shared->end(), x - reach * bandwidth);
        double sum = static_cast<double>(begin - shared->begin());
        for (auto point = begin; point != shared->end() && *point < x + reach * bandwidth; ++point)
            sum += normal_cdf((x - *point) / bandwidth);
        return sum / static_cast<double>(shared->size());
    };
    Law law;
    law.cdf = cdf;
    law.quantile = [shared, bandwidth, cdf](double u) {
        return solve(cdf, u, shared->front() - reach * bandwidth, shared->back() + reach * bandwidth);
    };
    return law;
}

double silverman_bandwidth(std::span<const double> points) {
    std::vector<double> sorted(points.begin(), points.end());
    std::sort(sorted.begin(), sorted.end());
    const auto n = static_cast<double>(sorted.size());
    const double mean = std::accumulate(sorted.begin(), sorted.end(), 0.0) / n;
    double squares = 0;
    for (const double point : sorted) squares += (point - mean) * (point - mean);
    const double sd = n > 1 ? std::sqrt(squares / (n - 1)) : 0;
    const auto at = [&](double share) { return sorted[static_cast<std::size_t>(share * (n - 1))]; };
    const double iqr = (at(.75) - at(.25)) / 1.34;
    const double spread = iqr > 0 ? std::min(sd, iqr) : sd;
    return spread > 0 ? .9 * spread * std::pow(n, -.2) : 1;
}

Law mixture_law(std::vector<Law> components, const std::vector<double>& weights) {
    const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
    struct Mixture {
        std::vector<Law> components;
        std::vector<double> shares;
    };
    Mixture mixture{std::move(components), {}};
    for (const double weight : weights) mixture.shares.push_back(weight / total);
    const bool all_steps = std::all_of(mixture.components.begin(), mixture.components.end(),
                                       [](const Law& law) { return law.steps.has_value(); });
    if (all_steps) {
        std::vector<double> values;
        std::vector<double> value_weights;
        for (std::size_t i = 0; i < mixture.components.size(); ++i) {
            const Law::Steps& steps = *mixture.components[i].steps;
            for (std::size_t k = 0; k < steps.values.size(); ++k) {
                values.push_back(steps.values[k]);
                value_weights.push_back(mixture.shares[i] *
                                        (steps.cumulative[k] - (k == 0 ? 0 : steps.cumulative[k - 1])));
            }
        }
        return weighted_law(values, value_weights);
    }
    const auto shared = std::make_shared<const Mixture>(std::move(mixture));
    const auto cdf = [shared](double x) {
        double sum = 0;
        for (std::size_t i = 0; i < shared->shares.size(); ++i)
            if (shared->shares[i] > 0) sum += shared->shares[i] * shared->components[i].cdf(x);
        return sum;
    };
    Law law;
    law.cdf = cdf;
    for (const Law& component : shared->components) {
        const auto& values = component.steps ? component.steps->values : component.atoms;
        law.atoms.insert(law.atoms.end(), values.begin(), values.end());
    }
    std::sort(law.atoms.begin(), law.atoms.end());
    law.quantile = [shared, cdf, atoms = law.atoms](double u) {
        // No component's quantile is on the same side of the mixture's as all others'.
        double low = std::numeric_limits<double>::infinity();
        double high = -low;
        for (std::size_t i = 0; i < shared->shares.size(); ++i) {
            if (shared->shares[i] == 0) continue;
            const double x = shared->components[i].quantile(u);
            low = std::min(low, x);
            high = std::max(high, x);
        }
        const double x = low == high ? low : solve(cdf, u, low, high);
        // What is found beside an atom that reaches u is that atom.
        const double slack = 1e-9 * (1 + std::abs(x));
        for (auto atom = std::lower_bound(atoms.begin(), atoms.end(), x - slack);
             atom != atoms.end() && *atom <= x + slack; ++atom)
            if (cdf(*atom) >= u && cdf(*atom - slack) < u) return *atom;
        return x;
    };
    return law;
}

}  // namespace replica
