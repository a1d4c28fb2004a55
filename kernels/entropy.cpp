#include "kernels/entropy.hpp"

#include <array>
#include <bit>
#include <cmath>

namespace replica {
namespace {

constexpr double ln2 = 0.693147180559945309417232121458;

/// Artanh series, ln(x) = 2 (z + z³/3 + z⁵/5 + ...) with z = (x - 1) / (x + 1), |z| <= 1/5 here: exact to long double.
constexpr long double series_log(long double x) {
    const long double z = (x - 1) / (x + 1);
    long double power = z;
    long double sum = 0;
    for (int term = 1; term < 60; term += 2) {
        sum += power / term;
        power *= z * z;
    }
    return 2 * sum;
}

constexpr std::size_t segments = 128;

/// Segment j holds significands m in [1 + j/128, 1 + (j+1)/128): reciprocal ≈ 1/m in 12 bits, so that m · reciprocal is
/// exact for a 32-bit integer's m, and log = -ln(reciprocal).
struct LogTable {
    std::array<double, segments> reciprocal{};
    std::array<double, segments> log{};
};

constexpr LogTable make_log_table() {
    LogTable table;
    for (std::size_t j = 0; j < segments; ++j) {
        const long double center = 1.0L + (static_cast<long double>(j) + 0.5L) / segments;
        const auto scaled = static_cast<int>(4096.0L / center + 0.5L);
        // The first segment keeps 1: the logarithm of a power of two is then e · ln 2 alone.
        const long double reciprocal = j == 0 ? 1.0L : static_cast<long double>(scaled) / 4096.0L;
        table.reciprocal[j] = static_cast<double>(reciprocal);
        // Reciprocals lie in (1/2, 1]; doubled below 2/3 they lie within the series' fast range.
        table.log[j] = static_cast<double>(reciprocal < 0.6667L ? series_log(2.0L) - series_log(2.0L * reciprocal)
                                                                : -series_log(reciprocal));
    }
    return table;
}

constexpr LogTable log_table = make_log_table();

inline double integer_log(std::uint32_t value) {
    const auto bits = std::bit_cast<std::uint64_t>(static_cast<double>(value));
    const auto exponent = static_cast<double>(static_cast<int>(bits >> 52) - 1023);
    const std::size_t segment = (bits >> 45) & (segments - 1);
    const auto significand = std::bit_cast<double>((bits & 0xFFFFFFFFFFFFFULL) | 0x3FF0000000000000ULL);
    // |u| < 2^-7 and exact; ln(1 + u) by its Taylor series to u^8, remainder below 2^-66.
    const double u = significand * log_table.reciprocal[segment] - 1.0;
    double tail = u * (1.0 / 7.0 - u * 0.125);
    tail = u * (1.0 / 5.0 - u * (1.0 / 6.0 - tail));
    tail = u * u * (0.5 - u * (1.0 / 3.0 - u * (0.25 - tail)));
    return exponent * ln2 + (log_table.log[segment] + (u - tail));
}

/// Rounded half up by integer arithmetic: the library's rounding is a call on the baseline instruction set.
std::int64_t compute_x_log_x(std::uint32_t count) {
    constexpr double scale = std::int64_t{1} << x_log_x_fraction_bits;
    const double product = static_cast<double>(count) * integer_log(count) * scale;
    const auto whole = static_cast<std::int64_t>(product);
    return whole + (product - static_cast<double>(whole) >= 0.5 ? 1 : 0);
}

constexpr std::size_t small_counts =
    8192;  // a power of two, 64 KiB: most cells of most tables, and still in the second-level cache

const std::array<std::int64_t, small_counts>& small_x_log_x() {
    static const auto table = [] {
        std::array<std::int64_t, small_counts> values{};
        for (std::uint32_t count = 1; count < small_counts; ++count) values[count] = compute_x_log_x(count);
        return values;
    }();
    return table;
}

}  // namespace

double log_of_integer(std::uint32_t value) { return integer_log(value); }

std::int64_t fixed_x_log_x(std::uint32_t count) {
    return count < small_counts ? small_x_log_x()[count] : compute_x_log_x(count);
}

SubsetScore score_counts(std::span<const std::uint32_t> counts) {
    const auto& small = small_x_log_x();
    SubsetScore score{0, 0};
    for (const std::uint32_t count : counts) score.support += count != 0 ? 1U : 0U;
    std::size_t i = 0;
    for (; i + 4 <= counts.size(); i += 4) {
        // One test for four cells: an or of small counts is small.
        if ((counts[i] | counts[i + 1] | counts[i + 2] | counts[i + 3]) < small_counts)
            score.x_log_x += (small[counts[i]] + small[counts[i + 1]]) + (small[counts[i + 2]] + small[counts[i + 3]]);
        else
            for (const std::uint32_t count : counts.subspan(i, 4)) score.x_log_x += fixed_x_log_x(count);
    }
    for (; i < counts.size(); ++i) score.x_log_x += fixed_x_log_x(counts[i]);
    return score;
}

double entropy(SubsetScore score, std::uint32_t rows) {
    if (rows == 0) return 0;
    return log_of_integer(rows) - std::ldexp(static_cast<double>(score.x_log_x), -x_log_x_fraction_bits) / rows;
}

double mutual_information(SubsetScore x, SubsetScore p, SubsetScore xp, std::uint32_t rows) {
    if (rows == 0) return 0;
    // xp - x fits 64 bits; less p it might not.
    const double sum = static_cast<double>(xp.x_log_x - x.x_log_x) - static_cast<double>(p.x_log_x);
    return log_of_integer(rows) + std::ldexp(sum, -x_log_x_fraction_bits) / rows;
}

double corrected_mutual_information(SubsetScore x, SubsetScore p, SubsetScore xp, std::uint32_t rows) {
    if (rows == 0) return 0;
    const double bias = (static_cast<double>(x.support) - 1) * (static_cast<double>(p.support) - 1) / (2.0 * rows);
    return mutual_information(x, p, xp, rows) - bias;
}

}  // namespace replica
