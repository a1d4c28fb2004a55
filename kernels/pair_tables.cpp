#include "kernels/pair_tables.hpp"

#include <algorithm>
#include <variant>

#include <omp.h>

namespace replica {
namespace {

// Codes of so many rows stay in the cache while pair after pair is counted.
constexpr std::size_t tile_rows = 4096;

// Neighbouring rows add to copies of a small table, since one that adds to a cell waits for the one before.
constexpr std::size_t most_lanes = 4;
constexpr std::size_t shared_cells = 1024;

// Of what is at least 0 and below 2^63; std::floor is a call where the instruction set has no rounding.
double round_down(double value) { return static_cast<double>(static_cast<std::int64_t>(value)); }

// Where a pair's cells are: first * stride + second, a single column's at 0 * ... + second.
std::size_t stride_of(ColumnPair pair, std::span<const std::uint32_t> sizes) {
    return pair.is_single() ? 0 : sizes[pair.second];
}

template <typename Codes>
void map_codes(const Codes& codes, std::size_t begin, std::size_t rows, const std::uint16_t* map, std::uint16_t* out) {
    for (std::size_t r = 0; r < rows; ++r) out[r] = map[codes[begin + r]];
}

// The pairs of one thread: every so many, for neighbours share columns and so sizes.
std::vector<std::size_t> pairs_of_thread(std::size_t pairs) {
    std::vector<std::size_t> mine;
    const auto threads = static_cast<std::size_t>(omp_get_num_threads());
    for (auto p = static_cast<std::size_t>(omp_get_thread_num()); p < pairs; p += threads) mine.push_back(p);
    return mine;
}

}  // namespace

std::vector<std::vector<std::uint32_t>> count_pairs(std::span<const CodeColumn> columns,
                                                    std::span<const std::vector<std::uint16_t>> maps,
                                                    std::span<const std::uint32_t> sizes,
                                                    std::span<const ColumnPair> pairs, int threads) {
    std::vector<std::vector<std::uint32_t>> tables(pairs.size());
    if (pairs.empty()) return tables;
    const std::size_t rows = row_count(columns.front());
#pragma omp parallel num_threads(threads)
    {
        const std::vector<std::size_t> mine = pairs_of_thread(pairs.size());
        std::vector<bool> needed(columns.size());
        for (const std::size_t p : mine) {
            tables[p].assign(cells_of(pairs[p], sizes), 0);
            needed[pairs[p].first] = needed[pairs[p].second] = true;
        }
        std::vector<std::uint16_t> tile(columns.size() * tile_rows);
        for (std::size_t begin = 0; begin < rows; begin += tile_rows) {
            const std::size_t count = std::min(tile_rows, rows - begin);
            for (std::size_t c = 0; c < columns.size(); ++c) {
                if (!needed[c]) continue;
                std::visit(
                    [&](const auto& codes) { map_codes(codes, begin, count, maps[c].data(), &tile[c * tile_rows]); },
                    columns[c]);
            }
            for (const std::size_t p : mine) {
                const std::uint16_t* first = &tile[pairs[p].first * tile_rows];
                const std::uint16_t* second = &tile[pairs[p].second * tile_rows];
                const std::size_t stride = stride_of(pairs[p], sizes);
                std::uint32_t* table = tables[p].data();
                for (std::size_t r = 0; r < count; ++r) ++table[first[r] * stride + second[r]];
            }
        }
    }
    return tables;
}

std::vector<std::vector<double>> weigh_pairs(const WeightedRows& rows, std::span<const ColumnPair> pairs, int threads) {
    std::vector<std::vector<double>> tables(pairs.size());
#pragma omp parallel num_threads(threads)
    {
        const std::vector<std::size_t> mine = pairs_of_thread(pairs.size());
        for (const std::size_t p : mine) tables[p].assign(cells_of(pairs[p], rows.sizes), 0);
        for (std::size_t begin = 0; begin < rows.weights.size(); begin += tile_rows) {
            const std::size_t count = std::min(tile_rows, rows.weights.size() - begin);
            const double* weights = &rows.weights[begin];
            for (const std::size_t p : mine) {
                const std::uint16_t* first = &rows.columns[pairs[p].first][begin];
                const std::uint16_t* second = &rows.columns[pairs[p].second][begin];
                const std::size_t stride = stride_of(pairs[p], rows.sizes);
                double* table = tables[p].data();
                for (std::size_t r = 0; r < count; ++r) table[first[r] * stride + second[r]] += weights[r];
            }
        }
    }
    return tables;
}

std::vector<double> scale_and_weigh(const WeightedRows& rows, ColumnPair scaled, std::span<const double> factors,
                                    ColumnPair weighed, int threads) {
    const std::uint16_t* scaled_first = rows.columns[scaled.first].data();
    const std::uint16_t* scaled_second = rows.columns[scaled.second].data();
    const std::uint16_t* first = rows.columns[weighed.first].data();
    const std::uint16_t* second = rows.columns[weighed.second].data();
    const std::size_t scaled_stride = stride_of(scaled, rows.sizes);
    const std::size_t stride = stride_of(weighed, rows.sizes);
    const std::size_t cells = cells_of(weighed, rows.sizes);
    const std::size_t lanes = cells <= shared_cells ? most_lanes : 1;
    const auto count = static_cast<std::int64_t>(rows.weights.size());
    std::vector<double> table(cells);
#pragma omp parallel num_threads(threads)
    {
        std::vector<double> mine(cells * lanes);
#pragma omp for schedule(static)
        for (std::int64_t r = 0; r < count; ++r) {
            const auto row = static_cast<std::size_t>(r);
            double weight = rows.weights[row];
            if (!factors.empty()) {
                weight = round_down(weight * factors[scaled_first[row] * scaled_stride + scaled_second[row]]);
                rows.weights[row] = weight;
            }
            mine[(first[row] * stride + second[row]) * lanes + (row & (lanes - 1))] += weight;
        }
#pragma omp critical
        for (std::size_t i = 0; i < mine.size(); ++i) table[i / lanes] += mine[i];
    }
    return table;
}

}  // namespace replica
