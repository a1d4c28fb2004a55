#include "engine/simulation/quantile_table.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numbers>

namespace replica {
namespace {

constexpr unsigned mantissa_bits = 52;
constexpr unsigned interval_bits = 5;
constexpr unsigned octaves = 20;
constexpr std::size_t intervals = std::size_t{octaves} << interval_bits;
// The exponent of doubles in [1/4, 1/2) is 1021; the lowest octave of the table starts at 2^-21.
constexpr std::uint64_t first_interval = (1021 - (octaves - 1)) << interval_bits;

constexpr std::size_t guide_size = 1024;

/// Where in the table of its side a tail probability below 1/2 lies; wraps to a large number below the table.
std::uint64_t interval_of(std::uint64_t bits) { return (bits >> (mantissa_bits - interval_bits)) - first_interval; }

double start_of(std::size_t interval) {
    return std::bit_cast<double>((first_interval + interval) << (mantissa_bits - interval_bits));
}

// By power, the cubic through values at 0, 1/4, 3/4 and 1.
std::array<double, 4> cubic_through(double y0, double y1, double y3, double y4) {
    // Newton's divided differences, multiplied out.
    const double d01 = (y1 - y0) * 4;
    const double d13 = (y3 - y1) * 2;
    const double d34 = (y4 - y3) * 4;
    const double d013 = (d13 - d01) / .75;
    const double d134 = (d34 - d13) / .75;
    const double d = d134 - d013;
    return {y0, d01 - .25 * d013 + .1875 * d, d013 - d, d};
}

double value_of(const std::array<double, 4>& cubic, double t) {
    return cubic[0] + t * (cubic[1] + t * (cubic[2] + t * cubic[3]));
}

}  // namespace

QuantileTable::QuantileTable(Law law) : law_(std::move(law)) {
    if (law_.steps) {
        fill_guide();
    } else if (!law_.discrete) {
        fill_cubics();
    }
}

void QuantileTable::fill_guide() {
    guide_.resize(guide_size);
    std::uint32_t first = 0;
    for (std::size_t cell = 0; cell < guide_size; ++cell) {
        while (law_.steps->cumulative[first] < static_cast<double>(cell) / guide_size) ++first;
        guide_[cell] = first;
    }
}

void QuantileTable::fill_cubics() {
    cubics_.resize(2 * intervals);
    const double spread = std::abs(law_.quantile(.75) - law_.quantile(.25));
    for (std::size_t side = 0; side < 2; ++side) {
        for (std::size_t interval = 0; interval < intervals; ++interval) {
            const double start = start_of(interval);
            const double width = start_of(interval + 1) - start;
            const auto exact = [&](double t) {
                const double tail = start + t * width;
                return law_.quantile(side == 0 ? tail : 1 - tail);
            };
            const double first = exact(0);
            const double last = exact(1);
            Cubic cubic = cubic_through(first, exact(.25), exact(.75), last);
            if (first == last) cubic = {first, 0, 0, 0};
            // A value that has a probability is met exactly or not at all.
            if (first != last && has_atom(std::min(first, last), std::max(first, last)))
                cubic[0] = std::numeric_limits<double>::quiet_NaN();
            for (const double t : {.1, .5, .9}) {
                const double x = exact(t);
                // Written so that a NaN is a failure too.
                if (!(std::abs(value_of(cubic, t) - x) <= 1e-7 * (spread + 1e-2 * std::abs(x))))
                    cubic[0] = std::numeric_limits<double>::quiet_NaN();
            }
            cubics_[side * intervals + interval] = cubic;
        }
    }
}

bool QuantileTable::has_atom(double low, double high) const {
    const auto atom = std::lower_bound(law_.atoms.begin(), law_.atoms.end(), low);
    return atom != law_.atoms.end() && *atom <= high;
}

double QuantileTable::step(double u) const {
    const auto& cumulative = law_.steps->cumulative;
    std::size_t index = guide_[static_cast<std::size_t>(u * guide_size)];
    while (cumulative[index] < u) ++index;
    return law_.steps->values[index];
}

double QuantileTable::smooth(double u) const {
    constexpr double below_half = 0.5 - 0x1p-54;
    const bool upper = u >= 0.5;
    const double tail = std::min(upper ? 1 - u : u, below_half);
    const auto bits = std::bit_cast<std::uint64_t>(tail);
    const std::uint64_t interval = interval_of(bits);
    if (interval >= intervals) return law_.quantile(u);
    const Cubic& cubic = cubics_[(upper ? intervals : 0) + interval];
    constexpr unsigned rest_bits = mantissa_bits - interval_bits;
    constexpr std::uint64_t rest = (std::uint64_t{1} << rest_bits) - 1;
    const double t = static_cast<double>(bits & rest) * 0x1p-47;
    static_assert(rest_bits == 47);
    const double value = value_of(cubic, t);
    return std::isnan(value) ? law_.quantile(u) : value;
}

double QuantileTable::operator()(double u) const {
    if (law_.steps) return step(u);
    return law_.discrete ? law_.quantile(u) : smooth(u);
}

void QuantileTable::apply(std::span<const double> u, std::span<double> out) const {
    if (law_.steps) {
        for (std::size_t i = 0; i < u.size(); ++i) out[i] = step(u[i]);
    } else {
        for (std::size_t i = 0; i < u.size(); ++i) out[i] = law_.discrete ? law_.quantile(u[i]) : smooth(u[i]);
    }
}

const QuantileTable& normal_quantiles() {
    static const QuantileTable table(parametric_law(LawFamily::normal, {0, 1, 0}));
    return table;
}

double normal_probability(double z) {
    return std::clamp(0.5 * std::erfc(-z * std::numbers::sqrt2 / 2), 0x1p-54, 1 - 0x1p-53);
}

}  // namespace replica
