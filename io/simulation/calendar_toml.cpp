#include "io/simulation/calendar_toml.hpp"

#include "engine/value_format.hpp"
#include "io/schema_calendar.hpp"

#include <algorithm>
#include <cmath>

namespace replica {
namespace {

// The elements of an array of tables, each read by `read` and finished.
template <typename Read>
void read_each(TomlKeys& keys, const std::string& key, const std::string& example, Read&& read) {
    const auto entry = keys.entry(key);
    if (!entry) return;
    const auto* array = entry->node->as_array();
    if (array == nullptr) keys.fail(key, "must be a list such as [" + example + "]");
    for (const toml::node& node : *array) {
        const auto* table = node.as_table();
        if (table == nullptr) keys.fail(key, "must be a list such as [" + example + "]");
        TomlKeys own(*table, keys.place(), node.source());
        read(own);
        own.finish();
    }
}

void check_table(TomlKeys& keys, const std::string& key, const std::vector<double>& table, Curve::Over over) {
    const std::size_t count = table.size();
    if (over == Curve::Over::day && count != 24)
        keys.fail(key, "has " + std::to_string(count) + " values; a day takes 24, one an hour");
    if (over == Curve::Over::week && count != 7)
        keys.fail(key, "has " + std::to_string(count) + " values; a week takes 7, Monday first");
    if (over == Curve::Over::year && count != 12 && count != 52 && count != 366)
        keys.fail(key, "has " + std::to_string(count) + " values; a year takes 12 months, 52 weeks or 366 days");
    for (const double value : table)
        if (!std::isfinite(value)) keys.fail(key, "must be finite numbers");
}

std::int64_t read_day(TomlKeys& keys, const std::string& key) {
    const auto entry = keys.entry(key);
    if (!entry) keys.fail(key, "is missing; a calendar needs from and to, such as 2024-01-01");
    const auto day = parse_value(value_text(*entry->node, keys.place(), key), {.type = ValueType::date});
    if (!day) keys.fail(key, "must be a date such as 2024-01-01");
    return *day;
}

// A profile of a calendar: a list, or a table with a curve.
std::optional<Curve> read_profile(TomlKeys& keys, const std::string& key, Curve::Over over) {
    const auto entry = keys.entry(key);
    if (!entry) return std::nullopt;
    if (const auto* table = entry->node->as_table()) {
        TomlKeys own(*table, keys.place(), entry->source);
        const Curve curve = read_curve(own, over);
        own.finish();
        return curve;
    }
    Curve curve{over, keys.numbers(key).value_or(std::vector<double>{}), 0, {}, {}};
    check_table(keys, key, curve.table, over);
    for (const double value : curve.table)
        if (value < 0) keys.fail(key, "must not be negative");
    return curve;
}

}  // namespace

Curve::Over read_over(TomlKeys& keys) {
    const std::string over = keys.text("over").value_or("");
    if (over == "year") return Curve::Over::year;
    if (over == "week") return Curve::Over::week;
    if (over == "day") return Curve::Over::day;
    keys.fail("over", "must be \"year\", \"week\" or \"day\"");
}

Curve read_curve(TomlKeys& keys, Curve::Over over) {
    Curve curve{over, {}, 0, {}, {}};
    if (auto table = keys.numbers("table")) {
        check_table(keys, "table", *table, over);
        curve.table = std::move(*table);
        return curve;
    }
    curve.base = keys.number("base").value_or(0);
    read_each(keys, "sine", "{amplitude = 0.3, at = 15}", [&](TomlKeys& own) {
        Curve::Sine sine;
        sine.amplitude = own.number("amplitude").value_or(1);
        sine.at = own.number("at").value_or(0);
        sine.times = own.number("times").value_or(1);
        curve.sines.push_back(sine);
    });
    read_each(keys, "peaks", "{height = 1, at = 10, width = 2}", [&](TomlKeys& own) {
        Curve::Peak peak;
        peak.height = own.number("height").value_or(1);
        peak.at = own.number("at").value_or(0);
        peak.width = own.number("width").value_or(1);
        if (!(peak.width > 0)) own.fail("width", "must be above 0");
        curve.peaks.push_back(peak);
    });
    return curve;
}

Calendar read_calendar(TomlKeys& keys) {
    Calendar calendar;
    calendar.first_day = read_day(keys, "from");
    calendar.last_day = read_day(keys, "to");
    constexpr std::int64_t longest = 100'000;
    if (calendar.last_day < calendar.first_day) keys.fail("to", "is before from");
    if (calendar.last_day - calendar.first_day > longest) keys.fail("to", "is over 100,000 days after from");
    if (const auto weekly = read_profile(keys, "weekly", Curve::Over::week)) calendar.weekly = *weekly;
    if (const auto yearly = read_profile(keys, "yearly", Curve::Over::year)) calendar.yearly = *yearly;
    calendar.hourly = read_profile(keys, "hourly", Curve::Over::day);
    if (const auto holidays = keys.entry("holidays")) calendar.holidays = read_holidays(*holidays, keys.place());
    calendar.holiday_factor = keys.number("holiday_factor").value_or(calendar.holidays.empty() ? 1 : 0);
    if (!(calendar.holiday_factor >= 0)) keys.fail("holiday_factor", "must not be negative");
    calendar.trend = keys.number("trend").value_or(0);
    if (!(calendar.trend > -1)) keys.fail("trend", "must be above -1; .05 is 5 % more a year");
    const std::int64_t step = keys.whole("step_minutes").value_or(1);
    if (step < 1 || step > 1440 || 1440 % step != 0)
        keys.fail("step_minutes", "must divide the 1,440 minutes of a day");
    calendar.step_minutes = static_cast<std::uint32_t>(step);
    return calendar;
}

}  // namespace replica
