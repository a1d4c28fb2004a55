#include "kernels/nearest_rows.hpp"

#include "kernels/byte_distances.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <exception>
#include <numeric>

#include <omp.h>

namespace replica {
namespace {

// Blocks of a tile stay in the first-level cache while one query after another passes over them.
constexpr std::size_t tile_bytes = 24'576;
// Queries that a thread takes at a time, so that the candidates come from memory once for so many.
constexpr std::size_t batch_queries = 64;

// A query's columns, in parts of at most DistanceSteps::most_columns.
struct QuerySteps {
    std::vector<DistanceSteps> parts;
};

// Distances of a query to the rows of a block, wide enough for any number of columns.
struct RowDistances {
    BlockDistances narrow;
    std::array<std::uint32_t, block_rows> sums{};
    std::uint32_t least = 0;  // of all of the block, rows past the last one too
    bool is_narrow = true;

    [[nodiscard]] std::uint32_t of_row(std::size_t row) const { return is_narrow ? narrow.of_row(row) : sums[row]; }
};

void compute_distances(const QuerySteps& query, const std::uint8_t* block, SimdLevel level, RowDistances& distances) {
    distances.is_narrow = query.parts.size() == 1;
    if (distances.is_narrow) {
        distances.least = block_distances(query.parts.front(), block, distances.narrow, level);
        return;
    }
    distances.sums.fill(0);
    for (const DistanceSteps& part : query.parts) {
        block_distances(part, block, distances.narrow, level);
        for (std::size_t row = 0; row < block_rows; ++row) distances.sums[row] += distances.narrow.of_row(row);
    }
    distances.least = *std::min_element(distances.sums.begin(), distances.sums.end());
}

void plan_query(const ByteRows& queries, std::size_t query, const ByteRows& candidates,
                std::span<const std::uint32_t> columns, QuerySteps& steps) {
    constexpr std::size_t most = DistanceSteps::most_columns;
    steps.parts.resize((columns.size() + most - 1) / most);
    for (std::size_t p = 0; p < steps.parts.size(); ++p) {
        const auto part = columns.subspan(p * most, std::min(most, columns.size() - p * most));
        plan_distances(queries, query, candidates, part, steps.parts[p]);
    }
}

std::vector<std::uint32_t> all_columns(const ByteRows& rows) {
    std::vector<std::uint32_t> columns(rows.columns().size());
    std::iota(columns.begin(), columns.end(), 0U);
    return columns;
}

// Keeps `nearest` sorted; `row` comes after all that are in it.
void insert_row(std::span<NearRow> nearest, NearRow row) {
    std::size_t place = nearest.size() - 1;
    for (; place > 0 && row.distance < nearest[place - 1].distance; --place) nearest[place] = nearest[place - 1];
    nearest[place] = row;
}

// Finds the nearest rows of a query, a block at a time.
class NearestOfQuery {
public:
    NearestOfQuery(std::span<NearRow> nearest, std::uint32_t left_out) : nearest_(nearest), left_out_(left_out) {}

    void look_at(const RowDistances& distances, std::size_t first, std::size_t rows) const {
        if (distances.least >= nearest_.back().distance) return;
        for (std::size_t row = 0; row < rows; ++row) {
            const std::uint32_t distance = distances.of_row(row);
            const auto number = static_cast<std::uint32_t>(first + row);
            if (distance < nearest_.back().distance && number != left_out_) insert_row(nearest_, {distance, number});
        }
    }

private:
    std::span<NearRow> nearest_;
    std::uint32_t left_out_;
};

// What byte rows `query` and `row` add to their distance by a column.
std::uint32_t contribution(const ByteRows& queries, std::size_t query, const ByteRows& candidates, std::size_t row,
                           std::size_t column) {
    const ByteColumn& kind = queries.columns()[column];
    const std::size_t plane = queries.first_plane(column);
    const std::uint32_t a = queries.byte(plane, query);
    const std::uint32_t b = candidates.byte(plane, row);
    std::uint32_t result = a > b ? a - b : b - a;
    const bool is_nominal = kind.kind == ByteKind::nominal;
    if (a != b && (is_nominal || a == missing_byte || b == missing_byte)) result = largest_contribution;
    for (std::size_t p = plane + 1; p < plane + kind.planes; ++p) {
        if (queries.byte(p, query) != candidates.byte(p, row))
            result = std::max(result, is_nominal ? largest_contribution : 1U);
    }
    return result;
}

// Finds the nearest row of a query without each of some columns. Only where all columns together are within one
// column's largest contribution of what was found can a row be nearer without one of them: few rows are.
class NearestWithout {
public:
    NearestWithout(const ByteRows& queries, std::size_t query, const ByteRows& candidates,
                   std::span<const std::uint32_t> without, std::span<NearRow> nearest, std::uint32_t left_out)
        : queries_(queries),
          query_(query),
          candidates_(candidates),
          without_(without),
          nearest_(nearest),
          left_out_(left_out) {}

    void look_at(const RowDistances& distances, std::size_t first, std::size_t rows) {
        if (distances.least >= bound_) return;
        for (std::size_t row = 0; row < rows; ++row) {
            if (distances.of_row(row) >= bound_ || first + row == left_out_) continue;
            look_at_row(distances.of_row(row), first + row);
        }
    }

private:
    void look_at_row(std::uint32_t distance, std::size_t row) {
        std::uint32_t farthest = 0;
        for (std::size_t i = 0; i < without_.size(); ++i) {
            const std::uint32_t rest = distance - contribution(queries_, query_, candidates_, row, without_[i]);
            if (rest < nearest_[i].distance) nearest_[i] = {rest, static_cast<std::uint32_t>(row)};
            farthest = std::max(farthest, nearest_[i].distance);
        }
        bound_ = farthest + largest_contribution;
    }

    const ByteRows& queries_;
    std::size_t query_;
    const ByteRows& candidates_;
    std::span<const std::uint32_t> without_;
    std::span<NearRow> nearest_;
    std::uint32_t left_out_;
    std::uint32_t bound_ = NearRow::none;
};

// Queries `first` to before `end` pass over all candidates. finder_of(query): what looks at its distances.
template <typename ColumnsOf, typename FinderOf>
void search_batch(const ByteRows& queries, const ByteRows& candidates, std::size_t first, std::size_t end,
                  SimdLevel level, const ColumnsOf& columns_of, const FinderOf& finder_of) {
    std::vector<QuerySteps> steps(end - first);
    std::vector<decltype(finder_of(first))> finders;
    for (std::size_t q = first; q < end; ++q) {
        plan_query(queries, q, candidates, columns_of(q), steps[q - first]);
        finders.push_back(finder_of(q));
    }
    const std::size_t tile =
        std::max<std::size_t>(1, tile_bytes / std::max<std::size_t>(1, candidates.planes() * block_rows));
    RowDistances distances;
    for (std::size_t begin = 0; begin < candidates.blocks(); begin += tile) {
        for (std::size_t q = 0; q < steps.size(); ++q) {
            for (std::size_t b = begin; b < std::min(begin + tile, candidates.blocks()); ++b) {
                compute_distances(steps[q], candidates.block(b), level, distances);
                const std::size_t row = b * block_rows;
                finders[q].look_at(distances, row, std::min(block_rows, candidates.rows() - row));
            }
        }
    }
}

// Threads share the queries.
template <typename ColumnsOf, typename FinderOf>
void search(const ByteRows& queries, const ByteRows& candidates, const NearestOptions& options,
            const ColumnsOf& columns_of, const FinderOf& finder_of) {
    const auto batches = static_cast<std::int64_t>((queries.rows() + batch_queries - 1) / batch_queries);
    std::exception_ptr failure;
#pragma omp parallel for schedule(dynamic) num_threads(options.threads)
    for (std::int64_t batch = 0; batch < batches; ++batch) {
        const std::size_t first = static_cast<std::size_t>(batch) * batch_queries;
        try {
            search_batch(queries, candidates, first, std::min(first + batch_queries, queries.rows()), options.level,
                         columns_of, finder_of);
        } catch (...) {
#pragma omp critical(replica_nearest_rows)
            failure = std::current_exception();
        }
    }
    if (failure) std::rethrow_exception(failure);
}

std::uint32_t left_out_of(const NearestOptions& options, std::size_t query) {
    return options.left_out.empty() ? NearRow::none : options.left_out[query];
}

}  // namespace

std::vector<NearRow> nearest_rows(const ByteRows& queries, const ByteRows& candidates, const NearestOptions& options) {
    assert(options.count >= 1);
    const std::vector<std::uint32_t> all = all_columns(candidates);
    const auto columns_of = [&](std::size_t query) -> std::span<const std::uint32_t> {
        if (options.columns.empty()) return all;
        return options.columns[options.columns.size() == 1 ? 0 : query];
    };
    std::vector<NearRow> nearest(queries.rows() * options.count);
    search(queries, candidates, options, columns_of, [&](std::size_t query) {
        return NearestOfQuery(std::span(nearest).subspan(query * options.count, options.count),
                              left_out_of(options, query));
    });
    return nearest;
}

std::vector<NearRow> nearest_without(const ByteRows& queries, const ByteRows& candidates,
                                     std::span<const std::uint32_t> without, const NearestOptions& options) {
    const std::vector<std::uint32_t> all = all_columns(candidates);
    std::vector<NearRow> nearest(queries.rows() * without.size());
    if (without.empty()) return nearest;
    const auto columns_of = [&](std::size_t) -> std::span<const std::uint32_t> { return all; };
    search(queries, candidates, options, columns_of, [&](std::size_t query) {
        return NearestWithout(queries, query, candidates, without,
                              std::span(nearest).subspan(query * without.size(), without.size()),
                              left_out_of(options, query));
    });
    return nearest;
}

}  // namespace replica
