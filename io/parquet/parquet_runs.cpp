#include "io/parquet/parquet_runs.hpp"

#include "engine/error.hpp"
#include "io/csv/first_failure.hpp"

#include <algorithm>

#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

namespace replica {

namespace {

bool is_last_group(const ExtractSource& source, std::uint64_t group) {
    return group + 1 == source.row_groups.size() || source.row_groups[group + 1].file != source.row_groups[group].file;
}

}  // namespace

std::vector<ChunkRun> query_runs(const ExtractSource& source, int threads) {
    constexpr std::size_t files_a_thread = 4;
    const bool by_file = threads == 1 || source.files.size() >= files_a_thread * static_cast<std::size_t>(threads);
    const auto unit = [&](std::uint64_t chunk) {
        const std::uint64_t group = source.grid.chunk(chunk).file;
        return by_file ? source.row_groups[group].file : group;
    };
    std::vector<ChunkRun> runs;
    for (std::uint64_t i = source.own.begin; i < source.own.end; ++i) {
        if (!runs.empty() && unit(i) == unit(i - 1)) {
            ++runs.back().end;
        } else {
            runs.push_back({i, i + 1});
        }
    }
    return runs;
}

std::string query_of_run(const ExtractSource& source, ChunkRun run) {
    const Chunk first = source.grid.chunk(run.begin);
    const Chunk last = source.grid.chunk(run.end - 1);
    const RowGroup& group = source.row_groups[last.file];
    const std::uint64_t begin = source.row_groups[first.file].first_row + first.bytes.begin;
    const std::uint64_t end = group.first_row + last.bytes.end;
    const std::string file = sql_literal(source.files[group.file].path);
    // Without a condition rows needn't be picked, which saves a copy of them.
    if (begin == 0 && last.bytes.end == group.rows && is_last_group(source, last.file))
        return "SELECT * FROM read_parquet(" + file + ")";
    return "SELECT * EXCLUDE (file_row_number) FROM read_parquet(" + file +
           ", file_row_number = true) WHERE file_row_number BETWEEN " + std::to_string(begin) + " AND " +
           std::to_string(end - 1);
}

void read_runs(const ExtractSource& source, int threads,
               const std::function<void(SqlEngine& engine, ChunkRun run)>& read) {
    for (const SourceFile& file : source.files) InputFile(file.path).expect(file.stamp);
    const std::vector<ChunkRun> runs = query_runs(source, threads);
    // Each session's query runs in the thread that asks.
    const SqlEngine engine{SqlLimits{}};
    tbb::enumerable_thread_specific<SqlEngine> sessions([&] { return SqlEngine(engine); });
    FirstFailure failure;
    tbb::task_arena(threads).execute([&] {
        tbb::parallel_for(std::size_t{0}, runs.size(), [&](std::size_t i) {
            if (failure.reaches(runs[i].begin)) return;
            try {
                read(sessions.local(), runs[i]);
            } catch (...) {
                failure.keep(runs[i].begin, std::current_exception());
            }
        });
    });
    failure.rethrow();
}

std::vector<std::size_t> named_tokens(const ExtractSource& source) {
    const std::vector<std::string> usual = default_missing_tokens();
    const std::vector<std::string>& tokens = source.dialect.missing_tokens;
    std::vector<std::size_t> named;
    for (std::size_t i = 0; i < tokens.size(); ++i)
        if (std::find(usual.begin(), usual.end(), tokens[i]) == usual.end()) named.push_back(i);
    return named;
}

void throw_changed(const ExtractSource& source, ChunkRun run) {
    const RowGroup& group = source.row_groups[source.grid.chunk(run.begin).file];
    throw JobError(source.files[group.file].path + " gives other rows than before; was it changed?");
}

}  // namespace replica
