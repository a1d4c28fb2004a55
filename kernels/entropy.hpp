#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace replica {

/// Fraction bits of fixed-point x·log x: rows · log(rows) · 2^26 fits 63 bits for every rows < 2^32.
inline constexpr int x_log_x_fraction_bits = 26;

/// What the entropy of a set of columns follows from. Sums of integers only, so it is the same for any order of cells
/// and any spread of the work over blocks, vectors, threads and ranks.
struct SubsetScore {
    std::int64_t x_log_x = -1;  ///< sum over cells of count · log(count) in nats · 2^26; -1 where not known
    std::uint32_t support = 0;  ///< cells with at least one row

    [[nodiscard]] bool known() const { return x_log_x >= 0; }
    friend bool operator==(const SubsetScore&, const SubsetScore&) = default;
};

/// Natural logarithm of an integer >= 1, within 2e-16 relative. Written out in plain double arithmetic with tables
/// fixed at compile time, not taken from the C library, so that all nodes of a cluster agree to the last bit.
double log_of_integer(std::uint32_t value);

/// count · log(count) in nats as fixed point, rounded to nearest; 0 for 0 and 1.
std::int64_t fixed_x_log_x(std::uint32_t count);

/// Score of a table's cells, in any order; zeros may be left out. Their sum must be below 2^32.
SubsetScore score_counts(std::span<const std::uint32_t> counts);

/// Entropy of a set of columns over `rows` rows, in nats. Error: 2^-27 · support / rows at most, beside rounding.
/// 0 for no rows.
double entropy(SubsetScore score, std::uint32_t rows);

/// I(X; P) = H(X) + H(P) - H(X ∪ P) in nats; x, p and xp are the scores of X, P and X ∪ P. 0 for no rows.
double mutual_information(SubsetScore x, SubsetScore p, SubsetScore xp, std::uint32_t rows);

/// I(X; P) - (|X| - 1)(|P| - 1) / (2 · rows) with the observed supports: mutual information less its leading bias under
/// independence, Miller (1955), "Note on the bias of information estimates". May be negative. 0 for no rows.
double corrected_mutual_information(SubsetScore x, SubsetScore p, SubsetScore xp, std::uint32_t rows);

}  // namespace replica
