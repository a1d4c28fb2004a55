// Question: what does summing out one axis cost, against reading the table once?
//
// read_once adds up all cells, which is the least any marginal must read. Last seen (Zen 3, AVX2): 0.35 of it for a
// first axis of 64 Ki cells, 0.9 for slices of four cells, 1.1 for the last axis, which runs at the baseline: GCC's
// 256-bit shuffles took 2.0.

#include "kernels/marginalize.hpp"

#include <numeric>
#include <vector>

#include <benchmark/benchmark.h>

namespace {

using namespace replica;

AxisShape shape_of(const benchmark::State& state) {
    return {static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)),
            static_cast<std::size_t>(state.range(2))};
}

std::vector<std::uint32_t> make_table(AxisShape shape) {
    std::vector<std::uint32_t> counts(shape.outer * shape.extent * shape.inner);
    std::iota(counts.begin(), counts.end(), 0U);
    return counts;
}

void report(benchmark::State& state, std::size_t cells) {
    state.counters["ns_per_cell"] = benchmark::Counter(
        static_cast<double>(cells) * 1e-9, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void sum_out(benchmark::State& state, SimdLevel level) {
    if (level > best_simd_level()) return state.SkipWithError("not on this processor");
    const AxisShape shape = shape_of(state);
    const std::vector<std::uint32_t> counts = make_table(shape);
    std::vector<std::uint32_t> result(shape.outer * shape.inner);
    for (auto _ : state) {
        marginalize(counts, shape, result, level);
        benchmark::ClobberMemory();
    }
    report(state, counts.size());
}

void read_once(benchmark::State& state) {
    const std::vector<std::uint32_t> counts = make_table(shape_of(state));
    for (auto _ : state) benchmark::DoNotOptimize(std::accumulate(counts.begin(), counts.end(), 0U));
    report(state, counts.size());
}

/// A block's first, middle and last axes with 4 and 8 codes, and a long axis.
void shapes(benchmark::internal::Benchmark* bench) {
    bench->Args({1, 4, 16384})->Args({64, 4, 64})->Args({256, 4, 4})->Args({1024, 4, 1});
    bench->Args({1, 8, 4096})->Args({64, 8, 8})->Args({512, 8, 1})->Args({16, 100, 16});
}

BENCHMARK_CAPTURE(sum_out, scalar, SimdLevel::scalar)->Apply(shapes);
BENCHMARK_CAPTURE(sum_out, avx2, SimdLevel::avx2)->Apply(shapes);
BENCHMARK_CAPTURE(sum_out, avx512, SimdLevel::avx512)->Apply(shapes);
BENCHMARK(read_once)->Args({1, 4, 16384})->Args({256, 4, 4});

}  // namespace
