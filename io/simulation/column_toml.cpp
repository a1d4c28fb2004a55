#include "io/simulation/column_toml.hpp"

#include "engine/error.hpp"
#include "io/simulation/cell_text.hpp"
#include "io/simulation/law_toml.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace replica {
namespace {

WrittenExpression expression_at(TomlKeys& keys, const std::string& key) {
    const auto entry = keys.entry(key);
    if (const auto* text = entry->node->as_string()) return {text->get(), keys.place_of(key)};
    if (entry->node->is_number()) return {value_text(*entry->node, keys.place(), key), keys.place_of(key)};
    if (const auto* truth = entry->node->as_boolean()) return {truth->get() ? "true" : "false", keys.place_of(key)};
    keys.fail(key, "must be an expression in quotes");
}

WrittenType read_type(TomlKeys& keys) {
    const auto type = keys.text("type");
    if (!type) return WrittenType::automatic;
    constexpr std::array<std::pair<std::string_view, WrittenType>, 6> types{{{"integer", WrittenType::integer},
                                                                             {"float", WrittenType::number},
                                                                             {"boolean", WrittenType::truth},
                                                                             {"text", WrittenType::text},
                                                                             {"date", WrittenType::date},
                                                                             {"datetime", WrittenType::datetime}}};
    for (const auto& [name, value] : types)
        if (*type == name) return value;
    keys.fail("type", "must be integer, float, boolean, text, date or datetime");
}

void read_clip(TomlKeys& keys, SimulatedColumn& column) {
    const auto clip = keys.numbers("clip");
    if (!clip) return;
    if (clip->size() != 2 || !((*clip)[0] <= (*clip)[1]))
        keys.fail("clip", "must be the lowest and the highest value, such as [18, 95]");
    if (std::isfinite((*clip)[0])) column.lowest = (*clip)[0];
    if (std::isfinite((*clip)[1])) column.highest = (*clip)[1];
}

void read_missing(TomlKeys& keys, SimulatedColumn& column) {
    column.missing = keys.number("missing").value_or(0);
    if (!(column.missing >= 0 && column.missing <= 1)) keys.fail("missing", "must be a rate from 0 to 1");
    if (keys.has("missing_when")) column.missing_when = expression_at(keys, "missing_when");
}

// A condition on its own line in the file: its law takes what it doesn't say from the column's.
void read_conditions(TomlKeys& keys, const toml::table& base, SimulatedColumn& column) {
    const toml::table* when = keys.table("when");
    if (when == nullptr) return;
    for (const TomlEntry& entry : in_file_order(*when)) {
        const auto* table = entry.node->as_table();
        if (table == nullptr) keys.fail("when", "must hold tables such as [column.x.when.\"age > 65\"]");
        TomlKeys own(*table, keys.place(), entry.source, &base);
        Law law = read_law(own, column.labels);
        own.finish();
        column.when.push_back({{entry.key, keys.place().text(entry.source) + ": when"}, std::move(law)});
    }
}

void read_arrivals(TomlKeys& keys, SimulatedColumn& column) {
    column.kind = ColumnKind::arrivals;
    const auto calendar = keys.text("calendar");
    if (!calendar) keys.fail("calendar", "is missing; arrivals need one");
    column.calendar = *calendar;
    if (!keys.has("between")) return;
    const auto between = keys.texts("between");
    if (between->size() != 2) keys.fail("between", "must be two expressions: the first and the last time");
    const std::string place = keys.place_of("between");
    column.between = {WrittenExpression{(*between)[0], place}, WrittenExpression{(*between)[1], place}};
}

void read_sequence(TomlKeys& keys, SimulatedColumn& column) {
    column.kind = ColumnKind::sequence;
    column.start = keys.whole("start").value_or(1);
    column.step = keys.whole("step").value_or(1);
}

void read_pattern(TomlKeys& keys, SimulatedColumn& column) {
    column.kind = ColumnKind::pattern;
    const auto pattern = keys.text("pattern");
    if (!pattern || pattern->empty())
        keys.fail("pattern", "must be a text such as \"MRN-{row:8}\": # is a random digit, @ a random letter");
    (void)PatternText(*pattern, 0, keys.place_of("pattern"));  // says what is wrong with it
    column.pattern = *pattern;
}

std::string literal_of(const toml::node& node, TomlKeys& keys) {
    if (node.is_number() || node.is_boolean()) return value_text(node, keys.place(), "map");
    return expression_literal(value_text(node, keys.place(), "map"), keys.place_of("map"));
}

// lookup = "reason", map = {a = 1, b = 2}: what a text stands for, as a chain of choices.
WrittenExpression read_lookup(TomlKeys& keys) {
    const WrittenExpression of = expression_at(keys, "lookup");
    const toml::table* map = keys.table("map");
    if (map == nullptr || map->empty()) keys.fail("map", "must be a table of what lookup's texts stand for");
    std::string text;
    for (const TomlEntry& entry : in_file_order(*map))
        text += "(" + of.text + ") == " + expression_literal(entry.key, keys.place_of("map")) + " ? " +
                literal_of(*entry.node, keys) + " : ";
    return {text + "NA", of.place};
}

void read_kind(TomlKeys& keys, const toml::table& table, SimulatedColumn& column) {
    const auto distribution = keys.entry("distribution");
    const auto* name = distribution ? distribution->node->as_string() : nullptr;
    if (!distribution) {
        column.kind = ColumnKind::value;
        if (keys.has("lookup")) {
            column.value = read_lookup(keys);
        } else if (keys.has("value")) {
            column.value = expression_at(keys, "value");
        } else {
            keys.fail("distribution", "is missing; a column needs distribution, value or lookup");
        }
    } else if (name != nullptr && name->get() == "arrivals") {
        read_arrivals(keys, column);
    } else if (name != nullptr && name->get() == "sequence") {
        read_sequence(keys, column);
    } else if (name != nullptr && name->get() == "pattern") {
        read_pattern(keys, column);
    } else {
        column.kind = ColumnKind::law;
        column.law = read_law(keys, column.labels);
        read_conditions(keys, table, column);
    }
}

}  // namespace

std::string expression_literal(const std::string& text, const std::string& place) {
    for (const char quote : {'\'', '"'})
        if (text.find(quote) == std::string::npos) return quote + text + quote;
    throw InputError(place + ": a text holds both kinds of quotes");
}

SimulatedColumn read_column(const TomlEntry& entry, const std::string& file) {
    const TomlPlace place{file, entry.key, "column"};
    const auto* table = entry.node->as_table();
    if (table == nullptr) place.fail(entry.source, "must be a table such as [column." + entry.key + "]");
    if (entry.key.empty()) place.fail(entry.source, "a column has no name");
    TomlKeys keys(*table, place, entry.source);
    SimulatedColumn column;
    column.name = entry.key;
    column.place = place.text(entry.source);
    read_kind(keys, *table, column);
    read_clip(keys, column);
    if (const auto decimals = keys.whole("round")) {
        constexpr std::int64_t most = 15;
        if (*decimals < 0 || *decimals > most) keys.fail("round", "must be decimals from 0 to 15");
        column.decimals = static_cast<std::uint32_t>(*decimals);
    }
    read_missing(keys, column);
    column.written = keys.truth("write").value_or(true);
    column.type = read_type(keys);
    keys.finish();
    return column;
}

}  // namespace replica
