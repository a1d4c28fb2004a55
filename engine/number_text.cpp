#include "engine/number_text.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace replica {

namespace {

// Longer texts are none of the numbers below; it also keeps the counts of digits small.
constexpr std::size_t longest_number = 64;
constexpr std::uint32_t most_significant_digits = 19;  // always fit 64 bits unsigned
constexpr std::uint64_t largest_positive = std::numeric_limits<std::int64_t>::max();

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Reads digits from `at` on into `number`; their count.
std::uint32_t read_digits(std::string_view text, std::size_t& at, NumberText& number) {
    const std::size_t start = at;
    for (; at < text.size() && is_digit(text[at]); ++at) {
        number.digits = number.digits * 10 + static_cast<std::uint64_t>(text[at] - '0');
    }
    return static_cast<std::uint32_t>(at - start);
}

// Whether the digits that start at byte `first` have more significant ones than 64 bits hold.
bool too_many_digits(std::string_view text, std::size_t first, std::uint32_t digits) {
    if (digits <= most_significant_digits) return false;
    const std::size_t leading = text.find_first_not_of("0.", first);
    if (leading == std::string_view::npos) return false;
    const auto point_or_zeros = leading - first - (leading > first && text[first + 1] == '.' ? 1U : 0U);
    return digits - point_or_zeros > most_significant_digits;
}

bool read_exponent(std::string_view text, std::size_t at, NumberText& number) {
    const bool negative = at < text.size() && text[at] == '-';
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    if (at == text.size() || text.size() - at > 3 ||
        !std::all_of(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), is_digit)) {
        return false;
    }
    for (; at < text.size(); ++at) number.exponent = number.exponent * 10 + (text[at] - '0');
    if (negative) number.exponent = -number.exponent;
    number.has_exponent = true;
    return true;
}

bool fits(const NumberText& number) {
    return number.has_exponent || number.digits <= largest_positive + (number.negative ? 1U : 0U);
}

std::optional<std::int64_t> with_sign(std::uint64_t magnitude, bool negative) {
    if (magnitude > largest_positive + (negative ? 1U : 0U)) return std::nullopt;
    return static_cast<std::int64_t>(negative ? 0 - magnitude : magnitude);
}

}  // namespace

std::optional<NumberText> read_number(std::string_view text) {
    if (text.empty() || text.size() > longest_number) return std::nullopt;
    NumberText number;
    number.negative = text[0] == '-';
    std::size_t at = number.negative ? 1 : 0;
    const std::size_t first = at;
    const std::uint32_t whole = read_digits(text, at, number);
    if (whole == 0 || (whole > 1 && text[first] == '0')) return std::nullopt;
    if (at < text.size() && text[at] == '.') {
        ++at;
        number.fraction = read_digits(text, at, number);
        if (number.fraction == 0) return std::nullopt;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        if (!read_exponent(text, at + 1, number)) return std::nullopt;
    } else if (at != text.size()) {
        return std::nullopt;
    }
    if (too_many_digits(text, first, whole + number.fraction)) return std::nullopt;
    const bool negative_zero = number.negative && number.digits == 0;
    if (negative_zero || !fits(number)) return std::nullopt;
    return number;
}

std::optional<std::int64_t> scale_number(const NumberText& number, std::uint32_t decimals) {
    const std::int32_t shift =
        static_cast<std::int32_t>(decimals) - static_cast<std::int32_t>(number.fraction) + number.exponent;
    if (number.digits == 0 || shift < -19) return 0;
    if (shift >= 0) {
        if (shift > 19) return std::nullopt;
        const std::uint64_t power = powers_of_ten[static_cast<std::size_t>(shift)];
        if (number.digits > std::numeric_limits<std::uint64_t>::max() / power) return std::nullopt;
        return with_sign(number.digits * power, number.negative);
    }
    const std::uint64_t power = powers_of_ten[static_cast<std::size_t>(-shift)];
    const std::uint64_t rest = number.digits % power;
    return with_sign(number.digits / power + (rest >= power - rest ? 1U : 0U), number.negative);
}

std::optional<Magnitude> magnitude(const NumberText& number) {
    const std::int32_t fraction = static_cast<std::int32_t>(number.fraction) - number.exponent;
    if (number.digits == 0 || fraction > 18 + 19) return Magnitude{};
    if (fraction <= 0) {
        if (fraction < -19) return std::nullopt;
        const std::uint64_t power = powers_of_ten[static_cast<std::size_t>(-fraction)];
        if (number.digits > std::numeric_limits<std::uint64_t>::max() / power) return std::nullopt;
        return Magnitude{number.digits * power, 0};
    }
    if (fraction > 18) {
        // The quotient may still reach 1 where the point stands before the 19th digit from the right.
        const std::uint64_t scaled = number.digits / powers_of_ten[static_cast<std::size_t>(fraction - 18)];
        return Magnitude{scaled / powers_of_ten[18], scaled % powers_of_ten[18]};
    }
    const std::uint64_t power = powers_of_ten[static_cast<std::size_t>(fraction)];
    return Magnitude{number.digits / power,
                     number.digits % power * powers_of_ten[static_cast<std::size_t>(18 - fraction)]};
}

std::uint32_t digits_after_point(const NumberText& number) {
    std::int32_t fraction = static_cast<std::int32_t>(number.fraction) - number.exponent;
    std::uint64_t digits = number.digits;
    for (; digits != 0 && digits % 10 == 0; digits /= 10) --fraction;
    return digits == 0 || fraction < 0 ? 0 : static_cast<std::uint32_t>(fraction);
}

void append_scaled(std::int64_t grid, std::uint32_t decimals, std::string& out) {
    std::array<char, 24> buffer;  // 19 digits and a leading zero, a point, a sign
    if (decimals == 0) {
        out.append(buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), grid).ptr);
        return;
    }
    // From the last digit to the first.
    std::size_t at = buffer.size();
    std::uint64_t rest = grid < 0 ? 0 - static_cast<std::uint64_t>(grid) : static_cast<std::uint64_t>(grid);
    for (std::uint32_t digit = 0; rest != 0 || digit <= decimals; ++digit) {
        if (digit == decimals) buffer[--at] = '.';
        buffer[--at] = static_cast<char>('0' + rest % 10);
        rest /= 10;
    }
    if (grid < 0) buffer[--at] = '-';
    out.append(buffer.data() + at, buffer.size() - at);
}

void trim_fraction(std::size_t point, std::string& out) {
    std::size_t end = out.size();
    while (end > point + 1 && out[end - 1] == '0') --end;
    if (end == point + 1) --end;
    out.resize(end);
}

}  // namespace replica
