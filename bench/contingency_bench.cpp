// Question: how far is a contingency table from the increments alone, which is one store a row?
//
// increments_alone walks over indices that are already computed. Last seen (Zen 3, AVX2, a busy machine): with 4,096
// cells 1.1 to 1.2 times the increments alone, with 64 Ki cells 1.4 to 1.7 times, the indices being 0.4 of them; where
// one code is common (skew 10) four sub-tables make it 0.5 to 0.9 of the plain increments.

#include "kernels/contingency_table.hpp"
#include "kernels/mixed_radix.hpp"
#include "kernels/sparse_contingency_table.hpp"

#include <random>
#include <vector>

#include <benchmark/benchmark.h>

namespace {

using namespace replica;

constexpr std::size_t rows = 1'000'000;

/// Bytes from column to column: not a multiple of a page, as in an encoded table, or columns would share cache sets.
constexpr std::size_t pitch = rows + 576;

/// `columns` columns of `domain` codes, one in `skew` of them not 0 (skew 1: uniform).
std::vector<std::uint8_t> make_codes(std::size_t columns, std::uint32_t domain, std::uint32_t skew) {
    std::mt19937 random(1);
    std::vector<std::uint8_t> codes(columns * pitch);
    for (auto& code : codes) code = static_cast<std::uint8_t>(random() % skew == 0 ? random() % domain : 0);
    return codes;
}

void report(benchmark::State& state) {
    state.counters["ns_per_row"] = benchmark::Counter(
        static_cast<double>(rows) * 1e-9, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

struct Input {
    std::vector<std::uint8_t> codes;
    std::vector<CodeColumn> columns;
    std::vector<std::uint32_t> domains;
    std::vector<std::uint32_t> counts;
};

Input make_input(const benchmark::State& state) {
    Input input;
    const auto domain = static_cast<std::uint32_t>(state.range(1));
    const auto columns = static_cast<std::size_t>(state.range(0));
    input.codes = make_codes(columns, domain, static_cast<std::uint32_t>(state.range(2)));
    for (std::size_t j = 0; j < columns; ++j)
        input.columns.emplace_back(std::span(input.codes).subspan(j * pitch, rows));
    input.domains.assign(input.columns.size(), domain);
    input.counts.resize(*joint_cells(input.domains));
    return input;
}

void dense(benchmark::State& state, SimdLevel level) {
    if (level > best_simd_level()) return state.SkipWithError("not on this processor");
    Input input = make_input(state);
    ContingencyScratch scratch;
    for (auto _ : state) {
        count_contingency_table({input.columns, input.domains, {}}, input.counts, scratch, level);
        benchmark::DoNotOptimize(input.counts.data());
        benchmark::ClobberMemory();
    }
    report(state);
}

void increments_alone(benchmark::State& state) {
    Input input = make_input(state);
    std::vector<std::uint16_t> index(rows);
    mixed_radix_index<std::uint16_t>(input.columns, input.domains, 0, index);
    for (auto _ : state) {
        for (const std::uint16_t cell : index) ++input.counts[cell];
        benchmark::ClobberMemory();
    }
    report(state);
}

template <typename Index>
void index_alone(benchmark::State& state) {
    Input input = make_input(state);
    std::vector<Index> index(2048);
    for (auto _ : state)
        for (std::size_t first = 0; first + index.size() <= rows; first += index.size()) {
            mixed_radix_index<Index>(input.columns, input.domains, first, index);
            benchmark::ClobberMemory();
        }
    report(state);
}

void sparse(benchmark::State& state) {
    const Input input = make_input(state);
    for (auto _ : state) benchmark::DoNotOptimize(sparse_contingency_table({input.columns, input.domains, {}}));
    report(state);
}

/// Columns, codes, skew.
void shapes(benchmark::internal::Benchmark* bench) {
    for (const std::int64_t skew : {1, 10}) bench->Args({3, 8, skew})->Args({4, 8, skew})->Args({8, 4, skew});
    bench->Args({5, 8, 1})
        ->Args({7, 4, 1})
        ->Args({9, 4, 1})
        ->Args({6, 8, 1})
        ->Args({10, 4, 1})
        ->Unit(benchmark::kMicrosecond);
}

BENCHMARK_CAPTURE(dense, scalar, SimdLevel::scalar)->Apply(shapes);
BENCHMARK_CAPTURE(dense, avx2, SimdLevel::avx2)->Apply(shapes);
BENCHMARK_CAPTURE(dense, avx512, SimdLevel::avx512)->Apply(shapes);
BENCHMARK(increments_alone)->Apply(shapes);
BENCHMARK_TEMPLATE(index_alone, std::uint16_t)->Args({8, 4, 1})->Args({4, 8, 1});
BENCHMARK_TEMPLATE(index_alone, std::uint32_t)->Args({9, 4, 1})->Args({6, 8, 1});
BENCHMARK(sparse)->Args({8, 8, 1})->Args({8, 8, 10})->Unit(benchmark::kMicrosecond);

}  // namespace
