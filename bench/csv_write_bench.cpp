// Question: how near does writing rows come to copying prepared text, and what does a formatted number cost on top?
// Limits, seen on Zen 4: prepared strings 8 to 12 GB/s a core; memcpy of whole rows (CopyRows); XXH3 of the same bytes.
// Last seen (a busy machine, so ratios only): assembling runs at 4.4 GB/s of 9-byte fields, 0.55 of the lower end of
// the aim, where XXH3 runs at 10; a value sampled, decoded and assembled costs 3.6 times its assembly alone, 8 times
// where it is a number from a slot, 31 times where it is formatted for its row.

#include "engine/random_stream.hpp"
#include "io/part_pipeline.hpp"

#include <cstring>
#include <string>

#include <benchmark/benchmark.h>

namespace replica {
namespace {

/// An extract like adult: numbers in bins and names of 2 to 20 bytes, no dependence.
Model extract(std::uint64_t numbers, std::uint64_t names, std::int64_t range) {
    Model model;
    model.mode = Mode::random;
    for (std::uint64_t i = 0; i < numbers; ++i) {
        ColumnModel column;
        column.name = std::string(1, 'n') + std::to_string(i);
        column.encoding = Encoding::binned;
        column.format.type = ValueType::integer;
        column.bin_low = {0, range / 2};
        column.range_high = range - 1;
        model.columns.push_back(column);
    }
    for (std::uint64_t i = 0; i < names; ++i) {
        ColumnModel column;
        column.name = std::string(1, 's') + std::to_string(i);
        for (std::size_t length = 2; length < 16; ++length) column.values.emplace_back(length, 'x');
        column.value_weights.assign(column.values.size(), 1);
        model.columns.push_back(column);
    }
    return model;
}

void set_byte_rate(benchmark::State& state, std::size_t bytes, std::size_t values) {
    const auto iterations = static_cast<std::int64_t>(state.iterations());
    state.SetBytesProcessed(static_cast<std::int64_t>(bytes) * iterations);
    state.SetItemsProcessed(static_cast<std::int64_t>(values) * iterations);
}

void AssembleRows(benchmark::State& state) {
    const CsvReplica replica(extract(0, 6, 100), 1);
    CsvReplica::Block block;
    replica.make_rows({0, sampling_block_rows}, block);
    for (auto _ : state) {
        block.rows.size = 0;
        append_rows(block.fields, block.rows);
        benchmark::DoNotOptimize(block.rows.buffer.data());
        benchmark::ClobberMemory();
    }
    set_byte_rate(state, block.rows.size, 6 * sampling_block_rows);
}
BENCHMARK(AssembleRows);

/// 40 columns of 8 codes of 1 or 2 characters.
Model short_codes() {
    Model model;
    model.mode = Mode::random;
    for (std::uint32_t i = 0; i < 40; ++i) {
        ColumnModel column;
        column.name = 'c' + std::to_string(i);
        for (std::uint32_t code = 0; code < 8; ++code) column.values.push_back(std::to_string(7 + code % (3 + i)));
        column.value_weights.assign(column.values.size(), 1);
        model.columns.push_back(column);
    }
    return model;
}

void AssembleShortRows(benchmark::State& state) {
    const CsvReplica replica(short_codes(), 1);
    CsvReplica::Block block;
    replica.make_rows({0, sampling_block_rows}, block);
    for (auto _ : state) {
        block.rows.size = 0;
        append_rows(block.fields, block.rows);
        benchmark::DoNotOptimize(block.rows.buffer.data());
        benchmark::ClobberMemory();
    }
    set_byte_rate(state, block.rows.size, 40 * sampling_block_rows);
}
BENCHMARK(AssembleShortRows);

void MakeShortRows(benchmark::State& state) {
    const CsvReplica replica(short_codes(), 1);
    CsvReplica::Block block;
    std::uint64_t row = 0;
    for (auto _ : state) {
        replica.make_rows({row, sampling_block_rows}, block);
        row += sampling_block_rows;
        benchmark::DoNotOptimize(block.rows.buffer.data());
    }
    set_byte_rate(state, block.rows.size, 40 * sampling_block_rows);
}
BENCHMARK(MakeShortRows);

void CopyRows(benchmark::State& state) {
    const CsvReplica replica(extract(0, 6, 100), 1);
    CsvReplica::Block block;
    replica.make_rows({0, sampling_block_rows}, block);
    std::vector<char> copy(block.rows.size);
    for (auto _ : state) {
        std::memcpy(copy.data(), block.rows.buffer.data(), copy.size());
        benchmark::DoNotOptimize(copy.data());
        benchmark::ClobberMemory();
    }
    set_byte_rate(state, copy.size(), 6 * sampling_block_rows);
}
BENCHMARK(CopyRows);

void HashRows(benchmark::State& state) {
    const CsvReplica replica(extract(0, 6, 100), 1);
    CsvReplica::Block block;
    replica.make_rows({0, sampling_block_rows}, block);
    XXH3_state_t* hash = XXH3_createState();
    XXH3_64bits_reset(hash);
    for (auto _ : state) XXH3_64bits_update(hash, block.rows.buffer.data(), block.rows.size);
    benchmark::DoNotOptimize(XXH3_64bits_digest(hash));
    XXH3_freeState(hash);
    set_byte_rate(state, block.rows.size, 6 * sampling_block_rows);
}
BENCHMARK(HashRows);

/// Sample, decode, format and assemble: numbers, names, range of the numbers. Beyond 16,384 grid values numbers are
/// formatted row by row.
void MakeRows(benchmark::State& state) {
    const CsvReplica replica(
        extract(static_cast<std::uint64_t>(state.range(0)), static_cast<std::uint64_t>(state.range(1)), state.range(2)),
        1);
    CsvReplica::Block block;
    std::uint64_t row = 0;
    for (auto _ : state) {
        replica.make_rows({row, sampling_block_rows}, block);
        row += sampling_block_rows;
        benchmark::DoNotOptimize(block.rows.buffer.data());
    }
    set_byte_rate(state, block.rows.size,
                  static_cast<std::size_t>(state.range(0) + state.range(1)) * sampling_block_rows);
}
BENCHMARK(MakeRows)->Args({0, 6, 100})->Args({6, 0, 100})->Args({6, 0, 1000000})->Args({1, 5, 100});

}  // namespace
}  // namespace replica
