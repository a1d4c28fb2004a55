#include "engine/derivation.hpp"

#include "engine/date_text.hpp"
#include "engine/number_text.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace replica {
namespace {

constexpr std::uint32_t hours_per_day = 24;
constexpr std::int64_t seconds_per_hour = 3600;

std::optional<std::uint32_t> hour_of(std::string_view text, const ValueFormat& format) {
    const auto grid = parse_value(text, format);
    if (!grid) return std::nullopt;
    const std::int64_t day = seconds_per_day * static_cast<std::int64_t>(powers_of_ten[format.decimals]);
    const std::int64_t hour = seconds_per_hour * static_cast<std::int64_t>(powers_of_ten[format.decimals]);
    return static_cast<std::uint32_t>(((*grid % day + day) % day) / hour);
}

std::optional<std::uint32_t> hour_of(std::string_view text) {
    FormatInference alone;
    alone.observe(text);
    const ValueFormat format = alone.result();
    return format.type == ValueType::datetime ? hour_of(text, format) : std::nullopt;
}

std::optional<std::uint32_t> find_key(const Derivation& derivation, std::string_view text) {
    const auto found = std::lower_bound(derivation.keys.begin(), derivation.keys.end(), text);
    if (found == derivation.keys.end() || *found != text) return std::nullopt;
    return derivation.label_of_key[static_cast<std::size_t>(found - derivation.keys.begin())];
}

}  // namespace

Derivation derive_by_hour(std::uint32_t source, const std::vector<std::uint32_t>& first_hours) {
    Derivation derivation;
    derivation.source = source;
    for (std::size_t i = 0; i < first_hours.size(); ++i) {
        const std::uint32_t end = i + 1 < first_hours.size() ? first_hours[i + 1] : hours_per_day;
        std::array<char, 32> label{};
        std::snprintf(label.data(), label.size(), "%02u-%02u", first_hours[i], end - 1);
        derivation.labels.emplace_back(label.data());
        derivation.label_of_hour.resize(end, static_cast<std::uint32_t>(i));
    }
    return derivation;
}

Derivation derive_by_table(std::uint32_t source, std::vector<TableLine> table, bool by_prefix) {
    Derivation derivation;
    derivation.source = source;
    derivation.by_prefix = by_prefix;
    for (const TableLine& line : table) derivation.labels.push_back(line.label);
    auto& labels = derivation.labels;
    std::sort(labels.begin(), labels.end());
    labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
    std::sort(table.begin(), table.end(), [](const TableLine& a, const TableLine& b) { return a.key < b.key; });
    for (TableLine& line : table) {
        const auto label = std::lower_bound(labels.begin(), labels.end(), line.label) - labels.begin();
        derivation.keys.push_back(std::move(line.key));
        derivation.label_of_key.push_back(static_cast<std::uint32_t>(label));
    }
    return derivation;
}

std::optional<std::uint32_t> derive(const Derivation& derivation, const ValueFormat& format, std::string_view text) {
    if (!derivation.label_of_hour.empty()) {
        const bool known = format.type == ValueType::datetime;
        const auto hour = known ? hour_of(text, format) : hour_of(text);
        return hour ? std::optional(derivation.label_of_hour[*hour]) : std::nullopt;
    }
    if (!derivation.by_prefix) return find_key(derivation, text);
    for (std::size_t size = text.size(); size > 0; --size) {
        if (const auto label = find_key(derivation, text.substr(0, size))) return label;
    }
    return std::nullopt;
}

}  // namespace replica
