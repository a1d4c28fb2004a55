// Parquet to codes, against what DuckDB takes to read the same columns: 5,000,000 rows x 12 columns, as an OMOP extract
// has them. Processor time, one thread; the ratio is what counts.
#include "engine/counting/placement.hpp"
#include "engine/mpi/communicator.hpp"
#include "io/extract_passes.hpp"
#include "io/simulation/simulated_parquet.hpp"
#include "io/simulation/spec_toml.hpp"
#include "io/sql/sql_engine.hpp"
#include "jobs/describe_columns.hpp"
#include "jobs/extract_input.hpp"

#include <cstdlib>
#include <filesystem>
#include <string>

#include <benchmark/benchmark.h>

namespace {

using namespace replica;

constexpr std::int64_t rows = 5'000'000;

/// A measurement a row, in a folder that goes with the object.
class MadeFile {
public:
    MadeFile() {
        if (::mkdtemp(folder_.data()) == nullptr) std::abort();
        const Simulator simulator(read_simulation_spec(REPLICA_BENCH_SPECS "/measurements.toml"));
        write_simulated_parquet(simulator, 1, 0, {0, static_cast<std::uint64_t>(rows)}, path(), [](std::uint64_t) {});
    }
    ~MadeFile() { std::filesystem::remove_all(folder_); }
    MadeFile(const MadeFile&) = delete;
    MadeFile& operator=(const MadeFile&) = delete;
    [[nodiscard]] std::string path() const { return folder_ + "/data.parquet"; }

private:
    std::string folder_ = (std::filesystem::temp_directory_path() / "parquet_read_bench_XXXXXX").string();
};

const MadeFile& file() {
    static const MadeFile made;
    return made;
}

void set_rate(benchmark::State& state) {
    state.counters["ns_a_value"] =
        benchmark::Counter(static_cast<double>(rows) * 12 * 1e-9,
                           benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void fetch_all_columns(benchmark::State& state) {
    const std::string sql = "SELECT * FROM " + sql_literal(file().path());
    for (auto _ : state) {
        SqlEngine engine{SqlLimits{}};
        SqlRows fetched = engine.query(sql);
        std::size_t count = 0;
        while (fetched.next()) count += fetched.rows();
        if (count != rows) std::abort();
    }
    set_rate(state);
}
BENCHMARK(fetch_all_columns)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();

InputOptions input() {
    InputOptions options;
    options.paths = {file().path()};
    return options;
}

void scan_chunks(benchmark::State& state) {
    const Communicator comm = Communicator::world();
    for (auto _ : state) {
        ExtractSource source = open_extract(input(), comm);
        scan(source, comm, 1, [](const TokenizedChunk&) {});
    }
    set_rate(state);
}
BENCHMARK(scan_chunks)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();

void profile(benchmark::State& state) {
    const Communicator comm = Communicator::world();
    for (auto _ : state) {
        ExtractSource source = open_extract(input(), comm);
        benchmark::DoNotOptimize(profile_columns(source, {}, comm, 1));
    }
    set_rate(state);
}
BENCHMARK(profile)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();

void to_codes(benchmark::State& state) {
    const Communicator comm = Communicator::world();
    SharedOptions quiet;
    quiet.verbosity = Verbosity::quiet;
    Log log(quiet, Log::Voice::root);
    ExtractSource source = open_extract(input(), comm);
    const DescribedColumns described = describe_columns(source, input(), 2, comm, log);
    const Placement placement(comm, Decomposition::shared, 1);
    for (auto _ : state)
        benchmark::DoNotOptimize(encode_columns(source, described.plan, described.codecs, placement, 1));
    set_rate(state);
}
BENCHMARK(to_codes)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();

}  // namespace

int main(int argc, char** argv) {
    const replica::MpiEnvironment mpi(argc, argv);
    benchmark::Initialize(&argc, argv);
    if (replica::has_sql_engine()) benchmark::RunSpecifiedBenchmarks();
}
