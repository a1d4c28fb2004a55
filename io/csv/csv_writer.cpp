#include "io/csv/csv_writer.hpp"

#include "engine/error.hpp"

#include <cstring>

namespace replica {

namespace {

constexpr std::uint64_t size_mask = (std::uint64_t{1} << 31U) - 1;

/// Copies a field of `size` bytes in blocks of 16; reads and writes up to csv_padding bytes.
inline char* copy_field(char* out, const char* field, std::size_t size) {
    std::memcpy(out, field, 16);
    if (size > 16) {
        std::memcpy(out + 16, field + 16, 16);
        if (size > 32) std::memcpy(out + 32, field + 32, size - 32);
    }
    return out + size;
}

}  // namespace

CsvColumn::CsvColumn(const ValueDecoder& decoder, const TextForm& form, char terminator)
    : field_(form), terminator_(terminator) {
    text_ = form.missing_token + terminator;
    prepared_.push_back(text_.size());
    for (const std::string& value : decoder.prepared()) prepared_.push_back(append_field(value, text_, 0));
    if (text_.size() > 0xffffffffU) throw InputError("the model has more than 4 GiB of values in one column");
    text_.append(csv_padding, '\0');
}

std::uint64_t CsvColumn::append_field(std::string_view value, std::string& text, std::uint64_t arena) const {
    const std::size_t start = text.size();
    field_.append(value, text);
    text += terminator_;
    return std::uint64_t{start} << 32U | arena << 31U | (text.size() - start);
}

void CsvColumn::place(const DecodedColumn& column, CsvFields& out) const {
    out.fields.resize(column.cells.size());
    out.text.clear();
    out.bytes = 0;
    std::size_t generated = 0;
    std::size_t start = 0;
    for (std::size_t r = 0; r < column.cells.size(); ++r) {
        const std::uint32_t cell = column.cells[r];
        std::uint64_t field = 0;
        if (cell == generated_cell) {
            const std::size_t end = column.text_ends[generated++];
            field = append_field(std::string_view(column.text).substr(start, end - start), out.text, 1);
            start = end;
        } else {
            field = prepared_[cell];
        }
        out.fields[r] = field;
        out.bytes += field & size_mask;
    }
    out.text.append(csv_padding, '\0');
    out.arenas = {text_.data(), out.text.data()};
}

std::string csv_header(const Model& model, std::span<const std::uint32_t> columns) {
    const CsvField field(model.text);
    std::string header;
    for (const std::uint32_t column : columns) {
        if (column != columns.front()) header += model.text.separator;
        field.append(model.columns[column].name, header);
    }
    return header + '\n';
}

void assemble_rows(std::span<const CsvFields> columns, CsvRows& out) {
    out.size = 0;
    if (columns.empty()) return;
    for (const CsvFields& column : columns) out.size += column.bytes;
    if (out.buffer.size() < out.size + csv_padding) out.buffer.resize(out.size + out.size / 4 + csv_padding);
    char* end = out.buffer.data();
    for (std::size_t r = 0; r < columns.front().fields.size(); ++r) {
        for (const CsvFields& column : columns) {
            const std::uint64_t field = column.fields[r];
            end = copy_field(end, column.arenas[field >> 31U & 1U] + (field >> 32U), field & size_mask);
        }
    }
}

}  // namespace replica
