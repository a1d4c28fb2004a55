#pragma once

#include "engine/model.hpp"
#include "kernels/alias_table.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace replica {

/// Is `text` read as missing unless it is quoted?
bool is_missing_token(std::string_view text, const TextForm& form);

/// Writes something in the place of values that too few persons hold to be written as they are.
///
/// Dates, and columns in bins without shapes, take a grid value between the lowest and the highest that is known. Else
/// a shape is drawn from the column's pooled_patterns and filled with random letters and digits: numbers get no leading
/// zero and stay within 64 bits. Without shapes a kept value is drawn by its weight, and without those it is OTHER, or
/// 0 in a column of numbers. Where the form has no quotes, no imitation equals a missing token.
class PooledImitation {
public:
    PooledImitation(std::uint32_t column, const ColumnModel& model, const TextForm& form);

    /// Appends the imitation for row `row`, a function of (seed, column, row).
    void append(std::uint64_t seed, std::uint64_t row, std::string& out) const;

private:
    /// `choices` characters from `first` on.
    struct Symbol {
        char first = 0;
        std::uint8_t choices = 1;
    };
    using Shape = std::vector<Symbol>;
    struct GridRange {
        std::int64_t low = 0;
        std::int64_t step = 1;
        std::uint64_t count = 1;
    };

    static Shape parse_shape(std::string_view pattern, const ValueFormat& format);
    static std::optional<GridRange> known_range(const ColumnModel& model);
    void append_attempt(std::uint64_t seed, std::uint64_t row, std::uint64_t attempt, std::string& out) const;
    void fill_shape(const Shape& shape, std::uint64_t seed, std::uint64_t first_word, std::string& out) const;
    [[nodiscard]] bool acceptable(std::string_view text) const;
    void append_last_resort(std::string& out) const;

    std::uint32_t column_ = 0;
    ValueFormat format_;
    TextForm form_;
    std::optional<GridRange> range_;
    std::vector<Shape> shapes_;
    std::vector<std::string> kept_;
    AliasTable table_;  ///< over shapes, else over kept values
};

}  // namespace replica
