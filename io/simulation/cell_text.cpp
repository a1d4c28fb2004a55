#include "io/simulation/cell_text.hpp"

#include "engine/date_text.hpp"
#include "engine/error.hpp"
#include "engine/number_text.hpp"
#include "kernels/philox.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace replica {
namespace {

constexpr double most_exact = 0x1p53;

void append_digits(std::uint64_t number, std::size_t width, std::string& out) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    const auto size = static_cast<std::size_t>(end - digits.data());
    out.append(size < width ? width - size : 0, '0');
    out.append(digits.data(), size);
}

void append_whole(double value, std::string& out) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), static_cast<std::int64_t>(value)).ptr;
    out.append(digits.data(), end);
}

// Whole numbers in full, others to six digits.
void append_number(double value, std::string& out) {
    if (value == std::floor(value) && std::abs(value) < most_exact) return append_whole(value, out);
    constexpr int digits = 6;
    std::array<char, 40> text{};
    const auto end =
        std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, digits).ptr;
    out.append(text.data(), end);
}

// Times before the year 1 or after 9999 are those.
double in_calendar(double value) {
    constexpr double first = -719'162;
    constexpr double last = 2'932'896;
    return std::clamp(value, first, last);
}

void append_day(double value, std::string& out) {
    append_date(static_cast<std::int64_t>(std::floor(in_calendar(value))), {.type = ValueType::date}, out);
}

// To the second, as a day's fraction is a rounded number.
void append_moment(double value, std::string& out) {
    append_datetime(std::llround(in_calendar(value) * static_cast<double>(seconds_per_day)),
                    {.type = ValueType::datetime}, out);
}

}  // namespace

void append_simulated(const SimulatedForm& form, double value, std::string& out) {
    switch (form.type) {
        case WrittenType::truth: out += value > 0 ? "true" : "false"; return;
        case WrittenType::date: return append_day(value, out);
        case WrittenType::datetime: return append_moment(value, out);
        case WrittenType::integer:
            if (std::abs(value) < most_exact) return append_whole(std::round(value), out);
            return append_number(value, out);
        default: break;
    }
    if (form.decimals && std::abs(value) < 1e9) {
        constexpr std::size_t table = powers_of_ten.size();
        const auto unit = static_cast<double>(powers_of_ten[std::min<std::size_t>(*form.decimals, table - 1)]);
        return append_scaled(std::llround(value * unit), *form.decimals, out);
    }
    append_number(value, out);
}

PatternText::PatternText(std::string_view pattern, std::uint64_t stream, const std::string& place) : stream_(stream) {
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const char letter = pattern[i];
        if (letter == '#' || letter == '@') {
            pieces_.push_back({letter == '#' ? Kind::digit : Kind::letter, "", 1});
        } else if (pattern.substr(i).starts_with("{row")) {
            const std::size_t end = pattern.find('}', i);
            std::size_t width = 0;
            bool good = end != std::string_view::npos;
            if (good && pattern[i + 4] == ':') {
                const auto [stop, error] = std::from_chars(pattern.data() + i + 5, pattern.data() + end, width);
                good = error == std::errc{} && stop == pattern.data() + end && width <= 20;
            } else {
                good = good && end == i + 4;
            }
            if (!good) throw InputError(place + " has no {row} or {row:8} at character " + std::to_string(i + 1));
            pieces_.push_back({Kind::row, "", width});
            i = end;
        } else if (!pieces_.empty() && pieces_.back().kind == Kind::text) {
            pieces_.back().text += letter;
        } else {
            pieces_.push_back({Kind::text, std::string(1, letter), 0});
        }
    }
}

void PatternText::append(std::uint64_t seed, std::uint64_t key, std::string& out) const {
    constexpr int draws_of_word = 8;  // of eight bits and more each: 64 bits make eight letters
    std::uint64_t word = 0;
    std::uint64_t draws = 0;
    const auto draw = [&](std::uint64_t count) {
        if (draws % draws_of_word == 0) word = philox_word(seed, stream_ + draws / draws_of_word * call_stride, key);
        ++draws;
        const std::uint64_t value = scale_word(word, count);
        word *= count;  // what is left of the word is as even as it was
        return value;
    };
    for (const Piece& piece : pieces_) {
        switch (piece.kind) {
            case Kind::text: out += piece.text; break;
            case Kind::digit: out += static_cast<char>('0' + draw(10)); break;
            case Kind::letter: out += static_cast<char>('A' + draw(26)); break;
            case Kind::row: append_digits(key + 1, piece.width, out); break;
        }
    }
}

}  // namespace replica
