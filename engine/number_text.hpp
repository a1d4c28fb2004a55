#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace replica {

/// 10^0 to 10^19.
inline constexpr std::array<std::uint64_t, 20> powers_of_ten = [] {
    std::array<std::uint64_t, 20> powers{};
    std::uint64_t power = 1;
    for (auto& entry : powers) {
        entry = power;
        power *= 10;
    }
    return powers;
}();

/// A number as it is written: digits x 10^(exponent - fraction), negative or not.
struct NumberText {
    std::uint64_t digits = 0;    ///< all of them, without the point
    std::uint32_t fraction = 0;  ///< how many stand after the point
    std::int32_t exponent = 0;
    bool negative = false;
    bool has_exponent = false;
};

/// Magnitude of a number: whole + fraction / 10^18.
struct Magnitude {
    std::uint64_t whole = 0;
    std::uint64_t fraction = 0;  ///< cut off after the 18th digit
};

/// Reads -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]{1,3})? whole; nothing for other text, for a negative zero, and
/// where the digits without point don't fit a signed 64-bit integer (with exponent: have more than 19 significant
/// ones).
std::optional<NumberText> read_number(std::string_view text);

/// The number times 10^decimals (at most 18), halves rounded away from zero; nothing where that doesn't fit 64 bits.
std::optional<std::int64_t> scale_number(const NumberText& number, std::uint32_t decimals);

/// Nothing where the whole part exceeds 64 bits.
std::optional<Magnitude> magnitude(const NumberText& number);

/// Digits after the point that it takes to write the number without exponent.
std::uint32_t digits_after_point(const NumberText& number);

/// Appends grid / 10^decimals with all decimals; with 0 decimals an integer.
void append_scaled(std::int64_t grid, std::uint32_t decimals, std::string& out);

/// Removes the zeros at the end of the fraction that starts in `out` after byte `point`, and the point with the last.
void trim_fraction(std::size_t point, std::string& out);

}  // namespace replica
