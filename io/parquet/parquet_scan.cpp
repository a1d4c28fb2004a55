#include "io/parquet/parquet_scan.hpp"

#include "engine/mpi/agreement.hpp"
#include "io/csv/missing_tokens.hpp"
#include "io/parquet/parquet_runs.hpp"
#include "io/sql/value_memo.hpp"

#include <algorithm>
#include <vector>

#include <tbb/enumerable_thread_specific.h>

namespace replica {
namespace {

/// What one thread makes chunks in: their fields and the text of these.
class GroupReader {
public:
    explicit GroupReader(const ExtractSource& source)
        : source_(source), tokens_(source.dialect.missing_tokens), named_(named_tokens(source)) {
        memos_.resize(source.columns.size());
        const auto none = std::find(tokens_.begin(), tokens_.end(), "");
        missing_ = static_cast<int>(none - tokens_.begin());
    }

    /// Visits the chunks of a run.
    void read(SqlEngine& engine, ChunkRun run, const ChunkVisit& visit) {
        SqlRows rows = engine.query(query_of_run(source_, run));
        std::uint64_t next = run.begin;
        start();
        while (rows.next()) {
            for (std::size_t taken = 0; taken < rows.rows();) {
                if (next == run.end) throw_changed(source_, run);
                const Chunk chunk = source_.grid.chunk(next);
                const std::uint64_t room = chunk.bytes.end - chunk.bytes.begin - rows_;
                const std::size_t count = std::min<std::size_t>(rows.rows() - taken, room);
                append_rows(rows, taken, count);
                taken += count;
                if (count < room) continue;
                give(next++, visit);
                start();
            }
        }
        if (next != run.end) throw_changed(source_, run);
    }

private:
    void start() {
        fields_.shrink(0);
        text_.clear();
        rows_ = 0;
        for (auto& memo : memos_) memo.clear();
    }

    void append_rows(const SqlRows& rows, std::size_t first, std::size_t count) {
        const std::size_t columns = source_.columns.size();
        fields_.reserve_more(count * columns);
        of_column_.resize(count);
        for (std::size_t c = 0; c < columns; ++c) {
            memos_[c].look_up(
                rows, c, first, Field::missing(0, missing_).bits(),
                [&](std::size_t row) {
                    const std::size_t begin = text_.size();
                    rows.append_text(row, c, text_);
                    return field(begin).bits();
                },
                of_column_);
            Field* out = fields_.end() + c;
            for (std::size_t i = 0; i < count; ++i) out[i * columns] = Field::from_bits(of_column_[i]);
        }
        fields_.set_end(fields_.end() + count * columns);
        rows_ += count;
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
        chunk.shares_fields = true;
        chunk.set_fields(fields_.all(), text_.data(), tokens_, 0, 1);
        visit(chunk);
    }

    const ExtractSource& source_;
    std::vector<std::string> tokens_;
    std::vector<std::size_t> named_;               ///< tokens that a person has named
    int missing_ = 0;                              ///< the token of no text, which stands for a value that isn't there
    std::vector<ValueMemo<std::uint64_t>> memos_;  ///< by column: bits of the fields of the chunk that is being made
    std::vector<std::uint64_t> of_column_;
    FieldBuffer fields_;
    std::string text_;
    std::uint64_t rows_ = 0;
};

}  // namespace

void scan_parquet(ExtractSource& source, const Communicator& comm, int threads, const ChunkVisit& visit) {
    agree(comm, [&] {
        tbb::enumerable_thread_specific<GroupReader> readers([&] { return GroupReader(source); });
        read_runs(source, threads, [&](SqlEngine& engine, ChunkRun run) { readers.local().read(engine, run, visit); });
    });
}

}  // namespace replica
