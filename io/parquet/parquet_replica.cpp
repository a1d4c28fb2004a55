#include "io/parquet/parquet_replica.hpp"

#include "engine/error.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace replica {
namespace {

constexpr std::array<std::int64_t, 7> powers_of_ten{1, 10, 100, 1000, 10000, 100000, 1000000};

// Shapes of imitated values that are more than digits.
bool imitates_texts(const ColumnModel& column) {
    const auto is_text = [](const auto& pattern) {
        return pattern.value.find_first_not_of("0123456789") != std::string::npos;
    };
    const auto any_text = [&](const auto& patterns) { return std::any_of(patterns.begin(), patterns.end(), is_text); };
    return any_text(column.pooled_patterns) || std::any_of(column.pools.begin(), column.pools.end(),
                                                           [&](const auto& pool) { return any_text(pool.patterns); });
}

// What the format alone allows.
SqlType type_of(const ColumnModel& column) {
    if (imitates_texts(column)) return SqlType::text;
    switch (column.format.type) {
        case ValueType::integer: return SqlType::integer;
        case ValueType::decimal: return SqlType::real;
        case ValueType::boolean: return SqlType::boolean;
        case ValueType::date: return SqlType::date;
        case ValueType::datetime:
            return column.format.zoned || column.format.decimals > 6 ? SqlType::text : SqlType::timestamp;
        case ValueType::string: break;
    }
    return SqlType::text;
}

}  // namespace

ParquetReplica::ParquetReplica(const Model& model, std::uint64_t seed) : synthesizer_(model), seed_(seed) {
    if (synthesizer_.columns().empty())
        throw InputError("the model has no column to write: all have role drop; describe the data again");
    for (const std::uint32_t column : synthesizer_.columns()) {
        columns_.push_back(make_column(model, column));
        schema_.push_back({model.columns[column].name, columns_.back().type});
    }
}

ParquetReplica::Column ParquetReplica::make_column(const Model& model, std::uint32_t column) const {
    const std::vector<std::string>& texts = synthesizer_.decoder(column).prepared();
    Column made{column, type_of(model.columns[column]), model.columns[column].format, {}};
    const auto all_fit = [&] {
        made.prepared.clear();
        return std::all_of(texts.begin(), texts.end(),
                           [&](const std::string& text) { return made.append(text, made.prepared); });
    };
    if (!all_fit()) {
        made.type = SqlType::text;
        all_fit();
    }
    return made;
}

bool ParquetReplica::Column::append(std::string_view text, TypedColumn& out) const {
    if (type != SqlType::date && type != SqlType::timestamp) return out.append(text, type);
    const std::optional<std::int64_t> grid = parse_value(text, format);
    if (!grid) return false;
    out.whole.push_back(type == SqlType::date ? *grid : *grid * powers_of_ten[6U - format.decimals]);
    out.missing.push_back(0);
    return true;
}

void ParquetReplica::append_cells(const Column& column, const DecodedColumn& decoded, TypedColumn& out) const {
    std::size_t made = 0;
    std::size_t begin = 0;
    for (const std::uint32_t cell : decoded.cells) {
        if (cell == missing_cell) {
            out.append_missing(column.type);
        } else if (cell == generated_cell) {
            const std::size_t end = decoded.text_ends[made++];
            const std::string_view text(decoded.text.data() + begin, end - begin);
            begin = end;
            if (!column.append(text, out))
                throw JobError("column " + std::to_string(column.column) + " makes \"" + std::string(text) +
                               "\", which is not of its type; write the replica as CSV");
        } else {
            out.append_from(column.prepared, cell - 1, column.type);
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
