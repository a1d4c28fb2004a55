#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// A standard normal variable of a row (or person) that decides one thing of a column: which value it has, or whether
/// it is missing.
struct LatentVariable {
    std::uint32_t column = 0;          ///< of the model
    bool missing = false;              ///< whether the column is missing, else its value
    std::vector<std::uint32_t> with;   ///< columns that are missing in the same rows
    std::vector<std::uint16_t> order;  ///< of a value: the column's codes but the missing one, in ascending order
    /// Of the person tier: what share of the rows has each code of `order`; or no value missing, and a missing one.
    std::vector<double> row_shares{};
};

/// A Gaussian copula: the columns' codes are drawn by normal variables with correlations of their own, each cut at the
/// thresholds that give the column its marginal (the families without parents).
///
/// With a person tier the first variables are of persons, drawn once for each. Persons with many rows weigh more among
/// rows, so their variables are brought to the rows' marginals before rows are drawn given them: to the same place
/// within the same code.
struct Copula {
    std::vector<LatentVariable> variables;  ///< those of the person tier first
    /// A lower triangle, row by row: variable i is the sum over k <= i of (i, k) x (normal k). Normal k is independent
    /// of the others, but where i is of a row and k of the person tier it is the person's variable k, brought to rows.
    std::vector<double> factor;

    /// Row i of the triangle: i + 1 weights.
    [[nodiscard]] std::span<const double> row(std::size_t i) const {
        return std::span(factor).subspan(i * (i + 1) / 2, i + 1);
    }
};

}  // namespace replica
