#include "jobs/row_target.hpp"

#include "engine/error.hpp"
#include "engine/random_stream.hpp"
#include "kernels/philox.hpp"

#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

namespace replica {
namespace {

constexpr double most_rows = 1e15;

template <typename Number>
std::optional<Number> parse_whole(std::string_view text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

// Rows that a percentage of the source makes, nearest.
std::optional<std::uint64_t> parse_percentage(std::string_view text, std::uint64_t source_rows) {
    if (!text.ends_with('%')) return std::nullopt;
    const auto percent = parse_whole<double>(text.substr(0, text.size() - 1));
    if (!percent || !(*percent >= 0)) return std::nullopt;
    const double rows = *percent / 100 * static_cast<double>(source_rows);
    if (!(rows <= most_rows)) return std::nullopt;
    return static_cast<std::uint64_t>(std::llround(rows));
}

std::optional<std::uint64_t> parse_range(std::string_view text, std::uint64_t source_rows, std::uint64_t seed) {
    const auto dots = text.find("..");
    if (dots == std::string_view::npos) return std::nullopt;
    const auto least = parse_percentage(text.substr(0, dots), source_rows);
    const auto most = parse_percentage(text.substr(dots + 2), source_rows);
    if (!least || !most || *least > *most) return std::nullopt;
    constexpr std::uint32_t no_column = 0;
    const std::uint64_t word = philox_word(seed, stream_of(Purpose::row_count, no_column), 0);
    return *least + scale_word(word, *most - *least + 1);
}

}  // namespace

std::uint64_t row_target(const std::string& text, std::uint64_t source_rows, std::uint64_t seed) {
    const auto number = parse_whole<std::uint64_t>(text);
    if (number && static_cast<double>(*number) <= most_rows) return *number;
    if (const auto rows = parse_percentage(text, source_rows)) return *rows;
    if (const auto rows = parse_range(text, source_rows, seed)) return *rows;
    throw InputError("--rows " + text + " is no number of rows; give a number, 95% or 95%..105%");
}

}  // namespace replica
