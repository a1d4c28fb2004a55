#pragma once

#include "engine/value_format.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace replica {

/// The time of day that follows a date.
struct TimeText {
    std::uint32_t seconds_of_day = 0;
    std::uint32_t fraction = 0;         ///< digits after the seconds' point
    std::uint32_t fraction_digits = 0;  ///< their number, at most 9
    char separator = ' ';               ///< before the hour
    bool seconds = true;
    std::uint32_t hour = 0;  ///< as it is written
    std::uint32_t hour_digits = 2;
    ClockForm clock = ClockForm::hours_24;
    bool meridiem_space = true;  ///< a blank before AM or PM
    std::string_view zone;       ///< the rest of the text, its blank included; empty for none
};

/// Reads [ T]H?H:MM(:SS(\.[0-9]{1,9})?)?( ?(AM|PM|am|pm))?( ?zone)? whole; zones are told in value_format.hpp.
std::optional<TimeText> read_time(std::string_view text);

/// Appends a second of the day with the look of `format`, the blank or T before it included; no fraction, AM or PM.
void append_clock(std::uint32_t seconds_of_day, const ValueFormat& format, std::string& out);

/// Appends the fraction of a second, `fraction` / 10^decimals, with its point. Precondition: there are decimals.
void append_fraction(std::uint64_t fraction, const ValueFormat& format, std::string& out);

/// Appends AM or PM where `format` has them, and Z where it has that.
void append_time_end(std::uint32_t seconds_of_day, const ValueFormat& format, std::string& out);

/// The time zone that ends `text`, a datetime of `format`; empty where there is none.
std::string_view zone_of(std::string_view text, const ValueFormat& format);

}  // namespace replica
