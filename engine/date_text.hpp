#pragma once

#include "engine/value_format.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace replica {

inline constexpr std::int64_t seconds_per_day = 86400;

/// A day of the proleptic Gregorian calendar.
struct CivilDate {
    std::int32_t year = 1970;
    std::uint32_t month = 1;
    std::uint32_t day = 1;
};

/// Days since 1970-01-01 (algorithm: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", 2021).
std::int64_t days_from_civil(const CivilDate& date);

/// Its inverse, from the same source.
CivilDate civil_from_days(std::int64_t days);

/// Three groups as they are written: 4-1..2-1..2 or 1..2-1..2-(2 or 4) digits, or 1..2 digits, the first three letters
/// of a month and 2 or 4 digits; twice the same separator.
struct DateText {
    std::array<std::uint32_t, 3> values{};
    std::array<std::uint32_t, 3> lengths{};  ///< digits; of a month's name 0
    MonthForm month_form = MonthForm::digits;
    char separator = '-';
    std::size_t size = 0;  ///< bytes of the date

    [[nodiscard]] bool year_first() const { return lengths[0] == 4; }
    [[nodiscard]] bool short_year() const { return !year_first() && lengths[2] == 2; }
};

/// Reads the date that `text` starts with; whatever follows it is left to the caller.
std::optional<DateText> read_date(std::string_view text);

/// Reads eight digits YYYYMMDD whole.
std::optional<CivilDate> read_compact_date(std::string_view text);

/// The day meant if the groups stand in the order of `form`; nothing where the calendar has no such day.
std::optional<CivilDate> civil_date(const DateText& text, DateForm form);

/// Appends a date with the look of `format`.
void append_date(std::int64_t days, const ValueFormat& format, std::string& out);

/// Appends date, time and fraction of a datetime's grid value with the look of `format`.
void append_datetime(std::int64_t grid, const ValueFormat& format, std::string& out);

}  // namespace replica
