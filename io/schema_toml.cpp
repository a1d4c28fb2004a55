#include "io/schema_toml.hpp"

#include "engine/error.hpp"
#include "io/schema_calendar.hpp"
#include "io/schema_rules.hpp"
#include "io/toml_document.hpp"
#include "kernels/code_column.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <string_view>
#include <vector>

namespace replica {

namespace {

constexpr std::string_view allowed_keys =
    "type, role, categorical, range, bins, brackets, binning, per_person, missing, values, hierarchy, key_style, "
    "holidays, "
    "source";

std::optional<double> number_in(const std::string& text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

// Whether two ends are known to be in ascending order or not to be comparable before the data is seen.
bool may_ascend(const std::string& low, const std::string& high, bool equal_allowed) {
    const auto low_number = number_in(low);
    const auto high_number = number_in(high);
    if (low_number && high_number) return *low_number < *high_number || (equal_allowed && *low_number == *high_number);
    const ValueFormat moment{.type = ValueType::datetime, .decimals = 6};
    const auto low_moment = parse_bound(low, moment);
    const auto high_moment = parse_bound(high, moment);
    if (low_moment && high_moment) return *low_moment < *high_moment || (equal_allowed && *low_moment == *high_moment);
    return equal_allowed || low != high;
}

void read_range(const TomlEntry& entry, const TomlPlace& place, ColumnSchema& column) {
    auto ends = texts_of(entry, place);
    if (ends.size() != 2) {
        place.fail(entry.source, "\"range\" has " + std::to_string(ends.size()) + " entries; write [low, high]");
    }
    if (!may_ascend(ends[0], ends[1], true)) {
        place.fail(entry.source, "\"range\" is reversed; write [" + ends[1] + ", " + ends[0] + "]");
    }
    column.range_low = std::move(ends[0]);
    column.range_high = std::move(ends[1]);
}

void read_brackets(const TomlEntry& entry, const TomlPlace& place, ColumnSchema& column) {
    column.brackets = texts_of(entry, place);
    const auto& edges = column.brackets;
    if (edges.empty())
        place.fail(entry.source, "\"brackets\" is empty; write the lower ends of the bins, such as [0, 18]");
    for (std::size_t i = 1; i < edges.size(); ++i) {
        if (may_ascend(edges[i - 1], edges[i], false)) continue;
        place.fail(entry.source, "\"brackets\" must ascend, but " + edges[i] + " follows " + edges[i - 1]);
    }
}

void read_values(const TomlEntry& entry, const TomlPlace& place, ColumnSchema& column) {
    column.values = texts_of(entry, place);
    if (column.values.empty()) place.fail(entry.source, "\"values\" is empty; list all values that may occur");
    std::set<std::string_view> seen;
    for (const auto& value : column.values) {
        if (!seen.insert(value).second) place.fail(entry.source, "\"values\" holds \"" + value + "\" twice");
    }
}

void read_bins(const TomlEntry& entry, const TomlPlace& place, ColumnSchema& column) {
    const auto* bins = entry.node->as_integer();
    if (bins == nullptr || bins->get() < 1 || bins->get() >= max_domain_size) {
        place.fail(entry.source, "\"bins\" must be a whole number from 1 to " + std::to_string(max_domain_size - 1));
    }
    column.bins = static_cast<std::uint32_t>(bins->get());
}

void read_source(const TomlEntry& entry, const TomlPlace& place, ColumnSchema& column) {
    const std::string allowed = "data, public";
    const std::string source = name_in(entry, place, allowed);
    if (source != "data" && source != "public") {
        place.fail(entry.source, "source \"" + source + "\" is unknown; allowed are " + allowed);
    }
    column.from_data = source == "data";
}

void read_key(const TomlEntry& entry, const TomlPlace& place, ColumnSchema& column) {
    const std::string& key = entry.key;
    if (key == "type") {
        column.type = enumerator_of<ValueType>(entry, place, value_type_names(), value_type_named);
    } else if (key == "role") {
        column.role = enumerator_of<Role>(entry, place, role_names(), [](std::string_view name) {
            const auto role = role_named(name);
            return role == Role::latent ? std::nullopt : role;
        });
    } else if (key == "categorical") {
        column.categorical = truth_of(entry, place);
    } else if (key == "range") {
        read_range(entry, place, column);
    } else if (key == "bins") {
        read_bins(entry, place, column);
    } else if (key == "brackets") {
        read_brackets(entry, place, column);
    } else if (key == "per_person") {
        column.per_person = truth_of(entry, place);
    } else if (key == "hierarchy") {
        column.hierarchy = enumerator_of<Hierarchy>(entry, place, hierarchy_names(), hierarchy_named);
    } else if (key == "key_style") {
        column.key_style = enumerator_of<KeyStyle>(entry, place, key_style_names(), key_style_named);
    } else if (key == "binning") {
        column.binning = enumerator_of<Binning>(entry, place, binning_names(), binning_named);
    } else if (key == "holidays") {
        column.holidays = read_holidays(entry, place);
    } else if (key == "missing") {
        column.missing = truth_of(entry, place);
    } else if (key == "values") {
        read_values(entry, place, column);
    } else if (key == "source") {
        read_source(entry, place, column);
    } else {
        place.fail(entry.source, "the key \"" + key + "\" is unknown; allowed are " + std::string(allowed_keys));
    }
}

ColumnSchema read_column(const TomlEntry& entry, const std::string& file) {
    const TomlPlace place{file, entry.key};
    if (entry.key.empty()) place.fail(entry.source, "a column has an empty name; write [columns.NAME]");
    const auto* table = entry.node->as_table();
    if (table == nullptr) place.fail(entry.source, "must be a table; write [columns.NAME] and its keys below");
    ColumnSchema column;
    column.name = entry.key;
    for (const auto& inner : in_file_order(*table)) read_key(inner, place, column);
    const bool unordered = column.type == ValueType::string || column.type == ValueType::boolean;
    if (unordered && (column.range_low || column.bins || column.binning || !column.brackets.empty())) {
        place.fail(entry.source,
                   "a column of type " + std::string(name_of(*column.type)) +
                       " has no \"range\", \"bins\", \"binning\" or \"brackets\"; list its \"values\" instead");
    }
    if (column.bins && !column.brackets.empty()) place.fail(entry.source, "give \"bins\" or \"brackets\", not both");
    if (column.binning && !column.brackets.empty()) {
        place.fail(entry.source, "give \"binning\" or \"brackets\", not both");
    }
    const bool identifies = !column.role || column.role == Role::key || column.role == Role::person;
    if (!identifies && column.key_style) {
        place.fail(entry.source, "only columns of role key or person have a \"key_style\"");
    }
    const bool dated = !column.type || column.type == ValueType::date || column.type == ValueType::datetime;
    if (!dated && !column.holidays.empty()) {
        place.fail(entry.source, "only columns of type date or datetime have \"holidays\"");
    }
    return column;
}

}  // namespace

Schema read_schema(const std::filesystem::path& path) {
    const toml::table document = read_toml(path, "schema");
    const TomlPlace place{path.string(), ""};
    Schema schema;
    for (const auto& entry : in_file_order(document)) {
        const auto* tables = entry.node->as_table();
        if (entry.key == "rules") {
            schema.rules = read_rules(entry, place);
        } else if (entry.key == "columns" && tables != nullptr) {
            for (const auto& column : in_file_order(*tables))
                schema.columns.push_back(read_column(column, path.string()));
        } else if (entry.key == "derived" && tables != nullptr) {
            for (const auto& column : in_file_order(*tables))
                schema.derived.push_back(read_derived(column, path.string()));
        } else {
            place.fail(entry.source, "\"" + entry.key +
                                         "\" doesn't belong here; a schema holds only rules and tables "
                                         "[columns.NAME] and [derived.NAME]");
        }
    }
    return schema;
}

}  // namespace replica
