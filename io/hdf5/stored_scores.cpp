#include "io/hdf5/stored_scores.hpp"

#include "kernels/subset_scores.hpp"

#include <algorithm>
#include <string>

namespace replica {
namespace {

// Scores pass through buffers of this many, a whole number of chunks of both datasets.
constexpr std::uint64_t piece = 65536;

std::string size_name(std::size_t size) { return "size_" + std::to_string(size); }

void store_size(std::span<const SubsetScore> scores, const Hdf5Group& group) {
    const auto x_log_x = group.create_chunked<std::int64_t>("x_log_x", scores.size());
    const auto support = group.create_chunked<std::uint32_t>("support", scores.size());
    std::vector<std::int64_t> sums(std::min<std::uint64_t>(piece, scores.size()));
    std::vector<std::uint32_t> supports(sums.size());
    for (std::uint64_t first = 0; first < scores.size(); first += piece) {
        const auto part = scores.subspan(first, std::min<std::uint64_t>(piece, scores.size() - first));
        for (std::size_t i = 0; i < part.size(); ++i) {
            sums[i] = part[i].x_log_x;
            supports[i] = part[i].support;
        }
        x_log_x.write(first, part.size(), sums.data(), hdf5_memory_type<std::int64_t>());
        support.write(first, part.size(), supports.data(), hdf5_memory_type<std::uint32_t>());
    }
}

// What is possible: all rows in one cell have the largest sum, and each cell has a row.
struct Limits {
    std::int64_t x_log_x;
    std::uint64_t support;
};

bool is_possible(SubsetScore score, const Limits& limits) {
    return score.x_log_x >= -1 && score.x_log_x <= limits.x_log_x && score.support <= limits.support;
}

std::vector<SubsetScore> load_size(std::uint64_t sets, const Limits& limits, const Hdf5Group& group) {
    const auto x_log_x = group.open_chunked("x_log_x");
    const auto support = group.open_chunked("support");
    if (x_log_x.size() != sets || support.size() != sets) throw Hdf5Error("it has too many or too few scores");
    std::vector<SubsetScore> scores(sets);
    std::vector<std::int64_t> sums(std::min(piece, sets));
    std::vector<std::uint32_t> supports(sums.size());
    for (std::uint64_t first = 0; first < sets; first += piece) {
        const std::uint64_t count = std::min(piece, sets - first);
        x_log_x.read(first, count, sums.data(), hdf5_memory_type<std::int64_t>());
        support.read(first, count, supports.data(), hdf5_memory_type<std::uint32_t>());
        for (std::uint64_t i = 0; i < count; ++i) {
            const SubsetScore score{sums[i], supports[i]};
            if (!is_possible(score, limits)) throw Hdf5Error("it has an impossible score");
            scores[first + i] = score;
        }
    }
    return scores;
}

}  // namespace

void store_scores(std::span<const std::span<const SubsetScore>> scores, const Hdf5Group& root) {
    const Hdf5Group group = root.create_group("scores");
    group.write_attribute("sizes", static_cast<std::int64_t>(scores.size()));
    for (std::size_t i = 0; i < scores.size(); ++i) store_size(scores[i], group.create_group(size_name(i + 1)));
}

std::vector<std::vector<SubsetScore>> load_scores(std::size_t columns, std::uint64_t rows, const Hdf5Group& root) {
    const Hdf5Group group = root.open_group("scores");
    const std::int64_t sizes = group.read_integer("sizes");
    if (sizes < 0 || static_cast<std::uint64_t>(sizes) > columns) throw Hdf5Error("it has scores of too many sizes");
    if (rows >> 32U != 0) throw Hdf5Error("it has too many rows");
    const Limits limits{fixed_x_log_x(static_cast<std::uint32_t>(rows)), rows};
    std::vector<std::vector<SubsetScore>> scores;
    for (std::size_t size = 1; size <= static_cast<std::size_t>(sizes); ++size)
        scores.push_back(load_size(binomial(columns, size), limits, group.open_group(size_name(size))));
    return scores;
}

}  // namespace replica
