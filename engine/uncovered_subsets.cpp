#include "engine/uncovered_subsets.hpp"

#include "kernels/subset_scores.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

namespace replica {
namespace {

constexpr std::uint64_t low_bit_of_bytes = 0x0101010101010101ULL;

/// So many that a byte can count them.
constexpr std::size_t rows_at_once = 255;

/// The `size` columns whose subset_rank is `rank`: largest column first, the largest C(column, i) that fits.
std::vector<std::uint16_t> columns_of_rank(std::uint64_t rank, std::size_t size, std::size_t columns) {
    std::vector<std::uint16_t> set(size);
    std::uint64_t column = columns;
    for (std::size_t i = size; i > 0; --i) {
        do --column;
        while (binomial(column, i) > rank);
        rank -= binomial(column, i);
        set[i - 1] = static_cast<std::uint16_t>(column);
    }
    return set;
}

}  // namespace

bool all_sets_needed(std::span<const std::uint32_t> domains, std::size_t size, std::uint64_t family_cells) {
    // floor(floor(x / a) / b) = floor(x / (ab))
    for (const std::uint32_t domain : domains.last(size)) family_cells /= domain;
    return family_cells >= 1;
}

/// Calls visit(row) for each set of `members` of `columns`, where forced > 0 for those that have columns[forced - 1];
/// `row` is what larger members have added so far.
template <typename Visit>
void UncoveredSubsets::for_each_row(std::span<const std::uint16_t> columns, std::size_t members, std::size_t forced,
                                    std::size_t row, const Visit& visit) const {
    if (members == 0) return visit(row);
    std::size_t last = members == 1 && forced > 0 ? forced : columns.size();
    for (; last >= std::max(members, forced); --last)
        for_each_row(columns.first(last - 1), members - 1, last == forced ? 0 : forced,
                     row + binomials_[columns[last - 1] * (size_ + 1) + members], visit);
}

UncoveredSubsets::UncoveredSubsets(std::span<const std::uint32_t> domains, std::size_t size, std::uint64_t family_cells)
    : columns_(domains.size()),
      size_(size),
      words_((columns_ + 63) / 64),
      bits_(binomial(columns_, size - 1) * words_, 0),
      binomials_(columns_ * (size + 1)) {
    for (std::size_t column = 0; column < columns_; ++column)
        for (std::size_t i = 0; i <= size; ++i)
            binomials_[column * (size + 1) + i] = static_cast<std::uint32_t>(binomial(column, i));
    const std::size_t rows = bits_.size() / std::max<std::size_t>(words_, 1);
    for (std::size_t row = 0; row < rows; ++row) {
        const std::vector<std::uint16_t> set = columns_of_rank(row, size - 1, columns_);
        std::uint64_t room = family_cells;  // floor(floor(x / a) / b) = floor(x / (ab))
        if (room != std::numeric_limits<std::uint64_t>::max())
            for (const std::uint16_t column : set) room /= domains[column];
        for (std::size_t a = 0; a < columns_; ++a)
            if (domains[a] <= room) bits_[row * words_ + a / 64] |= std::uint64_t{1} << a % 64;
        for (const std::uint16_t column : set) bits_[row * words_ + column / 64U] &= ~(std::uint64_t{1} << column % 64);
    }
}

void UncoveredSubsets::cover(std::span<const std::uint16_t> columns) {
    std::vector<std::uint64_t> others(words_, ~std::uint64_t{0});
    for (const std::uint16_t column : columns) others[column / 64U] &= ~(std::uint64_t{1} << column % 64);
    for_each_row(columns, size_ - 1, 0, 0, [&](std::size_t row) {
        for (std::size_t word = 0; word < words_; ++word) bits_[row * words_ + word] &= others[word];
    });
}

void UncoveredSubsets::sum_rows(std::span<const std::uint16_t> columns, std::size_t forced,
                                std::span<std::uint32_t> gain) const {
    std::fill(gain.begin(), gain.end(), 0U);
    std::array<std::size_t, rows_at_once> rows;
    std::size_t count = 0;
    for_each_row(columns, size_ - 1, forced, 0, [&](std::size_t row) {
        rows[count] = row * words_;
        if (++count < rows.size()) return;
        add_rows(rows, gain);
        count = 0;
    });
    add_rows(std::span(rows).first(count), gain);
}

/// gain[a] += how many of the rows that begin at these words have bit a; rows_at_once rows at most.
void UncoveredSubsets::add_rows(std::span<const std::size_t> begins, std::span<std::uint32_t> gain) const {
    for (std::size_t word = 0; word < words_; ++word) {
        // Byte b of sums[j] counts column 64 · word + 8 · b + j.
        std::array<std::uint64_t, 8> sums{};
        for (const std::size_t begin : begins) {
            const std::uint64_t bits = bits_[begin + word];
            for (unsigned j = 0; j < 8; ++j) sums[j] += bits >> j & low_bit_of_bytes;
        }
        const auto out = gain.subspan(64 * word, std::min<std::size_t>(64, columns_ - 64 * word));
        for (std::size_t a = 0; a < out.size(); ++a)
            out[a] += static_cast<std::uint32_t>(sums[a % 8] >> (a / 8 * 8) & 0xFF);
    }
}

void UncoveredSubsets::gains(std::span<const std::uint16_t> columns, std::span<std::uint32_t> gain) const {
    sum_rows(columns, 0, gain);
}

void UncoveredSubsets::gains_through(std::span<const std::uint16_t> columns, std::size_t through,
                                     std::span<std::uint32_t> gain) const {
    // Of no columns, the only set is empty.
    if (size_ == 1) return std::fill(gain.begin(), gain.end(), 0U);
    sum_rows(columns, through + 1, gain);
}

std::optional<std::vector<std::uint16_t>> UncoveredSubsets::set_in_row(std::size_t row) const {
    for (std::size_t word = 0; word < words_; ++word) {
        const std::uint64_t bits = bits_[row * words_ + word];
        if (bits == 0) continue;
        std::vector<std::uint16_t> set = columns_of_rank(row, size_ - 1, columns_);
        set.push_back(static_cast<std::uint16_t>(64 * word + static_cast<std::size_t>(std::countr_zero(bits))));
        std::sort(set.begin(), set.end());
        return set;
    }
    return std::nullopt;
}

std::optional<std::vector<std::uint16_t>> UncoveredSubsets::first() {
    for (; first_row_ * words_ < bits_.size(); ++first_row_)
        if (auto set = set_in_row(first_row_)) return set;
    return std::nullopt;
}

}  // namespace replica
