#include "io/csv/csv_writer.hpp"

#include "engine/error.hpp"

#include <algorithm>
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

std::string_view CsvColumn::field(std::uint32_t cell) const {
    return std::string_view(text_).substr(prepared_[cell] >> 32U, prepared_[cell] & size_mask);
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

namespace {

/// Columns that follow each other and are all ShortTexts, or all not.
struct Stretch {
    std::span<const CsvFields> columns;
    bool is_short = false;
};

std::vector<Stretch> stretches_of(std::span<const CsvFields> columns) {
    std::vector<Stretch> stretches;
    for (std::size_t i = 0; i < columns.size();) {
        const std::size_t first = i;
        const bool is_short = columns[first].short_texts != nullptr;
        while (i < columns.size() && (columns[i].short_texts != nullptr) == is_short) ++i;
        stretches.push_back({columns.subspan(first, i - first), is_short});
    }
    return stretches;
}

/// Rows whose short texts are looked up before they are copied: the columns are then read one after another.
constexpr std::size_t tile_rows = 32;

/// Where the ShortTexts of tile_rows rows are, row by row.
class ShortTile {
public:
    explicit ShortTile(std::span<const Stretch> stretches) {
        for (const Stretch& stretch : stretches)
            for (std::size_t i = 0; stretch.is_short && i < stretch.columns.size(); ++i)
                columns_.push_back({stretch.columns[i].short_texts, stretch.columns[i].short_index.data()});
        texts_.resize(columns_.size() * tile_rows);
    }

    void look_up(std::size_t first_row, std::size_t rows) {
        for (std::size_t c = 0; c < columns_.size(); ++c) {
            const Column column = columns_[c];
            const ShortText** text = texts_.data() + c;
#pragma GCC unroll 8
            for (std::size_t r = 0; r < rows; ++r, text += columns_.size())
                *text = column.texts + column.index[first_row + r];
        }
    }
    [[nodiscard]] const ShortText* const* texts() const { return texts_.data(); }

private:
    struct Column {
        const ShortText* texts = nullptr;
        const std::uint16_t* index = nullptr;
    };
    std::vector<Column> columns_;
    std::vector<const ShortText*> texts_;
};

/// All 8 bytes are written, whatever the length, so that no branch depends on it; four texts at a time, so that each
/// need not wait for the length of the one before.
inline char* copy_short(char* out, const ShortText* const* texts, std::size_t count) {
    const auto put = [](char* at, ShortText text) { std::memcpy(at, &text, sizeof text); };
    for (; count >= 4; count -= 4, texts += 4) {
        const std::array<ShortText, 4> text = {*texts[0], *texts[1], *texts[2], *texts[3]};
        const std::uint64_t two = (text[0] >> 56U) + (text[1] >> 56U);
        put(out, text[0]);
        put(out + (text[0] >> 56U), text[1]);
        put(out + two, text[2]);
        put(out + two + (text[2] >> 56U), text[3]);
        out += two + ((text[2] >> 56U) + (text[3] >> 56U));
    }
    for (; count > 0; --count, ++texts) {
        put(out, **texts);
        out += **texts >> 56U;
    }
    return out;
}

inline char* copy_long(char* out, std::span<const CsvFields> columns, std::size_t row) {
    for (const CsvFields& column : columns) {
        const std::uint64_t field = column.fields[row];
        out = copy_field(out, column.arenas[field >> 31U & 1U] + (field >> 32U), field & size_mask);
    }
    return out;
}

}  // namespace

void append_rows(std::span<const CsvFields> columns, CsvRows& out) {
    if (columns.empty()) return;
    std::size_t most = out.size + csv_padding;
    for (const CsvFields& column : columns) most += column.bytes;
    if (out.buffer.size() < most) out.buffer.resize(most + most / 4);
    const std::vector<Stretch> stretches = stretches_of(columns);
    ShortTile tile(stretches);
    const std::size_t rows = columns.front().rows();
    char* end = out.buffer.data() + out.size;
    for (std::size_t first = 0; first < rows; first += tile_rows) {
        const std::size_t last = std::min(rows, first + tile_rows);
        tile.look_up(first, last - first);
        const ShortText* const* texts = tile.texts();
        for (std::size_t r = first; r < last; ++r) {
            for (const Stretch& stretch : stretches) {
                if (!stretch.is_short) {
                    end = copy_long(end, stretch.columns, r);
                    continue;
                }
                end = copy_short(end, texts, stretch.columns.size());
                texts += stretch.columns.size();
            }
        }
    }
    out.size = static_cast<std::size_t>(end - out.buffer.data());
}

}  // namespace replica
