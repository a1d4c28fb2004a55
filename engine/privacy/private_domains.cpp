#include "engine/privacy/private_domains.hpp"

#include "engine/error.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace replica {
namespace {

constexpr int octaves = 63;  // of either sign: 2^k <= |v| < 2^(k + 1)
constexpr std::size_t octave_cells = 2 * octaves + 1;
constexpr std::size_t fine_cells = 256;

// Octave of a value, ascending with it: 0 lies in the middle.
std::size_t octave_of(std::int64_t value) {
    if (value == 0) return octaves;
    const auto size = static_cast<std::uint64_t>(value < 0 ? -(value + 1) + 1 : value);
    const int k = std::min(octaves - 1, static_cast<int>(std::bit_width(size)) - 1);
    return static_cast<std::size_t>(value > 0 ? octaves + 1 + k : octaves - 1 - k);
}

std::int64_t power(int k) { return k >= 63 ? std::numeric_limits<std::int64_t>::max() : std::int64_t{1} << k; }

// Lowest value of an octave; of octave_cells the end of the last one.
std::int64_t octave_low(std::size_t octave) {
    const int k = static_cast<int>(octave) - octaves;
    if (k == 0) return 0;
    return k > 0 ? power(k - 1) : -power(-k) + 1;
}

// Counts that stand out of the noise of so many cells.
double visible(const NoisyCounts& noisy) {
    return std::sqrt(noisy.variance * 2 * std::log(20.0 * static_cast<double>(noisy.cells.size())));
}

// First and last of the cells that stand out; the largest where none does.
std::pair<std::size_t, std::size_t> visible_run(const NoisyCounts& noisy) {
    const double least = visible(noisy);
    const auto stands_out = [&](std::int64_t count) { return static_cast<double>(count) >= least; };
    const auto& cells = noisy.cells;
    const auto first = std::find_if(cells.begin(), cells.end(), stands_out);
    if (first == cells.end()) {
        const auto largest = static_cast<std::size_t>(std::max_element(cells.begin(), cells.end()) - cells.begin());
        return {largest, largest};
    }
    const auto last = std::find_if(cells.rbegin(), cells.rend(), stands_out);
    return {static_cast<std::size_t>(first - cells.begin()), static_cast<std::size_t>(cells.rend() - last) - 1};
}

// Lower ends of equal parts of the octaves [first, last], and behind them the end.
std::vector<std::int64_t> fine_ends(std::size_t first, std::size_t last) {
    const std::size_t parts = std::max<std::size_t>(1, fine_cells / (last - first + 1));
    std::vector<std::int64_t> ends;
    for (std::size_t octave = first; octave <= last; ++octave) {
        const std::int64_t low = octave_low(octave);
        const auto width = static_cast<std::uint64_t>(octave_low(octave + 1)) - static_cast<std::uint64_t>(low);
        const std::uint64_t cells = std::min<std::uint64_t>(parts, width);
        for (std::uint64_t i = 0; i < cells; ++i)
            ends.push_back(low + static_cast<std::int64_t>(static_cast<std::uint64_t>((Uint128{width} * i) / cells)));
    }
    ends.push_back(octave_low(last + 1));
    return ends;
}

std::vector<std::uint64_t> count_between(const GridCountsOfColumn& counts, const std::vector<std::int64_t>& ends) {
    std::vector<std::uint64_t> cells(ends.size() - 1);
    for (const auto& [value, rows] : counts) {
        if (value < ends.front() || value >= ends.back()) continue;
        cells[static_cast<std::size_t>(std::upper_bound(ends.begin(), ends.end(), value) - ends.begin()) - 1] += rows;
    }
    return cells;
}

BinEdges even_bins(const NoisyCounts& noisy, const std::vector<std::int64_t>& ends, std::uint32_t bins) {
    const auto [first, last] = visible_run(noisy);
    double all = 0;
    for (std::size_t i = first; i <= last; ++i) all += std::max<double>(0, static_cast<double>(noisy.cells[i]));
    BinEdges edges{{ends[first]}, ends[last + 1] - 1};
    double sum = 0;
    for (std::size_t i = first; i < last; ++i) {
        sum += std::max<double>(0, static_cast<double>(noisy.cells[i]));
        if (sum >= all * static_cast<double>(edges.low.size()) / bins) edges.low.push_back(ends[i + 1]);
    }
    return edges;
}

// Texts as numbers, so that an outcome stands by itself: length, then eight bytes a number.
void pack(const std::string& text, std::vector<std::int64_t>& out) {
    out.push_back(static_cast<std::int64_t>(text.size()));
    for (std::size_t at = 0; at < text.size(); at += 8) {
        std::int64_t word = 0;
        std::memcpy(&word, text.data() + at, std::min<std::size_t>(8, text.size() - at));
        out.push_back(word);
    }
}

std::vector<std::string> unpack(const std::vector<std::int64_t>& words) {
    std::vector<std::string> texts;
    for (std::size_t at = 0; at < words.size();) {
        std::string text(static_cast<std::size_t>(words[at++]), '\0');
        for (std::size_t byte = 0; byte < text.size(); byte += 8)
            std::memcpy(text.data() + byte, &words[at++], std::min<std::size_t>(8, text.size() - byte));
        texts.push_back(std::move(text));
    }
    return texts;
}

}  // namespace

double upper_quantile(double tail) {
    double low = 0;
    double high = 40;
    for (int step = 0; step < 100; ++step) {
        const double middle = (low + high) / 2;
        (std::erfc(middle / std::sqrt(2.0)) / 2 > tail ? low : high) = middle;
    }
    return high + 1e-9;
}

std::vector<std::string> release_categories(Ledger& ledger, const std::string& column, const TextCounts& counts,
                                            double delta, std::size_t columns, Cost most) {
    const CountNoise noise = count_noise(ledger.accounting(), ledger.sensitivity(), most);
    const std::uint32_t rows = ledger.sensitivity().max_rows;
    const double threshold =
        rows + std::sqrt(noise.variance()) * upper_quantile(delta / (static_cast<double>(columns) * rows));
    Release release{"values of " + column + " above a threshold", "discrete Gaussian",
                    scale_text("variance", noise.scale) + ", threshold " + std::to_string(threshold), noise.cost,
                    delta / static_cast<double>(columns)};
    const auto draw = [&](RandomBits& bits) {
        std::vector<std::int64_t> kept;
        for (const auto& [text, count] : counts)
            if (static_cast<double>(static_cast<std::int64_t>(count) + noise.draw(bits)) >= threshold) pack(text, kept);
        return kept;
    };
    return unpack(ledger.release(release, draw));
}

BinEdges release_bins(Ledger& ledger, const std::string& column, const GridCountsOfColumn& counts, std::uint32_t bins,
                      Cost most) {
    std::vector<std::uint64_t> by_octave(octave_cells);
    for (const auto& [value, rows] : counts) by_octave[octave_of(value)] += rows;
    const Cost half = share_of(most, 0.5);
    const auto coarse =
        release_counts(ledger, ledger.sensitivity(), "counts of " + column + " by powers of two", by_octave, half);
    const auto [first, last] = visible_run(coarse);
    const auto ends = fine_ends(first, last);
    const auto fine = release_counts(ledger, ledger.sensitivity(), "counts of " + column + " by ranges, for its bins",
                                     count_between(counts, ends), half);
    return even_bins(fine, ends, bins);
}

}  // namespace replica
