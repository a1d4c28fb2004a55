#include "kernels/row_hash.hpp"

#include <algorithm>
#include <type_traits>
#include <variant>

#include <omp.h>

namespace replica {
namespace {

/// Rows that stay in the first-level cache while all columns are added.
constexpr std::size_t tile_rows = 2048;

constexpr std::uint64_t golden_ratio = 0x9E3779B97F4A7C15ULL;

/// hash += (code + 1) · multiplier, the multiplier in two halves: a vector multiplies 32 bits by 32.
template <typename Code>
struct AddColumn {
    [[gnu::always_inline]] void operator()(const Code* __restrict codes, std::uint64_t multiplier,
                                           std::uint64_t* __restrict hashes, std::size_t rows) const {
        const std::uint64_t low = multiplier & 0xFFFFFFFFU;
        const std::uint64_t high = multiplier >> 32U;
        for (std::size_t i = 0; i < rows; ++i) {
            const std::uint64_t digit = std::uint64_t{codes[i]} + 1;
            hashes[i] += digit * low + ((digit * high) << 32U);
        }
    }
};

void hash_tile(std::span<const CodeColumn> columns, std::size_t first_row, std::span<std::uint64_t> tile,
               SimdLevel level) {
    std::fill(tile.begin(), tile.end(), 0U);
    for (std::size_t j = 0; j < columns.size(); ++j) {
        const std::uint64_t multiplier = mix_bits((j + 1) * golden_ratio) | 1U;
        std::visit(
            [&](const auto& codes) {
                using Code = std::remove_const_t<typename std::decay_t<decltype(codes)>::element_type>;
                run_at_level(level, AddColumn<Code>{}, codes.data() + first_row, multiplier, tile.data(), tile.size());
            },
            columns[j]);
    }
    for (std::uint64_t& hash : tile) hash = mix_bits(hash);
}

}  // namespace

void hash_rows(std::span<const CodeColumn> columns, std::size_t first_row, std::span<std::uint64_t> hashes, int threads,
               SimdLevel level) {
    const int team = threads > 0 ? threads : omp_get_max_threads();
    const auto tiles = static_cast<std::int64_t>((hashes.size() + tile_rows - 1) / tile_rows);
#pragma omp parallel for num_threads(team) schedule(static)
    for (std::int64_t tile = 0; tile < tiles; ++tile) {
        const std::size_t begin = static_cast<std::size_t>(tile) * tile_rows;
        hash_tile(columns, first_row + begin, hashes.subspan(begin, std::min(tile_rows, hashes.size() - begin)), level);
    }
}

}  // namespace replica
