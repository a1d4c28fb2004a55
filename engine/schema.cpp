#include "engine/schema.hpp"

#include "engine/date_text.hpp"
#include "engine/number_text.hpp"

#include <array>

namespace replica {

namespace {

// In the order of the enumerators.
constexpr std::array<std::string_view, 6> type_names{"integer", "float", "string", "boolean", "date", "datetime"};
constexpr std::array<std::string_view, 6> names_of_roles{"attribute", "key", "person", "text", "drop", "latent"};
constexpr std::array<std::string_view, 3> names_of_binnings{"equal", "quantile", "auto"};
constexpr std::array<std::string_view, 4> names_of_key_styles{"integer", "prefix", "uuid", "ssn"};

constexpr std::array<std::string_view, 7> names_of_hierarchies{"none", "icd9",     "icd10", "ndc",
                                                               "zip",  "postcode", "prefix"};

template <typename Enumerator, std::size_t size>
std::optional<Enumerator> named(std::string_view name, const std::array<std::string_view, size>& names) {
    for (std::size_t i = 0; i < size; ++i) {
        if (names[i] == name) return static_cast<Enumerator>(i);
    }
    return std::nullopt;
}

template <std::size_t size>
std::string joined(const std::array<std::string_view, size>& names) {
    std::string all;
    for (const auto name : names) {
        if (!all.empty()) all += ", ";
        all += name;
    }
    return all;
}

}  // namespace

std::string_view name_of(ValueType type) { return type_names[static_cast<std::size_t>(type)]; }
std::string_view name_of(Role role) { return names_of_roles[static_cast<std::size_t>(role)]; }
std::string_view name_of(Binning binning) { return names_of_binnings[static_cast<std::size_t>(binning)]; }

std::string_view name_of(Hierarchy hierarchy) { return names_of_hierarchies[static_cast<std::size_t>(hierarchy)]; }

std::string_view name_of(KeyStyle style) { return names_of_key_styles[static_cast<std::size_t>(style)]; }

std::optional<ValueType> value_type_named(std::string_view name) { return named<ValueType>(name, type_names); }
std::optional<Role> role_named(std::string_view name) { return named<Role>(name, names_of_roles); }
std::optional<Binning> binning_named(std::string_view name) { return named<Binning>(name, names_of_binnings); }

std::optional<KeyStyle> key_style_named(std::string_view name) { return named<KeyStyle>(name, names_of_key_styles); }

std::optional<Hierarchy> hierarchy_named(std::string_view name) { return named<Hierarchy>(name, names_of_hierarchies); }

std::string value_type_names() { return joined(type_names); }
std::string role_names() { return "attribute, key, person, text, drop"; }
std::string hierarchy_names() { return joined(names_of_hierarchies); }
std::string key_style_names() { return joined(names_of_key_styles); }
std::string binning_names() { return joined(names_of_binnings); }

std::optional<std::int64_t> parse_bound(std::string_view text, const ValueFormat& format) {
    if (const auto grid = parse_value(text, format)) return grid;
    if (format.type == ValueType::date) return parse_value(text, {.type = ValueType::date});
    if (format.type != ValueType::datetime) return std::nullopt;
    ValueFormat iso{.type = ValueType::datetime, .decimals = format.decimals};
    if (const auto grid = parse_value(text, iso)) return grid;
    return parse_value(std::string(text) + " 00:00:00", iso);
}

std::optional<std::int64_t> parse_upper_bound(std::string_view text, const ValueFormat& format) {
    const auto grid = parse_bound(text, format);
    const bool whole_day = format.type == ValueType::datetime && parse_value(text, {.type = ValueType::date});
    if (!grid || !whole_day) return grid;
    return *grid + seconds_per_day * static_cast<std::int64_t>(powers_of_ten[format.decimals]) - 1;
}

}  // namespace replica
