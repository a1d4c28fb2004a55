#include "engine/holidays.hpp"

#include "engine/date_text.hpp"

#include <algorithm>

namespace replica {

namespace {

constexpr std::uint32_t monday = 0;
constexpr std::uint32_t tuesday = 1;
constexpr std::uint32_t thursday = 3;
constexpr std::uint32_t friday = 4;

// Whether `date` is the n-th of its weekday in the month.
bool is_nth(const CivilDate& date, std::uint32_t n) { return (date.day - 1) / 7 + 1 == n; }

// Whether it is the last of its kind in a month of 31 days.
bool is_last_of_31(const CivilDate& date) { return date.day > 24; }

// Holidays of the United States on a fixed date, before they are moved.
bool is_us_date(const CivilDate& date) {
    switch (date.month) {
        case 1: return date.day == 1;
        case 6: return date.day == 19 && date.year >= 2021;
        case 7: return date.day == 4;
        case 11: return date.day == 11;
        case 12: return date.day == 25;
        default: return false;
    }
}

bool is_us_monday(const CivilDate& date) {
    switch (date.month) {
        case 1: return is_nth(date, 3) && date.year >= 1986;
        case 2: return is_nth(date, 3);
        case 5: return is_last_of_31(date);
        case 9: return is_nth(date, 1);
        case 10: return is_nth(date, 2);
        default: return false;
    }
}

bool is_us_holiday(std::int64_t day) {
    const CivilDate date = civil_from_days(day);
    if (is_us_date(date)) return true;
    switch (weekday_of(day)) {
        case monday: return is_us_monday(date) || is_us_date(civil_from_days(day - 1));
        case friday: return is_us_date(civil_from_days(day + 1));
        case thursday: return date.month == 11 && is_nth(date, 4);
        default: return false;
    }
}

bool is_uk_monday(const CivilDate& date) {
    if (date.month == 5) return is_last_of_31(date) || (is_nth(date, 1) && date.year >= 1978);
    return date.month == 8 && is_last_of_31(date);
}

bool is_uk_date(const CivilDate& date) {
    return (date.month == 1 && date.day == 1) || (date.month == 12 && (date.day == 25 || date.day == 26));
}

// Substitutes: New Year's on Monday; Christmas and Boxing Day share the 27th and 28th.
bool is_uk_substitute(const CivilDate& date, std::uint32_t weekday) {
    if (date.month == 1) return weekday == monday && (date.day == 2 || date.day == 3);
    return date.month == 12 && (date.day == 27 || date.day == 28) && (weekday == monday || weekday == tuesday);
}

bool is_uk_holiday(std::int64_t day) {
    const CivilDate date = civil_from_days(day);
    const std::uint32_t weekday = weekday_of(day);
    if (is_uk_date(date) || is_uk_substitute(date, weekday)) return true;
    if (weekday == monday && (is_uk_monday(date) || day == easter_sunday(date.year) + 1)) return true;
    return weekday == friday && day == easter_sunday(date.year) - 2;
}

}  // namespace

bool Holidays::contains(std::int64_t day) const {
    switch (rules) {
        case HolidayRules::us: return is_us_holiday(day);
        case HolidayRules::uk: return is_uk_holiday(day);
        case HolidayRules::none: break;
    }
    return std::binary_search(days.begin(), days.end(), day);
}

std::int64_t easter_sunday(std::int32_t year) {
    const std::int32_t a = year % 19;
    const std::int32_t b = year / 100;
    const std::int32_t c = year % 100;
    const std::int32_t d = b / 4;
    const std::int32_t e = b % 4;
    const std::int32_t g = (8 * b + 13) / 25;
    const std::int32_t h = (19 * a + b - d - g + 15) % 30;
    const std::int32_t i = c / 4;
    const std::int32_t k = c % 4;
    const std::int32_t l = (32 + 2 * e + 2 * i - h - k) % 7;
    const std::int32_t m = (a + 11 * h + 19 * l) / 433;
    const std::int32_t month = (h + l - 7 * m + 90) / 25;
    const std::int32_t day = (h + l - 7 * m + 33 * month + 19) % 32;
    return days_from_civil({year, static_cast<std::uint32_t>(month), static_cast<std::uint32_t>(day)});
}

std::uint32_t weekday_of(std::int64_t day) {
    // 1970-01-01 was a Thursday.
    return static_cast<std::uint32_t>(((day % 7) + 7 + 3) % 7);
}

std::string_view name_of(HolidayRules rules) {
    switch (rules) {
        case HolidayRules::us: return "US";
        case HolidayRules::uk: return "UK";
        case HolidayRules::none: break;
    }
    return "";
}

std::optional<HolidayRules> holiday_rules_named(std::string_view name) {
    if (name == "US") return HolidayRules::us;
    if (name == "UK") return HolidayRules::uk;
    return std::nullopt;
}

}  // namespace replica
