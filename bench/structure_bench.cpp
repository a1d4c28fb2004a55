// Question: what does it cost to score every set of k + 1 columns by blocks (cover, joint tables, marginals, scores),
// against one pass over the rows for each candidate family?
//
// The baseline counts a sample of the families one by one with the same kernel and is extrapolated to all of them.
// Last seen (Zen 3, AVX2, one thread, a busy machine): 20 columns of 8 codes, k = 2: 0.23 of the baseline; 40 columns
// of 4 codes, k = 3: 0.055. The cover is 0.5 % and 1.2 % of it.

#include "engine/cover_estimate.hpp"
#include "engine/subset_cover.hpp"
#include "kernels/contingency_table.hpp"
#include "kernels/score_blocks.hpp"

#include <cmath>
#include <random>
#include <vector>

#include <benchmark/benchmark.h>

namespace {

using namespace replica;

constexpr std::size_t rows = 1'000'000;

struct Extract {
    std::vector<std::vector<std::uint8_t>> codes;
    std::vector<CodeColumn> columns;
    std::vector<std::uint32_t> domains;
};

/// Every third code or so repeats the column before the last, so that columns depend on each other.
Extract make_extract(std::size_t columns, std::uint32_t domain) {
    std::mt19937_64 random(88172645463325252ULL);
    Extract extract;
    for (std::size_t j = 0; j < columns; ++j) {
        std::vector<std::uint8_t> codes(rows);
        for (std::size_t i = 0; i < rows; ++i) {
            const std::uint64_t drawn = random();
            codes[i] = static_cast<std::uint8_t>(((drawn & 0xFFFFFF) * domain) >> 24);
            if (j > 1 && (drawn >> 40) % 3 == 0) codes[i] = extract.codes[j - 1 - j % 2][i];
        }
        extract.codes.push_back(std::move(codes));
    }
    for (const auto& codes : extract.codes) extract.columns.emplace_back(std::span(codes));
    extract.domains.assign(columns, domain);
    return extract;
}

struct Shape {
    std::size_t columns;
    std::size_t max_size;
    std::uint32_t domain;
};

Shape shape_of(const benchmark::State& state) {
    return {static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)) + 1,
            static_cast<std::uint32_t>(state.range(2))};
}

/// Blocks, and what they and the cover are expected to cost: `estimate` without building it.
void measure_cover(benchmark::State& state, const std::vector<std::uint32_t>& domains, const CoverOptions& options) {
    std::vector<Block> blocks;
    for (auto _ : state) blocks = cover_subsets(domains, options);
    state.counters["blocks"] = static_cast<double>(blocks.size());
    state.counters["cost_ms"] =
        cover_nanoseconds(blocks, domains, options.max_size, options.rows, options.costs) * 1e-6;
    state.counters["estimate_ms"] = estimate_cover(domains, options).nanoseconds * 1e-6;
}

void cover(benchmark::State& state) {
    const Shape shape = shape_of(state);
    CoverOptions options;
    options.max_size = shape.max_size;
    options.rows = static_cast<std::uint64_t>(state.range(3));
    measure_cover(state, std::vector<std::uint32_t>(shape.columns, shape.domain), options);
}

/// Columns of 2 to 50 codes, as in hospital extracts, and no sets with less than 5 rows a cell.
void cover_mixed(benchmark::State& state) {
    const std::vector<std::uint32_t> pool{2, 2, 2, 3, 3, 4, 5, 6, 8, 10, 12, 20, 20, 21, 50};
    std::mt19937 random(7);
    std::vector<std::uint32_t> domains;
    for (std::int64_t j = 0; j < state.range(0); ++j) domains.push_back(pool[random() % pool.size()]);
    CoverOptions options;
    options.max_size = static_cast<std::size_t>(state.range(1)) + 1;
    options.rows = static_cast<std::uint64_t>(state.range(2));
    options.family_cells = options.rows / 5;
    measure_cover(state, domains, options);
}

void cover_and_score(benchmark::State& state) {
    const Shape shape = shape_of(state);
    const Extract extract = make_extract(shape.columns, shape.domain);
    for (auto _ : state) {
        CoverOptions options;
        options.max_size = shape.max_size;
        const auto blocks = cover_subsets(extract.domains, options);
        SubsetScores scores(shape.columns, shape.max_size);
        ScoreOptions score_options;
        score_options.threads = static_cast<int>(state.range(3));
        score_blocks({extract.columns, extract.domains, {}}, blocks, scores, score_options);
        benchmark::DoNotOptimize(scores.of_size(1)[0]);
    }
}

void one_pass_per_family(benchmark::State& state) {
    const Shape shape = shape_of(state);
    const Extract extract = make_extract(shape.columns, shape.domain);
    std::vector<std::uint32_t> counts(
        static_cast<std::size_t>(std::pow(shape.domain, static_cast<double>(shape.max_size))));
    const std::vector<std::uint32_t> domains(shape.max_size, shape.domain);
    ContingencyScratch scratch;
    std::mt19937 random(5);
    std::size_t families = 0;
    double sum = 0;
    for (auto _ : state) {
        std::vector<CodeColumn> columns;
        for (std::size_t j = 0; j < shape.max_size; ++j) columns.push_back(extract.columns[random() % shape.columns]);
        count_contingency_table({columns, domains, {}}, counts, scratch);
        sum += entropy(score_counts(counts), static_cast<std::uint32_t>(rows));
        ++families;
    }
    benchmark::DoNotOptimize(sum);
    // Seconds for every family once, one thread.
    state.counters["extrapolated_s"] =
        benchmark::Counter(static_cast<double>(families) / static_cast<double>(binomial(shape.columns, shape.max_size)),
                           benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

BENCHMARK(cover)
    ->Args({20, 2, 8, 1'000'000})
    ->Args({23, 3, 4, 1'000'000})
    ->Args({32, 3, 4, 1'000'000})
    ->Args({40, 3, 4, 1'000'000})
    ->Args({40, 3, 4, 20'000})
    ->Args({60, 3, 4, 1'000'000})
    ->Args({65, 2, 8, 1'000'000})
    ->Args({150, 2, 4, 1'000'000})
    ->Args({1000, 1, 4, 1'000'000})
    ->Unit(benchmark::kMillisecond);
BENCHMARK(cover_mixed)
    ->Args({52, 3, 71'236})
    ->Args({52, 3, 1'000'000})
    ->Args({48, 2, 71'236})
    ->Args({150, 2, 1'000'000})
    ->Unit(benchmark::kMillisecond);
BENCHMARK(cover_and_score)
    ->Args({20, 2, 8, 1})
    ->Args({20, 2, 8, 2})
    ->Args({40, 3, 4, 1})
    ->Args({40, 3, 4, 2})
    ->Args({60, 3, 4, 1})
    ->Args({60, 3, 4, 2})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK(one_pass_per_family)->Args({20, 2, 8})->Args({40, 3, 4})->Unit(benchmark::kMillisecond);

}  // namespace
