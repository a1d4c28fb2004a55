#pragma once

#include "engine/date_text.hpp"
#include "engine/time_text.hpp"

#include <array>
#include <cstdint>

namespace replica {

/// Marks of FormatInference::seen_. A text is of exactly one kind, and a column with two kinds is a string.
enum Mark : std::uint64_t {
    no_mark = 0,
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
    no_zone = 1U << 28,
    other_zone = 1U << 29,

    hours_24 = 1U << 30,
    upper_12 = 1U << 31,
    lower_12 = 1ULL << 32,
    meridiem_space = 1ULL << 33,
    no_meridiem_space = 1ULL << 34,
    padded_hour = 1ULL << 35,
    unpadded_hour = 1ULL << 36,

    month_digits = 1ULL << 37,
    month_upper = 1ULL << 38,
    month_title = 1ULL << 39,
    month_lower = 1ULL << 40,
};

/// Pairs of marks of which a column's dates must not have both.
inline constexpr std::array<std::uint64_t, 10> contradictions{year_first | year_last,
                                                              long_year | short_year,
                                                              padded | unpadded,
                                                              date_alone | with_time,
                                                              space_before_time | t_before_time,
                                                              with_seconds | without_seconds,
                                                              zulu | no_zone,
                                                              other_zone | no_zone,
                                                              meridiem_space | no_meridiem_space,
                                                              padded_hour | unpadded_hour};

/// Groups of marks of which a column's dates must have exactly one, its datetimes also one of clock_marks.
inline constexpr std::uint64_t separator_marks = dash | slash | dot;
inline constexpr std::uint64_t month_marks = month_digits | month_upper | month_title | month_lower;
inline constexpr std::uint64_t clock_marks = hours_24 | upper_12 | lower_12;

inline bool single_bit(std::uint64_t bits) { return bits != 0 && (bits & (bits - 1)) == 0; }

/// The marks of a date, which may be read in the orders that the last two arguments tell.
std::uint64_t date_marks(const DateText& date, bool month_first, bool day_first);

/// The marks of the time after a date.
std::uint64_t time_marks(const TimeText& time);

}  // namespace replica
