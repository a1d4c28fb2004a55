#include "engine/majority_format.hpp"

#include <algorithm>

namespace replica {
namespace {

constexpr double date_share = 0.95;

/// Values that have one format, each by itself.
struct FormatGroup {
    ValueFormat format;
    std::uint64_t rows = 0;
    std::vector<std::size_t> values;
};

std::vector<FormatGroup> groups_of(const DistinctValues& values, ValueType type) {
    std::vector<FormatGroup> groups;
    for (const std::size_t index : values.sorted()) {
        FormatInference alone;
        alone.observe(values.text(index));
        const auto format = alone.result_as(type);
        if (!format) continue;
        auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& g) { return g.format == *format; });
        if (group == groups.end()) group = groups.insert(group, {*format, 0, {}});
        group->rows += values.count(index);
        group->values.push_back(index);
    }
    std::stable_sort(groups.begin(), groups.end(), [&](const FormatGroup& a, const FormatGroup& b) {
        if (type == ValueType::decimal && a.format.decimals != b.format.decimals)
            return a.format.decimals > b.format.decimals;
        return a.rows > b.rows;
    });
    return groups;
}

// Adds the values that leave a format of `type` possible.
void add_group(const FormatGroup& group, const DistinctValues& values, ValueType type, FormatInference& format,
               std::vector<std::size_t>& added) {
    FormatInference whole = format;
    for (const std::size_t index : group.values) whole.observe(values.text(index));
    if (whole.result_as(type)) {
        format = whole;
        added.insert(added.end(), group.values.begin(), group.values.end());
        return;
    }
    for (const std::size_t index : group.values) {
        FormatInference more = format;
        more.observe(values.text(index));
        if (!more.result_as(type)) continue;
        format = more;
        added.push_back(index);
    }
}

bool has_grid(ValueType type) { return type != ValueType::string && type != ValueType::boolean; }

}  // namespace

std::optional<MajorityFormat> majority_format(const DistinctValues& values, ValueType type) {
    FormatInference format;
    std::vector<std::size_t> added;
    for (const FormatGroup& group : groups_of(values, type)) add_group(group, values, type, format, added);
    if (added.empty()) return std::nullopt;
    MajorityFormat majority{*format.result_as(type), 0, {}};
    if (!has_grid(type)) {
        for (const std::size_t index : added) {
            majority.rows += values.count(index);
            majority.accepted.emplace_back(values.text(index));
        }
        return majority;
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (parse_value(values.text(i), majority.format)) majority.rows += values.count(i);
    }
    return majority;
}

std::optional<MajorityFormat> majority_of_dates(const DistinctValues& values) {
    std::uint64_t total = 0;
    std::uint64_t dates = 0;
    std::uint64_t datetimes = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        total += values.count(i);
        FormatInference alone;
        alone.observe(values.text(i));
        const ValueType type = alone.result().type;
        if (type == ValueType::date) dates += values.count(i);
        if (type == ValueType::datetime) datetimes += values.count(i);
    }
    const double needed = date_share * static_cast<double>(total);
    if (total == 0 || static_cast<double>(std::max(dates, datetimes)) < needed) return std::nullopt;
    const auto majority = majority_format(values, dates >= datetimes ? ValueType::date : ValueType::datetime);
    return majority && static_cast<double>(majority->rows) >= needed ? majority : std::nullopt;
}

}  // namespace replica
