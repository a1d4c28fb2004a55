#pragma once

#include "engine/model.hpp"
#include "engine/value_decoder.hpp"
#include "io/csv/csv_field.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace replica {

/// Some bytes of a row in 8 bytes: up to 7 of them in their order, their number in the last byte.
using ShortText = std::uint64_t;
inline constexpr std::size_t longest_short_text = 7;

/// The fields of one column in a block of rows, each with the separator or line end that follows it; or those of
/// neighbouring columns (ShortColumns), which then are short_texts[short_index[row]] and nothing else.
///
/// A field is (offset << 32 | arena << 31 | size) into one of two texts: what CsvColumn prepared, or what was written
/// for this block. Both texts reach csv_padding bytes beyond the last field.
struct CsvFields {
    std::vector<std::uint64_t> fields;
    std::array<const char*, 2> arenas{};
    std::string text;         ///< of this block
    std::uint64_t bytes = 0;  ///< of all fields, or an upper bound
    const ShortText* short_texts = nullptr;
    std::vector<std::uint16_t> short_index;

    [[nodiscard]] std::size_t rows() const { return short_texts != nullptr ? short_index.size() : fields.size(); }
};

/// Bytes that may be read and written beyond a field, so that short ones are copied without a loop.
inline constexpr std::size_t csv_padding = 32;

/// Whole rows as text.
struct CsvRows {
    std::vector<char> buffer;  ///< only ever grows
    std::size_t size = 0;
};

/// Prepares the fields of a column's texts once, and gives those of decoded rows.
class CsvColumn {
public:
    /// terminator: the separator, or LF for the last column. Throws InputError where the texts exceed 4 GiB.
    CsvColumn(const ValueDecoder& decoder, const TextForm& form, char terminator);

    /// Replaces `out` by the fields of `column`; they refer to this object, which must outlive them.
    void place(const DecodedColumn& column, CsvFields& out) const;

    /// The field of a prepared or missing cell, with its terminator.
    [[nodiscard]] std::string_view field(std::uint32_t cell) const;

private:
    std::uint64_t append_field(std::string_view value, std::string& text, std::uint64_t arena) const;

    CsvField field_;
    char terminator_ = ',';
    std::string text_;
    std::vector<std::uint64_t> prepared_;  ///< by cell, missing first
};

/// The header row.
std::string csv_header(const Model& model, std::span<const std::uint32_t> columns);

/// Appends the columns' fields, put together row by row. All columns have the same number of rows.
void append_rows(std::span<const CsvFields> columns, CsvRows& out);

}  // namespace replica
