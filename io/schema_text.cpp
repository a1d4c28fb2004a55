#include "engine/number_text.hpp"
#include "io/schema_calendar.hpp"
#include "io/schema_rules.hpp"
#include "io/schema_toml.hpp"
#include "io/toml_text.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace replica {

namespace {

constexpr std::string_view head = R"(# Schema of an extract, one table a column. Check it before you rely on it:
#   type         integer, float, string, boolean, date or datetime
#   role         attribute (modelled), key (unique, made anew), person (names the person, made anew),
#                text (imitated, never copied) or drop (left out)
#   categorical  true: each value counts for itself; false: numbers and dates go into bins
#   range        [lowest, highest] value that may occur
#   bins         number of bins, or brackets = [0, 18, 65], their lower ends
#   per_person   true if all rows of a person have the same value
#   hierarchy    "icd9", "icd10", "ndc", "zip", "postcode", "prefix" or "none": by what rare codes are pooled
#   key_style    of a key or person: "integer", "prefix" (a prefix and a number), "uuid" or "ssn"
#   binning      "equal", "quantile" or "auto": how bins are cut
#   holidays     of a date or datetime: "US", "UK" or a list of dates
#   missing      true if values may be missing
#   values       all values that may occur
#   source       "data": drafted from the data; remove the line once all the rest is known to be public
# Values outside a declared range or values are treated as missing. Above all tables there may be rules between columns:
#   rules = ["start <= end", "end = start + interval", "a + b = c"]
)";

constexpr std::size_t longest_line = 110;

// Numbers stand without quotes where TOML gives the same text back: whole ones, and those a double holds digit by
// digit.
bool stands_bare(std::string_view text, const std::optional<ValueType>& type) {
    if (type != ValueType::integer && type != ValueType::decimal) return false;
    const auto number = read_number(text);
    if (!number || number->has_exponent) return false;
    if (number->fraction == 0) return true;
    return text.back() != '0' && number->digits < powers_of_ten[15];
}

// [a, b, c], broken into lines where it is long.
std::string array_text(const std::vector<std::string>& texts, const std::optional<ValueType>& type) {
    std::string out = "[";
    std::size_t line_start = 0;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const std::string item = stands_bare(texts[i], type) ? texts[i] : toml_string(texts[i]);
        if (i > 0) out += ',';
        if (out.size() - line_start + item.size() + 2 > longest_line) {
            out += "\n    ";
            line_start = out.size() - 4;
        } else if (i > 0) {
            out += ' ';
        }
        out += item;
    }
    return out + ']';
}

void append_line(std::string_view key, std::string_view value, std::string& out) {
    out += key;
    out += " = ";
    out += value;
    out += '\n';
}

std::string_view truth_text(const std::optional<bool>& truth) { return *truth ? "true" : "false"; }

void append_column(const ColumnSchema& column, std::string& out) {
    out += "\n[columns." + toml_key(column.name) + "]\n";
    if (column.type) append_line("type", toml_string(name_of(*column.type)), out);
    if (column.role) append_line("role", toml_string(name_of(*column.role)), out);
    if (column.categorical) append_line("categorical", truth_text(column.categorical), out);
    if (column.range_low && column.range_high) {
        append_line("range", array_text({*column.range_low, *column.range_high}, column.type), out);
    }
    if (column.bins) append_line("bins", std::to_string(*column.bins), out);
    if (!column.brackets.empty()) append_line("brackets", array_text(column.brackets, column.type), out);
    if (column.per_person) append_line("per_person", truth_text(column.per_person), out);
    if (column.hierarchy) append_line("hierarchy", toml_string(name_of(*column.hierarchy)), out);
    if (column.key_style) append_line("key_style", toml_string(name_of(*column.key_style)), out);
    if (column.binning) append_line("binning", toml_string(name_of(*column.binning)), out);
    if (!column.holidays.empty()) append_line("holidays", holidays_text(column.holidays), out);
    if (column.missing) append_line("missing", truth_text(column.missing), out);
    if (!column.values.empty()) append_line("values", array_text(column.values, column.type), out);
    if (column.from_data) append_line("source", toml_string("data"), out);
}

}  // namespace

std::string schema_text(const Schema& schema) {
    std::string out = std::string(head) + rules_text(schema.rules);
    for (const auto& column : schema.columns) append_column(column, out);
    for (const auto& derived : schema.derived) out += derived_text(derived);
    return out;
}

}  // namespace replica
