#include "io/deidentify/rules_toml.hpp"

#include "engine/error.hpp"
#include "engine/schema.hpp"
#include "io/deidentify/small_areas.hpp"
#include "io/toml_document.hpp"

#include <algorithm>
#include <set>

namespace replica {
namespace {

double number_in(const TomlEntry& entry, const TomlPlace& place) {
    const auto number = entry.node->value<double>();
    if (!number) place.fail(entry.source, entry.key + " must be a number");
    return *number;
}

std::vector<double> ascending_numbers(const TomlEntry& entry, const TomlPlace& place) {
    std::vector<double> numbers;
    if (const auto* array = entry.node->as_array()) {
        for (const toml::node& node : *array) {
            const auto number = node.value<double>();
            if (!number) place.fail(entry.source, entry.key + " must be numbers");
            numbers.push_back(*number);
        }
    }
    const bool ascend = std::adjacent_find(numbers.begin(), numbers.end(), std::greater_equal<>()) == numbers.end();
    if (numbers.empty() || !ascend)
        place.fail(entry.source, entry.key + " must be ascending numbers, such as [0, 18, 65]");
    return numbers;
}

std::uint32_t count_in(const TomlEntry& entry, const TomlPlace& place) {
    const double number = number_in(entry, place);
    if (!(number >= 1 && number <= 1e6)) place.fail(entry.source, entry.key + " must be a number from 1 to 1,000,000");
    return static_cast<std::uint32_t>(number);
}

std::string one_of(const TomlEntry& entry, const TomlPlace& place, const std::set<std::string>& allowed) {
    std::string list;
    for (const std::string& name : allowed) list += (list.empty() ? "" : ", ") + name;
    const std::string name = name_in(entry, place, list);
    if (!allowed.contains(name))
        place.fail(entry.source, entry.key + " \"" + name + "\" is unknown; allowed are " + list);
    return name;
}

// The keys that a treatment has beside treatment, columns and as.
std::set<std::string> keys_of(Treatment treatment) {
    switch (treatment) {
        case Treatment::keep: return {"values"};
        case Treatment::brackets: return {"lower"};
        case Treatment::top:
        case Treatment::bottom: return {"limit", "label"};
        case Treatment::shift: return {"person", "days"};
        case Treatment::truncate:
        case Treatment::round: return {"to"};
        case Treatment::zip3: return {"small_areas"};
        case Treatment::hours: return {"from"};
        case Treatment::lookup: return {"table", "key", "value", "other"};
        case Treatment::generalise: return {"hierarchy", "level"};
        case Treatment::small_cells: return {"k", "action"};
        case Treatment::drop:
        case Treatment::pseudonym: break;
    }
    return {};
}

std::set<std::string> required_keys(Treatment treatment) {
    auto keys = keys_of(treatment);
    for (const char* optional : {"days", "small_areas", "other", "level", "k", "action"}) keys.erase(optional);
    if (treatment == Treatment::truncate) keys.erase("to");
    return keys;
}

void read_key(const TomlEntry& entry, const TomlPlace& place, DeidentifyRule& rule) {
    const std::string& key = entry.key;
    if (key == "values") rule.values = texts_of(entry, place);
    if (key == "lower") rule.lower = ascending_numbers(entry, place);
    if (key == "limit") rule.limit = number_in(entry, place);
    if (key == "label") rule.label = value_text(*entry.node, place, key);
    if (key == "person") rule.person = value_text(*entry.node, place, key);
    if (key == "days") rule.days = count_in(entry, place);
    if (key == "small_areas") rule.small_areas = texts_of(entry, place);
    if (key == "table") rule.table_path = value_text(*entry.node, place, key);
    if (key == "key") rule.key = value_text(*entry.node, place, key);
    if (key == "value") rule.value = value_text(*entry.node, place, key);
    if (key == "other") rule.other = value_text(*entry.node, place, key);
    if (key == "level") rule.level = count_in(entry, place);
    if (key == "k") rule.k = count_in(entry, place);
    if (key == "hierarchy") rule.hierarchy = enumerator_of(entry, place, hierarchy_names(), hierarchy_named);
    if (key == "action")
        rule.small_cells =
            one_of(entry, place, {"blank", "suppress"}) == "blank" ? SmallCells::blank : SmallCells::suppress;
    if (key == "to" && rule.treatment == Treatment::truncate)
        rule.to_year = one_of(entry, place, {"month", "year"}) == "year";
    if (key == "to" && rule.treatment == Treatment::round) {
        rule.step = number_in(entry, place);
        if (!(rule.step > 0)) place.fail(entry.source, "to must be above 0");
    }
    if (key == "from") {
        for (const double hour : ascending_numbers(entry, place)) {
            if (!(hour >= 0 && hour < 24)) place.fail(entry.source, "from must be hours from 0 to 23");
            rule.hours.push_back(static_cast<std::uint32_t>(hour));
        }
        if (rule.hours.front() != 0) place.fail(entry.source, "from must begin at hour 0");
    }
}

DeidentifyRule read_rule(const toml::table& table, const TomlPlace& place) {
    DeidentifyRule rule;
    const auto entries = in_file_order(table);
    const auto treatment =
        std::find_if(entries.begin(), entries.end(), [](const auto& e) { return e.key == "treatment"; });
    if (treatment == entries.end()) place.fail(table.source(), "a rule needs a treatment: " + treatment_names());
    rule.treatment = enumerator_of(*treatment, place, treatment_names(), treatment_named);
    if (rule.treatment == Treatment::zip3) rule.small_areas = small_zip_areas();
    const std::string kind(name_of(rule.treatment));
    const auto allowed = keys_of(rule.treatment);
    auto needed = required_keys(rule.treatment);
    for (const TomlEntry& entry : entries) {
        needed.erase(entry.key);
        if (entry.key == "treatment") continue;
        if (entry.key == "columns")
            rule.columns = texts_of(entry, place);
        else if (entry.key == "column")
            rule.columns = {value_text(*entry.node, place, entry.key)};
        else if (entry.key == "as")
            rule.as = value_text(*entry.node, place, entry.key);
        else if (allowed.contains(entry.key))
            read_key(entry, place, rule);
        else
            place.fail(entry.source, entry.key + " is no key of the treatment " + kind);
    }
    if (rule.columns.empty()) place.fail(table.source(), "a rule needs a column, or columns");
    if (!rule.as.empty() && rule.columns.size() > 1) place.fail(table.source(), "as names the result of one column");
    if (!needed.empty()) place.fail(table.source(), "the treatment " + kind + " needs " + *needed.begin());
    return rule;
}

}  // namespace

std::vector<DeidentifyRule> read_rules(const std::filesystem::path& path) {
    const toml::table document = read_toml(path, "rules");
    const TomlPlace place{path.string(), ""};
    std::vector<DeidentifyRule> rules;
    for (const TomlEntry& entry : in_file_order(document)) {
        const auto* tables = entry.node->as_array();
        if (entry.key != "rule" || tables == nullptr)
            place.fail(entry.source, entry.key + " is unknown; rules are tables [[rule]]");
        for (const toml::node& node : *tables) {
            if (!node.is_table()) place.fail(entry.source, "rules are tables [[rule]]");
            rules.push_back(read_rule(*node.as_table(), place));
        }
    }
    if (rules.empty()) throw InputError(path.string() + " has no rules; give tables [[rule]]");
    for (DeidentifyRule& rule : rules)
        if (!rule.table_path.empty()) rule.table_path = (path.parent_path() / rule.table_path).string();
    return rules;
}

}  // namespace replica
