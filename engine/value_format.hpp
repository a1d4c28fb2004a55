#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace replica {

enum class ValueType : std::uint8_t { integer, decimal, string, boolean, date, datetime };

/// Order and look of a date's parts. Two-digit years follow POSIX: 69 to 99 are 1969 to 1999, 00 to 68 are 2000 to 2068.
enum class DateForm : std::uint8_t { year_month_day, month_day_year, day_month_year, compact };

/// How a column writes its values. Values are integers on a grid, so that none passes through a double:
/// integer: the value; decimal: value x 10^decimals; date: days since 1970-01-01;
/// datetime: seconds since 1970-01-01 00:00:00 x 10^decimals. String and boolean columns have no grid.
struct ValueFormat {
    ValueType type = ValueType::string;
    std::uint8_t decimals = 0;       ///< digits after the point (of the seconds, for a datetime), at most 18
    bool fixed_decimals = false;     ///< always write every digit, else trailing zeros are trimmed
    bool point_zero = false;         ///< trimmed whole numbers keep one zero: "1.0"
    DateForm date_form = DateForm::year_month_day;
    char date_separator = '-';       ///< '-', '/' or '.'
    bool zero_padded = true;         ///< months and days have two digits
    bool short_year = false;         ///< years have two digits
    char time_separator = ' ';       ///< ' ' or 'T' between date and time
    bool seconds = true;             ///< the time has seconds
    bool zulu = false;               ///< the time ends in 'Z'

    friend bool operator==(const ValueFormat&, const ValueFormat&) = default;
};

/// The grid value of `text`, or nothing where it isn't a value of this format or doesn't fit 64 bits.
std::optional<std::int64_t> parse_value(std::string_view text, const ValueFormat& format);

/// Appends the text of `grid` as `format` writes it; inverse of parse_value.
void append_value(std::int64_t grid, const ValueFormat& format, std::string& out);

/// What all values seen so far allow their column to be. Observing and merging commute, so the answer does not
/// depend on how rows are spread over threads and ranks. Trivially copyable: ranks merge it bytewise.
class FormatInference {
public:
    /// Narrows by one non-missing value.
    void observe(std::string_view text);

    /// Narrows by all that `other` has seen.
    void merge(const FormatInference& other);

    /// The narrowest format that every observed value fits: boolean, integer, decimal, date, datetime, else string.
    /// "01234", "3.10" beside "3.1", and integers beyond 64 bits are strings: they would not come back as they were.
    /// Where both month-day-year and day-month-year fit, month-day-year is taken.
    [[nodiscard]] ValueFormat result() const;

    /// The format that a schema demands of `type`, taking the look from what was seen; nothing where a value doesn't fit.
    [[nodiscard]] std::optional<ValueFormat> result_as(ValueType type) const;

private:
    // Defined by the implementation: flags that only ever clear, extremes that only ever grow.
    struct State;
};

}  // namespace replica
