#include "io/simulation/simulated_parquet.hpp"

#include "engine/date_text.hpp"
#include "io/parquet/parquet_writer.hpp"
#include "io/simulation/cell_text.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace replica {
namespace {

SqlType sql_type(WrittenType type) {
    switch (type) {
        case WrittenType::integer: return SqlType::integer;
        case WrittenType::truth: return SqlType::boolean;
        case WrittenType::date: return SqlType::date;
        case WrittenType::datetime: return SqlType::timestamp;
        case WrittenType::text: return SqlType::text;
        default: return SqlType::real;
    }
}

/// The rows of one table, taken from its blocks a part at a time.
class TableRows {
public:
    TableRows(const Simulator& simulator, std::uint64_t seed, const SimulatedTableForm& form, RowRange rows,
              const std::function<void(std::uint64_t)>& told)
        : simulator_(simulator), seed_(seed), form_(form), left_(rows), told_(told) {
        for (const SimulatedForm& column : form.columns) {
            auto& pattern = patterns_.emplace_back();
            if (column.is_pattern) pattern.emplace(column.pattern, column.stream, simulator.spec().file);
        }
    }

    bool next(TypedRows& out) {
        while (taken_ == available()) {
            if (left_.count == 0) return false;
            constexpr std::uint64_t most = 512;
            const std::uint64_t count = std::min(left_.count, most);
            simulator_.simulate(seed_, left_.first, count, block_);
            left_ = {left_.first + count, left_.count - count};
            taken_ = 0;
            told_(count);
        }
        const std::size_t end = std::min(available(), taken_ + most_typed_rows);
        for (std::size_t c = 0; c < form_.columns.size(); ++c) {
            out.columns[c].clear();
            for (std::size_t row = taken_; row < end; ++row) append(c, row, out.columns[c]);
        }
        out.rows = end - taken_;
        total_ += out.rows;
        taken_ = end;
        return true;
    }
    [[nodiscard]] std::uint64_t total() const { return total_; }

private:
    [[nodiscard]] std::size_t available() const {
        return block_.tables.empty() ? 0 : block_.tables[form_.table].rows();
    }

    void append(std::size_t index, std::size_t row, TypedColumn& out) {
        const SimulatedForm& column = form_.columns[index];
        const SimulatedRows& rows = block_.tables[form_.table];
        const SqlType type = sql_type(column.type);
        if (rows.missing[column.column][row] > 0) return out.append_missing(type);
        const double value = rows.values[column.column][row];
        if (type == SqlType::text && !column.is_pattern) {
            (void)out.append(simulator_.texts()[static_cast<std::size_t>(value)], type);
            return;
        }
        text_.clear();
        if (column.is_pattern) {
            patterns_[index]->append(seed_, rows.keys[row], text_);
        } else {
            append_simulated(column, value, text_);
        }
        // What is written as CSV is what is meant: a whole number beyond 64 bits is none here either.
        if (!out.append(text_, type)) out.append_missing(type);
    }

    const Simulator& simulator_;
    std::uint64_t seed_;
    const SimulatedTableForm& form_;
    RowRange left_;
    const std::function<void(std::uint64_t)>& told_;
    std::vector<std::optional<PatternText>> patterns_;
    SimulatedBlock block_;
    std::size_t taken_ = 0;
    std::uint64_t total_ = 0;
    std::string text_;
};

std::uint64_t write_fixed(const FixedRows& fixed, const std::filesystem::path& file) {
    std::vector<SqlColumn> columns;
    for (const std::string& name : fixed.columns) columns.push_back({name, SqlType::text});
    std::size_t next = 0;
    write_parquet(file, columns, [&](TypedRows& out) {
        if (next == fixed.rows.size()) return false;
        const std::size_t end = std::min(fixed.rows.size(), next + most_typed_rows);
        for (std::size_t c = 0; c < columns.size(); ++c) {
            out.columns[c].clear();
            for (std::size_t row = next; row < end; ++row) {
                const auto& cell = fixed.rows[row][c];
                if (!cell || !out.columns[c].append(*cell, SqlType::text)) out.columns[c].append_missing(SqlType::text);
            }
        }
        out.rows = end - next;
        next = end;
        return true;
    });
    return fixed.rows.size();
}

}  // namespace

std::uint64_t write_simulated_parquet(const Simulator& simulator, std::uint64_t seed, std::size_t form, RowRange rows,
                                      const std::filesystem::path& file,
                                      const std::function<void(std::uint64_t rows)>& told) {
    const SimulatedTableForm& table = simulator.forms()[form];
    if (table.fixed != nullptr) return write_fixed(*table.fixed, file);
    std::vector<SqlColumn> columns;
    for (const SimulatedForm& column : table.columns) columns.push_back({column.name, sql_type(column.type)});
    TableRows source(simulator, seed, table, rows, told);
    write_parquet(file, columns, [&](TypedRows& out) { return source.next(out); });
    return source.total();
}

}  // namespace replica
