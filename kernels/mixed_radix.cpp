#include "kernels/mixed_radix.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace replica {
namespace {

/// index = index · radix + code: one digit, any code width.
template <typename Index, typename Code>
struct AppendDigit {
    [[gnu::always_inline]] void operator()(const Code* __restrict codes, std::uint32_t radix, Index* __restrict index,
                                           std::size_t rows) const {
        const auto factor = static_cast<Index>(radix);
        for (std::size_t i = 0; i < rows; ++i)
            index[i] = static_cast<Index>(static_cast<Index>(index[i] * factor) + codes[i]);
    }
};

/// Four 8-bit digits in one pass, so that the index is loaded and stored once for four columns.
/// `start` is all ones to continue the index and zero to begin it.
template <typename Index>
struct AppendFourDigits {
    using Codes = std::array<const std::uint8_t*, 4>;
    using Radices = std::array<Index, 4>;
    [[gnu::always_inline]] void operator()(Codes codes, Radices radices, Index start, Index* __restrict index,
                                           std::size_t rows) const {
        const std::uint8_t* __restrict a = codes[0];
        const std::uint8_t* __restrict b = codes[1];
        const std::uint8_t* __restrict c = codes[2];
        const std::uint8_t* __restrict d = codes[3];
        for (std::size_t i = 0; i < rows; ++i) {
            Index value = static_cast<Index>(index[i] & start);
            value = static_cast<Index>(static_cast<Index>(value * radices[0]) + a[i]);
            value = static_cast<Index>(static_cast<Index>(value * radices[1]) + b[i]);
            value = static_cast<Index>(static_cast<Index>(value * radices[2]) + c[i]);
            index[i] = static_cast<Index>(static_cast<Index>(value * radices[3]) + d[i]);
        }
    }
};

/// How many columns from `first` on are 8-bit, counting no further than four.
std::size_t run_of_bytes(std::span<const CodeColumn> columns, std::size_t first) {
    std::size_t run = 0;
    while (run < 4 && first + run < columns.size() && columns[first + run].index() == 0) ++run;
    return run;
}

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
    std::size_t next = 0;
    if (run_of_bytes(columns, 0) < 4) std::fill(index.begin(), index.end(), Index{0});
    while (next < columns.size()) {
        if (run_of_bytes(columns, next) == 4) {
            typename AppendFourDigits<Index>::Codes codes{};
            typename AppendFourDigits<Index>::Radices radices{};
            for (std::size_t j = 0; j < 4; ++j) {
                codes[j] = std::get<0>(columns[next + j]).data() + first_row;
                radices[j] = static_cast<Index>(domains[next + j]);
            }
            const auto start = static_cast<Index>(next == 0 ? 0 : ~Index{0});
            run_at_level(level, AppendFourDigits<Index>{}, codes, radices, start, index.data(), index.size());
            next += 4;
            continue;
        }
        std::visit(
            [&](const auto& codes) {
                using Code = typename std::remove_cvref_t<decltype(codes)>::value_type;
                run_at_level(level, AppendDigit<Index, Code>{}, codes.data() + first_row, domains[next], index.data(),
                             index.size());
            },
            columns[next]);
        ++next;
    }
}

template void mixed_radix_index<std::uint16_t>(std::span<const CodeColumn>, std::span<const std::uint32_t>, std::size_t,
                                               std::span<std::uint16_t>, SimdLevel);
template void mixed_radix_index<std::uint32_t>(std::span<const CodeColumn>, std::span<const std::uint32_t>, std::size_t,
                                               std::span<std::uint32_t>, SimdLevel);
template void mixed_radix_index<std::uint64_t>(std::span<const CodeColumn>, std::span<const std::uint32_t>, std::size_t,
                                               std::span<std::uint64_t>, SimdLevel);

}  // namespace replica
