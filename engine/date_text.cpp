#include "engine/date_text.hpp"

#include "engine/number_text.hpp"
#include "engine/time_text.hpp"

namespace replica {

namespace {

bool is_leap(std::int32_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

std::optional<CivilDate> checked(const CivilDate& date) {
    constexpr std::array<std::uint32_t, 12> days_of_month{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (date.month < 1 || date.month > 12 || date.day < 1) return std::nullopt;
    const std::uint32_t last = days_of_month[date.month - 1] + (date.month == 2 && is_leap(date.year) ? 1U : 0U);
    return date.day <= last ? std::optional(date) : std::nullopt;
}

// Up to `most` digits at `at`; moves `at` behind them.
std::uint32_t read_group(std::string_view text, std::size_t& at, std::uint32_t most, std::uint32_t& value) {
    std::uint32_t length = 0;
    value = 0;
    for (; at < text.size() && length < most && text[at] >= '0' && text[at] <= '9'; ++at, ++length) {
        value = value * 10 + static_cast<std::uint32_t>(text[at] - '0');
    }
    return length;
}

bool read_character(std::string_view text, std::size_t& at, char c) {
    if (at == text.size() || text[at] != c) return false;
    ++at;
    return true;
}

constexpr std::array<std::string_view, 12> month_names{"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                       "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};

char upper(char letter) { return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter; }
char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter; }

std::string month_text(std::uint32_t month, MonthForm form) {
    std::string text(month_names[month - 1]);
    for (std::size_t i = form == MonthForm::title ? 1 : 0; form != MonthForm::upper && i < 3; ++i)
        text[i] = lower(text[i]);
    return text;
}

// The three letters of a month at `at`; moves `at` behind them.
bool read_month_name(std::string_view text, std::size_t& at, DateText& date) {
    if (at + 3 > text.size()) return false;
    const std::string_view letters = text.substr(at, 3);
    for (std::uint32_t month = 1; month <= 12; ++month) {
        for (const MonthForm form : {MonthForm::upper, MonthForm::title, MonthForm::lower}) {
            if (upper(letters[0]) != month_names[month - 1][0] || letters != month_text(month, form)) continue;
            date.values[1] = month;
            date.month_form = form;
            at += 3;
            return true;
        }
    }
    return false;
}

// Text of at most a date, filled from the front.
struct Writer {
    std::array<char, 64> bytes;
    std::size_t size = 0;

    void character(char c) { bytes[size++] = c; }
    void two(std::uint32_t value) {
        character(static_cast<char>('0' + value / 10));
        character(static_cast<char>('0' + value % 10));
    }
    void one_or_two(std::uint32_t value, bool padded) {
        if (padded || value >= 10) {
            two(value);
        } else {
            character(static_cast<char>('0' + value));
        }
    }
    void year(std::int32_t year, bool short_year) {
        const auto value = static_cast<std::uint32_t>(year) % 10000;
        if (!short_year) two(value / 100);
        two(value % 100);
    }
};

void write_date(std::int64_t days, const ValueFormat& format, Writer& writer) {
    const CivilDate date = civil_from_days(days);
    if (format.date_form == DateForm::compact) {
        writer.year(date.year, false);
        writer.two(date.month);
        writer.two(date.day);
        return;
    }
    const bool year_first = format.date_form == DateForm::year_month_day;
    const bool day_first = format.date_form == DateForm::day_month_year;
    if (year_first) {
        writer.year(date.year, false);
        writer.character(format.date_separator);
    }
    writer.one_or_two(day_first ? date.day : date.month, format.zero_padded);
    writer.character(format.date_separator);
    if (format.month_form == MonthForm::digits) {
        writer.one_or_two(day_first ? date.month : date.day, format.zero_padded);
    } else {
        for (const char letter : month_text(date.month, format.month_form)) writer.character(letter);
    }
    if (!year_first) {
        writer.character(format.date_separator);
        writer.year(date.year, format.short_year);
    }
}

}  // namespace

std::int64_t days_from_civil(const CivilDate& date) {
    const std::int64_t year = date.year - (date.month <= 2 ? 1 : 0);
    const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
    const std::int64_t year_of_era = year - era * 400;
    const std::int64_t day_of_year = (153 * ((static_cast<std::int64_t>(date.month) + 9) % 12) + 2) / 5 + date.day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

CivilDate civil_from_days(std::int64_t days) {
    days += 719468;
    const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    const std::int64_t day_of_era = days - era * 146097;
    const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int64_t month_from_march = (5 * day_of_year + 2) / 153;
    const std::int64_t day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    const std::int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    const std::int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
    return {static_cast<std::int32_t>(year), static_cast<std::uint32_t>(month), static_cast<std::uint32_t>(day)};
}

std::optional<DateText> read_date(std::string_view text) {
    DateText date;
    std::size_t at = 0;
    date.lengths[0] = read_group(text, at, 4, date.values[0]);
    if (date.lengths[0] == 0 || date.lengths[0] == 3 || at == text.size()) return std::nullopt;
    date.separator = text[at++];
    if (date.separator != '-' && date.separator != '/' && date.separator != '.') return std::nullopt;
    date.lengths[1] = read_group(text, at, 2, date.values[1]);
    if (date.lengths[1] == 0 && (date.year_first() || !read_month_name(text, at, date))) return std::nullopt;
    if (!read_character(text, at, date.separator)) return std::nullopt;
    date.lengths[2] = read_group(text, at, date.year_first() ? 2 : 4, date.values[2]);
    if (date.lengths[2] == 0 || (!date.year_first() && date.lengths[2] % 2 != 0)) return std::nullopt;
    date.size = at;
    return date;
}

std::optional<CivilDate> read_compact_date(std::string_view text) {
    std::size_t at = 0;
    std::uint32_t year = 0;
    CivilDate date;
    if (text.size() != 8 || read_group(text, at, 4, year) != 4 || read_group(text, at, 2, date.month) != 2 ||
        read_group(text, at, 2, date.day) != 2) {
        return std::nullopt;
    }
    date.year = static_cast<std::int32_t>(year);
    return checked(date);
}

std::optional<CivilDate> civil_date(const DateText& text, DateForm form) {
    if (form == DateForm::compact || text.year_first() != (form == DateForm::year_month_day)) return std::nullopt;
    const auto& values = text.values;
    if (form == DateForm::year_month_day) {
        return checked({static_cast<std::int32_t>(values[0]), values[1], values[2]});
    }
    const std::uint32_t century = !text.short_year() ? 0 : values[2] >= 30 ? 1900 : 2000;
    const auto year = static_cast<std::int32_t>(century + values[2]);
    const bool month_first = form == DateForm::month_day_year;
    if (month_first && text.month_form != MonthForm::digits) return std::nullopt;
    return checked({year, values[month_first ? 0 : 1], values[month_first ? 1 : 0]});
}

void append_date(std::int64_t days, const ValueFormat& format, std::string& out) {
    Writer writer;
    write_date(days, format, writer);
    out.append(writer.bytes.data(), writer.size);
}

void append_datetime(std::int64_t grid, const ValueFormat& format, std::string& out) {
    // Quotients round down, so that times before 1970 keep a positive time of day.
    const auto scale = static_cast<std::int64_t>(powers_of_ten[format.decimals]);
    const std::int64_t seconds = grid / scale - (grid % scale < 0 ? 1 : 0);
    const std::int64_t days = seconds / seconds_per_day - (seconds % seconds_per_day < 0 ? 1 : 0);
    const auto time = static_cast<std::uint32_t>(seconds - days * seconds_per_day);
    append_date(days, format, out);
    append_clock(time, format, out);
    if (format.decimals > 0) append_fraction(static_cast<std::uint64_t>(grid - seconds * scale), format, out);
    append_time_end(time, format, out);
}

}  // namespace replica
