#pragma once

#include "io/sql/row_source.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace replica {

/// The values of a column in some rows, as a column store takes them.
struct TypedColumn {
    std::vector<std::uint8_t> missing;  ///< by row
    std::vector<std::int64_t> whole;    ///< boolean, integer; date: days, timestamp: microseconds since 1970
    std::vector<double> real;           ///< decimal, real
    std::string text;                   ///< of text and time, one after another
    std::vector<std::size_t> text_ends;

    void clear();
    void append_missing(SqlType type);
    /// Appends the value of a text in RowSource's form; false, and nothing appended, where it is none of this type.
    [[nodiscard]] bool append(std::string_view value, SqlType type);
    /// Appends the value of another column's row.
    void append_from(const TypedColumn& other, std::size_t row, SqlType type);
};

/// Some rows.
struct TypedRows {
    std::vector<TypedColumn> columns;
    std::size_t rows = 0;
};

}  // namespace replica
