#include "kernels/contingency_table.hpp"

#include "kernels/mixed_radix.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace replica {
namespace {

/// Rows whose indices are computed at a time: 4 or 8 KiB, a quarter of a first-level cache at most.
constexpr std::size_t tile_rows = 2048;

/// Cells between neighbouring sub-tables: a cache line, so that equal cells don't fall into one cache set.
constexpr std::size_t padding = 64;

/// Rows with the same index as their predecessor wait for its store. Where that is common, neighbouring rows go to
/// different sub-tables; where it isn't, one table keeps the footprint small. The first tile's `index` decides.
template <typename Index>
std::size_t choose_sub_tables(std::span<const Index> index, std::size_t rows, std::size_t cells) {
    if (rows < 4 * cells) return 1;
    std::size_t repeats = 0;
    for (std::size_t i = 1; i < index.size(); ++i) repeats += index[i] == index[i - 1] ? 1U : 0U;
    if (cells <= 1024) return 4;
    return repeats * 8 > index.size() ? 4 : 1;
}

/// Four tables for neighbouring rows; they may be one and the same.
template <typename Count>
using SubTables = std::array<Count*, 4>;

template <typename Count>
SubTables<Count> sub_tables(Count* first, Count* others, std::size_t stride, std::size_t tables) {
    if (tables == 1) return {first, first, first, first};
    return {first, others, others + stride, others + 2 * stride};
}

template <typename Index>
void add_tile(std::span<const Index> index, const SubTables<std::uint32_t>& tables) {
    const auto [first, second, third, fourth] = tables;
    std::size_t i = 0;
    for (; i + 4 <= index.size(); i += 4) {
        ++first[index[i]];
        ++second[index[i + 1]];
        ++third[index[i + 2]];
        ++fourth[index[i + 3]];
    }
    for (; i < index.size(); ++i) ++first[index[i]];
}

template <typename Index>
void add_weighted_tile(std::span<const Index> index, const std::uint32_t* weights,
                       const SubTables<std::uint32_t>& tables) {
    for (std::size_t i = 0; i < index.size(); ++i) tables[i % 4][index[i]] += weights[i];
}

/// As add_tile, in bytes; a cell that came round to 0 is written to `carries`, whose end is returned.
template <typename Index>
std::uint32_t* add_byte_tile(std::span<const Index> index, const SubTables<std::uint8_t>& tables,
                             std::uint32_t* carries) {
    const auto [first, second, third, fourth] = tables;
    std::size_t i = 0;
    for (; i + 4 <= index.size(); i += 4) {
        if (++first[index[i]] == 0) *carries++ = index[i];
        if (++second[index[i + 1]] == 0) *carries++ = index[i + 1];
        if (++third[index[i + 2]] == 0) *carries++ = index[i + 2];
        if (++fourth[index[i + 3]] == 0) *carries++ = index[i + 3];
    }
    for (; i < index.size(); ++i)
        if (++first[index[i]] == 0) *carries++ = index[i];
    return carries;
}

/// Goes through the rows in tiles: start(index) once, with the first tile, then add(index, first row) for each.
template <typename Index, typename Start, typename Add>
void for_each_tile(const CountedRows& rows, std::vector<Index>& buffer, SimdLevel level, const Start& start,
                   const Add& add) {
    const std::size_t count = row_count(rows.columns[0]);
    if (buffer.size() < tile_rows) buffer.resize(tile_rows);
    for (std::size_t done = 0; done < count; done += tile_rows) {
        const std::span<Index> index(buffer.data(), std::min(tile_rows, count - done));
        mixed_radix_index<Index>(rows.columns, rows.domains, done, index, level);
        if (done == 0) start(std::span<const Index>(index));
        add(std::span<const Index>(index), done);
    }
}

template <typename Index>
void count_in_words(const CountedRows& rows, std::span<std::uint32_t> counts, std::vector<Index>& buffer,
                    std::vector<std::uint32_t>& extra, SimdLevel level) {
    std::fill(counts.begin(), counts.end(), 0U);
    const std::size_t stride = counts.size() + padding;
    std::size_t tables = 1;
    SubTables<std::uint32_t> place{};
    const auto start = [&](std::span<const Index> index) {
        tables = choose_sub_tables<Index>(index, row_count(rows.columns[0]), counts.size());
        if (tables > 1) extra.assign(3 * stride, 0);
        place = sub_tables(counts.data(), extra.data() + padding, stride, tables);
    };
    for_each_tile(rows, buffer, level, start, [&](std::span<const Index> index, std::size_t first) {
        if (rows.weights.empty())
            add_tile<Index>(index, place);
        else
            add_weighted_tile<Index>(index, rows.weights.data() + first, place);
    });
    for (std::size_t table = 1; table < tables; ++table) {
        const std::uint32_t* added = place[table];
        for (std::size_t cell = 0; cell < counts.size(); ++cell) counts[cell] += added[cell];
    }
}

template <typename Index>
void count_in_bytes(const CountedRows& rows, std::span<std::uint32_t> counts, std::vector<Index>& buffer,
                    ContingencyScratch& scratch, SimdLevel level) {
    const std::size_t stride = counts.size() + padding;
    scratch.carries.resize(row_count(rows.columns[0]) / 256 + 1);
    std::uint32_t* carries_end = scratch.carries.data();
    std::size_t tables = 1;
    SubTables<std::uint8_t> place{};
    const auto start = [&](std::span<const Index> index) {
        tables = choose_sub_tables<Index>(index, row_count(rows.columns[0]), counts.size());
        scratch.byte_tables.assign(tables * stride, 0);
        std::uint8_t* first = scratch.byte_tables.data();
        place = sub_tables(first, first + stride, stride, tables);
    };
    for_each_tile(rows, buffer, level, start, [&](std::span<const Index> index, std::size_t) {
        carries_end = add_byte_tile<Index>(index, place, carries_end);
    });
    if (tables == 1)
        for (std::size_t cell = 0; cell < counts.size(); ++cell) counts[cell] = place[0][cell];
    else
        for (std::size_t cell = 0; cell < counts.size(); ++cell)
            counts[cell] = std::uint32_t{place[0][cell]} + place[1][cell] + place[2][cell] + place[3][cell];
    for (const std::uint32_t* carry = scratch.carries.data(); carry != carries_end; ++carry) counts[*carry] += 256;
}

}  // namespace

void count_contingency_table(const CountedRows& rows, std::span<std::uint32_t> counts, ContingencyScratch& scratch,
                             SimdLevel level) {
    assert(joint_cells(rows.domains) == counts.size());
    assert(rows.weights.empty() || rows.weights.size() == row_count(rows.columns[0]));
    if (row_count(rows.columns[0]) == 0) return std::fill(counts.begin(), counts.end(), 0U);
    // 16-bit indices hold twice as many rows a vector; 16-bit codes of a domain of one column fit them as well.
    if (counts.size() <= 65536)
        count_in_words<std::uint16_t>(rows, counts, scratch.narrow_index, scratch.sub_tables, level);
    else if (!rows.weights.empty())
        count_in_words<std::uint32_t>(rows, counts, scratch.wide_index, scratch.sub_tables, level);
    else
        count_in_bytes<std::uint32_t>(rows, counts, scratch.wide_index, scratch, level);
}

}  // namespace replica
