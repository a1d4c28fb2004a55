#include "engine/value_format.hpp"

#include "engine/date_text.hpp"
#include "engine/number_text.hpp"
#include "engine/time_text.hpp"

namespace replica {

namespace {

std::optional<std::int64_t> parse_number(std::string_view text, const ValueFormat& format) {
    const auto number = read_number(text);
    if (!number) return std::nullopt;
    const bool whole = number->fraction == 0 && !number->has_exponent;
    if (format.type == ValueType::integer && !whole) return std::nullopt;
    return scale_number(*number, format.type == ValueType::integer ? 0 : format.decimals);
}

// The day that `text` starts with, and in `size` the bytes it takes.
std::optional<std::int64_t> parse_day(std::string_view text, const ValueFormat& format, std::size_t& size) {
    const auto date = read_date(text);
    if (!date || date->separator != format.date_separator || date->short_year() != format.short_year ||
        date->month_form != format.month_form) {
        return std::nullopt;
    }
    const auto day = civil_date(*date, format.date_form);
    if (!day) return std::nullopt;
    size = date->size;
    return days_from_civil(*day);
}

std::optional<std::int64_t> parse_date(std::string_view text, const ValueFormat& format) {
    if (format.date_form == DateForm::compact) {
        const auto date = read_compact_date(text);
        return date ? std::optional(days_from_civil(*date)) : std::nullopt;
    }
    std::size_t size = 0;
    const auto day = parse_day(text, format, size);
    return size == text.size() ? day : std::nullopt;
}

bool has_look(const TimeText& time, const ValueFormat& format) {
    const bool zone = format.zulu ? time.zone == "Z" : format.zoned != time.zone.empty();
    return zone && time.separator == format.time_separator && time.seconds == format.seconds &&
           time.clock == format.clock && time.fraction_digits <= format.decimals;
}

std::optional<std::int64_t> parse_datetime(std::string_view text, const ValueFormat& format) {
    std::size_t size = 0;
    const auto day = parse_day(text, format, size);
    if (!day) return std::nullopt;
    const auto time = read_time(text.substr(size));
    if (!time || !has_look(*time, format)) return std::nullopt;
    const auto scale = static_cast<std::int64_t>(powers_of_ten[format.decimals]);
    const auto fraction =
        static_cast<std::int64_t>(time->fraction * powers_of_ten[format.decimals - time->fraction_digits]);
    const std::int64_t seconds = *day * seconds_per_day + time->seconds_of_day;
    std::int64_t grid = 0;
    if (__builtin_mul_overflow(seconds, scale, &grid) || __builtin_add_overflow(grid, fraction, &grid)) {
        return std::nullopt;
    }
    return grid;
}

void append_decimal(std::int64_t grid, const ValueFormat& format, std::string& out) {
    append_scaled(grid, format.decimals, out);
    if (format.decimals > 0 && !format.fixed_decimals) {
        const std::size_t point = out.size() - format.decimals - 1;
        trim_fraction(point, out);
        if (format.point_zero && out.size() == point) out += ".0";
    } else if (format.decimals == 0 && format.point_zero) {
        out += ".0";
    }
}

}  // namespace

std::optional<std::int64_t> parse_value(std::string_view text, const ValueFormat& format) {
    switch (format.type) {
        case ValueType::integer:
        case ValueType::decimal: return parse_number(text, format);
        case ValueType::date: return parse_date(text, format);
        case ValueType::datetime: return parse_datetime(text, format);
        case ValueType::string:
        case ValueType::boolean: break;
    }
    return std::nullopt;
}

void append_value(std::int64_t grid, const ValueFormat& format, std::string& out) {
    switch (format.type) {
        case ValueType::integer: append_scaled(grid, 0, out); break;
        case ValueType::decimal: append_decimal(grid, format, out); break;
        case ValueType::date: append_date(grid, format, out); break;
        case ValueType::datetime: append_datetime(grid, format, out); break;
        case ValueType::string:
        case ValueType::boolean: break;
    }
}

}  // namespace replica
