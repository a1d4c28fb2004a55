#include "io/deidentify/treatment.hpp"

#include "engine/derivation.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace replica {
namespace {

constexpr std::array<std::string_view, 14> names{"drop",      "keep",     "brackets",   "top",        "bottom",
                                                 "shift",     "truncate", "zip3",       "hours",      "lookup",
                                                 "pseudonym", "round",    "generalise", "small-cells"};

std::optional<double> number_of(std::string_view text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    return whole && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

// The shortest text of a number.
std::string number_text(double number) {
    std::array<char, 400> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed).ptr;
    return {text.data(), end};
}

std::optional<std::string> bracket(const DeidentifyRule& rule, double number) {
    const auto above = std::upper_bound(rule.lower.begin(), rule.lower.end(), number);
    if (above == rule.lower.begin()) return std::nullopt;
    return bracket_label(rule.lower, static_cast<std::size_t>(above - rule.lower.begin()) - 1);
}

// Years, months and days of a date or datetime, by way of the ISO form.
std::optional<std::string> iso_date(std::string_view text, const ValueFormat& format) {
    auto grid = parse_value(text, format);
    if (!grid) return std::nullopt;
    if (format.type == ValueType::datetime) {
        std::int64_t day = 86400;
        for (int i = 0; i < format.decimals; ++i) day *= 10;
        grid = (*grid - (((*grid % day) + day) % day)) / day;
    }
    ValueFormat iso;
    iso.type = ValueType::date;
    std::string date;
    append_value(*grid, iso, date);
    return date;
}

std::optional<std::string> shifted(std::string_view text, const ValueFormat& format, std::int64_t days) {
    const auto grid = parse_value(text, format);
    if (!grid) return std::nullopt;
    std::int64_t unit = format.type == ValueType::datetime ? 86400 : 1;
    for (int i = 0; format.type == ValueType::datetime && i < format.decimals; ++i) unit *= 10;
    std::string moved;
    append_value(*grid + days * unit, format, moved);
    return moved;
}

std::optional<std::string> first_digits(const DeidentifyRule& rule, std::string_view text) {
    const bool digits = text.size() >= 3 && std::all_of(text.begin(), text.begin() + 3,
                                                        [](char byte) { return byte >= '0' && byte <= '9'; });
    if (!digits) return std::nullopt;
    const std::string area(text.substr(0, 3));
    const bool small = std::find(rule.small_areas.begin(), rule.small_areas.end(), area) != rule.small_areas.end();
    return small ? "000" : area;
}

std::optional<std::string> group(const DeidentifyRule& rule, std::string_view text) {
    const auto groups = groups_of(text, rule.hierarchy);
    if (groups.empty()) return std::nullopt;
    return groups[std::min<std::size_t>(rule.level, groups.size()) - 1];
}

std::optional<std::string> looked_up(const DeidentifyRule& rule, std::string_view text) {
    const auto found = rule.table.find(text);
    if (found != rule.table.end()) return found->second;
    return rule.other.empty() ? std::nullopt : std::optional(rule.other);
}

std::optional<std::string> hour_range(const DeidentifyRule& rule, std::string_view text, const ValueFormat& format) {
    const Derivation derivation = derive_by_hour(0, rule.hours);
    const auto label = derive(derivation, format, text);
    return label ? std::optional(derivation.labels[*label]) : std::nullopt;
}

std::optional<std::string> treat_number(const DeidentifyRule& rule, std::string_view text) {
    const auto number = number_of(text);
    if (!number) return std::nullopt;
    switch (rule.treatment) {
        case Treatment::brackets: return bracket(rule, *number);
        case Treatment::top: return *number > rule.limit ? rule.label : std::string(text);
        case Treatment::bottom: return *number < rule.limit ? rule.label : std::string(text);
        default: break;
    }
    const double rounded = std::round(*number / rule.step) * rule.step;
    return number_text(std::round(rounded * 1e9) / 1e9);
}

}  // namespace

std::string_view name_of(Treatment treatment) { return names[static_cast<std::size_t>(treatment)]; }

std::optional<Treatment> treatment_named(std::string_view name) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return static_cast<Treatment>(found - names.begin());
}

std::string treatment_names() {
    std::string all;
    for (const std::string_view name : names) all += (all.empty() ? "" : ", ") + std::string(name);
    return all;
}

std::string bracket_label(const std::vector<double>& lower, std::size_t index) {
    const std::string from = number_text(lower[index]) + "-";
    return index + 1 < lower.size() ? from + number_text(lower[index + 1] - 1) : from;
}

std::optional<std::string> treat(const DeidentifyRule& rule, std::string_view text, const ValueFormat& format,
                                 std::int64_t shift_days) {
    switch (rule.treatment) {
        case Treatment::brackets:
        case Treatment::top:
        case Treatment::bottom:
        case Treatment::round: return treat_number(rule, text);
        case Treatment::shift: return shifted(text, format, shift_days);
        case Treatment::truncate: {
            const auto date = iso_date(text, format);
            return date ? std::optional(date->substr(0, rule.to_year ? 4 : 7)) : std::nullopt;
        }
        case Treatment::zip3: return first_digits(rule, text);
        case Treatment::hours: return hour_range(rule, text, format);
        case Treatment::lookup: return looked_up(rule, text);
        case Treatment::generalise: return group(rule, text);
        case Treatment::drop:
        case Treatment::keep:
        case Treatment::pseudonym:
        case Treatment::small_cells: break;
    }
    return std::string(text);
}

}  // namespace replica
