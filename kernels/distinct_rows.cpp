#include "kernels/distinct_rows.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <variant>

#include <omp.h>

namespace replica {
namespace {

/// Rows are sorted in buckets by hash, so that a bucket stays in cache.
constexpr std::size_t buckets = 1024;

struct HashedRow {
    std::uint64_t hash = 0;
    std::uint32_t row = 0;
};

std::uint64_t scale(std::uint64_t hash, std::uint64_t count) {
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::uint64_t>(static_cast<Wide>(hash) * count >> 64U);
}

bool equal_rows(std::span<const CodeColumn> columns, std::uint32_t a, std::uint32_t b) {
    return std::all_of(columns.begin(), columns.end(), [&](const CodeColumn& column) {
        return std::visit([&](const auto& codes) { return codes[a] == codes[b]; }, column);
    });
}

/// The share's rows bucket by bucket, and where buckets begin.
struct Bucketed {
    std::vector<HashedRow> rows;
    std::array<std::size_t, buckets + 1> begin{};
};

Bucketed bucket_rows(std::span<const std::uint64_t> hashes, HashShare share) {
    Bucketed result;
    const std::uint64_t all = std::uint64_t{buckets} * share.count;
    const auto bucket_of = [&](std::uint64_t hash) { return scale(hash, all) - share.index * std::uint64_t{buckets}; };
    for (const std::uint64_t hash : hashes)
        if (const std::uint64_t bucket = bucket_of(hash); bucket < buckets) ++result.begin[bucket + 1];
    std::partial_sum(result.begin.begin(), result.begin.end(), result.begin.begin());
    result.rows.resize(result.begin[buckets]);
    auto next = result.begin;
    for (std::size_t row = 0; row < hashes.size(); ++row)
        if (const std::uint64_t bucket = bucket_of(hashes[row]); bucket < buckets)
            result.rows[next[bucket]++] = {hashes[row], static_cast<std::uint32_t>(row)};
    return result;
}

/// Appends the distinct rows of one bucket. Among equal hashes the rows are compared with those already found.
void find_distinct(std::span<const CodeColumn> columns, std::span<HashedRow> bucket, std::vector<HashedRow>& found) {
    std::sort(bucket.begin(), bucket.end(), [](const HashedRow& a, const HashedRow& b) {
        return a.hash != b.hash ? a.hash < b.hash : a.row < b.row;
    });
    std::size_t first_of_hash = found.size();
    std::uint64_t hash = 0;
    for (const HashedRow& candidate : bucket) {
        if (candidate.hash != hash) first_of_hash = found.size();
        hash = candidate.hash;
        const auto same = std::find_if(found.begin() + static_cast<std::ptrdiff_t>(first_of_hash), found.end(),
                                       [&](const HashedRow& f) { return equal_rows(columns, f.row, candidate.row); });
        if (same == found.end())
            found.push_back({1, candidate.row});  // from here on `hash` is the weight
        else
            ++same->hash;
    }
}

}  // namespace

DistinctRows distinct_rows(std::span<const CodeColumn> columns, std::span<const std::uint64_t> hashes, HashShare share,
                           int threads) {
    Bucketed bucketed = bucket_rows(hashes, share);
    std::vector<std::vector<HashedRow>> found(buckets);
    const int team = threads > 0 ? threads : omp_get_max_threads();
#pragma omp parallel for num_threads(team) schedule(dynamic, 16)
    for (std::size_t b = 0; b < buckets; ++b)
        find_distinct(columns,
                      std::span(bucketed.rows).subspan(bucketed.begin[b], bucketed.begin[b + 1] - bucketed.begin[b]),
                      found[b]);
    std::vector<HashedRow> all;
    for (const auto& of_bucket : found) all.insert(all.end(), of_bucket.begin(), of_bucket.end());
    std::sort(all.begin(), all.end(), [](const HashedRow& a, const HashedRow& b) { return a.row < b.row; });
    DistinctRows result;
    for (const HashedRow& row : all) {
        result.rows.push_back(row.row);
        result.weights.push_back(static_cast<std::uint32_t>(row.hash));
    }
    return result;
}

}  // namespace replica
