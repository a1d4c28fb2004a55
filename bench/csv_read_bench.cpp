// Question: how close does reading CSV come to its floor, one look at every byte, and what do quotes cost?
// Bytes a second of one thread: counting newlines (the floor), finding structure, tokenizing, and a whole scan of a
// file in the page cache. On Zen 4 DuckDB reads 480 MB of 12 columns in 3.5 CPU s = 0.14 GB/s, a typed parser in 1.3.
// Seen last (Zen 3, 2.4 GHz, other work beside it), CPU time: floor 40, structure 24, tokenizing 1.2 with or without
// quotes (1/33 of the floor; 6 ns a field), scan 1.15 GB/s, so 480 MB take 0.42 CPU s a scan.
// On Emerald Rapids, other work beside it, simulated records: floor 21 to 32 GB/s, structure 13 to 19, tokenizing .9 to
// 1.2 (6 to 8 ns a field), and 1.7 times that where some words are quoted and others not; scan .7 to 1.0 GB/s.

#include "io/csv/tokenizer.hpp"
#include "io/extract_scan.hpp"
#include "io/simulation/simulated_csv.hpp"
#include "io/simulation/spec_toml.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

namespace {

using namespace replica;

constexpr std::size_t columns = 12;
constexpr std::size_t chunk_bytes = std::size_t{1} << 20U;

enum class Quoted : std::int64_t { nothing, text_columns };

/// Simulated records of at least so many bytes: 12 columns, numbers, dates, words, some missing.
std::string make_records(std::size_t bytes, Quoted quoted) {
    constexpr std::uint64_t rows_at_a_time = 2048;
    const char* const spec = quoted == Quoted::text_columns ? "/quoted_records.toml" : "/records.toml";
    const Simulator simulator(read_simulation_spec(std::string(REPLICA_BENCH_SPECS) + spec));
    const SimulatedCsv csv(simulator, 1);
    SimulatedCsv::Block block;
    std::string text;
    for (std::uint64_t first = 0; text.size() < bytes; first += rows_at_a_time) {
        csv.make_rows({first, rows_at_a_time}, block);
        text.append(block.texts.front().buffer.data(), block.texts.front().size);
    }
    return text;
}

std::string whole_records(const std::string& text, std::size_t bytes) {
    return text.substr(0, text.rfind('\n', bytes - 1) + 1);
}

void set_rate(benchmark::State& state, std::size_t bytes) {
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
}

void count_newlines_and_quotes(benchmark::State& state) {
    const std::string text = make_records(chunk_bytes, Quoted::nothing);
    for (auto _ : state) benchmark::DoNotOptimize(count_bytes(text, '\n', '"', best_simd_level()));
    set_rate(state, text.size());
}
BENCHMARK(count_newlines_and_quotes);

void find_structural_bytes(benchmark::State& state) {
    const auto level = state.range(0) == 0 ? SimdLevel::scalar : best_simd_level();
    const std::string text = make_records(chunk_bytes, Quoted::nothing);
    std::vector<std::uint64_t> masks(mask_count(text.size()));
    std::vector<std::uint8_t> suspicious(masks.size());
    for (auto _ : state) benchmark::DoNotOptimize(find_structure(text, {}, level, masks, suspicious));
    set_rate(state, text.size());
}
BENCHMARK(find_structural_bytes)->ArgName("vector")->Arg(0)->Arg(1);

void tokenize_chunk(benchmark::State& state) {
    const CsvDialect dialect;
    const MissingTokens missing(dialect.missing_tokens);
    std::string text = whole_records(make_records(chunk_bytes, static_cast<Quoted>(state.range(0))), chunk_bytes);
    Tokenizer tokenizer(dialect, missing, columns, best_simd_level());
    FieldBuffer fields;
    for (auto _ : state) {
        fields.shrink(0);
        tokenizer.load(text, 0, TextEnd::end_of_file);
        if (tokenizer.tokenize(0, text.size(), fields).stop != TokenizeResult::Stop::done) std::abort();
    }
    set_rate(state, text.size());
    state.counters["ns_a_field"] =
        benchmark::Counter(static_cast<double>(fields.size()) * 1e-9,
                           benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(tokenize_chunk)->ArgName("quoted")->Arg(0)->Arg(1);

/// A file that goes when it is no longer used.
class TemporaryFile {
public:
    explicit TemporaryFile(const std::string& text) {
        if (::mkdtemp(folder_.data()) == nullptr) std::abort();
        std::ofstream(path(), std::ios::binary) << text;
    }
    ~TemporaryFile() { std::filesystem::remove_all(folder_); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    [[nodiscard]] std::string path() const { return folder_ + "/data.csv"; }

private:
    std::string folder_ = (std::filesystem::temp_directory_path() / "csv_read_bench_XXXXXX").string();
};

/// First and second scan of a file, with a visit that does nothing.
void scan_file(benchmark::State& state) {
    const std::string header = "a,b,c,d,e,f,g,h,i,j,k,l\n";
    const std::string text = header + make_records(std::size_t{100} << 20U, static_cast<Quoted>(state.range(0)));
    const TemporaryFile file(text);
    const Communicator comm = Communicator::world();
    for (auto _ : state) {
        ExtractSource source = open_source({file.path()}, {}, comm);
        for (int i = 0; i < 2; ++i) scan(source, comm, static_cast<int>(state.range(1)), [](const TokenizedChunk&) {});
    }
    set_rate(state, 2 * text.size());
}
BENCHMARK(scan_file)
    ->ArgNames({"quoted", "threads"})
    ->Args({0, 1})
    ->Args({1, 1})
    ->Args({0, 2})
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

}  // namespace

int main(int argc, char** argv) {
    const replica::MpiEnvironment mpi(argc, argv);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
