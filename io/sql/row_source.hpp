#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace replica {

/// Types of SQL values, as far as their texts differ.
enum class SqlType : std::uint8_t { boolean, integer, decimal, real, date, time, timestamp, text };

struct SqlColumn {
    std::string name;
    SqlType type = SqlType::text;
};

/// Rows that a query gives, taken up some thousand at a time. Values have one text each, whatever they come from: true
/// and false, whole numbers, the shortest decimal that is the same number ("0.5", "5"), dates as 2020-01-31, times as
/// 23:59:59, timestamps as both with a blank between, fractions of seconds without trailing zeros.
class RowSource {
public:
    virtual ~RowSource() = default;

    [[nodiscard]] const std::vector<SqlColumn>& columns() const { return columns_; }

    /// Takes up the next rows; false where none are left. Throws SqlError or JobError where the query fails meanwhile.
    virtual bool next() = 0;
    /// How many were taken up.
    [[nodiscard]] std::size_t rows() const { return rows_; }

    [[nodiscard]] virtual bool is_missing(std::size_t row, std::size_t column) const = 0;
    /// Appends the text of a value that isn't missing.
    virtual void append_text(std::size_t row, std::size_t column, std::string& out) const = 0;

protected:
    RowSource() = default;
    RowSource(RowSource&&) = default;
    RowSource& operator=(RowSource&&) = default;

    std::vector<SqlColumn> columns_;
    std::size_t rows_ = 0;
};

/// Appends the shortest text of a number, without an exponent where that takes at most 16 digits before the point or
/// five zeros behind it.
void append_number(double value, std::string& out);
void append_number(float value, std::string& out);

}  // namespace replica
