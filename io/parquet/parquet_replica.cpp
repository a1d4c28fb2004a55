#include "io/parquet/parquet_replica.hpp"

#include "engine/error.hpp"

#include <algorithm>

namespace replica {
namespace {

// Shapes of imitated values that are more than digits.
bool imitates_texts(const ColumnModel& column) {
    const auto is_text = [](const auto& pattern) {
        return pattern.value.find_first_not_of("0123456789") != std::string::npos;
    };
    const auto any_text = [&](const auto& patterns) { return std::any_of(patterns.begin(), patterns.end(), is_text); };
    return any_text(column.pooled_patterns) || std::any_of(column.pools.begin(), column.pools.end(),
                                                           [&](const auto& pool) { return any_text(pool.patterns); });
}

}  // namespace

ParquetReplica::ParquetReplica(const Model& model, std::uint64_t seed) : synthesizer_(model), seed_(seed) {
    if (synthesizer_.columns().empty())
        throw InputError("the model has no column to write: all have role drop; describe the data again");
    for (const std::uint32_t column : synthesizer_.columns()) {
        columns_.push_back(make_column(model, column));
        schema_.push_back({model.columns[column].name, columns_.back().format.type});
    }
}

ParquetReplica::Column ParquetReplica::make_column(const Model& model, std::uint32_t column) const {
    const std::vector<std::string>& texts = synthesizer_.decoder(column).prepared();
    Column made{column, typed_format(model.columns[column].format), {}};
    if (imitates_texts(model.columns[column])) made.format.type = SqlType::text;
    const auto all_fit = [&] {
        made.prepared.clear();
        return std::all_of(texts.begin(), texts.end(),
                           [&](const std::string& text) { return made.format.append(text, made.prepared); });
    };
    if (!all_fit()) {
        made.format.type = SqlType::text;
        all_fit();
    }
    return made;
}

void ParquetReplica::append_cells(const Column& column, const DecodedColumn& decoded, TypedColumn& out) const {
    std::size_t made = 0;
    std::size_t begin = 0;
    for (const std::uint32_t cell : decoded.cells) {
        if (cell == missing_cell) {
            out.append_missing(column.format.type);
        } else if (cell == generated_cell) {
            const std::size_t end = decoded.text_ends[made++];
            const std::string_view text(decoded.text.data() + begin, end - begin);
            begin = end;
            if (!column.format.append(text, out))
                throw JobError("column " + std::to_string(column.column) + " makes \"" + std::string(text) +
                               "\", which is not of its type; write the replica as CSV");
        } else {
            out.append_from(column.prepared, cell - 1, column.format.type);
        }
    }
}

void ParquetReplica::write_part(RowRange rows, const std::filesystem::path& file,
                                const std::function<void(std::uint64_t rows, std::uint64_t bytes)>& written) const {
    SampledBlock block;
    DecodedColumn decoded;
    RowRange left = rows;
    write_parquet(file, schema_, [&](TypedRows& out) {
        if (left.count == 0) return false;
        const RowRange next = next_sampled_rows(synthesizer_, left);
        synthesizer_.sample_codes(seed_, next.first, next.count, block);
        for (std::size_t c = 0; c < columns_.size(); ++c) {
            synthesizer_.decode(columns_[c].column, seed_, next.first, block, decoded);
            out.columns[c].clear();
            append_cells(columns_[c], decoded, out.columns[c]);
        }
        out.rows = next.count;
        left = {next.first + next.count, left.count - next.count};
        written(next.count, 0);
        return true;
    });
}

}  // namespace replica
