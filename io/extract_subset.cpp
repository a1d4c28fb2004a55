#include "io/extract_subset.hpp"

#include "io/csv/csv_field.hpp"
#include "io/csv/text_form.hpp"
#include "io/deidentify/ordered_parts.hpp"
#include "io/extract_scan.hpp"

#include <algorithm>

namespace replica {
namespace {

/// Turns the rows of chunks into text.
class SubsetText {
public:
    SubsetText(const ExtractSource& source, SubsetSize size)
        : source_(source),
          rows_(size.rows == 0 ? source.rows : size.rows),
          columns_(size.columns == 0 ? source.columns.size() : size.columns),
          form_(text_form(source.dialect)),
          field_(form_) {}

    [[nodiscard]] std::string header() const {
        std::string text;
        for (std::size_t column = 0; column < columns_; ++column) {
            field_.append(source_.columns[column], text);
            text += terminator(column);
        }
        return text;
    }

    [[nodiscard]] std::string rows_of(const TokenizedChunk& chunk) const {
        std::string text;
        const std::uint64_t left = rows_ - std::min(rows_, chunk.first_row);
        for (std::size_t row = 0; row < std::min<std::uint64_t>(chunk.rows, left); ++row) {
            for (std::size_t column = 0; column < columns_; ++column) {
                append(chunk, row, column, text);
                text += terminator(column);
            }
        }
        return text;
    }

private:
    [[nodiscard]] char terminator(std::size_t column) const { return column + 1 == columns_ ? '\n' : form_.separator; }

    void append(const TokenizedChunk& chunk, std::size_t row, std::size_t column, std::string& text) const {
        const int token = chunk.missing_token(row, column);
        if (token >= 0) {
            text += source_.dialect.missing_tokens[static_cast<std::size_t>(token)];
        } else {
            field_.append(chunk.text(row, column), text);
        }
    }

    const ExtractSource& source_;
    std::uint64_t rows_;
    std::size_t columns_;
    TextForm form_;
    CsvField field_;
};

}  // namespace

void write_subset(ExtractSource& source, SubsetSize size, const std::filesystem::path& out, const Communicator& world,
                  int threads) {
    const SubsetText subset(source, size);
    OrderedParts parts(out, source, world);
    scan(source, world, threads, [&](const TokenizedChunk& chunk) { parts.add(chunk.index, subset.rows_of(chunk)); });
    parts.finish(subset.header());
}

}  // namespace replica
