#include "io/toml_document.hpp"

#include "engine/date_text.hpp"
#include "engine/error.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <iterator>

namespace replica {
namespace {

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

std::string file_content(const std::filesystem::path& path, const std::string& kind) {
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) {
        throw InputError(path.string() + ": is a folder; name the " + kind + " file in it.");
    }
    std::ifstream file(path, std::ios::binary);
    if (!file)
        throw InputError(path.string() + ": the " + kind + " file can't be opened; check its name and permissions.");
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// The parser recurses into dotted keys and nested arrays without a limit; no file here needs either deep.
void check_depth(const std::string& text, const std::filesystem::path& path, const std::string& kind) {
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
                                 ": keys or lists are nested too deep for a " + kind);
            }
        } else if (letter == ',') {
            depth = 0;
        }
    }
}

}  // namespace

std::string TomlPlace::text(const toml::source_region& source) const {
    std::string line = file;
    if (source.begin.line > 0) line += ", line " + std::to_string(source.begin.line);  // 0: the file as a whole
    return column.empty() ? line : line + ": " + kind + " \"" + column + "\"";
}

void TomlPlace::fail(const toml::source_region& source, const std::string& what) const {
    throw InputError(text(source) + ": " + what + ".");
}

toml::table read_toml(const std::filesystem::path& path, const std::string& kind) {
    try {
        const std::string text = file_content(path, kind);
        check_depth(text, path, kind);
        return toml::parse(text, path.string());
    } catch (const toml::parse_error& error) {
        const TomlPlace place{path.string(), ""};
        std::string what(error.description());
        while (!what.empty() && what.back() == '.') what.pop_back();
        place.fail(error.source(), "this isn't TOML: " + what);
    }
}

std::vector<TomlEntry> in_file_order(const toml::table& table) {
    std::vector<TomlEntry> entries;
    for (auto&& [key, node] : table) entries.push_back({std::string(key.str()), &node, key.source()});
    std::sort(entries.begin(), entries.end(), [](const TomlEntry& left, const TomlEntry& right) {
        const auto& a = left.source.begin;
        const auto& b = right.source.begin;
        return a.line != b.line ? a.line < b.line : a.column < b.column;
    });
    return entries;
}

std::string value_text(const toml::node& node, const TomlPlace& place, const std::string& key) {
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

std::vector<std::string> texts_of(const TomlEntry& entry, const TomlPlace& place) {
    const auto* array = entry.node->as_array();
    if (array == nullptr) place.fail(entry.source, "\"" + entry.key + "\" must be an array such as [0, 120]");
    std::vector<std::string> texts;
    for (const auto& element : *array) texts.push_back(value_text(element, place, entry.key));
    return texts;
}

bool truth_of(const TomlEntry& entry, const TomlPlace& place) {
    const auto* truth = entry.node->as_boolean();
    if (truth == nullptr) place.fail(entry.source, "\"" + entry.key + "\" must be true or false, without quotes");
    return truth->get();
}

std::string name_in(const TomlEntry& entry, const TomlPlace& place, const std::string& allowed) {
    const auto* text = entry.node->as_string();
    if (text == nullptr) place.fail(entry.source, "\"" + entry.key + "\" must be one of the strings " + allowed);
    return text->get();
}

}  // namespace replica
