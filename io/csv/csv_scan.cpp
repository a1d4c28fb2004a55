#include "io/csv/csv_scan.hpp"

#include "engine/mpi/agreement.hpp"
#include "io/csv/chunk_pipeline.hpp"
#include "io/csv/fault_sentence.hpp"

#include <cassert>
#include <cstring>
#include <vector>

namespace replica {
namespace {

/// What a rank tells the others of its run: the file of its last chunk, and how far it got in it.
struct RunSummary {
    std::uint64_t chunks = 0;
    std::uint64_t last_file = 0;
    std::uint64_t lines = 0;
    std::uint64_t inside_quote = 0;
};

std::vector<RunSummary> share(const RunSummary& own, const Communicator& comm) {
    Bytes bytes(sizeof own);
    std::memcpy(bytes.data(), &own, sizeof own);
    std::vector<RunSummary> summaries;
    for (const Bytes& gathered : comm.all_gather(bytes)) {
        std::memcpy(&summaries.emplace_back(), gathered.data(), sizeof own);
    }
    return summaries;
}

/// The prefix over ranks: what the ranks below have found in the file that runs across this rank's begin.
RunEnd state_before(const std::vector<RunSummary>& summaries, int rank, std::uint64_t file) {
    RunEnd before;
    for (int below = rank - 1; below >= 0; --below) {
        const RunSummary& summary = summaries[static_cast<std::size_t>(below)];
        if (summary.chunks == 0) continue;
        if (summary.last_file != file) break;
        before.line += summary.lines;
        before.inside_quote = before.inside_quote != (summary.inside_quote != 0);
    }
    return before;
}

/// Collective: makes what the ranks have counted relative to their own begin absolute.
void place_runs(ExtractSource& source, const RunEnd& end, const Communicator& comm) {
    const ChunkRun own = source.own;
    RunSummary summary{own.size(), 0, end.line, end.inside_quote ? 1U : 0U};
    if (own.size() > 0) summary.last_file = source.grid.chunk(own.end - 1).file;
    const auto summaries = share(summary, comm);
    if (own.size() == 0) return;
    const Chunk first = source.grid.chunk(own.begin);
    if (first.bytes.begin == source.files[first.file].data_begin) return;
    const RunEnd before = state_before(summaries, comm.rank(), first.file);
    for (std::uint64_t i = own.begin; i < own.end && source.grid.chunk(i).file == first.file; ++i) {
        ChunkState& state = source.own_states[i - own.begin];
        state.line += before.line;
        state.inside_quote = state.inside_quote != before.inside_quote;
    }
}

/// Collective: numbers the rows over all ranks.
void number_rows(ExtractSource& source, const Communicator& comm) {
    std::uint64_t rows = 0;
    for (const ChunkState& state : source.own_states) rows += state.rows;
    std::uint64_t next = comm.exclusive_sum(rows);
    for (ChunkState& state : source.own_states) {
        state.first_row = next;
        next += state.rows;
    }
    source.rows = comm.sum(rows);
    if (source.rows == 0) throw_no_rows(source.files);
    source.progress = ScanProgress::counted;
}

}  // namespace

void scan_csv(ExtractSource& source, const Communicator& comm, int threads, const ChunkVisit& visit) {
    assert(threads > 0);
    const bool is_first = source.progress == ScanProgress::opened;
    auto pass = is_first ? ChunkPass::count_and_tokenize : ChunkPass::tokenize;
    if (is_first && comm.size() > 1) {
        const RunEnd end = agree(comm, [&] { return run_chunks(source, ChunkPass::count, threads, visit); });
        place_runs(source, end, comm);
        pass = ChunkPass::tokenize;
    }
    agree(comm, [&] { run_chunks(source, pass, threads, visit); });
    if (is_first) number_rows(source, comm);
}

std::string place_in_csv(const ExtractSource& source, const TokenizedChunk& chunk, std::size_t row,
                         std::size_t column) {
    const InputFile file(source.files[chunk.file].path);
    const std::uint64_t newlines = count_newlines(file, chunk.text_begin(), chunk.byte(row, column));
    return describe_place(file.path(), chunk.text_begin_line() + newlines, source.columns, column);
}

}  // namespace replica
