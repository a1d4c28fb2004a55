#include "io/schema_toml.hpp"

#include "engine/date_text.hpp"
#include "engine/error.hpp"
#include "kernels/code_column.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <iterator>
#include <set>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

namespace replica {

namespace {

constexpr std::string_view allowed_keys = "type, role, categorical, range, bins, brackets, missing, values, source";

// Where in the file a sentence of complaint points.
struct Place {
    std::string file;
    std::string column;

    [[noreturn]] void fail(const toml::source_region& source, const std::string& what) const {
        std::string sentence = file + ", line " + std::to_string(source.begin.line) + ": ";
        if (!column.empty()) sentence += "column \"" + column + "\": ";
        throw InputError(sentence + what + ".");
    }
};

struct Entry {
    std::string key;
    const toml::node* node;
    toml::source_region source;
};

// toml++ sorts a table's keys by name; this gives them in the file's order.
std::vector<Entry> in_file_order(const toml::table& table) {
    std::vector<Entry> entries;
    for (auto&& [key, node] : table) entries.push_back({std::string(key.str()), &node, key.source()});
    std::sort(entries.begin(), entries.end(), [](const Entry& left, const Entry& right) {
        const auto& a = left.source.begin;
        const auto& b = right.source.begin;
        return a.line != b.line ? a.line < b.line : a.column < b.column;
    });
    return entries;
}

std::int64_t days_of(const toml::date& date) { return days_from_civil({date.year, date.month, date.day}); }

std::string date_text(const toml::date& date) {
    std::string text;
    append_value(days_of(date), {.type = ValueType::date}, text);
    return text;
}

std::string datetime_text(const toml::date_time& moment) {
    const auto& time = moment.time;
    std::string text;
    append_value(days_of(moment.date) * seconds_per_day + (time.hour * 60 + time.minute) * 60 + time.second,
                 {.type = ValueType::datetime}, text);
    if (time.nanosecond != 0) {
        std::string fraction = std::to_string(1'000'000'000 + time.nanosecond);
        fraction[0] = '.';
        text += fraction;
        text.resize(text.find_last_not_of('0') + 1);
    }
    return text;
}

// Shortest text that reads back as `value`, without exponent.
std::string float_text(double value) {
    std::array<char, 400> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed).ptr;
    return {buffer.data(), end};
}

std::string value_text(const toml::node& node, const Place& place, const std::string& key) {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* whole = node.as_integer()) return std::to_string(whole->get());
    if (const auto* number = node.as_floating_point(); number != nullptr && std::isfinite(number->get())) {
        return float_text(number->get());
    }
    if (const auto* truth = node.as_boolean()) return truth->get() ? "true" : "false";
    if (const auto* day = node.as_date()) return date_text(day->get());
    if (const auto* moment = node.as_date_time(); moment != nullptr && !moment->get().offset) {
        return datetime_text(moment->get());
    }
    place.fail(node.source(),
               "each entry of \"" + key + "\" must be a string, number, date or datetime without offset");
}

std::vector<std::string> texts_of(const Entry& entry, const Place& place) {
    const auto* array = entry.node->as_array();
    if (array == nullptr) place.fail(entry.source, "\"" + entry.key + "\" must be an array such as [0, 120]");
    std::vector<std::string> texts;
    for (const auto& element : *array) texts.push_back(value_text(element, place, entry.key));
    return texts;
}

bool truth_of(const Entry& entry, const Place& place) {
    const auto* truth = entry.node->as_boolean();
    if (truth == nullptr) place.fail(entry.source, "\"" + entry.key + "\" must be true or false, without quotes");
    return truth->get();
}

std::string name_in(const Entry& entry, const Place& place, const std::string& allowed) {
    const auto* text = entry.node->as_string();
    if (text == nullptr) place.fail(entry.source, "\"" + entry.key + "\" must be one of the strings " + allowed);
    return text->get();
}

template <typename Enumerator>
Enumerator enumerator_of(const Entry& entry, const Place& place, const std::string& allowed,
                         std::optional<Enumerator> (*named)(std::string_view)) {
    const std::string name = name_in(entry, place, allowed);
    const auto found = named(name);
    if (!found) place.fail(entry.source, entry.key + " \"" + name + "\" is unknown; allowed are " + allowed);
    return *found;
}

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

void read_range(const Entry& entry, const Place& place, ColumnSchema& column) {
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

void read_brackets(const Entry& entry, const Place& place, ColumnSchema& column) {
    column.brackets = texts_of(entry, place);
    const auto& edges = column.brackets;
    if (edges.empty())
        place.fail(entry.source, "\"brackets\" is empty; write the lower ends of the bins, such as [0, 18]");
    for (std::size_t i = 1; i < edges.size(); ++i) {
        if (may_ascend(edges[i - 1], edges[i], false)) continue;
        place.fail(entry.source, "\"brackets\" must ascend, but " + edges[i] + " follows " + edges[i - 1]);
    }
}

void read_values(const Entry& entry, const Place& place, ColumnSchema& column) {
    column.values = texts_of(entry, place);
    if (column.values.empty()) place.fail(entry.source, "\"values\" is empty; list all values that may occur");
    std::set<std::string_view> seen;
    for (const auto& value : column.values) {
        if (!seen.insert(value).second) place.fail(entry.source, "\"values\" holds \"" + value + "\" twice");
    }
}

void read_bins(const Entry& entry, const Place& place, ColumnSchema& column) {
    const auto* bins = entry.node->as_integer();
    if (bins == nullptr || bins->get() < 1 || bins->get() >= max_domain_size) {
        place.fail(entry.source, "\"bins\" must be a whole number from 1 to " + std::to_string(max_domain_size - 1));
    }
    column.bins = static_cast<std::uint32_t>(bins->get());
}

void read_source(const Entry& entry, const Place& place, ColumnSchema& column) {
    const std::string allowed = "data, public";
    const std::string source = name_in(entry, place, allowed);
    if (source != "data" && source != "public") {
        place.fail(entry.source, "source \"" + source + "\" is unknown; allowed are " + allowed);
    }
    column.from_data = source == "data";
}

void read_key(const Entry& entry, const Place& place, ColumnSchema& column) {
    const std::string& key = entry.key;
    if (key == "type") {
        column.type = enumerator_of<ValueType>(entry, place, value_type_names(), value_type_named);
    } else if (key == "role") {
        column.role = enumerator_of<Role>(entry, place, role_names(), role_named);
    } else if (key == "categorical") {
        column.categorical = truth_of(entry, place);
    } else if (key == "range") {
        read_range(entry, place, column);
    } else if (key == "bins") {
        read_bins(entry, place, column);
    } else if (key == "brackets") {
        read_brackets(entry, place, column);
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

ColumnSchema read_column(const Entry& entry, const std::string& file) {
    const Place place{file, entry.key};
    if (entry.key.empty()) place.fail(entry.source, "a column has an empty name; write [columns.NAME]");
    const auto* table = entry.node->as_table();
    if (table == nullptr) place.fail(entry.source, "must be a table; write [columns.NAME] and its keys below");
    ColumnSchema column;
    column.name = entry.key;
    for (const auto& inner : in_file_order(*table)) read_key(inner, place, column);
    const bool unordered = column.type == ValueType::string || column.type == ValueType::boolean;
    if (unordered && (column.range_low || column.bins || !column.brackets.empty())) {
        place.fail(entry.source, "a column of type " + std::string(name_of(*column.type)) +
                                     " has no \"range\", \"bins\" or \"brackets\"; list its \"values\" instead");
    }
    if (column.bins && !column.brackets.empty()) place.fail(entry.source, "give \"bins\" or \"brackets\", not both");
    return column;
}

std::string file_content(const std::filesystem::path& path) {
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) {
        throw InputError(path.string() + ": is a folder; name the schema file in it.");
    }
    std::ifstream file(path, std::ios::binary);
    if (!file) throw InputError(path.string() + ": the schema file can't be opened; check its name and permissions.");
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// The parser recurses into dotted keys and nested arrays without a limit; a schema needs neither deep.
void check_depth(const std::string& text, const std::filesystem::path& path) {
    constexpr std::size_t deepest = 200;
    std::size_t line = 1;
    std::size_t depth = 0;
    for (const char letter : text) {
        if (letter == '\n') {
            ++line;
            depth = 0;
        } else if (letter == '.' || letter == '[' || letter == '{') {
            // Every number of a list may have its point, so commas start afresh.
            if (++depth > deepest) {
                throw InputError(path.string() + ", line " + std::to_string(line) +
                                 ": keys or lists are nested too deep for a schema");
            }
        } else if (letter == ',') {
            depth = 0;
        }
    }
}

toml::table parsed(const std::filesystem::path& path) {
    try {
        const std::string text = file_content(path);
        check_depth(text, path);
        return toml::parse(text, path.string());
    } catch (const toml::parse_error& error) {
        const Place place{path.string(), ""};
        std::string what(error.description());
        while (!what.empty() && what.back() == '.') what.pop_back();
        place.fail(error.source(), "this isn't TOML: " + what);
    }
}

}  // namespace

Schema read_schema(const std::filesystem::path& path) {
    const toml::table document = parsed(path);
    const Place place{path.string(), ""};
    Schema schema;
    for (const auto& entry : in_file_order(document)) {
        const auto* columns = entry.node->as_table();
        if (entry.key != "columns" || columns == nullptr) {
            place.fail(entry.source,
                       "\"" + entry.key + "\" doesn't belong here; a schema holds only tables [columns.NAME]");
        }
        for (const auto& column : in_file_order(*columns)) schema.columns.push_back(read_column(column, path.string()));
    }
    return schema;
}

}  // namespace replica
