#include "io/parquet/parquet_scan.hpp"

#include "engine/mpi/agreement.hpp"
#include "io/csv/missing_tokens.hpp"
#include "io/parquet/parquet_runs.hpp"

#include <algorithm>
#include <vector>

#include <tbb/enumerable_thread_specific.h>

namespace replica {
namespace {

/// What one thread makes chunks in: their fields and the text of these.
class GroupReader {
public:
    explicit GroupReader(const ExtractSource& source) : source_(source), tokens_(source.dialect.missing_tokens) {
        const auto usual = default_missing_tokens();
        const auto is_usual = [&](const std::string& token) {
            return std::find(usual.begin(), usual.end(), token) != usual.end();
        };
        known_.resize(source.columns.size() << slot_bits);
        for (std::size_t i = 0; i < tokens_.size(); ++i) {
            if (tokens_[i].empty()) missing_ = static_cast<int>(i);
            if (!is_usual(tokens_[i])) named_.push_back(i);
        }
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
        ++chunk_number_;
    }

    void append_rows(const SqlRows& rows, std::size_t first, std::size_t count) {
        const std::size_t columns = source_.columns.size();
        fields_.reserve_more(count * columns);
        keys_.resize(count);
        for (std::size_t c = 0; c < columns; ++c) {
            Field* out = fields_.end() + c;
            rows.find_keys(c, first, keys_);
            for (std::size_t i = 0; i < count; ++i, out += columns) {
                *out = rows.is_missing(first + i, c) ? Field::missing(0, missing_)
                                                     : find_or_append(rows, first + i, c, keys_[i]);
            }
        }
        fields_.set_end(fields_.end() + count * columns);
        rows_ += count;
    }

    /// The field of a value, its text made unless the chunk has it already.
    Field find_or_append(const SqlRows& rows, std::size_t row, std::size_t column, const ValueKey& key) {
        const std::uint64_t hash = (key.low ^ (key.high * 0xD6E8FEB86659FD93U)) * 0x9E3779B97F4A7C15U;
        Known& known = known_[(column << slot_bits) + (hash >> (64U - slot_bits))];
        const std::size_t begin = text_.size();
        const bool same = known.chunk == chunk_number_ && known.key == key;
        if (same && key.exact) return known.field;
        rows.append_text(row, column, text_);
        if (same && text_of(known.field) == std::string_view(text_).substr(begin)) {
            text_.resize(begin);
            return known.field;
        }
        known = {key, field(begin), chunk_number_};
        return known.field;
    }

    [[nodiscard]] std::string_view text_of(Field field) const {
        return field.missing_token() >= 0 ? std::string_view()
                                          : std::string_view(text_).substr(field.offset(), field.size());
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

    static constexpr unsigned slot_bits = 10;
    /// A value of the chunk that is being made, and its field.
    struct Known {
        ValueKey key;
        Field field = Field::present(0, 0);
        std::uint64_t chunk = 0;
    };

    const ExtractSource& source_;
    std::vector<std::string> tokens_;
    std::vector<std::size_t> named_;  ///< tokens that a person has named
    int missing_ = 0;                 ///< the token of no text, which stands for a value that isn't there
    std::vector<Known> known_;        ///< by column, then by hash
    std::vector<ValueKey> keys_;
    std::uint64_t chunk_number_ = 0;
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
