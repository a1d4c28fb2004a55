#include "engine/suited_bins.hpp"

#include <cmath>

namespace replica {

namespace {

constexpr double even_enough = 0.85;
constexpr std::uint64_t rows_a_bin = 100;

std::uint64_t total_rows(const std::vector<GridCount>& counts) {
    std::uint64_t rows = 0;
    for (const GridCount& count : counts) rows += count.rows;
    return rows;
}

// Nats, of the codes that the counts have in the bins.
double code_entropy(const BinEdges& edges, const std::vector<GridCount>& counts) {
    std::vector<std::uint64_t> rows(edges.low.size());
    for (const GridCount& count : counts) rows[edges.bin(count.value)] += count.rows;
    const auto total = static_cast<double>(total_rows(counts));
    double entropy = 0;
    for (const std::uint64_t bin : rows) {
        const double share = static_cast<double>(bin) / total;
        if (bin > 0) entropy -= share * std::log(share);
    }
    return entropy;
}

}  // namespace

BinEdges suited_bins(const GridRange& range, const std::vector<GridCount>& counts, std::uint32_t bins,
                     Binning binning) {
    if (binning == Binning::quantile) return quantile_bins(range, counts, bins);
    BinEdges equal = equal_bins(range, bins);
    if (binning == Binning::equal || total_rows(counts) < rows_a_bin * bins) return equal;
    BinEdges quantile = quantile_bins(range, counts, bins);
    const bool uneven = code_entropy(equal, counts) < even_enough * code_entropy(quantile, counts);
    return uneven ? std::move(quantile) : std::move(equal);
}

}  // namespace replica
