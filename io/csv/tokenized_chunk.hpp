#pragma once

#include "io/csv/field.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace replica {

/// The records that start in one chunk; valid during the visit it is passed to.
///
/// Looking at fields column by column is as quick as row by row: 8 bytes of stride times the columns, text in cache.
class TokenizedChunk {
public:
    std::uint64_t index = 0;  ///< of the chunk, over all files
    std::uint64_t file = 0;   ///< index in ExtractSource::files
    std::size_t rows = 0;     ///< > 0
    std::size_t columns = 0;
    std::uint64_t first_row = 0;            ///< rows of the source before it; from the second scan on, 0 in the first
    std::optional<std::uint64_t> file_row;  ///< of Parquet: rows of its file before it
    bool shares_fields = false;             ///< values that are equal may be one field

    /// The field's text without quotes and escapes; a missing field's is its token.
    [[nodiscard]] std::string_view text(std::size_t row, std::size_t column) const {
        const Field field = fields_[row * columns + column];
        const int token = field.missing_token();
        const std::size_t size = token >= 0 ? tokens_[static_cast<std::size_t>(token)].size() : field.size();
        return {text_ + field.offset(), size};
    }
    /// Index in CsvDialect::missing_tokens of the token that the field is, or -1 where it has a value.
    [[nodiscard]] int missing_token(std::size_t row, std::size_t column) const {
        return fields_[row * columns + column].missing_token();
    }
    /// The place of a field's text. Where shares_fields is set, equal values often have one.
    [[nodiscard]] Field field(std::size_t row, std::size_t column) const { return fields_[row * columns + column]; }
    /// Byte of its file at which the field's text begins.
    [[nodiscard]] std::uint64_t byte(std::size_t row, std::size_t column) const {
        return text_begin_ + fields_[row * columns + column].offset();
    }
    /// A byte of the file at or before every field of the chunk, and its line, from 1: where counting lines starts.
    [[nodiscard]] std::uint64_t text_begin() const { return text_begin_; }
    [[nodiscard]] std::uint64_t text_begin_line() const { return text_begin_line_; }

    /// text_begin: byte of the file that text[0] is, text_begin_line: its line.
    void set_fields(std::span<const Field> fields, const char* text, std::span<const std::string> tokens,
                    std::uint64_t text_begin, std::uint64_t text_begin_line) {
        fields_ = fields.data();
        text_ = text;
        tokens_ = tokens.data();
        text_begin_ = text_begin;
        text_begin_line_ = text_begin_line;
    }

private:
    const Field* fields_ = nullptr;
    const char* text_ = nullptr;
    const std::string* tokens_ = nullptr;
    std::uint64_t text_begin_ = 0;
    std::uint64_t text_begin_line_ = 1;
};

}  // namespace replica
