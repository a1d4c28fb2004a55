#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace replica {

struct NumberText;

enum class ValueType : std::uint8_t { integer, decimal, string, boolean, date, datetime };

/// Order and look of a date's parts. Two-digit years 30 to 99 are 1930 to 1999, 00 to 29 are 2000 to 2029, since most
/// dates of patients lie in the past; by POSIX, which turns at 69, someone born in 1968 would be yet to be born.
enum class DateForm : std::uint8_t { year_month_day, month_day_year, day_month_year, compact };

/// How months are written: 01, JAN, Jan or jan (English, and only day-month-year).
enum class MonthForm : std::uint8_t { digits, upper, title, lower };

/// How the hour is written: 0 to 23, or 1 to 12 with AM and PM or with am and pm.
enum class ClockForm : std::uint8_t { hours_24, upper_12, lower_12 };

/// How a column writes its values. Values are integers on a grid, so that none passes through a double:
/// integer: the value; decimal: value x 10^decimals; date: days since 1970-01-01;
/// datetime: seconds since 1970-01-01 00:00:00 x 10^decimals. String and boolean columns have no grid.
///
/// A time zone is text after the time: Z, or after one blank or none +HH, +HHMM, +HH:MM (or with -), or three to five
/// capitals such as EST. The grid value is the local time as it is written, whatever the zone says. Where all zones of
/// a column are Z they are part of its look (zulu); others are kept by the column (ColumnModel::zones) and written
/// after what append_value writes.
struct ValueFormat {
    ValueType type = ValueType::string;
    std::uint8_t decimals = 0;    ///< digits after the point (of the seconds, for a datetime), at most 18
    bool fixed_decimals = false;  ///< always write every digit, else trailing zeros are trimmed
    bool point_zero = false;      ///< trimmed whole numbers keep one zero: "1.0"
    DateForm date_form = DateForm::year_month_day;
    char date_separator = '-';  ///< '-', '/' or '.'
    bool zero_padded = true;    ///< months and days have two digits
    bool short_year = false;    ///< years have two digits
    char time_separator = ' ';  ///< ' ' or 'T' between date and time
    bool seconds = true;        ///< the time has seconds
    bool zulu = false;          ///< every time ends in 'Z'
    MonthForm month_form = MonthForm::digits;
    ClockForm clock = ClockForm::hours_24;
    bool meridiem_space = true;  ///< a blank before AM and PM
    bool padded_hour = true;     ///< hours have two digits
    bool zoned = false;          ///< the time ends in a time zone, which is no part of the grid value

    friend bool operator==(const ValueFormat&, const ValueFormat&) = default;
};

/// The grid value of `text`, or nothing where it isn't a value of this format or doesn't fit 64 bits.
///
/// Looser than what append_value writes where a schema's range may be: decimals may have fewer digits, months and days
/// any padding. Digits beyond `decimals` of a decimal are rounded, halves away from zero; those of a datetime are an
/// error. A zoned datetime has some time zone. Numbers are canonical ("007", "+5", ".5", "5." and "-0" are none), a
/// decimal may have an exponent ("1e-05").
std::optional<std::int64_t> parse_value(std::string_view text, const ValueFormat& format);

/// Appends the text of `grid` as `format` writes it, without its time zone unless that is always Z; inverse of
/// parse_value up to there. Dates are of the years 0 to 9999.
/// Nothing is appended for strings and booleans, which have no grid.
void append_value(std::int64_t grid, const ValueFormat& format, std::string& out);

/// What all values seen so far allow their column to be. Observing and merging commute, so the answer does not
/// depend on how rows are spread over threads and ranks. Trivially copyable: ranks merge it bytewise.
class FormatInference {
public:
    /// Narrows by one non-missing value.
    void observe(std::string_view text);

    /// Narrows by all that `other` has seen.
    void merge(const FormatInference& other);

    /// The narrowest format that every observed value fits: boolean, integer, decimal, date, datetime, else string;
    /// string where nothing was observed. Every observed value comes back byte by byte: append_value(parse_value(text))
    /// == text, but for the time zone of a zoned datetime. "01234", "3.10" beside "3.1", "1" beside "1.0", "-0",
    /// integers beyond 64 bits, months or hours "05" beside "5", dates beside datetimes, AM beside am, times with and
    /// without zone are strings: they would not come back as they were.
    ///
    /// Two exceptions, both of floating-point output: exponents are written out, with at most 18 digits after the
    /// point; and where each value fits but the largest one with the decimals of the longest doesn't, decimals shrink
    /// until it does, so that digits beyond the 18th of the largest value are rounded.
    ///
    /// Where both month-day-year and day-month-year fit, month-day-year is taken, with dots day-month-year. Where no
    /// month or day is below 10, year-month-day and names of months are taken as zero-padded, the other forms are not;
    /// where no hour is, hours of a 12-hour clock are padded as days are, others are.
    [[nodiscard]] ValueFormat result() const;

    /// The format that a schema demands of `type`, taking the look from what was seen; nothing where a value doesn't
    /// fit. Beyond result(): anything is a string, integers are decimals, integers YYYYMMDD are (compact) dates,
    /// integers 0 and 1 are booleans, and where nothing was observed any type fits.
    [[nodiscard]] std::optional<ValueFormat> result_as(ValueType type) const;

private:
    [[nodiscard]] bool seen(std::uint64_t flag) const { return (seen_ & flag) != 0; }
    void observe_number(const NumberText& number, std::string_view text);
    void observe_fraction(std::uint32_t digits, bool ends_in_zero);
    bool observe_date(std::string_view text);
    bool observe_time(std::string_view text);
    [[nodiscard]] std::optional<ValueFormat> number_result() const;
    [[nodiscard]] std::optional<ValueFormat> date_result() const;
    void set_date_look(ValueFormat& format) const;
    void set_time_look(ValueFormat& format) const;
    [[nodiscard]] bool set_fraction_look(ValueFormat& format) const;
    [[nodiscard]] bool fits(std::uint32_t decimals) const;

    // Marks only ever get set and extremes only ever grow, which makes merging commute.
    std::uint64_t seen_ = 0;             // marks, see format_marks.hpp
    std::uint16_t boolean_pairs_ = 0;    // a bit for each pair such as {yes, no}
    std::uint8_t least_fraction_ = 255;  // digits after the point, of numbers without exponent and of seconds
    std::uint8_t most_fraction_ = 0;
    std::uint32_t exponent_fraction_ = 0;  // most digits after the point that a number with exponent needs
    std::int16_t least_year_ = 32767;
    std::int16_t greatest_year_ = -1;
    std::uint64_t largest_whole_ = 0;     // of the number of largest magnitude
    std::uint64_t largest_fraction_ = 0;  // its fraction x 10^18
};

}  // namespace replica
