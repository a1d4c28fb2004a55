#include "io/schema_rules.hpp"

#include "engine/error.hpp"
#include "io/toml_text.hpp"

#include <algorithm>

namespace replica {
namespace {

constexpr std::string_view derived_keys = "from, hours, table, key, value, prefix";

std::string name_of_column(const TomlEntry& entry, const TomlPlace& place) {
    const auto* text = entry.node->as_string();
    if (text == nullptr || text->get().empty()) place.fail(entry.source, "\"" + entry.key + "\" must be a string");
    return text->get();
}

std::vector<std::uint32_t> read_hours(const TomlEntry& entry, const TomlPlace& place) {
    const std::string wanted =
        "\"hours\" must be whole numbers that ascend from 0 and stay below 24, such as [0, 8, 16]";
    const auto* array = entry.node->as_array();
    if (array == nullptr || array->empty()) place.fail(entry.source, wanted);
    std::vector<std::uint32_t> hours;
    for (const auto& element : *array) {
        const auto* hour = element.as_integer();
        const std::int64_t least = hours.empty() ? 0 : hours.back() + 1;
        const std::int64_t most = hours.empty() ? 0 : 23;
        if (hour == nullptr || hour->get() < least || hour->get() > most) place.fail(entry.source, wanted);
        hours.push_back(static_cast<std::uint32_t>(hour->get()));
    }
    return hours;
}

void read_key(const TomlEntry& entry, const TomlPlace& place, DerivedSchema& derived) {
    if (entry.key == "from") {
        derived.from = name_of_column(entry, place);
    } else if (entry.key == "hours") {
        derived.hours = read_hours(entry, place);
    } else if (entry.key == "table") {
        derived.table = name_of_column(entry, place);
    } else if (entry.key == "key") {
        derived.key = name_of_column(entry, place);
    } else if (entry.key == "value") {
        derived.value = name_of_column(entry, place);
    } else if (entry.key == "prefix") {
        derived.prefix = truth_of(entry, place);
    } else {
        place.fail(entry.source, "the key \"" + entry.key + "\" is unknown; allowed are " + std::string(derived_keys));
    }
}

void append_line(std::string_view key, const std::string& value, std::string& out) {
    out += std::string(key) + " = " + value + "\n";
}

}  // namespace

std::vector<Rule> read_rules(const TomlEntry& entry, const TomlPlace& place) {
    const auto* array = entry.node->as_array();
    if (array == nullptr) place.fail(entry.source, "\"rules\" must be an array such as [\"start <= end\"]");
    std::vector<Rule> rules;
    for (const auto& element : *array) {
        const auto* text = element.as_string();
        if (text == nullptr) place.fail(element.source(), "each rule must be a string such as \"start <= end\"");
        try {
            const auto read = parse_rule(text->get());
            rules.insert(rules.end(), read.begin(), read.end());
        } catch (const InputError& error) {
            place.fail(element.source(), error.what());
        }
    }
    return rules;
}

DerivedSchema read_derived(const TomlEntry& entry, const std::string& file) {
    const TomlPlace place{file, entry.key};
    const auto* table = entry.node->as_table();
    if (entry.key.empty() || table == nullptr)
        place.fail(entry.source, "must be a table; write [derived.NAME] and its keys below");
    DerivedSchema derived;
    derived.name = entry.key;
    for (const auto& inner : in_file_order(*table)) read_key(inner, place, derived);
    if (derived.from.empty()) place.fail(entry.source, "needs \"from\", the column that it is made from");
    const bool by_hour = !derived.hours.empty();
    const bool by_table = !derived.table.empty() && !derived.key.empty() && !derived.value.empty();
    const bool part_of_table =
        !derived.table.empty() || !derived.key.empty() || !derived.value.empty() || derived.prefix;
    if (by_hour ? part_of_table : !by_table)
        place.fail(entry.source, "needs either \"hours\", or \"table\" with its columns \"key\" and \"value\"");
    return derived;
}

std::string rules_text(const std::vector<Rule>& rules) {
    std::vector<std::string> texts;  // a chain is several rules of one text
    for (const Rule& rule : rules) {
        if (std::find(texts.begin(), texts.end(), rule.text) == texts.end()) texts.push_back(rule.text);
    }
    if (texts.empty()) return "";
    std::string out = "\nrules = [\n";
    for (const std::string& text : texts) out += "    " + toml_string(text) + ",\n";
    return out + "]\n";
}

std::string derived_text(const DerivedSchema& derived) {
    std::string out = "\n[derived." + toml_key(derived.name) + "]\n";
    append_line("from", toml_string(derived.from), out);
    if (!derived.hours.empty()) {
        std::string hours;
        for (const std::uint32_t hour : derived.hours) hours += (hours.empty() ? "" : ", ") + std::to_string(hour);
        append_line("hours", "[" + hours + "]", out);
        return out;
    }
    append_line("table", toml_string(derived.table), out);
    append_line("key", toml_string(derived.key), out);
    append_line("value", toml_string(derived.value), out);
    if (derived.prefix) append_line("prefix", "true", out);
    return out;
}

}  // namespace replica
