#pragma once

#include "engine/model.hpp"
#include "engine/person_sequence.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace replica {

/// The cell of a missing value.
inline constexpr std::uint32_t missing_cell = 0;
/// The cell of a value whose text was made for its row.
inline constexpr std::uint32_t generated_cell = 0xffffffffU;

/// The values of one column in a block of rows, and the working memory of the decoder that makes them.
struct DecodedColumn {
    std::vector<std::uint32_t> cells;    ///< one a row: missing_cell, 1 + an index into prepared(), or generated_cell
    std::string text;                    ///< of the rows with a generated_cell, one after another
    std::vector<std::size_t> text_ends;  ///< where each of them ends in `text`

    std::vector<std::uint32_t> draws;
    std::vector<std::uint64_t> numbers;
    std::vector<std::uint64_t> seconds;
    std::vector<std::uint32_t> zone_draws;
    PersonScratch persons;

    /// Empties the column and makes room for `rows` cells.
    void start(std::size_t rows) {
        cells.resize(rows);
        text.clear();
        text_ends.clear();
    }
    /// Ends the text of the next generated cell, and returns that cell.
    std::uint32_t end_text() {
        text_ends.push_back(text.size());
        return generated_cell;
    }
};

/// Turns a column's codes into text: a prepared one where the column has few, else one made for the row.
class ValueDecoder {
public:
    virtual ~ValueDecoder() = default;
    ValueDecoder(const ValueDecoder&) = delete;
    ValueDecoder& operator=(const ValueDecoder&) = delete;

    /// Texts that are made once; cell c > 0 is prepared()[c - 1].
    [[nodiscard]] const std::vector<std::string>& prepared() const { return prepared_; }

    /// By code, its cell, where that is the same in every row; empty where some code's is not.
    [[nodiscard]] virtual std::span<const std::uint32_t> cells_of_codes() const { return {}; }

    /// The values of rows first_row + r with codes[r], a function of (seed, column, row, code). Replaces `out`.
    virtual void decode(std::uint64_t seed, std::uint64_t first_row, std::span<const std::uint16_t> codes,
                        DecodedColumn& out) const = 0;

protected:
    ValueDecoder() = default;
    /// Prepares `text` and returns its cell.
    std::uint32_t prepare(std::string_view text);

private:
    std::vector<std::string> prepared_;
};

/// The decoder of column `column` of `model`. Throws InputError where the column is not what ColumnModel documents.
std::unique_ptr<ValueDecoder> make_decoder(const Model& model, std::uint32_t column);

}  // namespace replica
