#include "io/parquet/parquet_codes.hpp"

#include "io/parquet/parquet_runs.hpp"
#include "io/person_hash.hpp"
#include "io/sql/value_memo.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <tbb/enumerable_thread_specific.h>

namespace replica {
namespace {

/// What one thread encodes with.
class RunEncoder {
public:
    RunEncoder(const ExtractSource& source, std::span<const ColumnEncoder> encoders, const PersonHashes& persons)
        : source_(source),
          encoders_(encoders),
          persons_(persons),
          named_(named_tokens(source)),
          memos_(encoders.size()) {}

    /// `own_row`: the run's first among own rows; `first_row`: the first own row in the table.
    void encode(SqlEngine& engine, ChunkRun run, std::uint64_t own_row, std::uint64_t first_row, EncodedTable& table) {
        SqlRows rows = engine.query(query_of_run(source_, run));
        std::uint64_t left = 0;
        for (std::uint64_t i = run.begin; i < run.end; ++i) left += source_.own_states[i - source_.own.begin].rows;
        while (rows.next()) {
            if (rows.rows() > left) throw_changed(source_, run);
            for (std::size_t column = 0; column < encoders_.size(); ++column) {
                encode_column(rows, column);
                table.store(column, first_row + own_row, codes_);
            }
            if (persons_.unit) hash_persons(rows, own_row);
            own_row += rows.rows();
            left -= rows.rows();
        }
        if (left > 0) throw_changed(source_, run);
    }

private:
    void encode_column(const SqlRows& rows, std::size_t column) {
        const ColumnEncoder& encoder = encoders_[column];
        codes_.resize(rows.rows());
        if (encoder.is_constant() && named_.empty()) return encode_presence(rows, column, encoder.missing_code());
        memos_[column].look_up(
            rows, column, 0, encoder.missing_code(),
            [&](std::size_t row) {
                return is_missing_text(rows, row, column) ? encoder.missing_code() : encoder.encode(text_);
            },
            codes_);
    }

    void encode_presence(const SqlRows& rows, std::size_t column, std::uint16_t missing) {
        std::fill(codes_.begin(), codes_.end(), std::uint16_t{0});
        if (!rows.may_miss(column)) return;
        for (std::size_t row = 0; row < codes_.size(); ++row)
            if (rows.is_missing(row, column)) codes_[row] = missing;
    }

    /// Makes the text of a value, and says whether it stands for a missing one.
    bool is_missing_text(const SqlRows& rows, std::size_t row, std::size_t column) {
        text_.clear();
        rows.append_text(row, column, text_);
        return std::any_of(named_.begin(), named_.end(),
                           [&](std::size_t token) { return text_ == source_.dialect.missing_tokens[token]; });
    }

    void hash_persons(const SqlRows& rows, std::uint64_t own_row) {
        constexpr std::uint64_t nobody = 0;
        const std::size_t column = *persons_.unit;
        const std::span<std::uint64_t> hashes = persons_.hashes.subspan(own_row, rows.rows());
        person_memo_.look_up(
            rows, column, 0, nobody,
            [&](std::size_t row) { return is_missing_text(rows, row, column) ? nobody : hash_of_person(text_); },
            hashes);
        const std::uint64_t before = source_.own_states.front().first_row + own_row;
        for (std::size_t row = 0; row < hashes.size(); ++row)
            if (hashes[row] == nobody) hashes[row] = hash_of_lone_row(before + row);
    }

    const ExtractSource& source_;
    std::span<const ColumnEncoder> encoders_;
    const PersonHashes& persons_;
    std::vector<std::size_t> named_;  ///< tokens that a person has named
    std::vector<ValueMemo<std::uint16_t>> memos_;
    std::vector<std::uint16_t> codes_;
    ValueMemo<std::uint64_t> person_memo_;
    std::string text_;
};

}  // namespace

void encode_parquet(const ExtractSource& source, std::span<const ColumnEncoder> encoders, const PersonHashes& persons,
                    std::uint64_t first_row, int threads, EncodedTable& table) {
    tbb::enumerable_thread_specific<RunEncoder> of_threads([&] { return RunEncoder(source, encoders, persons); });
    const std::uint64_t first_own = source.own_states.empty() ? 0 : source.own_states.front().first_row;
    read_runs(source, threads, [&](SqlEngine& engine, ChunkRun run) {
        const std::uint64_t own_row = source.own_states[run.begin - source.own.begin].first_row - first_own;
        of_threads.local().encode(engine, run, own_row, first_row, table);
    });
}

}  // namespace replica
