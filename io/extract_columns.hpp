#pragma once

#include "engine/derivation.hpp"
#include "io/csv/tokenized_chunk.hpp"
#include "io/extract_source.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace replica {

/// Names of the columns of an extract: those of its files, then the derived ones.
inline std::vector<std::string> column_names(const ExtractSource& source, std::span<const DerivedColumn> derived) {
    std::vector<std::string> names = source.columns;
    for (const DerivedColumn& column : derived) names.push_back(column.name);
    return names;
}

/// A chunk's values by the columns of the extract: fields, or what is derived from them. Refers to both arguments.
class ExtractColumns {
public:
    ExtractColumns(const TokenizedChunk& chunk, std::span<const DerivedColumn> derived)
        : chunk_(&chunk), derived_(derived) {}

    [[nodiscard]] const TokenizedChunk& chunk() const { return *chunk_; }
    [[nodiscard]] std::size_t rows() const { return chunk_->rows; }
    [[nodiscard]] bool is_derived(std::size_t column) const { return column >= chunk_->columns; }
    /// The field that a column's value is, or is derived from.
    [[nodiscard]] std::size_t field(std::size_t column) const {
        return is_derived(column) ? derived_[column - chunk_->columns].derivation.source : column;
    }
    /// Index of the field's missing token, or -1.
    [[nodiscard]] int missing_token(std::size_t row, std::size_t column) const {
        return chunk_->missing_token(row, field(column));
    }
    /// The value; nothing where it is missing or can't be derived.
    [[nodiscard]] std::optional<std::string_view> value(std::size_t row, std::size_t column) const {
        const std::size_t source = field(column);
        if (chunk_->missing_token(row, source) >= 0) return std::nullopt;
        const std::string_view text = chunk_->text(row, source);
        return is_derived(column) ? derived_value(text, column) : std::optional(text);
    }

private:
    [[nodiscard]] std::optional<std::string_view> derived_value(std::string_view text, std::size_t column) const {
        const DerivedColumn& derived = derived_[column - chunk_->columns];
        const auto label = derive(derived.derivation, derived.source_format, text);
        return label ? std::optional<std::string_view>(derived.derivation.labels[*label]) : std::nullopt;
    }

    const TokenizedChunk* chunk_;
    std::span<const DerivedColumn> derived_;
};

}  // namespace replica
