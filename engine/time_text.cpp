#include "engine/time_text.hpp"

#include "engine/date_text.hpp"
#include "engine/number_text.hpp"

#include <algorithm>
#include <array>

namespace replica {

namespace {

// Reads the text from the front, a character or a group of digits at a time.
struct Reader {
    std::string_view text;
    std::size_t at = 0;

    [[nodiscard]] char peek(std::size_t ahead = 0) const { return at + ahead < text.size() ? text[at + ahead] : '\0'; }
    bool character(char c) {
        if (peek() != c || at == text.size()) return false;
        ++at;
        return true;
    }
    /// Number of digits read, at most `most`.
    std::uint32_t digits(std::uint32_t most, std::uint32_t& value) {
        std::uint32_t length = 0;
        value = 0;
        for (; length < most && peek() >= '0' && peek() <= '9'; ++at, ++length)
            value = value * 10 + static_cast<std::uint32_t>(peek() - '0');
        return length;
    }
    bool two_digits(std::uint32_t limit, std::uint32_t& value) { return digits(2, value) == 2 && value <= limit; }
};

// AM or PM after one blank or none. Leaves the reader where it was if there is neither.
void read_meridiem(Reader& reader, TimeText& time, bool& afternoon) {
    const std::size_t blank = reader.peek() == ' ' ? 1 : 0;
    const char half = reader.peek(blank);
    const char end = reader.peek(blank + 1);
    const bool upper = (half == 'A' || half == 'P') && end == 'M';
    const bool lower = (half == 'a' || half == 'p') && end == 'm';
    if (!upper && !lower) return;
    time.clock = upper ? ClockForm::upper_12 : ClockForm::lower_12;
    time.meridiem_space = blank == 1;
    afternoon = half == 'P' || half == 'p';
    reader.at += blank + 2;
}

bool is_offset(std::string_view zone) {
    if (zone.empty() || (zone[0] != '+' && zone[0] != '-')) return false;
    Reader reader{zone, 1};
    std::uint32_t value = 0;
    if (!reader.two_digits(15, value)) return false;
    if (reader.at == zone.size()) return true;
    reader.character(':');
    return reader.two_digits(59, value) && reader.at == zone.size();
}

bool is_zone(std::string_view zone) {
    if (zone == "Z") return true;
    if (!zone.empty() && zone[0] == ' ') zone.remove_prefix(1);
    const bool letters = std::all_of(zone.begin(), zone.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    return (letters && zone.size() >= 3 && zone.size() <= 5) || is_offset(zone);
}

}  // namespace

std::optional<TimeText> read_time(std::string_view text) {
    if (text.empty() || (text[0] != ' ' && text[0] != 'T')) return std::nullopt;
    TimeText time;
    time.separator = text[0];
    Reader reader{text, 1};
    std::uint32_t minutes = 0;
    std::uint32_t seconds = 0;
    time.hour_digits = reader.digits(2, time.hour);
    if (time.hour_digits == 0 || !reader.character(':') || !reader.two_digits(59, minutes)) return std::nullopt;
    time.seconds = reader.character(':');
    if (time.seconds && !reader.two_digits(59, seconds)) return std::nullopt;
    if (time.seconds && reader.character('.')) {
        time.fraction_digits = reader.digits(9, time.fraction);
        if (time.fraction_digits == 0) return std::nullopt;
    }
    bool afternoon = false;
    read_meridiem(reader, time, afternoon);
    const bool twelve = time.clock != ClockForm::hours_24;
    if (twelve ? time.hour < 1 || time.hour > 12 : time.hour > 23) return std::nullopt;
    time.zone = text.substr(reader.at);
    if (!time.zone.empty() && !is_zone(time.zone)) return std::nullopt;
    const std::uint32_t hour = twelve ? time.hour % 12 + (afternoon ? 12U : 0U) : time.hour;
    time.seconds_of_day = (hour * 60 + minutes) * 60 + seconds;
    return time;
}

void append_clock(std::uint32_t seconds_of_day, const ValueFormat& format, std::string& out) {
    std::array<char, 9> text;
    std::size_t size = 0;
    const auto two = [&](std::uint32_t value) {
        text[size++] = static_cast<char>('0' + value / 10);
        text[size++] = static_cast<char>('0' + value % 10);
    };
    std::uint32_t hour = seconds_of_day / 3600;
    if (format.clock != ClockForm::hours_24) hour = (hour + 11) % 12 + 1;
    text[size++] = format.time_separator;
    if (hour >= 10 || format.padded_hour) {
        two(hour);
    } else {
        text[size++] = static_cast<char>('0' + hour);
    }
    text[size++] = ':';
    two(seconds_of_day / 60 % 60);
    if (format.seconds) {
        text[size++] = ':';
        two(seconds_of_day % 60);
    }
    out.append(text.data(), size);
}

void append_fraction(std::uint64_t fraction, const ValueFormat& format, std::string& out) {
    const std::size_t point = out.size();
    out += '.';
    out.append(format.decimals, '0');
    for (std::size_t at = out.size(); fraction != 0; fraction /= 10) out[--at] = static_cast<char>('0' + fraction % 10);
    if (!format.fixed_decimals) trim_fraction(point, out);
    if (format.point_zero && out.size() == point) out += ".0";
}

void append_time_end(std::uint32_t seconds_of_day, const ValueFormat& format, std::string& out) {
    if (format.clock != ClockForm::hours_24) {
        if (format.meridiem_space) out += ' ';
        const bool afternoon = seconds_of_day >= 12 * 3600;
        out += format.clock == ClockForm::upper_12 ? (afternoon ? "PM" : "AM") : (afternoon ? "pm" : "am");
    }
    if (format.zulu) out += 'Z';
}

std::string_view zone_of(std::string_view text, const ValueFormat& format) {
    if (format.type != ValueType::datetime) return {};
    const auto date = read_date(text);
    if (!date) return {};
    const auto time = read_time(text.substr(date->size));
    return time ? time->zone : std::string_view{};
}

}  // namespace replica
