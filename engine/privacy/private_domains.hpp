#pragma once

#include "engine/bin_edges.hpp"
#include "engine/privacy/ledger.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace replica {

// Domains that nobody has declared, at a cost. Only the root calls these.

/// Rows of each value of a column that occurs.
using TextCounts = std::map<std::string, std::uint64_t>;
using GridCountsOfColumn = std::map<std::int64_t, std::uint64_t>;

/// The values whose counts with noise reach M + sigma quantile(1 - delta / (M columns)), ascending: a value that only
/// one unit has passes with a probability of at most delta (stability; Korolova et al. 2009). M: the most rows a unit
/// has; columns: those found this way. zcdp only.
std::vector<std::string> release_categories(Ledger& ledger, const std::string& column, const TextCounts& counts,
                                            double delta, std::size_t columns, Cost most);

/// Bins that hold about as many rows each, from two noisy histograms: over powers of two, which tells where values are,
/// and over equal parts of the powers that hold some. Values beyond the range are few.
BinEdges release_bins(Ledger& ledger, const std::string& column, const GridCountsOfColumn& counts, std::uint32_t bins,
                      Cost most);

/// The quantile of the standard normal distribution at 1 - tail, 0 < tail < 1/2, rounded up.
double upper_quantile(double tail);

}  // namespace replica
