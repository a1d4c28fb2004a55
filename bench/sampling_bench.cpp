// Question: how near does sampling come to the cost of its random words, and of a single table look-up a value?
// Limits: 64-bit Philox words alone (PhiloxWords), which every value needs one of; on Zen 4 with AVX-512 1.44 ns a
// value sampled with 8 codes and two parents. Last seen (AVX2, a busy machine, so ratios only): 8 codes and two parents
// cost 2.4 times their Philox words, no parents 1.9 times; AVX2 words cost 0.4 of scalar ones. With 64 codes and two
// parents the tables (2 MiB a column) leave the cache: 11 times.

#include "engine/random_stream.hpp"
#include "engine/synthesis.hpp"
#include "kernels/philox.hpp"
#include "kernels/philox_draws.hpp"

#include <array>
#include <string>

#include <benchmark/benchmark.h>

namespace replica {
namespace {

constexpr std::size_t block_rows = sampling_block_rows;

void set_value_rate(benchmark::State& state, std::size_t values) {
    state.SetItemsProcessed(static_cast<std::int64_t>(values) * static_cast<std::int64_t>(state.iterations()));
}

void PhiloxWords(benchmark::State& state) {
    const auto level = supported_simd_levels().at(static_cast<std::size_t>(state.range(0)));
    std::array<std::uint64_t, block_rows> words{};
    std::uint64_t index = 0;
    for (auto _ : state) {
        fill_philox(1, 2, index += block_rows, words, level);
        benchmark::DoNotOptimize(words.data());
        benchmark::ClobberMemory();
    }
    set_value_rate(state, block_rows);
}
BENCHMARK(PhiloxWords)->DenseRange(0, static_cast<int>(supported_simd_levels().size()) - 1);

void PhiloxDraws(benchmark::State& state) {
    const auto level = supported_simd_levels().at(static_cast<std::size_t>(state.range(0)));
    std::array<std::uint32_t, block_rows> draws{};
    std::uint64_t index = 0;
    for (auto _ : state) {
        fill_philox_draws(1, 2, index += block_rows, draws, level);
        benchmark::DoNotOptimize(draws.data());
        benchmark::ClobberMemory();
    }
    set_value_rate(state, block_rows);
}
BENCHMARK(PhiloxDraws)->DenseRange(0, static_cast<int>(supported_simd_levels().size()) - 1);

ColumnModel column_of(std::uint32_t codes, std::uint32_t index) {
    ColumnModel column;
    column.name = std::to_string(index);
    for (std::uint32_t i = 0; i < codes; ++i) column.values.push_back(std::to_string(i));
    column.value_weights.assign(codes, 1);
    return column;
}

/// `columns` columns of `codes` codes, each with the `degree` columns before it as parents.
Model chain(std::uint32_t columns, std::uint32_t codes, std::uint32_t degree) {
    Model model;
    for (std::uint32_t c = 0; c < columns; ++c) {
        model.columns.push_back(column_of(codes, c));
        Family family;
        family.child = c;
        std::uint64_t configurations = 1;
        for (std::uint32_t p = c < degree ? 0 : c - degree; p < c; ++p) {
            family.parents.push_back(p);
            configurations *= codes;
        }
        for (std::uint64_t i = 0; i < configurations; ++i) {
            family.configurations.push_back(i);
            family.first_cell.push_back(family.codes.size());
            for (std::uint32_t code = 0; code < codes; ++code) {
                family.codes.push_back(static_cast<std::uint16_t>(code));
                family.counts.push_back(1 + static_cast<std::uint32_t>((i * 7 + code * 13) % 29));
            }
        }
        family.first_cell.push_back(family.codes.size());
        model.families.push_back(std::move(family));
    }
    return model;
}

void SampleCodes(benchmark::State& state) {
    const auto columns = static_cast<std::uint32_t>(state.range(0));
    const Synthesizer synthesizer(
        chain(columns, static_cast<std::uint32_t>(state.range(1)), static_cast<std::uint32_t>(state.range(2))));
    SampledBlock block;
    std::uint64_t row = 0;
    for (auto _ : state) {
        synthesizer.sample_codes(1, row += block_rows, block_rows, block);
        benchmark::DoNotOptimize(block.codes.back().data());
    }
    set_value_rate(state, columns * block_rows);
}
BENCHMARK(SampleCodes)->Args({40, 8, 2})->Args({40, 8, 0})->Args({40, 4, 4})->Args({6, 20, 2})->Args({6, 64, 2});

void PrepareSynthesizer(benchmark::State& state) {
    const Model model = chain(6, 20, 2);
    for (auto _ : state) benchmark::DoNotOptimize(Synthesizer(model));
}
BENCHMARK(PrepareSynthesizer)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace replica
