#include "io/parquet/parquet_scan.hpp"

#include "engine/mpi/agreement.hpp"
#include "io/csv/first_failure.hpp"
#include "io/csv/missing_tokens.hpp"
#include "io/sql/sql_engine.hpp"

#include <algorithm>
#include <vector>

#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

namespace replica {
namespace {

/// Own chunks of one row group, which are read by one query.
std::vector<ChunkRun> group_runs(const ExtractSource& source) {
    std::vector<ChunkRun> runs;
    for (std::uint64_t i = source.own.begin; i < source.own.end; ++i) {
        const bool same = !runs.empty() && source.grid.chunk(i).file == source.grid.chunk(i - 1).file;
        if (same) {
            ++runs.back().end;
        } else {
            runs.push_back({i, i + 1});
        }
    }
    return runs;
}

/// What one thread reads with: a session, and a chunk's fields and their text.
class GroupReader {
public:
    GroupReader(const ExtractSource& source, const SqlEngine& engine)
        : source_(source), engine_(engine), tokens_(source.dialect.missing_tokens) {
        const auto usual = default_missing_tokens();
        const auto is_usual = [&](const std::string& token) {
            return std::find(usual.begin(), usual.end(), token) != usual.end();
        };
        for (std::size_t i = 0; i < tokens_.size(); ++i) {
            if (tokens_[i].empty()) missing_ = static_cast<int>(i);
            if (!is_usual(tokens_[i])) named_.push_back(i);
        }
    }

    /// Visits the chunks of a run.
    void read(ChunkRun run, const ChunkVisit& visit) {
        const Chunk first = source_.grid.chunk(run.begin);
        const RowGroup& group = source_.row_groups[first.file];
        const std::uint64_t begin = group.first_row + first.bytes.begin;
        const std::uint64_t end = group.first_row + source_.grid.chunk(run.end - 1).bytes.end;
        SqlRows rows = engine_.query(query(group, begin, end));
        std::uint64_t next = run.begin;
        start();
        while (rows.next()) {
            for (std::size_t r = 0; r < rows.rows(); ++r) {
                if (next == run.end) throw_changed(group);
                append_row(rows, r);
                const Chunk chunk = source_.grid.chunk(next);
                if (rows_ < chunk.bytes.end - chunk.bytes.begin) continue;
                give(next++, visit);
                start();
            }
        }
        if (next != run.end) throw_changed(group);
    }

private:
    [[noreturn]] void throw_changed(const RowGroup& group) const {
        throw JobError(source_.files[group.file].path + " gives other rows than before; was it changed?");
    }

    [[nodiscard]] std::string query(const RowGroup& group, std::uint64_t begin, std::uint64_t end) const {
        return "SELECT * EXCLUDE (file_row_number) FROM read_parquet(" + sql_literal(source_.files[group.file].path) +
               ", file_row_number = true) WHERE file_row_number BETWEEN " + std::to_string(begin) + " AND " +
               std::to_string(end - 1);
    }

    void start() {
        fields_.shrink(0);
        text_.clear();
        rows_ = 0;
    }

    void append_row(const SqlRows& rows, std::size_t row) {
        const std::size_t columns = source_.columns.size();
        fields_.reserve_more(columns);
        for (std::size_t c = 0; c < columns; ++c) {
            const std::size_t begin = text_.size();
            if (rows.is_missing(row, c)) {
                fields_.append(Field::missing(begin, missing_));
                continue;
            }
            rows.append_text(row, c, text_);
            fields_.append(field(begin));
        }
        ++rows_;
    }

    [[nodiscard]] Field field(std::size_t begin) const {
        const std::string_view text = std::string_view(text_).substr(begin);
        for (const std::size_t token : named_)
            if (text == tokens_[token]) return Field::missing(begin, static_cast<int>(token));
        return Field::present(begin, text.size());
    }

    void give(std::uint64_t index, const ChunkVisit& visit) {
        const Chunk place = source_.grid.chunk(index);
        const RowGroup& group = source_.row_groups[place.file];
        TokenizedChunk chunk;
        chunk.index = index;
        chunk.file = group.file;
        chunk.columns = source_.columns.size();
        chunk.rows = rows_;
        chunk.first_row = source_.own_states[index - source_.own.begin].first_row;
        chunk.file_row = group.first_row + place.bytes.begin;
        chunk.set_fields(fields_.all(), text_.data(), tokens_, 0, 1);
        visit(chunk);
    }

    const ExtractSource& source_;
    SqlEngine engine_;
    std::vector<std::string> tokens_;
    std::vector<std::size_t> named_;  ///< tokens that a person has named
    int missing_ = 0;                 ///< the token of no text, which stands for a value that isn't there
    FieldBuffer fields_;
    std::string text_;
    std::uint64_t rows_ = 0;
};

void read_runs(const ExtractSource& source, int threads, const ChunkVisit& visit) {
    for (const SourceFile& file : source.files) InputFile(file.path).expect(file.stamp);
    const std::vector<ChunkRun> runs = group_runs(source);
    // Each session's query runs in the thread that asks.
    const SqlEngine engine{SqlLimits{}};
    tbb::enumerable_thread_specific<GroupReader> readers([&] { return GroupReader(source, engine); });
    FirstFailure failure;
    tbb::task_arena(threads).execute([&] {
        tbb::parallel_for(std::size_t{0}, runs.size(), [&](std::size_t i) {
            if (failure.reaches(runs[i].begin)) return;
            try {
                readers.local().read(runs[i], visit);
            } catch (...) {
                failure.keep(runs[i].begin, std::current_exception());
            }
        });
    });
    failure.rethrow();
}

}  // namespace

void scan_parquet(ExtractSource& source, const Communicator& comm, int threads, const ChunkVisit& visit) {
    agree(comm, [&] { read_runs(source, threads, visit); });
}

}  // namespace replica
