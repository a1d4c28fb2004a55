// How fast rows of a specification are made, without writing them: the outpatient clinic's 12 columns and its five
// expressions, rank correlations, conditions and calendar included. The aim is a million rows a second and core.
// Last seen: see bench/README.md.
#include "engine/simulation/simulator.hpp"
#include "io/simulation/spec_toml.hpp"

#include <benchmark/benchmark.h>

namespace replica {
namespace {

void simulate_rows(benchmark::State& state, const char* file, std::size_t block_rows) {
    const Simulator simulator(read_simulation_spec(std::string(REPLICA_SPECS "/") + file));
    SimulatedBlock block;
    std::uint64_t first = 0;
    std::uint64_t rows = 0;
    for (auto _ : state) {
        simulator.simulate(1, first, block_rows, block);
        first += block_rows;
        for (const SimulatedRows& table : block.tables) rows += table.rows();
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(rows));
}

void outpatient_clinic(benchmark::State& state) { simulate_rows(state, "outpatient_clinic.toml", 2048); }
void omop_community_hospital(benchmark::State& state) { simulate_rows(state, "omop_community_hospital.toml", 256); }

// A quantile from the table against Boost's own.
void gamma_by_table(benchmark::State& state) {
    const QuantileTable table(parametric_law(LawFamily::gamma, {2, 4, 0}));
    double u = 0.1;
    for (auto _ : state) {
        benchmark::DoNotOptimize(table(u));
        u += 0.618033988749895;
        u -= u >= 1 ? 1 : 0;
    }
}
void gamma_by_boost(benchmark::State& state) {
    double u = 0.1;
    for (auto _ : state) {
        benchmark::DoNotOptimize(quantile_of(LawFamily::gamma, {2, 4, 0}, u));
        u += 0.618033988749895;
        u -= u >= 1 ? 1 : 0;
    }
}

BENCHMARK(outpatient_clinic);
BENCHMARK(omop_community_hospital);
BENCHMARK(gamma_by_table);
BENCHMARK(gamma_by_boost);

}  // namespace
}  // namespace replica
