#include "engine/privacy/accounting.hpp"

#include "engine/error.hpp"
#include "engine/privacy/ledger.hpp"
#include "engine/privacy/private_domains.hpp"
#include "tests/engine/privacy/pinned_bits.hpp"

#include <cmath>
#include <optional>

#include <gtest/gtest.h>

namespace replica {
namespace {

// delta of rho-zCDP by a fine grid over alpha, as the reference does.
double grid_log_delta(double rho, double epsilon) {
    double least = 1e300;
    for (int i = 0; i < 200'000; ++i) {
        const double a = std::pow(10, -5 + 11 * i / 200'000.0);
        least = std::min(least, a * ((a + 1) * rho - epsilon) + (a + 1) * std::log1p(-1 / (a + 1)) - std::log(a));
    }
    return least;
}

TEST(Accounting, ZcdpConversionIsTightAndRoundedOutwards) {
    for (const double epsilon : {.1, 1.0, 10.0}) {
        const Cost rho = rho_of(epsilon, 1e-9);
        const double log_delta = grid_log_delta(rho.value(), epsilon);
        EXPECT_LE(log_delta, std::log(1e-9));
        EXPECT_NEAR(log_delta, std::log(1e-9), 1e-5);
        EXPECT_NEAR(epsilon_of(rho, 1e-9), epsilon, 1e-6);
        EXPECT_GE(epsilon_of(rho, 1e-9), epsilon - 1e-9);
    }
    EXPECT_NEAR(rho_of(10, 1e-9).value(), 1.0908, 1e-3);  // mu = sqrt(2 rho) = 1.48
    EXPECT_EQ(rho_of_pure(1), Cost{static_cast<std::uint64_t>(std::ceil(.5 * (1 + 1e-12) * 0x1p50))});
}

TEST(Accounting, NoiseNeverCostsMoreThanItMay) {
    for (const Accounting accounting : {Accounting::zcdp, Accounting::pure}) {
        for (const std::uint32_t rows : {1U, 5U, 1000U}) {
            for (const Neighbours neighbours : {Neighbours::add_or_remove, Neighbours::replace_one}) {
                for (const double amount : {1e-6, 1e-3, .7, 12.0}) {
                    const Cost most = cost_of_epsilon(amount);
                    const Sensitivity sensitivity{neighbours, rows};
                    const CountNoise noise = count_noise(accounting, sensitivity, most);
                    EXPECT_LE(noise.cost, most);
                    EXPECT_GT(noise.cost.value(), most.value() * .999999);
                    const double m = (neighbours == Neighbours::replace_one ? 2.0 : 1.0) * rows;
                    const double squared = (neighbours == Neighbours::replace_one ? 2.0 : 1.0) * rows * rows;
                    const double exact =
                        accounting == Accounting::zcdp ? squared / (2 * noise.scale.value()) : m / noise.scale.value();
                    EXPECT_NEAR(noise.cost.value(), exact, exact * 1e-9);
                    const ChoiceNoise choice = choice_noise(accounting, most);
                    const double e = choice.epsilon.value();
                    EXPECT_LE(choice.cost, most);
                    EXPECT_NEAR(choice.cost.value(), accounting == Accounting::zcdp ? e * e / 8 : e, 1e-9);
                }
            }
        }
    }
    EXPECT_THROW(count_noise(Accounting::zcdp, {}, {0}), JobError);
    EXPECT_THROW(count_noise(Accounting::zcdp, {}, {1}), JobError);
}

// With M rows a unit, rho costs M^2; with n = 10^7 rows and epsilon = 10 nothing overflows.
TEST(Accounting, CostsGrowWithTheSquareOfRowsAUnit) {
    const Cost most = rho_of(10, 1e-9);
    const double one = count_noise(Accounting::zcdp, {}, most).variance();
    EXPECT_NEAR(count_noise(Accounting::zcdp, {Neighbours::add_or_remove, 5}, most).variance() / one, 25, 1e-6);
}

Release release_of(std::uint64_t units) { return {"something", "discrete Gaussian", "variance 1/1", {units}}; }

TEST(Ledger, RefusesToOverspend) {
    PinnedBits bits(1);
    Ledger ledger(Accounting::zcdp, {}, {100}, bits);
    const auto draw = [](RandomBits&) { return std::vector<std::int64_t>{7}; };
    EXPECT_EQ(ledger.release(release_of(60), draw), std::vector<std::int64_t>{7});
    int drawn = 0;
    const auto count = [&](RandomBits&) {
        ++drawn;
        return std::vector<std::int64_t>{};
    };
    EXPECT_THROW(ledger.release(release_of(41), count), JobError);
    EXPECT_EQ(drawn, 0);
    EXPECT_EQ(ledger.left(), Cost{40});
    ledger.release(release_of(40), count);
    EXPECT_EQ(ledger.left(), Cost{0});
    EXPECT_EQ(ledger.releases().size(), 2U);
    EXPECT_FALSE(ledger.is_secret());
}

TEST(Ledger, KeepsBeforeUseAndReadsWhatWasDrawn) {
    PinnedBits bits(1);
    std::vector<Drawn> kept;
    const auto five = [](RandomBits&) { return std::vector<std::int64_t>{5}; };
    {
        Ledger first(Accounting::zcdp, {}, {100}, bits, {{}, [&](const Drawn& drawn) { kept.push_back(drawn); }});
        first.release(release_of(10), five);
    }
    ASSERT_EQ(kept.size(), 1U);
    std::size_t next = 0;
    const auto remembered = [&]() -> std::optional<Drawn> {
        return next < kept.size() ? std::optional(kept[next++]) : std::nullopt;
    };
    const auto nine = [](RandomBits&) { return std::vector<std::int64_t>{9}; };
    Ledger second(Accounting::zcdp, {}, {100}, bits, {remembered, [&](const Drawn& drawn) { kept.push_back(drawn); }});
    EXPECT_EQ(second.release(release_of(10), nine), std::vector<std::int64_t>{5});
    EXPECT_EQ(kept.size(), 1U);
    next = 0;
    Ledger other(Accounting::zcdp, {}, {100}, bits, {remembered, {}});
    EXPECT_THROW(other.release(release_of(11), nine), InputError);
}

TEST(Ledger, ShowsNothingWhereItCantBeKept) {
    PinnedBits bits(1);
    Ledger ledger(Accounting::zcdp, {}, {100}, bits, {{}, [](const Drawn&) { throw JobError("disk full"); }});
    EXPECT_THROW(ledger.release(release_of(10), [](RandomBits&) { return std::vector<std::int64_t>{5}; }), JobError);
    EXPECT_EQ(ledger.left(), Cost{90});
}

TEST(PrivateDomains, ValuesOfOneUnitHardlyEverPass) {
    PinnedBits bits(3);
    TextCounts counts{{"rare", 5}, {"common", 5000}};
    const Cost each = cost_of_epsilon(1e-4);
    int passed = 0;
    for (int run = 0; run < 300; ++run) {
        Ledger ledger(Accounting::zcdp, {Neighbours::add_or_remove, 5}, {std::uint64_t{1} << 50U}, bits);
        const auto values = release_categories(ledger, "x", counts, 1e-2, 1, each);
        EXPECT_NE(std::find(values.begin(), values.end(), "common"), values.end());
        passed += static_cast<int>(values.size()) - 1;
        EXPECT_EQ(ledger.releases().front().delta, 1e-2);
    }
    EXPECT_LE(passed, 12);  // 3 are expected at most; five standard deviations more
    EXPECT_NEAR(upper_quantile(.025), 1.959964, 1e-5);
}

TEST(PrivateDomains, BinsHoldAboutAsManyRowsEach) {
    PinnedBits bits(4);
    GridCountsOfColumn ages;
    for (std::int64_t age = 17; age <= 90; ++age) ages[age] = 500;
    Ledger ledger(Accounting::zcdp, {}, {std::uint64_t{1} << 50U}, bits);
    const BinEdges edges = release_bins(ledger, "age", ages, 10, cost_of_epsilon(.1));
    EXPECT_NEAR(static_cast<double>(edges.low.front()), 17, 2);
    EXPECT_NEAR(static_cast<double>(edges.high), 90, 2);
    EXPECT_GE(edges.low.size(), 9U);
    GridCountsOfColumn wide{{-1'000'000, 4000}, {0, 4000}, {3, 4000}, {1'000'000'000, 4000}};
    const BinEdges of_wide = release_bins(ledger, "x", wide, 4, cost_of_epsilon(.1));
    EXPECT_LE(of_wide.low.front(), -1'000'000);
    EXPECT_GE(of_wide.high, 1'000'000'000);
}

}  // namespace
}  // namespace replica
