#include "io/simulation/simulated_csv.hpp"

#include <cmath>

namespace replica {
namespace {

TextForm written_form() {
    TextForm form;
    form.missing_tokens = {""};
    return form;
}

std::uint64_t field_of(std::size_t start, std::size_t end, std::uint64_t arena) {
    return std::uint64_t{start} << 32U | arena << 31U | (end - start);
}

}  // namespace

SimulatedCsv::SimulatedCsv(const Simulator& simulator, std::uint64_t seed)
    : simulator_(simulator), seed_(seed), field_(written_form()) {
    for (const SimulatedTableForm& form : simulator.forms()) {
        auto& columns = tables_.emplace_back();
        for (const SimulatedForm& own : form.columns) {
            Column column{own, &own == &form.columns.back() ? '\n' : ',', std::nullopt, "", {}};
            if (own.is_pattern) column.pattern.emplace(own.pattern, own.stream, simulator.spec().file);
            column.prepared.assign(1, column.terminator);
            column.fields.push_back(field_of(0, 1, 0));
            if (own.type == WrittenType::text && !own.is_pattern)
                for (const std::string& text : simulator.texts()) column.fields.push_back(prepare(text, column));
            column.prepared.append(csv_padding, '\0');
            columns.push_back(std::move(column));
        }
    }
}

std::uint64_t SimulatedCsv::prepare(std::string_view text, Column& column) const {
    const std::size_t start = column.prepared.size();
    field_.append(text, column.prepared);
    column.prepared += column.terminator;
    return field_of(start, column.prepared.size(), 0);
}

std::string SimulatedCsv::header(std::size_t form) const {
    const SimulatedTableForm& table = simulator_.forms()[form];
    std::string line;
    const auto add = [&](const std::string& name) {
        if (!line.empty()) line += ',';
        field_.append(name, line);
    };
    if (table.fixed != nullptr) {
        for (const std::string& name : table.fixed->columns) add(name);
    } else {
        for (const SimulatedForm& column : table.columns) add(column.name);
    }
    return line + '\n';
}

std::string SimulatedCsv::fixed_rows(std::size_t form) const {
    std::string text;
    for (const auto& row : simulator_.forms()[form].fixed->rows) {
        for (std::size_t cell = 0; cell < row.size(); ++cell) {
            if (cell > 0) text += ',';
            if (row[cell]) field_.append(*row[cell], text);
        }
        text += '\n';
    }
    return text;
}

std::uint64_t SimulatedCsv::rows_of_a_block() const {
    // Rows that belong to a row of the first table are some ten; all columns shall stay in the processor's cache.
    return simulator_.spec().tables.size() > 1 ? 256 : 2048;
}

void SimulatedCsv::place(const Column& column, const SimulatedRows& rows, CsvFields& out) const {
    constexpr std::uint64_t size_mask = (std::uint64_t{1} << 31U) - 1;
    const std::vector<double>& values = rows.values[column.form.column];
    const std::vector<double>& missing = rows.missing[column.form.column];
    const bool prepared = column.fields.size() > 1;
    out.fields.resize(rows.rows());
    out.text.clear();
    out.bytes = 0;
    for (std::size_t row = 0; row < rows.rows(); ++row) {
        std::uint64_t field = column.fields.front();
        if (missing[row] > 0) {
            // it is that
        } else if (prepared) {
            field = column.fields[1 + static_cast<std::size_t>(values[row])];
        } else {
            const std::size_t start = out.text.size();
            if (column.pattern) {
                column.pattern->append(seed_, rows.keys[row], out.text);
            } else {
                append_simulated(column.form, values[row], out.text);
            }
            out.text += column.terminator;
            field = field_of(start, out.text.size(), 1);
        }
        out.fields[row] = field;
        out.bytes += field & size_mask;
    }
    out.text.append(csv_padding, '\0');
    out.arenas = {column.prepared.data(), out.text.data()};
}

void SimulatedCsv::make_rows(RowRange range, Block& block) const {
    simulator_.simulate(seed_, range.first, range.count, block.simulated);
    block.texts.resize(tables_.size());
    block.rows.resize(tables_.size());
    for (std::size_t table = 0; table < tables_.size(); ++table) {
        block.texts[table].size = 0;
        const SimulatedTableForm& form = simulator_.forms()[table];
        if (form.fixed != nullptr) continue;
        const SimulatedRows& rows = block.simulated.tables[form.table];
        block.fields.resize(tables_[table].size());
        for (std::size_t column = 0; column < tables_[table].size(); ++column)
            place(tables_[table][column], rows, block.fields[column]);
        append_rows(block.fields, block.texts[table]);
        block.rows[table] = rows.rows();
    }
}

}  // namespace replica
