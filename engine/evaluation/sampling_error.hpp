#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// E|X / n - p| of a binomial X of n = `draws` trials with p = count / rows: how far the share of a cell would be off
/// in a second sample of so many rows. De Moivre's closed form, E|X - np| = 2 v (1 - p) C(n, v) p^v (1 - p)^(n - v)
/// with v = floor(np) + 1 (Diaconis, Zabell, "Closed form summation for classical distributions", Statistical Science
/// 1991). 0 where count is 0 or all rows, or without draws.
double expected_share_error(std::uint64_t count, std::uint64_t rows, std::uint64_t draws);

/// E|X / draws - share| where X is the number of `draws` rows that fall into a cell of probability `chance`: how far
/// rows of another distribution would be from a cell. Of rare cells X is Poisson, summed up exactly; else normal, whose
/// absolute value's mean is known (folded normal distribution: Leone, Nelson, Nottingham, Technometrics 1961).
double expected_difference(double share, double chance, std::uint64_t draws);

/// The mean of |X - place| of a normal X around 0.
double folded_normal_mean(double place, double deviation);

/// expected_share_error, remembered for small counts. Immutable: threads share it.
class ShareErrors {
public:
    ShareErrors(std::uint64_t rows, std::uint64_t draws);

    [[nodiscard]] double of(std::uint64_t count) const {
        return count < known_.size() ? known_[count] : expected_share_error(count, rows_, draws_);
    }
    [[nodiscard]] std::uint64_t rows() const { return rows_; }
    [[nodiscard]] std::uint64_t draws() const { return draws_; }

private:
    std::uint64_t rows_;
    std::uint64_t draws_;
    std::vector<double> known_;
};

/// Expected total variation distance between a table of counts and that of a second sample: half the sum of its cells'
/// expected errors.
double expected_distance(std::span<const std::uint64_t> counts, std::uint64_t draws);

/// Half the sum of expected differences of all cells' counts to `draws` rows that fall into each cell alike.
double expected_distance_of_even(std::span<const std::uint64_t> counts, std::uint64_t draws);

/// A second sample of about `draws` rows of a table: each cell a Poisson draw with mean count x draws / rows. A
/// function of `stream` and the counts.
std::vector<double> second_sample(std::span<const std::uint32_t> counts, std::uint64_t rows, std::uint64_t draws,
                                  std::uint64_t stream);

/// Poisson draws with these means; a function of `stream` and them.
std::vector<double> poisson_draws(std::span<const double> means, std::uint64_t stream);

/// Total variation distance between two tables of counts, each taken as shares: half the sum of |p - q|; 0 where either
/// is empty.
double total_variation(std::span<const std::uint64_t> first, std::span<const std::uint64_t> second);

}  // namespace replica
