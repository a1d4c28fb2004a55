#include "kernels/entropy.hpp"

#include "tests/kernels/reference/naive_counts.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace replica {
namespace {

constexpr long double fraction = 1L << x_log_x_fraction_bits;

TEST(XLogX, IsTheRoundedLogarithm) {
    for (std::uint32_t count = 1; count < 200000; ++count) {
        const long double exact = count * std::log(static_cast<long double>(count)) * fraction;
        // Half for rounding, the rest for 2e-16 relative.
        ASSERT_LE(std::fabs(static_cast<long double>(fixed_x_log_x(count)) - exact), 0.5L + 3e-16L * exact) << count;
    }
    EXPECT_EQ(fixed_x_log_x(0), 0);
    EXPECT_EQ(fixed_x_log_x(1), 0);
}

TEST(XLogX, LogarithmHoldsUpTo32Bits) {
    EXPECT_EQ(log_of_integer(1), 0.0);
    for (std::uint64_t value = 2; value < (1ULL << 32); value += 1 + value / 1000) {
        const long double exact = std::log(static_cast<long double>(value));
        const double computed = log_of_integer(static_cast<std::uint32_t>(value));
        ASSERT_LE(std::fabs(computed - exact), 3e-16L * exact) << value;
    }
    EXPECT_GT(fixed_x_log_x(0xFFFFFFFFU), 0);
}

long double exact_entropy(const reference::NaiveTable& table, std::size_t rows) {
    long double sum = 0;
    for (const auto& [codes, count] : table) {
        const long double share = static_cast<long double>(count) / static_cast<long double>(rows);
        sum -= share * std::log(share);
    }
    return sum;
}

SubsetScore score_of(const reference::NaiveTable& table) {
    std::vector<std::uint32_t> counts(10, 0);
    for (const auto& [codes, count] : table) counts.push_back(count);
    std::reverse(counts.begin(), counts.end());
    return score_counts(counts);
}

TEST(Entropy, EqualsTheLongDoubleFormula) {
    for (const std::uint32_t rows : {1U, 131U, 42793U}) {
        const auto extract = reference::make_extract(rows, {4, 30, 700});
        const auto columns = extract.columns();
        const auto x = reference::count(columns, std::vector<std::uint16_t>{0});
        const auto p = reference::count(columns, std::vector<std::uint16_t>{1, 2});
        const auto xp = reference::count(columns, std::vector<std::uint16_t>{0, 1, 2});
        for (const auto& table : {x, p, xp}) {
            EXPECT_EQ(score_of(table), reference::score(table));
            const double bound = std::ldexp(static_cast<double>(table.size()) / rows, -27) + 1e-13;
            EXPECT_NEAR(entropy(score_of(table), rows), static_cast<double>(exact_entropy(table, rows)),
                        std::min(bound, 1e-9));
        }
        const auto exact =
            static_cast<double>(exact_entropy(x, rows) + exact_entropy(p, rows) - exact_entropy(xp, rows));
        const double plain = mutual_information(score_of(x), score_of(p), score_of(xp), rows);
        EXPECT_NEAR(plain, exact, 2e-9);
        const double bias = (static_cast<double>(x.size()) - 1) * (static_cast<double>(p.size()) - 1) / (2.0 * rows);
        EXPECT_DOUBLE_EQ(corrected_mutual_information(score_of(x), score_of(p), score_of(xp), rows), plain - bias);
    }
}

TEST(Entropy, NoRowsGiveZero) {
    const SubsetScore nothing = score_counts(std::vector<std::uint32_t>(8, 0));
    EXPECT_EQ(nothing, (SubsetScore{0, 0}));
    EXPECT_TRUE(nothing.known());
    EXPECT_FALSE(SubsetScore{}.known());
    EXPECT_EQ(entropy(nothing, 0), 0);
    EXPECT_EQ(mutual_information(nothing, nothing, nothing, 0), 0);
    EXPECT_EQ(corrected_mutual_information(nothing, nothing, nothing, 0), 0);
}

}  // namespace
}  // namespace replica
