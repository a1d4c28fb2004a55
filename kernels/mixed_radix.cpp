#include "kernels/mixed_radix.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>

namespace replica {
namespace {

/// Columns that one pass takes, so that the index is loaded and stored once for several.
constexpr std::size_t pass_columns = 4;

/// Rows that 8-bit columns are folded for at a time.
constexpr std::size_t tile_rows = 4096;

/// A digit of 8 bits: its codes for the rows at hand, and its radix.
struct ByteDigit {
    const std::uint8_t* codes = nullptr;
    std::uint32_t radix = 1;
};

using ByteDigits = std::array<ByteDigit, pass_columns>;

/// `Digits` columns whose product of domains is at most 256 become one 8-bit digit. Two rows share a 16-bit lane: as no
/// partial result exceeds 255, the lower row's product never carries into the upper's, and there is a 16-bit vector
/// multiplication where there is no 8-bit one.
template <std::size_t Digits>
struct FoldBytes {
    [[gnu::always_inline]] void operator()(ByteDigits digits, std::uint8_t* __restrict folded, std::size_t rows) const {
        const std::uint8_t* __restrict a = digits[0].codes;
        const std::uint8_t* __restrict b = digits[1].codes;
        const std::uint8_t* __restrict c = digits[2].codes;
        const std::uint8_t* __restrict d = digits[3].codes;
        std::size_t i = 0;
        for (; i + 2 <= rows; i += 2) {
            std::uint16_t pair = lane(a + i);
            pair = append(pair, digits[1].radix, lane(b + i));
            if constexpr (Digits > 2) pair = append(pair, digits[2].radix, lane(c + i));
            if constexpr (Digits > 3) pair = append(pair, digits[3].radix, lane(d + i));
            std::memcpy(folded + i, &pair, sizeof pair);
        }
        if (i == rows) return;
        std::uint32_t last = a[i];
        for (std::size_t digit = 1; digit < Digits; ++digit) last = last * digits[digit].radix + digits[digit].codes[i];
        folded[i] = static_cast<std::uint8_t>(last);
    }

private:
    [[gnu::always_inline]] static std::uint16_t lane(const std::uint8_t* codes) {
        std::uint16_t pair = 0;
        std::memcpy(&pair, codes, sizeof pair);
        return pair;
    }
    [[gnu::always_inline]] static std::uint16_t append(std::uint16_t pair, std::uint32_t radix, std::uint16_t codes) {
        return static_cast<std::uint16_t>(pair * static_cast<std::uint16_t>(radix) + codes);
    }
};

/// index = (index · radix + code) for `Digits` 8-bit digits; `start` is all ones to continue the index and zero to
/// begin it.
template <typename Index, std::size_t Digits>
struct AppendBytes {
    [[gnu::always_inline]] void operator()(ByteDigits digits, Index start, Index* __restrict index,
                                           std::size_t rows) const {
        const std::uint8_t* __restrict a = digits[0].codes;
        const std::uint8_t* __restrict b = digits[1].codes;
        const std::uint8_t* __restrict c = digits[2].codes;
        const std::uint8_t* __restrict d = digits[3].codes;
        for (std::size_t i = 0; i < rows; ++i) {
            auto value = static_cast<Index>(index[i] & start);
            value = append(value, digits[0].radix, a[i]);
            if constexpr (Digits > 1) value = append(value, digits[1].radix, b[i]);
            if constexpr (Digits > 2) value = append(value, digits[2].radix, c[i]);
            if constexpr (Digits > 3) value = append(value, digits[3].radix, d[i]);
            index[i] = value;
        }
    }

private:
    [[gnu::always_inline]] static Index append(Index value, std::uint32_t radix, std::uint8_t code) {
        return static_cast<Index>(value * static_cast<Index>(radix) + code);
    }
};

/// index = index · radix + code for a 16-bit column.
template <typename Index>
struct AppendWide {
    [[gnu::always_inline]] void operator()(const std::uint16_t* __restrict codes, std::uint32_t radix, Index start,
                                           Index* __restrict index, std::size_t rows) const {
        const auto factor = static_cast<Index>(radix);
        for (std::size_t i = 0; i < rows; ++i)
            index[i] = static_cast<Index>(static_cast<Index>(index[i] & start) * factor + codes[i]);
    }
};

/// Computes the index of one tile, digit by digit.
template <typename Index>
class TileIndex {
public:
    TileIndex(std::span<Index> index, SimdLevel level) : index_(index), level_(level) {}

    void append(std::span<const CodeColumn> columns, std::span<const std::uint32_t> domains, std::size_t first_row) {
        for (std::size_t next = 0; next < columns.size();) {
            if (const auto* wide = std::get_if<1>(&columns[next])) {
                flush();
                run_at_level(level_, AppendWide<Index>{}, wide->data() + first_row, domains[next], start_,
                             index_.data(), index_.size());
                start_ = static_cast<Index>(~Index{0});
                ++next;
            } else {
                next += append_group(columns.subspan(next), domains.subspan(next), first_row);
            }
        }
        flush();
    }

private:
    /// Adds as many leading 8-bit columns as one digit holds; returns how many.
    std::size_t append_group(std::span<const CodeColumn> columns, std::span<const std::uint32_t> domains,
                             std::size_t first_row) {
        ByteDigits group{};
        std::uint32_t radix = 1;
        std::size_t size = 0;
        while (size < std::min(pass_columns, columns.size()) && columns[size].index() == 0 &&
               (size == 0 || radix * domains[size] <= 256)) {
            group[size] = {std::get<0>(columns[size]).data() + first_row, domains[size]};
            radix *= domains[size++];
        }
        std::uint8_t* folded = folded_[pending_].data();
        switch (size) {
            case 2: run_at_level(level_, FoldBytes<2>{}, group, folded, index_.size()); break;
            case 3: run_at_level(level_, FoldBytes<3>{}, group, folded, index_.size()); break;
            case 4: run_at_level(level_, FoldBytes<4>{}, group, folded, index_.size()); break;
            default: break;
        }
        digits_[pending_++] = {size == 1 ? group[0].codes : folded, radix};
        if (pending_ == pass_columns) flush();
        return size;
    }

    /// Appends the digits that wait.
    void flush() {
        Index* index = index_.data();
        const std::size_t rows = index_.size();
        switch (pending_) {
            case 0: return;
            case 1: run_at_level(level_, AppendBytes<Index, 1>{}, digits_, start_, index, rows); break;
            case 2: run_at_level(level_, AppendBytes<Index, 2>{}, digits_, start_, index, rows); break;
            case 3: run_at_level(level_, AppendBytes<Index, 3>{}, digits_, start_, index, rows); break;
            default: run_at_level(level_, AppendBytes<Index, 4>{}, digits_, start_, index, rows); break;
        }
        pending_ = 0;
        start_ = static_cast<Index>(~Index{0});
    }

    std::span<Index> index_;
    SimdLevel level_;
    Index start_ = 0;
    ByteDigits digits_{};
    std::size_t pending_ = 0;
    std::array<std::array<std::uint8_t, tile_rows>, pass_columns> folded_;
};

}  // namespace

std::optional<std::uint64_t> joint_cells(std::span<const std::uint32_t> domains) {
    std::uint64_t cells = 1;
    for (const std::uint32_t domain : domains)
        if (__builtin_mul_overflow(cells, std::uint64_t{domain}, &cells)) return std::nullopt;
    return cells;
}

template <typename Index>
void mixed_radix_index(std::span<const CodeColumn> columns, std::span<const std::uint32_t> domains,
                       std::size_t first_row, std::span<Index> index, SimdLevel level) {
    assert(!columns.empty() && columns.size() == domains.size());
    for (std::size_t done = 0; done < index.size(); done += tile_rows) {
        const std::span<Index> tile = index.subspan(done, std::min(tile_rows, index.size() - done));
        TileIndex<Index>(tile, level).append(columns, domains, first_row + done);
    }
}

template void mixed_radix_index<std::uint16_t>(std::span<const CodeColumn>, std::span<const std::uint32_t>, std::size_t,
                                               std::span<std::uint16_t>, SimdLevel);
template void mixed_radix_index<std::uint32_t>(std::span<const CodeColumn>, std::span<const std::uint32_t>, std::size_t,
                                               std::span<std::uint32_t>, SimdLevel);
template void mixed_radix_index<std::uint64_t>(std::span<const CodeColumn>, std::span<const std::uint32_t>, std::size_t,
                                               std::span<std::uint64_t>, SimdLevel);

}  // namespace replica
