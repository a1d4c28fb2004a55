#pragma once

#include "tests/jobs/csv_table.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace replica::test {

/// Numbers of a column into `bins` equal bins on [low, high], those outside into the first and last; other text stays.
struct EqualBins {
    std::string column;
    double low = 0;
    double high = 0;
    unsigned bins = 20;
};

/// Two tables coded by one dictionary a column, so that equal codes mean equal (binned) values.
struct CodedPair {
    using Columns = std::vector<std::vector<std::uint32_t>>;
    std::vector<std::uint32_t> domain_sizes;  ///< distinct values of a column in both tables together
    Columns real;                             ///< real[c][r]
    Columns synthetic;
};

/// Codes the columns that `real` has; `synthetic` must have them, in any order.
CodedPair code_together(const CsvTable& real, const CsvTable& synthetic, const std::vector<EqualBins>& bins = {});

/// Total variation distance ½ Σ |p - q| of the joint distributions of `columns` in the two tables.
double marginal_distance(const CodedPair& tables, const std::vector<std::size_t>& columns);

/// Mean of marginal_distance over all sets of `ways` (1 to 3) columns.
double mean_marginal_distance(const CodedPair& tables, unsigned ways);

/// Share of the synthetic rows that equal, in every column, some row of the real table.
double share_of_copied_rows(const CodedPair& tables);

}  // namespace replica::test
