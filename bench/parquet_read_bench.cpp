// Parquet to codes, against what DuckDB takes to read the same columns: 5,000,000 rows x 12 columns, as an OMOP extract
// has them. Processor time, one thread; the ratio is what counts.
#include "engine/counting/placement.hpp"
#include "engine/mpi/communicator.hpp"
#include "io/extract_passes.hpp"
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
        SqlLimits limits;
        limits.threads = 2;
        SqlEngine(limits).run(
            "COPY (SELECT 1000000 + i AS measurement_id, [8507, 8532][1 + i // 40 % 2] AS gender_concept_id, 1930 + i "
            "// 40 "
            "* 7919 % 80 AS year_of_birth, ['White', 'Black or African American', 'Asian', NULL][1 + i // 40 % 4] AS "
            "race, "
            "3000000 + i * 7919 % 900 AS measurement_concept_id, DATE '2019-01-01' + CAST(i * 31 % 1826 AS INTEGER) AS "
            "measurement_date, CASE WHEN i % 5 > 0 THEN round(50 + hash(i) % 10000 / 100, 1) END AS value_as_number, "
            "['mg/dL', 'mmol/L', '%'][1 + i % 3] AS unit_source_value, 9201 + i % 3 AS visit_concept_id, 'code ' || i "
            "* 17 "
            "% 700 AS source_value, i % 7 = 0 AS abnormal, hash(i) % 40 AS days FROM range(" +
            std::to_string(rows) + ") r(i)) TO " + sql_literal(path()) + " (FORMAT parquet, COMPRESSION zstd)");
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
