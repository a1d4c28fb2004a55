#pragma once

#include "io/extract_source.hpp"
#include "io/sql/sql_engine.hpp"

#include <cstddef>
#include <functional>
#include <vector>

namespace replica {

/// Own chunks that one query reads: those of a row group, or of a file, where that leaves each thread enough to do.
std::vector<ChunkRun> query_runs(const ExtractSource& source, int threads);

/// The query for the rows of such chunks, in their order.
std::string query_of_run(const ExtractSource& source, ChunkRun run);

/// Not collective: calls read(engine, run) for all of them, with up to `threads` threads, each with a session of its
/// own. Throws what the first of them throws, JobError where a file was changed.
void read_runs(const ExtractSource& source, int threads,
               const std::function<void(SqlEngine& engine, ChunkRun run)>& read);

/// Indices of the missing tokens that a person has named: texts that are missing in Parquet too.
std::vector<std::size_t> named_tokens(const ExtractSource& source);

/// Throws the JobError of a run that gave other rows than the file's footer said.
[[noreturn]] void throw_changed(const ExtractSource& source, ChunkRun run);

}  // namespace replica
