#include "kernels/sparse_contingency_table.hpp"

#include "kernels/mixed_radix.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstddef>
#include <utility>

namespace replica {
namespace {

constexpr unsigned digit_bits = 8;
constexpr std::size_t digit_values = std::size_t{1} << digit_bits;

/// One stable pass of a least-significant-digit radix sort.
void sort_by_digit(std::span<const std::uint64_t> keys, unsigned shift, std::span<std::uint64_t> sorted) {
    std::array<std::size_t, digit_values> position{};
    for (const std::uint64_t key : keys) ++position[(key >> shift) % digit_values];
    std::size_t before = 0;
    for (std::size_t& entry : position) before += std::exchange(entry, before);
    for (const std::uint64_t key : keys) sorted[position[(key >> shift) % digit_values]++] = key;
}

/// Sorts keys that are all below 2^bits.
void radix_sort(std::vector<std::uint64_t>& keys, unsigned bits) {
    std::vector<std::uint64_t> other(keys.size());
    for (unsigned shift = 0; shift < bits; shift += digit_bits) {
        sort_by_digit(keys, shift, other);
        keys.swap(other);
    }
}

/// Length and count of every run of equal keys.
std::vector<SparseCell> run_lengths(std::span<const std::uint64_t> sorted) {
    std::vector<SparseCell> cells;
    for (std::size_t i = 0; i < sorted.size();) {
        const std::size_t first = i;
        while (i < sorted.size() && sorted[i] == sorted[first]) ++i;
        cells.push_back({sorted[first], static_cast<std::uint32_t>(i - first)});
    }
    return cells;
}

/// The sum of the weights of every run of equal keys, once sorted.
std::vector<SparseCell> sum_weights(std::span<const std::uint64_t> keys, std::span<const std::uint32_t> weights) {
    std::vector<SparseCell> rows(keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i) rows[i] = {keys[i], weights[i]};
    std::sort(rows.begin(), rows.end(), [](SparseCell a, SparseCell b) { return a.cell < b.cell; });
    std::vector<SparseCell> cells;
    for (const SparseCell& row : rows) {
        if (cells.empty() || cells.back().cell != row.cell)
            cells.push_back(row);
        else
            cells.back().count += row.count;
    }
    return cells;
}

/// Replaces each key by its rank among the distinct keys; returns how many those are.
std::uint64_t compress(std::vector<std::uint64_t>& keys) {
    std::vector<std::uint64_t> distinct = keys;
    std::sort(distinct.begin(), distinct.end());
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    for (std::uint64_t& key : keys)
        key = static_cast<std::uint64_t>(std::lower_bound(distinct.begin(), distinct.end(), key) - distinct.begin());
    return distinct.size();
}

/// How many columns from `first` on fit one 64-bit number after a digit of `radix` values.
std::size_t columns_that_fit(std::span<const std::uint32_t> domains, std::size_t first, std::uint64_t radix) {
    std::size_t next = first;
    while (next < domains.size() && !__builtin_mul_overflow(radix, std::uint64_t{domains[next]}, &radix)) ++next;
    return next - first;
}

/// The keys of all rows and the number of values they may take.
struct RowKeys {
    std::vector<std::uint64_t> keys;
    std::uint64_t values = 1;
    bool are_indices = true;
};

RowKeys row_keys(std::span<const CodeColumn> columns, std::span<const std::uint32_t> domains, SimdLevel level) {
    const std::size_t rows = row_count(columns[0]);
    RowKeys result;
    std::size_t next = columns_that_fit(domains, 0, 1);
    result.values = *joint_cells(domains.first(next));
    result.keys.resize(rows);
    mixed_radix_index<std::uint64_t>(columns.first(next), domains.first(next), 0, result.keys, level);
    std::vector<std::uint64_t> low_digits(next < columns.size() ? rows : 0);
    while (next < columns.size()) {
        // At most 2^32 leading combinations occur, so at least two more 16-bit columns fit beside their rank.
        result.are_indices = false;
        result.values = std::max<std::uint64_t>(compress(result.keys), 1);
        const std::size_t fit = columns_that_fit(domains, next, result.values);
        const std::span<const std::uint32_t> radices = domains.subspan(next, fit);
        mixed_radix_index<std::uint64_t>(columns.subspan(next, fit), radices, 0, low_digits, level);
        const std::uint64_t factor = *joint_cells(radices);
        for (std::size_t i = 0; i < rows; ++i) result.keys[i] = result.keys[i] * factor + low_digits[i];
        result.values *= factor;
        next += fit;
    }
    return result;
}

}  // namespace

SparseTable sparse_contingency_table(const CountedRows& rows, SimdLevel level) {
    assert(!rows.columns.empty() && rows.columns.size() == rows.domains.size());
    RowKeys row_key = row_keys(rows.columns, rows.domains, level);
    if (!rows.weights.empty()) return {sum_weights(row_key.keys, rows.weights), row_key.are_indices};
    radix_sort(row_key.keys, static_cast<unsigned>(std::bit_width(row_key.values - 1)));
    return {run_lengths(row_key.keys), row_key.are_indices};
}

}  // namespace replica
