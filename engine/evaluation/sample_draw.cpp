#include "engine/evaluation/sample_draw.hpp"

#include "engine/random_stream.hpp"
#include "kernels/philox.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace replica {
namespace {

// Words of a draw's parts lie so far apart.
constexpr std::uint64_t part_words = std::uint64_t{1} << 32U;

}  // namespace

std::vector<std::uint32_t> draw_numbers(std::size_t count, std::size_t of, std::uint64_t seed, DrawnFor purpose,
                                        std::uint64_t part) {
    std::vector<std::uint32_t> numbers(of);
    std::iota(numbers.begin(), numbers.end(), 0U);
    count = std::min(count, of);
    const std::uint64_t stream = stream_of(Purpose::privacy_measure, static_cast<std::uint32_t>(purpose));
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint64_t word = philox_word(seed, stream, part * part_words + i);
        std::swap(numbers[i], numbers[i + scale_word(word, of - i)]);
    }
    numbers.resize(count);
    return numbers;
}

SampleDraw draw_rows(const CodedSample& sample, std::size_t count, std::uint64_t seed, DrawnFor purpose) {
    SampleDraw draw{&sample, draw_numbers(count, sample.rows, seed, purpose)};
    std::sort(draw.rows.begin(), draw.rows.end());
    return draw;
}

SampleDraw draw_rows(const SampleDraw& among, std::size_t count, std::uint64_t seed, DrawnFor purpose) {
    SampleDraw draw{among.sample, draw_numbers(count, among.size(), seed, purpose)};
    std::sort(draw.rows.begin(), draw.rows.end());
    for (std::uint32_t& row : draw.rows) row = among.rows[row];
    return draw;
}

}  // namespace replica
