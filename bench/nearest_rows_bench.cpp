// Question: what does a column of a pair of rows cost in the search for nearest rows, at each instruction set? The
// limit is 0.03 ns with AVX2, and less with AVX-512. Tables: nominal columns of one byte and of two, ordered ones
// without and with missing values, and ordered ones of two bytes.
//
// Last seen (Sapphire Rapids at 2.1 GHz, beside other work, one thread): 0.014, 0.024, 0.030, 0.041 and 0.11 ns with
// AVX2, 0.5 to 3.6 x the limit; AVX-512 0.6 to 0.8 of that; the scalar path 4 to 6 times that. The nearest rows without
// each of 24 columns cost 1.1 to 2.3 x one search where the data are noise, which prunes worst.

#include "kernels/nearest_rows.hpp"

#include <numeric>
#include <random>
#include <vector>

#include <benchmark/benchmark.h>

namespace {

using namespace replica;

constexpr std::size_t columns = 50;
constexpr std::size_t candidates = 50'000;
constexpr std::size_t queries = 256;

enum class Table : std::int64_t { nominal, wide_nominal, ordered, missable, fine };
constexpr std::int64_t tables = 5;

ByteColumn column_of(Table table) {
    switch (table) {
        case Table::nominal: return {ByteKind::nominal, 1};
        case Table::wide_nominal: return {ByteKind::nominal, 2};
        case Table::fine: return {ByteKind::ordered, 2};
        default: return {ByteKind::ordered, 1};
    }
}

ByteRows make_rows(Table table, std::size_t rows, std::uint32_t seed) {
    std::mt19937 random(seed);
    const std::uint32_t codes = table <= Table::wide_nominal ? 8 : table == Table::ordered ? 255 : 256;
    ByteRows made(std::vector<ByteColumn>(columns, column_of(table)), rows);
    std::vector<std::uint8_t> bytes(rows);
    for (std::size_t plane = 0; plane < made.planes(); ++plane) {
        for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random() % codes);
        made.set_plane(plane, bytes);
    }
    return made;
}

void report(benchmark::State& state) {
    state.counters["ns_per_column"] =
        benchmark::Counter(static_cast<double>(columns * candidates * queries) * 1e-9,
                           benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

SimdLevel level_of(const benchmark::State& state) {
    return supported_simd_levels().at(static_cast<std::size_t>(state.range(1)));
}

void nearest(benchmark::State& state) {
    const auto table = static_cast<Table>(state.range(0));
    const ByteRows left = make_rows(table, queries, 1);
    const ByteRows right = make_rows(table, candidates, 2);
    NearestOptions options;
    options.count = 2;
    options.level = level_of(state);
    for (auto _ : state) benchmark::DoNotOptimize(nearest_rows(left, right, options));
    report(state);
}

// The nearest rows without each of 24 columns, which is compared with one search.
void without_each(benchmark::State& state) {
    const auto table = static_cast<Table>(state.range(0));
    const ByteRows left = make_rows(table, queries, 1);
    const ByteRows right = make_rows(table, candidates, 2);
    std::vector<std::uint32_t> without(24);
    std::iota(without.begin(), without.end(), 0U);
    NearestOptions options;
    options.level = level_of(state);
    for (auto _ : state) benchmark::DoNotOptimize(nearest_without(left, right, without, options));
    report(state);
}

void tables_and_levels(benchmark::internal::Benchmark* benchmark) {
    for (std::int64_t table = 0; table < tables; ++table) {
        for (std::size_t level = 0; level < supported_simd_levels().size(); ++level)
            benchmark->Args({table, static_cast<std::int64_t>(level)});
    }
    benchmark->ArgNames({"table", "level"})->Unit(benchmark::kMillisecond);
}

BENCHMARK(nearest)->Apply(tables_and_levels);
BENCHMARK(without_each)->Apply(tables_and_levels);

}  // namespace
