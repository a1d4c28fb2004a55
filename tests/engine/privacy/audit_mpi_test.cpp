// The released measurements of worst-case neighbours, audited over many fits: an attacker who knows all rows but one
// tells from what is released whether a unique record is there. How well he does bounds the privacy loss from below; it
// must stay below what the ledger claims, and must exceed it wherever noise is too small (Nasr et al. 2023; Jagielski,
// Ullman, Oprea 2020). An audit of final rows at delta = 1e-9 would pass half the noise.
#include "engine/privacy/adaptive_network.hpp"
#include "tests/engine/mpi_main.hpp"
#include "tests/engine/privacy/small_extract.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <gtest/gtest.h>

namespace replica {
namespace {

constexpr double epsilon = 10;
constexpr double delta = 1e-9;

std::size_t fits() {
    const char* wanted = std::getenv("REPLICA_AUDIT_FITS");
    return wanted == nullptr ? 10'000 : std::strtoull(wanted, nullptr, 10);
}

AdaptiveOptions quick(bool pairs) {
    AdaptiveOptions options;
    options.pairs = pairs;
    options.round_rows = options.pool_rows = RowPool::block_rows;
    options.passes = 1;
    options.final_passes = 0;
    return options;
}

struct Mutant {
    double budget_times = 1;  ///< noise of half the scale is four times the budget
    int copies = 1;           ///< rows of the unit; the mechanism is told that it has one

    [[nodiscard]] bool is_none() const { return budget_times == 1 && copies == 1; }
};

/// Everything that a fit releases.
std::vector<Drawn> fit(const SmallExtract& extract, Accounting accounting, Cost budget, bool pairs) {
    SystemRandomBits& bits = SystemRandomBits::shared();
    std::vector<Drawn> drawn;
    Ledger ledger(accounting, {}, budget, bits, {{}, [&](const Drawn& line) { drawn.push_back(line); }});
    const Communicator world = Communicator::world();
    PrivateTables tables(extract.rows, ledger, world, 1);
    const NoisyCounts rows = tables.count_rows(share_of(budget, .01));
    (void)learn_adaptive(tables, rows, {}, quick(pairs), world, 1);
    return drawn;
}

double scale_of(const Release& release) {
    const std::size_t blank = release.scale.find(' ');
    const std::size_t slash = release.scale.find('/');
    return std::stod(release.scale.substr(blank)) / std::stod(release.scale.substr(slash + 1));
}

/// How much more likely the releases are with the unit's rows than without, as a logarithm, by the cell that each table
/// of counts has them in. What is known of all other rows is `known`.
double evidence(const std::vector<Drawn>& fitted, const SmallExtract& known, Accounting accounting, int copies) {
    std::vector<MergedCodes> merged;
    double log_ratio = 0;
    const auto add = [&](const Release& release, std::int64_t count, double without) {
        const double apart = static_cast<double>(count) - without;
        if (accounting == Accounting::zcdp)
            log_ratio += copies * (apart - copies / 2.0) / scale_of(release);
        else
            log_ratio += (std::abs(apart) - std::abs(apart - copies)) / scale_of(release);
    };
    for (const auto& [release, cells] : fitted) {
        if (release.mechanism == "exponential") continue;
        if (release.what == "number of rows") {
            add(release, cells.front(), static_cast<double>(known.codes[0].size()));
        } else if (release.what.find(" x ") == std::string::npos) {
            const double scale = scale_of(release);
            merged.push_back(
                merge_rare_codes({cells, accounting == Accounting::zcdp ? scale : 2 * scale * scale}, 1.5));
            add(release, cells.back(), 0);
        } else {
            const auto a = static_cast<std::size_t>(release.what[release.what.find('c', 5) + 1] - '0');
            const auto b = static_cast<std::size_t>(release.what.back() - '0');
            const std::size_t cell_a = merged[a].map.back();
            const std::size_t cell_b = merged[b].map.back();
            double without = 0;
            for (std::size_t row = 0; row < known.codes[a].size(); ++row)
                without += merged[a].map[known.codes[a][row]] == cell_a && merged[b].map[known.codes[b][row]] == cell_b;
            add(release, cells[cell_a * merged[b].size + cell_b], without);
        }
    }
    return log_ratio;
}

/// P(X >= successes) of a binomial variable.
double binomial_tail(std::size_t successes, std::size_t n, double p) {
    double tail = 0;
    for (std::size_t k = successes; k <= n; ++k) {
        const auto x = static_cast<double>(k);
        const auto m = static_cast<double>(n);
        const double log_term = std::lgamma(m + 1) - std::lgamma(x + 1) - std::lgamma(m - x + 1) + x * std::log(p) +
                                (m - x) * std::log1p(-p);
        tail += std::exp(log_term);
    }
    return tail;
}

constexpr double doubt = 1e-4;

/// The bounds of Clopper and Pearson (1934) on a share, each wrong with a chance of `doubt`.
double lower_share(std::size_t successes, std::size_t n) {
    if (successes == 0) return 0;
    double low = 0;
    double high = 1;
    for (int step = 0; step < 40; ++step) {
        const double p = (low + high) / 2;
        (binomial_tail(successes, n, std::min(p, 1 - 1e-15)) < doubt ? low : high) = p;
    }
    return low;
}

double upper_share(std::size_t successes, std::size_t n) { return 1 - lower_share(n - successes, n); }

double normal_quantile(double p) {
    double low = -40;
    double high = 40;
    for (int step = 0; step < 100; ++step) {
        const double x = (low + high) / 2;
        (std::erfc(-x / std::sqrt(2.0)) / 2 < p ? low : high) = x;
    }
    return low;
}

/// How well one threshold tells both apart, at least: shares with and without the record that lie above it.
struct Separation {
    double with_low = 0;
    double without_high = 1;
};

Separation separate(Accounting accounting, Cost claimed, const Mutant& mutant, bool pairs) {
    const SmallExtract without = unique_record_extract(0);
    const SmallExtract with = unique_record_extract(mutant.copies);
    const Cost budget{static_cast<std::uint64_t>(static_cast<double>(claimed.units) * mutant.budget_times)};
    const std::size_t n = fits() / (mutant.is_none() ? 2 : 6);  // what is far off is found sooner
    std::vector<double> low;
    std::vector<double> high;
    for (std::size_t i = 0; i < n; ++i) {
        low.push_back(evidence(fit(without, accounting, budget, pairs), without, accounting, mutant.copies));
        high.push_back(evidence(fit(with, accounting, budget, pairs), without, accounting, mutant.copies));
    }
    // The threshold: the middle of both means, fixed by the first tenth of the fits, judged on the others.
    const std::size_t first = n / 10;
    double threshold = 0;
    for (std::size_t i = 0; i < first; ++i) threshold += (low[i] + high[i]) / (2 * static_cast<double>(first));
    const auto above = [&](const std::vector<double>& values) {
        return static_cast<std::size_t>(std::count_if(values.begin() + static_cast<std::ptrdiff_t>(first), values.end(),
                                                      [&](double value) { return value >= threshold; }));
    };
    return {lower_share(above(high), n - first), upper_share(above(low), n - first)};
}

/// A lower bound on mu of Gaussian differential privacy, which is sqrt(2 rho) for Gaussian noise of rho-zCDP.
double audited_mu(const Mutant& mutant) {
    const Separation found = separate(Accounting::zcdp, rho_of(epsilon, delta), mutant, true);
    return normal_quantile(found.with_low) - normal_quantile(found.without_high);
}

double claimed_mu() { return std::sqrt(2 * rho_of(epsilon, delta).value()); }

TEST(Audit, ZcdpHoldsAndIsNotWasted) {
    const double mu = audited_mu({});
    RecordProperty("mu", std::to_string(mu));
    EXPECT_LE(mu, claimed_mu());
    EXPECT_GE(mu, .75 * claimed_mu());  // else the attack is too weak to find anything
}

TEST(Audit, FindsHalfTheNoise) { EXPECT_GT(audited_mu({4, 1}), claimed_mu()); }
TEST(Audit, FindsABudgetSpentTwice) { EXPECT_GT(audited_mu({2, 1}), claimed_mu()); }
TEST(Audit, FindsNoiseDividedByTheRootOfRanks) { EXPECT_GT(audited_mu({3, 1}), claimed_mu()); }
TEST(Audit, FindsHardlyAnyNoise) { EXPECT_GT(audited_mu({1000, 1}), claimed_mu()); }
TEST(Audit, FindsFiveRowsOfAUnitThatIsTakenToHaveOne) { EXPECT_GT(audited_mu({1, 5}), claimed_mu()); }

double audited_epsilon(const Mutant& mutant) {
    const Separation found = separate(Accounting::pure, cost_of_epsilon(1), mutant, false);
    return std::log(found.with_low / found.without_high);
}

TEST(Audit, PureEpsilonHolds) { EXPECT_LE(audited_epsilon({}), 1); }
TEST(Audit, FindsPureEpsilonOfAFifthOfTheNoise) { EXPECT_GT(audited_epsilon({5, 1}), 1); }

}  // namespace
}  // namespace replica

REPLICA_MPI_TEST_MAIN
