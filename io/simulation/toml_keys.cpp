#include "io/simulation/toml_keys.hpp"

#include "engine/error.hpp"

namespace replica {

double number_of(const toml::node& node, const TomlPlace& place, const std::string& key) {
    if (const auto* whole = node.as_integer()) return static_cast<double>(whole->get());
    if (const auto* number = node.as_floating_point()) return number->get();
    place.fail(node.source(), "\"" + key + "\" must be a number");
}

std::optional<TomlEntry> TomlKeys::entry(const std::string& key) {
    known_.insert(key);
    for (const toml::table* table : {&table_, fallback_}) {
        if (table == nullptr) continue;
        const auto found = table->find(key);
        if (found != table->end()) return TomlEntry{key, &found->second, found->first.source()};
    }
    return std::nullopt;
}

bool TomlKeys::has(const std::string& key) { return entry(key).has_value(); }

std::optional<double> TomlKeys::number(const std::string& key) {
    const auto found = entry(key);
    if (!found) return std::nullopt;
    return number_of(*found->node, place_, key);
}

std::optional<std::int64_t> TomlKeys::whole(const std::string& key) {
    const auto found = entry(key);
    if (!found) return std::nullopt;
    const auto* number = found->node->as_integer();
    if (number == nullptr) fail(key, "must be a whole number");
    return number->get();
}

std::optional<std::string> TomlKeys::text(const std::string& key) {
    const auto found = entry(key);
    if (!found) return std::nullopt;
    const auto* text = found->node->as_string();
    if (text == nullptr) fail(key, "must be a text in quotes");
    return text->get();
}

std::optional<bool> TomlKeys::truth(const std::string& key) {
    const auto found = entry(key);
    if (!found) return std::nullopt;
    return truth_of(*found, place_);
}

std::optional<std::vector<double>> TomlKeys::numbers(const std::string& key) {
    const auto found = entry(key);
    if (!found) return std::nullopt;
    const auto* array = found->node->as_array();
    if (array == nullptr) fail(key, "must be an array of numbers, such as [1, 2.5]");
    std::vector<double> values;
    for (const auto& element : *array) values.push_back(number_of(element, place_, key));
    return values;
}

std::optional<std::vector<std::string>> TomlKeys::texts(const std::string& key) {
    const auto found = entry(key);
    if (!found) return std::nullopt;
    return texts_of(*found, place_);
}

const toml::table* TomlKeys::table(const std::string& key) {
    const auto found = entry(key);
    if (!found) return nullptr;
    const auto* table = found->node->as_table();
    if (table == nullptr) fail(key, "must be a table");
    return table;
}

void TomlKeys::fail(const std::string& key, const std::string& what) { throw InputError(place_of(key) + " " + what); }

std::string TomlKeys::place_of(const std::string& key) {
    const auto found = entry(key);
    return place_.text(found ? found->source : header_) + ": " + key;
}

void TomlKeys::finish() const {
    for (const TomlEntry& entry : in_file_order(table_)) {
        if (known_.contains(entry.key)) continue;
        std::string list;
        for (const std::string& key : known_) list += (list.empty() ? "" : ", ") + key;
        place_.fail(entry.source, "\"" + entry.key + "\" is no key here; there are " + list);
    }
}

}  // namespace replica
