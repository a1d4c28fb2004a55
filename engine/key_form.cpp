#include "engine/key_form.hpp"

#include "engine/uuid_text.hpp"
#include "kernels/philox.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <limits>
#include <string_view>

namespace replica {
namespace {

constexpr std::uint64_t numbers_of_area = 1'000'000;  // groups 00 to 99, serials 0000 to 9999
constexpr std::uint64_t numbers_of_group = 10'000;    // serials 0000 to 9999
constexpr std::uint64_t assigned_areas = 899 - 1;     // 001 to 899 without 666
constexpr std::size_t widest_number = 64;
constexpr std::array<std::uint64_t, 2> void_areas{666, 0};

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

template <typename Predicate>
bool all_values(const DistinctValues& values, Predicate holds) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!holds(values.text(i))) return false;
    }
    return values.size() > 0;
}

bool names_social_security(std::string_view name) {
    std::string lower(name);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return lower == "ssn" || lower.ends_with("_ssn") || lower.starts_with("ssn_") || lower.ends_with(" ssn") ||
           lower.find("social") != std::string::npos;
}

bool all_digits(std::string_view text) { return std::all_of(text.begin(), text.end(), is_digit); }

bool is_separated_ssn(std::string_view text) {
    return text.size() == 11 && text[3] == '-' && text[6] == '-' && all_digits(text.substr(0, 3)) &&
           all_digits(text.substr(4, 2)) && all_digits(text.substr(7));
}

std::string_view before_digits(std::string_view text) {
    while (!text.empty() && is_digit(text.back())) text.remove_suffix(1);
    return text;
}

// The prefix and width that all identifiers share; nothing where they share none.
std::optional<KeyForm> common_form(const DistinctValues& values) {
    const std::string_view prefix = before_digits(values.text(0));
    std::size_t narrowest = std::numeric_limits<std::size_t>::max();
    std::size_t widest = 0;
    bool padded = false;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::string_view text = values.text(i);
        if (before_digits(text) != prefix || text.size() == prefix.size()) return std::nullopt;
        const std::size_t digits = text.size() - prefix.size();
        narrowest = std::min(narrowest, digits);
        widest = std::max(widest, digits);
        padded = padded || (digits > 1 && text[prefix.size()] == '0');
    }
    KeyForm form{KeyStyle::prefix, std::string(prefix), 0, false};
    if (padded || narrowest == widest) form.width = static_cast<std::uint32_t>(std::min(narrowest, widest_number));
    return form;
}

KeyForm prefix_form(const std::string& name, const DistinctValues& values, std::uint32_t min_count) {
    if (values.size() >= 2 * std::size_t{min_count} && values.size() > 0) {
        if (auto form = common_form(values)) return *form;
    }
    return {KeyStyle::prefix, name + "-", 0, false};
}

KeyStyle find_style(const std::string& name, const DistinctValues& values, const ValueFormat& format) {
    if (all_values(values, is_uuid)) return KeyStyle::uuid;
    const auto is_nine_digits = [](std::string_view text) { return text.size() == 9 && all_digits(text); };
    if (all_values(values, is_separated_ssn)) return KeyStyle::ssn;
    if (names_social_security(name) && all_values(values, is_nine_digits)) return KeyStyle::ssn;
    return format.type == ValueType::integer ? KeyStyle::integer : KeyStyle::prefix;
}

void append_number(std::uint64_t number, std::uint32_t width, std::string& out) {
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    const auto size = static_cast<std::size_t>(end - digits.data());
    if (size < width) out.append(width - size, '0');
    out.append(digits.data(), size);
}

void append_ssn(std::uint64_t index, const std::string& separator, std::string& out) {
    std::uint64_t area = 0;
    std::uint64_t rest = index % numbers_of_area;
    if (index < void_areas.size() * numbers_of_area) {
        area = void_areas[index / numbers_of_area];
    } else {
        index = (index - void_areas.size() * numbers_of_area) % (assigned_areas * numbers_of_group);
        area = 1 + index / numbers_of_group;
        if (area >= void_areas[0]) ++area;
        rest = index % numbers_of_group;  // group 00
    }
    append_number(area, 3, out);
    out += separator;
    append_number(rest / numbers_of_group, 2, out);
    out += separator;
    append_number(rest % numbers_of_group, 4, out);
}

}  // namespace

KeyForm find_key_form(const std::string& name, const DistinctValues& values, const ValueFormat& format,
                      std::uint32_t min_count, std::optional<KeyStyle> declared) {
    const auto is_upper = [](std::string_view text) {
        return std::none_of(text.begin(), text.end(), [](char letter) { return letter >= 'a' && letter <= 'f'; });
    };
    switch (declared.value_or(find_style(name, values, format))) {
        case KeyStyle::integer: break;
        case KeyStyle::prefix: return prefix_form(name, values, min_count);
        case KeyStyle::uuid:
            return {KeyStyle::uuid, "", 0, all_values(values, is_uuid) && all_values(values, is_upper)};
        case KeyStyle::ssn: {
            const bool bare = all_values(values, all_digits);
            return {KeyStyle::ssn, bare ? "" : "-", 0, false};
        }
    }
    return {};
}

std::uint64_t key_capacity(const KeyForm& form) {
    if (form.style != KeyStyle::ssn) return std::numeric_limits<std::uint64_t>::max();
    return void_areas.size() * numbers_of_area + assigned_areas * numbers_of_group;
}

void append_key(const KeyForm& form, std::uint64_t number, std::uint64_t seed, std::uint64_t stream, std::string& out) {
    switch (form.style) {
        case KeyStyle::integer: return append_number(number, 0, out);
        case KeyStyle::prefix: out += form.prefix; return append_number(number, form.width, out);
        case KeyStyle::uuid:
            return append_uuid({philox_word(seed, stream, 2 * number), philox_word(seed, stream, 2 * number + 1)},
                               form.upper, out);
        case KeyStyle::ssn: return append_ssn(number - 1, form.prefix, out);
    }
}

}  // namespace replica
