#include "engine/value_pools.hpp"

#include "engine/text_shape.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <optional>

namespace replica {
namespace {

constexpr double most_rows = 0.9;

using Patterns = std::vector<Weighted<std::string>>;

/// Values of one group.
struct Group {
    std::vector<ValueCount> values;

    [[nodiscard]] bool is_general(std::uint32_t min_count) const {
        PersonCount rare;
        std::uint64_t most = 0;
        for (const ValueCount& value : values) {
            most = std::max<std::uint64_t>(most, value.persons);
            rare.add(value.rows, value.holders);
        }
        // Holders are known of rare values only; a frequent one has as many persons as it says.
        const std::uint64_t persons = std::max(most, rare.persons());
        return values.size() >= 2 && persons >= 2 * std::uint64_t{min_count};
    }
};

Patterns literals(const std::vector<ValueCount>& values, std::uint32_t min_count, std::uint64_t scale) {
    Patterns patterns;
    for (const ValueCount& value : values)
        if (value.persons >= min_count) patterns.push_back({literal_pattern(value.text), value.rows * scale});
    return patterns;
}

std::vector<ValueCount> rare_of(const std::vector<ValueCount>& values, std::uint32_t min_count) {
    std::vector<ValueCount> rare;
    for (const ValueCount& value : values)
        if (value.persons < min_count) rare.push_back(value);
    return rare;
}

// Shapes of what follows the first `begin` characters; of what all values have there where too few persons share them.
Patterns rests(const std::vector<ValueCount>& rare, const std::vector<ValueCount>& all, std::uint32_t min_count,
               const std::function<std::size_t(std::string_view)>& begin) {
    const auto cut = [&](const std::vector<ValueCount>& values) {
        std::vector<ValueCount> cut_values = values;
        for (ValueCount& value : cut_values) value.text.remove_prefix(begin(value.text));
        return cut_values;
    };
    const auto shapes_of = [&](const std::vector<ValueCount>& values) {
        Patterns shapes = common_shapes(cut(values), min_count);
        std::uint64_t bare = 0;  // a rest of nothing has no shape
        for (const ValueCount& value : values) bare += begin(value.text) == value.text.size() ? value.rows : 0;
        if (bare > 0) shapes.push_back({"", bare});
        return shapes;
    };
    Patterns shapes = shapes_of(rare);
    return shapes.empty() ? shapes_of(all) : shapes;
}

std::uint64_t rows_of(const std::vector<ValueCount>& values) {
    std::uint64_t rows = 0;
    for (const ValueCount& value : values) rows += value.rows;
    return rows;
}

// Gives the rare rows to shapes; patterns[i] get `rows` in proportion to their weights, at least one each.
void append_scaled(const Patterns& shapes, const std::string& before, std::uint64_t rows, Patterns& patterns) {
    std::uint64_t total = 0;
    for (const auto& shape : shapes) total += shape.weight;
    for (const auto& shape : shapes) {
        const double share = static_cast<double>(shape.weight) / static_cast<double>(total);
        const auto weight = static_cast<std::uint64_t>(share * static_cast<double>(rows) + 0.5);
        patterns.push_back({before + shape.value, std::max<std::uint64_t>(1, weight)});
    }
}

bool is_chapter(const std::string& label, Hierarchy hierarchy) {
    return (hierarchy == Hierarchy::icd9 || hierarchy == Hierarchy::icd10) && label.find('-') != std::string::npos;
}

LeadingZeros zeros_of(const std::vector<ValueCount>& values) {
    const bool lacking = std::any_of(values.begin(), values.end(), [](const ValueCount& value) {
        const std::string_view category = icd_category(value.text, Hierarchy::icd9);
        return !category.empty() && category.size() < 3;
    });
    return lacking ? LeadingZeros::left_out : LeadingZeros::written;
}

ValuePool chapter_pool(const std::string& label, const Group& group, const PoolingRule& rule, LeadingZeros zeros) {
    const auto rare = rare_of(group.values, rule.min_count);
    const auto categories = categories_of_chapter(label, rule.hierarchy, zeros);
    // So that a row's share can be divided among the categories.
    const std::uint64_t scale = 64 * categories.size();
    ValuePool pool{label, literals(group.values, rule.min_count, scale)};
    if (rare.empty()) return pool;
    const Patterns shapes = rests(rare, group.values, rule.min_count,
                                  [&](std::string_view text) { return icd_category(text, rule.hierarchy).size(); });
    const std::uint64_t rows = rows_of(rare) * scale / categories.size();
    for (const std::string& category : categories)
        append_scaled(shapes.empty() ? Patterns{{"", 1}} : shapes, literal_pattern(category), rows, pool.patterns);
    return pool;
}

// Codes that begin with the label.
ValuePool prefix_pool(const std::string& label, const Group& group, const PoolingRule& rule) {
    const auto rare = rare_of(group.values, rule.min_count);
    ValuePool pool{label, literals(group.values, rule.min_count, 64)};
    if (rare.empty()) return pool;
    const Patterns shapes = rests(rare, group.values, rule.min_count, [&](std::string_view) { return label.size(); });
    if (!shapes.empty()) append_scaled(shapes, literal_pattern(label), 64 * rows_of(rare), pool.patterns);
    return pool;
}

using Groups = std::map<std::string, Group>;

// The general groups of one level; their values are taken out of `values`.
Groups take_groups(std::vector<ValueCount>& values, std::size_t level, const PoolingRule& rule) {
    Groups groups;
    const auto label_of = [&](const ValueCount& value) {
        const auto labels = groups_of(value.text, rule.hierarchy);
        return level < labels.size() ? labels[level] : std::string{};
    };
    for (const ValueCount& value : values) {
        const std::string label = label_of(value);
        if (!label.empty()) groups[label].values.push_back(value);
    }
    std::erase_if(groups, [&](const auto& entry) { return !entry.second.is_general(rule.min_count); });
    std::erase_if(values, [&](const ValueCount& value) { return groups.contains(label_of(value)); });
    return groups;
}

constexpr std::size_t most_levels = 3;

}  // namespace

Hierarchy find_hierarchy(const ValueTable& table, std::uint32_t few) {
    if (table.values.size() <= few) return Hierarchy::none;
    // Not prefix: an imitation that shares its beginning with what few persons hold equals it too often by chance, so
    // somebody has to say that the codes are a vocabulary's.
    constexpr std::array<Hierarchy, 5> candidates{Hierarchy::postcode, Hierarchy::zip, Hierarchy::ndc, Hierarchy::icd10,
                                                  Hierarchy::icd9};
    std::uint64_t all = 0;
    for (const ValueCount& value : table.values) all += value.rows;
    for (const Hierarchy hierarchy : candidates) {
        std::uint64_t rows = 0;
        for (const ValueCount& value : table.values)
            if (has_form(value.text, hierarchy)) rows += value.rows;
        if (static_cast<double>(rows) >= most_rows * static_cast<double>(all)) return hierarchy;
    }
    return Hierarchy::none;
}

PooledValues pool_values(const std::vector<ValueCount>& values, const PoolingRule& rule) {
    PooledValues pooled;
    std::vector<ValueCount> left = values;
    for (std::size_t narrowest = 0; rule.hierarchy != Hierarchy::none && narrowest < most_levels; ++narrowest) {
        std::vector<ValueCount> rest = values;
        std::vector<Groups> levels;
        std::size_t count = 0;
        for (std::size_t level = narrowest; level < most_levels; ++level) {
            levels.push_back(take_groups(rest, level, rule));
            count += levels.back().size();
        }
        if (count > rule.most_pools) continue;
        const LeadingZeros zeros = zeros_of(values);
        for (const Groups& groups : levels) {
            for (const auto& [label, group] : groups) {
                ValuePool pool = is_chapter(label, rule.hierarchy) ? chapter_pool(label, group, rule, zeros)
                                                                   : prefix_pool(label, group, rule);
                if (pool.patterns.empty())
                    rest.insert(rest.end(), group.values.begin(), group.values.end());
                else
                    pooled.pools.push_back(std::move(pool));
            }
        }
        left = std::move(rest);
        break;
    }
    std::sort(pooled.pools.begin(), pooled.pools.end(), [](const auto& a, const auto& b) { return a.label < b.label; });
    pooled.others = !left.empty();
    const auto rare = rare_of(left, rule.min_count);
    pooled.other_patterns = literals(left, rule.min_count, 1);
    const Patterns shapes = rule.imitates_others ? common_shapes(rare, rule.min_count) : Patterns{};
    pooled.other_patterns.insert(pooled.other_patterns.end(), shapes.begin(), shapes.end());
    return pooled;
}

std::optional<std::size_t> pool_of(std::string_view text, Hierarchy hierarchy, const std::vector<ValuePool>& pools) {
    for (const std::string& label : groups_of(text, hierarchy)) {
        const auto at =
            std::lower_bound(pools.begin(), pools.end(), label,
                             [](const ValuePool& pool, const std::string& wanted) { return pool.label < wanted; });
        if (at != pools.end() && at->label == label) return static_cast<std::size_t>(at - pools.begin());
    }
    return std::nullopt;
}

std::string literal_pattern(std::string_view text) {
    std::string pattern;
    for (const char letter : text) {
        pattern += '\\';
        pattern += letter;
    }
    return pattern;
}

std::optional<std::string> literal_of(std::string_view pattern) {
    std::string text;
    for (std::size_t i = 0; i < pattern.size(); i += 2) {
        if (pattern[i] != '\\' || i + 1 == pattern.size()) return std::nullopt;
        text += pattern[i + 1];
    }
    return text;
}

}  // namespace replica
