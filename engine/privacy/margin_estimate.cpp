#include "engine/privacy/margin_estimate.hpp"

#include "engine/privacy/noisy_tables.hpp"

namespace replica {

std::vector<double> MarginEstimate::shares(double total) const {
    std::vector<double> mean;
    for (std::size_t code = 0; code < size(); ++code) mean.push_back(weighted_[code] / precision_[code]);
    std::vector<double> shares = project(mean, total);
    for (double& share : shares) share /= total;
    return shares;
}

std::vector<double> sums_by_first(std::span<const double> table, std::size_t first_codes) {
    std::vector<double> sums(first_codes);
    const std::size_t stride = table.size() / first_codes;
    for (std::size_t i = 0; i < table.size(); ++i) sums[i / stride] += table[i];
    return sums;
}

std::vector<double> sums_by_second(std::span<const double> table, std::size_t second_codes) {
    std::vector<double> sums(second_codes);
    for (std::size_t i = 0; i < table.size(); ++i) sums[i % second_codes] += table[i];
    return sums;
}

}  // namespace replica
