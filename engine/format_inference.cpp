#include "engine/format_marks.hpp"
#include "engine/number_text.hpp"
#include "engine/value_format.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace replica {

namespace {

constexpr std::uint32_t most_decimals = 18;

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

bool datetime_fits(std::int32_t year, std::uint32_t decimals) {
    const std::int64_t limit =
        std::numeric_limits<std::int64_t>::max() / static_cast<std::int64_t>(powers_of_ten[decimals]);
    return (days_from_civil({year + 1, 1, 1}) + 1) * seconds_per_day <= limit &&
           (days_from_civil({year, 1, 1}) - 1) * seconds_per_day >= -limit;
}

}  // namespace

void FormatInference::observe(std::string_view text) {
    const std::uint64_t seen_kinds = seen_ & kinds;
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
    seen_ |= number_kind | (number.negative ? negative : no_mark) | (number.fraction > 0 ? point_form : no_mark);
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

void FormatInference::set_date_look(ValueFormat& format) const {
    format.date_separator = seen(dash) ? '-' : seen(slash) ? '/' : '.';
    const bool named = !seen(month_digits);
    if (named)
        format.month_form = seen(month_upper)   ? MonthForm::upper
                            : seen(month_title) ? MonthForm::title
                                                : MonthForm::lower;
    if (seen(year_last)) {
        const bool day_first = seen(not_month_day) || (seen(dot) && !seen(not_day_month));
        format.date_form = day_first ? DateForm::day_month_year : DateForm::month_day_year;
    }
    format.short_year = seen(short_year);
    format.zero_padded = seen(padded) || ((seen(year_first) || named) && !seen(unpadded));
}

void FormatInference::set_time_look(ValueFormat& format) const {
    format.time_separator = seen(t_before_time) ? 'T' : ' ';
    format.seconds = seen(with_seconds);
    format.clock = seen(upper_12) ? ClockForm::upper_12 : seen(lower_12) ? ClockForm::lower_12 : ClockForm::hours_24;
    format.meridiem_space = !seen(no_meridiem_space);
    const bool usually_padded = seen(hours_24) || format.zero_padded;
    format.padded_hour = seen(padded_hour) || (usually_padded && !seen(unpadded_hour));
    format.zoned = seen(other_zone);
    format.zulu = seen(zulu) && !seen(other_zone);
    format.decimals = most_fraction_;
}

std::optional<ValueFormat> FormatInference::date_result() const {
    const auto contradicts = [this](std::uint64_t marks) { return (seen_ & marks) == marks; };
    if (std::any_of(contradictions.begin(), contradictions.end(), contradicts)) return std::nullopt;
    if (!single_bit(seen_ & separator_marks) || !single_bit(seen_ & month_marks)) return std::nullopt;
    if (contradicts(not_month_day | not_day_month)) return std::nullopt;
    ValueFormat format{.type = seen(with_time) ? ValueType::datetime : ValueType::date};
    set_date_look(format);
    if (format.type == ValueType::date) return format;
    if (!single_bit(seen_ & clock_marks)) return std::nullopt;
    set_time_look(format);
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
