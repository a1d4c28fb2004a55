#include "io/hdf5/calendar_layout.hpp"

#include <algorithm>

namespace replica {

namespace {

template <typename Enumerator>
Enumerator load_enumerator(const Hdf5Group& group, const std::string& name, Enumerator last) {
    const std::int64_t value = group.read_integer(name);
    if (value < 0 || value > static_cast<std::int64_t>(last)) throw Hdf5Error("cannot read " + name);
    return static_cast<Enumerator>(value);
}

void store_look(const ValueFormat& format, const Hdf5Group& group) {
    group.write_attribute("month_form", static_cast<std::int64_t>(format.month_form));
    group.write_attribute("clock", static_cast<std::int64_t>(format.clock));
    group.write_attribute("meridiem_space", std::int64_t{format.meridiem_space});
    group.write_attribute("padded_hour", std::int64_t{format.padded_hour});
    group.write_attribute("zoned", std::int64_t{format.zoned});
}

void load_look(const Hdf5Group& group, ValueFormat& format) {
    format.month_form = load_enumerator(group, "month_form", MonthForm::lower);
    format.clock = load_enumerator(group, "clock", ClockForm::lower_12);
    format.meridiem_space = group.read_integer("meridiem_space") != 0;
    format.padded_hour = group.read_integer("padded_hour") != 0;
    format.zoned = group.read_integer("zoned") != 0;
}

}  // namespace

void store_calendar(const ColumnModel& column, const Hdf5Group& group) {
    const ValueType type = column.format.type;
    if (type != ValueType::date && type != ValueType::datetime) return;
    store_look(column.format, group);
    if (column.format.zoned) {
        group.write_texts("zones", column.zones);
        group.write("zone_weights", column.zone_weights);
    }
    if (!column.calendar) return;
    const CalendarModel& calendar = *column.calendar;
    const Hdf5Group own = group.create_group("calendar");
    own.write("weekday", calendar.weekday);
    own.write("year_day", calendar.year_day);
    own.write_attribute("holiday", calendar.holiday);
    own.write_attribute("holiday_rules", static_cast<std::int64_t>(calendar.holidays.rules));
    own.write("holidays", calendar.holidays.days);
    own.write("hours", calendar.hours);
    own.write("minutes", calendar.minutes);
    own.write("seconds", calendar.seconds);
    own.write_attribute("fraction_low", calendar.fraction_low);
    own.write_attribute("fraction_step", calendar.fraction_step);
}

void load_calendar(const Hdf5Group& group, ColumnModel& column) {
    const ValueType type = column.format.type;
    if (type != ValueType::date && type != ValueType::datetime) return;
    load_look(group, column.format);
    if (column.format.zoned) {
        column.zones = group.read_texts("zones");
        column.zone_weights = group.read<std::uint64_t>("zone_weights");
    }
    if (!group.has("calendar")) return;
    const Hdf5Group own = group.open_group("calendar");
    CalendarModel& calendar = column.calendar.emplace();
    calendar.weekday = own.read<double>("weekday");
    calendar.year_day = own.read<double>("year_day");
    calendar.holiday = own.read_real("holiday");
    calendar.holidays.rules = load_enumerator(own, "holiday_rules", HolidayRules::uk);
    calendar.holidays.days = own.read<std::int64_t>("holidays");
    calendar.hours = own.read<double>("hours");
    calendar.minutes = own.read<double>("minutes");
    calendar.seconds = own.read<double>("seconds");
    calendar.fraction_low = own.read_integer("fraction_low");
    calendar.fraction_step = own.read_integer("fraction_step");
}

void check_calendar(const ColumnModel& column) {
    const auto require = [](const bool holds, const char* what) {
        if (!holds) throw Hdf5Error(std::string("damaged: ") + what);
    };
    require(column.zone_weights.size() == 12 * column.zones.size(), "weights don't match time zones");
    for (std::size_t month = 0; month < 12 && !column.zones.empty(); ++month) {
        const auto first = column.zone_weights.begin() + static_cast<std::ptrdiff_t>(month * column.zones.size());
        require(std::any_of(first, first + static_cast<std::ptrdiff_t>(column.zones.size()),
                            [](std::uint64_t weight) { return weight > 0; }),
                "a month without time zones");
    }
    if (!column.calendar) return;
    require(column.encoding == Encoding::binned, "a calendar without bins");
    require(is_sound(*column.calendar), "a calendar's tables");
    require(std::is_sorted(column.calendar->holidays.days.begin(), column.calendar->holidays.days.end()),
            "holidays out of order");
}

}  // namespace replica
