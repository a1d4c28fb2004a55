#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace replica {

/// A country's fixed rules for holidays.
///
/// us: the federal holidays of 5 U.S.C. 6103 (New Year, Martin Luther King from 1986, Presidents, Memorial, Juneteenth
/// from 2021, Independence, Labor, Columbus, Veterans, Thanksgiving, Christmas) and, where one falls on a Saturday or
/// Sunday, the Friday before or the Monday after as well.
/// uk: the bank holidays of England and Wales (New Year, Good Friday, Easter Monday, early May from 1978, spring,
/// summer, Christmas, Boxing Day) and, where one falls on a weekend, the next weekday that is none as well. Holidays of
/// a single year, such as jubilees, follow no rule: a table of dates may hold them.
enum class HolidayRules : std::uint8_t { none, us, uk };

/// The holidays that a column's days may fall on: a country's, or a table of dates.
struct Holidays {
    HolidayRules rules = HolidayRules::none;
    std::vector<std::int64_t> days;  ///< since 1970-01-01, ascending

    [[nodiscard]] bool empty() const { return rules == HolidayRules::none && days.empty(); }
    [[nodiscard]] bool contains(std::int64_t day) const;

    friend bool operator==(const Holidays&, const Holidays&) = default;
};

/// Easter Sunday of a year, as days since 1970-01-01 (the anonymous Gregorian algorithm in the form of New Scientist,
/// 30 March 1961, page 828).
std::int64_t easter_sunday(std::int32_t year);

/// Weekday of a day since 1970-01-01: 0 for Monday to 6 for Sunday.
std::uint32_t weekday_of(std::int64_t day);

/// US, UK; empty for none. And the inverse, nothing for other text.
std::string_view name_of(HolidayRules rules);
std::optional<HolidayRules> holiday_rules_named(std::string_view name);

}  // namespace replica
