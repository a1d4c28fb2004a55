#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace replica {

/// The counts of a column's codes from several noisy measurements of them, by inverse variance.
class MarginEstimate {
public:
    MarginEstimate() = default;
    explicit MarginEstimate(std::size_t codes) : weighted_(codes), precision_(codes) {}

    [[nodiscard]] std::size_t size() const { return weighted_.size(); }

    /// A measured count of one code.
    void add(std::size_t code, double count, double variance) {
        weighted_[code] += count / variance;
        precision_[code] += 1 / variance;
    }

    /// The distribution: the nearest one that the mean of all measurements has with this total.
    [[nodiscard]] std::vector<double> shares(double total) const;

private:
    std::vector<double> weighted_;
    std::vector<double> precision_;
};

/// The sums over the second column, or the first, of a table (row-major).
std::vector<double> sums_by_first(std::span<const double> table, std::size_t first_codes);
std::vector<double> sums_by_second(std::span<const double> table, std::size_t second_codes);

}  // namespace replica
