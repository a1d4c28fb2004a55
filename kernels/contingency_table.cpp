#include "kernels/contingency_table.hpp"

#include "kernels/mixed_radix.hpp"

#include <algorithm>
#include <cassert>

namespace replica {
namespace {

/// Rows whose indices are computed at a time: 8 or 16 KiB, half of a first-level cache at most.
constexpr std::size_t tile_rows = 4096;

/// Cells between neighbouring sub-tables: a cache line, so that equal cells don't fall into one cache set.
constexpr std::size_t padding = 16;

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

/// One increment a row. With sub-tables, neighbouring rows go to four tables: `first` and three at `others`, `stride`
/// cells apart.
template <typename Index>
void increment(std::span<const Index> index, std::uint32_t* first, std::uint32_t* others, std::size_t stride) {
    std::uint32_t* second = others == nullptr ? first : others;
    std::uint32_t* third = others == nullptr ? first : others + stride;
    std::uint32_t* fourth = others == nullptr ? first : others + 2 * stride;
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
void add_rows(std::span<const CodeColumn> columns, std::span<const std::uint32_t> domains, std::size_t first_row,
              std::size_t rows, std::span<std::uint32_t> counts, std::vector<Index>& buffer,
              std::vector<std::uint32_t>& sub_tables, SimdLevel level) {
    if (buffer.size() < tile_rows) buffer.resize(tile_rows);
    const std::size_t stride = counts.size() + padding;
    std::size_t tables = 0;
    for (std::size_t done = 0; done < rows; done += tile_rows) {
        const std::span<Index> index(buffer.data(), std::min(tile_rows, rows - done));
        mixed_radix_index<Index>(columns, domains, first_row + done, index, level);
        if (tables == 0) {
            tables = choose_sub_tables<Index>(index, rows, counts.size());
            if (tables > 1) sub_tables.assign(3 * stride, 0);
        }
        increment<Index>(index, counts.data(), tables > 1 ? sub_tables.data() + padding : nullptr, stride);
    }
    if (tables <= 1) return;
    for (std::size_t table = 0; table < 3; ++table) {
        const std::uint32_t* extra = sub_tables.data() + padding + table * stride;
        for (std::size_t cell = 0; cell < counts.size(); ++cell) counts[cell] += extra[cell];
    }
}

}  // namespace

void add_to_contingency_table(std::span<const CodeColumn> columns, std::span<const std::uint32_t> domains,
                              std::size_t first_row, std::size_t rows, std::span<std::uint32_t> counts,
                              ContingencyScratch& scratch, SimdLevel level) {
    assert(joint_cells(domains) == counts.size());
    if (rows == 0) return;
    // 16-bit indices hold twice as many rows a vector; 16-bit codes of a domain of one column fit them as well.
    if (counts.size() <= 65536)
        add_rows<std::uint16_t>(columns, domains, first_row, rows, counts, scratch.narrow_index, scratch.sub_tables,
                                level);
    else
        add_rows<std::uint32_t>(columns, domains, first_row, rows, counts, scratch.wide_index, scratch.sub_tables,
                                level);
}

void count_contingency_table(std::span<const CodeColumn> columns, std::span<const std::uint32_t> domains,
                             std::span<std::uint32_t> counts, ContingencyScratch& scratch, SimdLevel level) {
    std::fill(counts.begin(), counts.end(), 0U);
    add_to_contingency_table(columns, domains, 0, row_count(columns[0]), counts, scratch, level);
}

}  // namespace replica
