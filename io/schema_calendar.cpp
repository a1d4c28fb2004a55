#include "io/schema_calendar.hpp"

#include "engine/value_format.hpp"

#include <algorithm>

namespace replica {

namespace {

constexpr ValueFormat iso_date{.type = ValueType::date};

}  // namespace

Holidays read_holidays(const TomlEntry& entry, const TomlPlace& place) {
    Holidays holidays;
    if (const auto* country = entry.node->as_string()) {
        const auto rules = holiday_rules_named(country->get());
        if (!rules) {
            place.fail(entry.source, "holidays \"" + country->get() +
                                         "\" are unknown; allowed are US, UK, or a list of dates such as "
                                         "[\"2020-12-25\"]");
        }
        holidays.rules = *rules;
        return holidays;
    }
    for (const std::string& text : texts_of(entry, place)) {
        const auto day = parse_value(text, iso_date);
        if (!day) place.fail(entry.source, "\"holidays\" holds \"" + text + "\", which is no date such as 2020-12-25");
        holidays.days.push_back(*day);
    }
    auto& days = holidays.days;
    if (days.empty()) place.fail(entry.source, "\"holidays\" is empty; list dates, or name a country: US or UK");
    std::sort(days.begin(), days.end());
    days.erase(std::unique(days.begin(), days.end()), days.end());
    return holidays;
}

std::string holidays_text(const Holidays& holidays) {
    if (holidays.rules != HolidayRules::none) return '"' + std::string(name_of(holidays.rules)) + '"';
    std::string text = "[";
    for (const std::int64_t day : holidays.days) {
        text += text.size() > 1 ? ", \"" : "\"";
        append_value(day, iso_date, text);
        text += '"';
    }
    return text + ']';
}

}  // namespace replica
