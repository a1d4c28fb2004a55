#include "engine/date_text.hpp"
#include "engine/number_text.hpp"
#include "engine/value_format.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace replica {

namespace {

// Marks of FormatInference::seen_. A text is of exactly one kind, and a column with two kinds is a string.
enum Mark : std::uint32_t {
    number_kind = 1U << 0,
    date_kind = 1U << 1,
    boolean_kind = 1U << 2,
    other_kind = 1U << 3,
    kinds = number_kind | date_kind | boolean_kind | other_kind,

    point_form = 1U << 4,     // numbers: 2.5
    exponent_form = 1U << 5,  // numbers: 2.5e-3
    negative = 1U << 6,
    not_compact = 1U << 7,    // a number that isn't a day YYYYMMDD
    trailing_zero = 1U << 8,  // 2.50
    point_zero = 1U << 9,     // 2.0

    year_first = 1U << 10,
    year_last = 1U << 11,
    not_month_day = 1U << 12,
    not_day_month = 1U << 13,
    long_year = 1U << 14,
    short_year = 1U << 15,
    padded = 1U << 16,
    unpadded = 1U << 17,
    dash = 1U << 18,
    slash = 1U << 19,
    dot = 1U << 20,

    date_alone = 1U << 21,
    with_time = 1U << 22,
    space_before_time = 1U << 23,
    t_before_time = 1U << 24,
    with_seconds = 1U << 25,
    without_seconds = 1U << 26,
    zulu = 1U << 27,
    no_zulu = 1U << 28,
};

constexpr std::uint32_t most_decimals = 18;

// Pairs of marks of which a column's dates must not have both.
constexpr std::array<std::uint32_t, 7> contradictions{year_first | year_last,
                                                      long_year | short_year,
                                                      padded | unpadded,
                                                      date_alone | with_time,
                                                      space_before_time | t_before_time,
                                                      with_seconds | without_seconds,
                                                      zulu | no_zulu};

bool single_bit(std::uint32_t bits) { return bits != 0 && (bits & (bits - 1)) == 0; }

// Number of the pair that `text` belongs to, or -1.
int boolean_pair(std::string_view text) {
    constexpr std::array<std::string_view, 20> values{"true", "false", "TRUE", "FALSE", "True", "False", "yes",
                                                      "no",   "Yes",   "No",   "YES",   "NO",   "t",     "f",
                                                      "T",    "F",     "y",    "n",     "Y",    "N"};
    if (text.empty() || text.size() > 5) return -1;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i][0] == text[0] && values[i] == text) return static_cast<int>(i / 2);
    }
    return -1;
}

std::uint32_t separator_mark(char separator) { return separator == '-' ? dash : separator == '/' ? slash : dot; }

std::uint32_t padding_mark(std::uint32_t value, std::uint32_t length) {
    if (value >= 10) return 0;
    return length == 2 ? padded : unpadded;
}

std::uint32_t date_marks(const DateText& date, bool month_first, bool day_first) {
    std::uint32_t marks = separator_mark(date.separator) | padding_mark(date.values[1], date.lengths[1]);
    if (date.year_first()) return marks | year_first | long_year | padding_mark(date.values[2], date.lengths[2]);
    marks |= year_last | padding_mark(date.values[0], date.lengths[0]);
    marks |= date.short_year() ? short_year : long_year;
    return marks | (month_first ? 0U : not_month_day) | (day_first ? 0U : not_day_month);
}

std::uint32_t time_marks(const TimeText& time) {
    return with_time | (time.separator == ' ' ? space_before_time : t_before_time) |
           (time.seconds ? with_seconds : without_seconds) | (time.zulu ? zulu : no_zulu);
}

bool datetime_fits(std::int32_t year, std::uint32_t decimals) {
    const std::int64_t limit =
        std::numeric_limits<std::int64_t>::max() / static_cast<std::int64_t>(powers_of_ten[decimals]);
    return (days_from_civil({year + 1, 1, 1}) + 1) * seconds_per_day <= limit &&
           (days_from_civil({year, 1, 1}) - 1) * seconds_per_day >= -limit;
}

}  // namespace

void FormatInference::observe(std::string_view text) {
    const std::uint32_t seen_kinds = seen_ & kinds;
    if ((seen_kinds & (seen_kinds - 1)) != 0 || seen_kinds == other_kind) return;  // a string, whatever comes
    const char first = text.empty() ? '\0' : text[0];
    if ((first >= '0' && first <= '9') || first == '-') {
        // The next value mostly is of the last one's kind.
        if (seen_kinds == date_kind && observe_date(text)) return;
        if (const auto number = read_number(text)) return observe_number(*number, text);
        if (seen_kinds != date_kind && observe_date(text)) return;
    } else if (const int pair = boolean_pair(text); pair >= 0) {
        seen_ |= boolean_kind;
        boolean_pairs_ = static_cast<std::uint16_t>(boolean_pairs_ | 1U << pair);
        return;
    }
    seen_ |= other_kind;
}

void FormatInference::observe_number(const NumberText& number, std::string_view text) {
    const auto size = magnitude(number);
    if (!size) {
        seen_ |= other_kind;
        return;
    }
    seen_ |= number_kind | (number.negative ? negative : 0U) | (number.fraction > 0 ? point_form : 0U);
    if (number.has_exponent) {
        seen_ |= exponent_form | not_compact;
        exponent_fraction_ = std::max(exponent_fraction_, digits_after_point(number));
    } else {
        observe_fraction(number.fraction, text.back() == '0');
    }
    if (!seen(not_compact) && !read_compact_date(text)) seen_ |= not_compact;
    if (size->whole > largest_whole_ || (size->whole == largest_whole_ && size->fraction > largest_fraction_)) {
        largest_whole_ = size->whole;
        largest_fraction_ = size->fraction;
    }
}

void FormatInference::observe_fraction(std::uint32_t digits, bool ends_in_zero) {
    if (digits > 0 && ends_in_zero) seen_ |= digits == 1 ? point_zero : trailing_zero;
    least_fraction_ = std::min(least_fraction_, static_cast<std::uint8_t>(digits));
    most_fraction_ = std::max(most_fraction_, static_cast<std::uint8_t>(digits));
}

bool FormatInference::observe_date(std::string_view text) {
    const auto date = read_date(text);
    if (!date) return false;
    const std::optional<CivilDate> month_first = civil_date(*date, DateForm::month_day_year);
    const std::optional<CivilDate> day_first = civil_date(*date, DateForm::day_month_year);
    const std::optional<CivilDate> valid = date->year_first() ? civil_date(*date, DateForm::year_month_day)
                                           : month_first      ? month_first
                                                              : day_first;
    if (!valid || !observe_time(text.substr(date->size))) return false;
    seen_ |= date_kind | date_marks(*date, month_first.has_value(), day_first.has_value());
    least_year_ = std::min(least_year_, static_cast<std::int16_t>(valid->year));
    greatest_year_ = std::max(greatest_year_, static_cast<std::int16_t>(valid->year));
    return true;
}

bool FormatInference::observe_time(std::string_view text) {
    if (text.empty()) {
        seen_ |= date_alone;
        return true;
    }
    const auto time = read_time(text);
    if (!time) return false;
    seen_ |= time_marks(*time);
    observe_fraction(time->fraction_digits, time->fraction % 10 == 0);
    return true;
}

void FormatInference::merge(const FormatInference& other) {
    seen_ |= other.seen_;
    boolean_pairs_ = static_cast<std::uint16_t>(boolean_pairs_ | other.boolean_pairs_);
    least_fraction_ = std::min(least_fraction_, other.least_fraction_);
    most_fraction_ = std::max(most_fraction_, other.most_fraction_);
    exponent_fraction_ = std::max(exponent_fraction_, other.exponent_fraction_);
    least_year_ = std::min(least_year_, other.least_year_);
    greatest_year_ = std::max(greatest_year_, other.greatest_year_);
    if (other.largest_whole_ > largest_whole_ ||
        (other.largest_whole_ == largest_whole_ && other.largest_fraction_ > largest_fraction_)) {
        largest_whole_ = other.largest_whole_;
        largest_fraction_ = other.largest_fraction_;
    }
}

// Sets fixed_decimals and point_zero; false where no look brings back all values.
bool FormatInference::set_fraction_look(ValueFormat& format) const {
    format.fixed_decimals =
        most_fraction_ > 0 && least_fraction_ == most_fraction_ && format.decimals == most_fraction_;
    if (format.fixed_decimals) return true;
    format.point_zero = seen(point_zero);
    return !seen(trailing_zero) && !(format.point_zero && least_fraction_ == 0);
}

// Whether the largest magnitude times 10^decimals fits a signed 64-bit integer. Rounding can't push it out again: a
// number has at most 19 digits, so one that loses some has at most 18 left.
bool FormatInference::fits(std::uint32_t decimals) const {
    const std::uint64_t fraction = largest_fraction_ / powers_of_ten[most_decimals - decimals];
    const std::uint64_t limit = std::numeric_limits<std::int64_t>::max();
    return largest_whole_ <= (limit - fraction) / powers_of_ten[decimals];
}

std::optional<ValueFormat> FormatInference::number_result() const {
    ValueFormat format{.type = ValueType::integer};
    if (!seen(point_form | exponent_form)) return format;
    format.type = ValueType::decimal;
    const std::uint32_t wanted = std::max<std::uint32_t>(most_fraction_, exponent_fraction_);
    std::uint32_t decimals = std::min(wanted, most_decimals);
    while (decimals > 0 && !fits(decimals)) --decimals;
    if (!fits(decimals)) return std::nullopt;
    format.decimals = static_cast<std::uint8_t>(decimals);
    return set_fraction_look(format) ? std::optional(format) : std::nullopt;
}

std::optional<ValueFormat> FormatInference::date_result() const {
    const auto contradicts = [this](std::uint32_t marks) { return (seen_ & marks) == marks; };
    if (std::any_of(contradictions.begin(), contradictions.end(), contradicts)) return std::nullopt;
    if (!single_bit(seen_ & (dash | slash | dot)) || contradicts(not_month_day | not_day_month)) return std::nullopt;
    ValueFormat format{.type = seen(with_time) ? ValueType::datetime : ValueType::date};
    format.date_separator = seen(dash) ? '-' : seen(slash) ? '/' : '.';
    if (seen(year_last)) {
        const bool day_first = seen(not_month_day) || (seen(dot) && !seen(not_day_month));
        format.date_form = day_first ? DateForm::day_month_year : DateForm::month_day_year;
    }
    format.short_year = seen(short_year);
    format.zero_padded = seen(padded) || (seen(year_first) && !seen(unpadded));
    if (format.type == ValueType::date) return format;
    format.time_separator = seen(t_before_time) ? 'T' : ' ';
    format.seconds = seen(with_seconds);
    format.zulu = seen(zulu);
    format.decimals = most_fraction_;
    if (!datetime_fits(least_year_, most_fraction_) || !datetime_fits(greatest_year_, most_fraction_))
        return std::nullopt;
    return set_fraction_look(format) ? std::optional(format) : std::nullopt;
}

ValueFormat FormatInference::result() const {
    std::optional<ValueFormat> format;
    switch (seen_ & kinds) {
        case number_kind: format = number_result(); break;
        case date_kind: format = date_result(); break;
        case boolean_kind:
            if (single_bit(boolean_pairs_)) format = ValueFormat{.type = ValueType::boolean};
            break;
        default: break;
    }
    return format.value_or(ValueFormat{});
}

std::optional<ValueFormat> FormatInference::result_as(ValueType type) const {
    if (type == ValueType::string || (seen_ & kinds) == 0) return ValueFormat{.type = type};
    const ValueFormat narrowest = result();
    if (narrowest.type == type) return narrowest;
    if (narrowest.type != ValueType::integer) return std::nullopt;
    if (type == ValueType::decimal && fits(0)) return ValueFormat{.type = type};
    if (type == ValueType::boolean && largest_whole_ <= 1 && !seen(negative)) return ValueFormat{.type = type};
    if (type == ValueType::date && !seen(not_compact)) return ValueFormat{.type = type, .date_form = DateForm::compact};
    return std::nullopt;
}

}  // namespace replica
