#include "engine/format_marks.hpp"

namespace replica {

namespace {

std::uint64_t separator_mark(char separator) { return separator == '-' ? dash : separator == '/' ? slash : dot; }

std::uint64_t padding_mark(std::uint32_t value, std::uint32_t length) {
    if (value >= 10 || length == 0) return 0;
    return length == 2 ? padded : unpadded;
}

std::uint64_t month_mark(MonthForm form) {
    switch (form) {
        case MonthForm::digits: return month_digits;
        case MonthForm::upper: return month_upper;
        case MonthForm::title: return month_title;
        case MonthForm::lower: return month_lower;
    }
    return 0;
}

std::uint64_t clock_mark(const TimeText& time) {
    if (time.clock == ClockForm::hours_24) return hours_24;
    return (time.clock == ClockForm::upper_12 ? upper_12 : lower_12) |
           (time.meridiem_space ? meridiem_space : no_meridiem_space);
}

}  // namespace

std::uint64_t date_marks(const DateText& date, bool month_first, bool day_first) {
    std::uint64_t marks =
        separator_mark(date.separator) | padding_mark(date.values[1], date.lengths[1]) | month_mark(date.month_form);
    if (date.year_first()) return marks | year_first | long_year | padding_mark(date.values[2], date.lengths[2]);
    marks |= year_last | padding_mark(date.values[0], date.lengths[0]);
    marks |= date.short_year() ? short_year : long_year;
    return marks | (month_first ? no_mark : not_month_day) | (day_first ? no_mark : not_day_month);
}

std::uint64_t time_marks(const TimeText& time) {
    const std::uint64_t hour = time.hour >= 10 ? no_mark : time.hour_digits == 2 ? padded_hour : unpadded_hour;
    const std::uint64_t zone = time.zone.empty() ? no_zone : time.zone == "Z" ? zulu : other_zone;
    return with_time | (time.separator == ' ' ? space_before_time : t_before_time) |
           (time.seconds ? with_seconds : without_seconds) | clock_mark(time) | hour | zone;
}

}  // namespace replica
