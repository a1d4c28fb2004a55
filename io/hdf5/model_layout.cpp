#include "io/hdf5/model_layout.hpp"

#include "engine/schema.hpp"
#include "io/hdf5/calendar_layout.hpp"
#include "io/hdf5/copula_layout.hpp"
#include "io/hdf5/dependence_layout.hpp"
#include "io/hdf5/fresh_layout.hpp"
#include "io/hdf5/pool_layout.hpp"
#include "io/hdf5/privacy_layout.hpp"
#include "io/hdf5/weighted_layout.hpp"

#include <array>
#include <cstdio>

namespace replica {
namespace {

std::string numbered(std::size_t index) {
    std::array<char, 24> name{};
    std::snprintf(name.data(), name.size(), "%05zu", index);
    return name.data();
}

template <typename Enumerator>
void store_enumerator(const Hdf5Group& group, const std::string& name, Enumerator value) {
    group.write_attribute(name, static_cast<std::int64_t>(value));
}

template <typename Enumerator>
Enumerator load_enumerator(const Hdf5Group& group, const std::string& name, Enumerator last) {
    const std::int64_t value = group.read_integer(name);
    if (value < 0 || value > static_cast<std::int64_t>(last)) throw Hdf5Error("cannot read " + name);
    return static_cast<Enumerator>(value);
}

template <typename Value>
Value load_number(const Hdf5Group& group, const std::string& name) {
    return static_cast<Value>(group.read_integer(name));
}

void store_flag(const Hdf5Group& group, const std::string& name, const bool value) {
    group.write_attribute(name, std::int64_t{value});
}

bool load_flag(const Hdf5Group& group, const std::string& name) { return group.read_integer(name) != 0; }

void store_format(const ValueFormat& format, const Hdf5Group& group) {
    group.write_attribute("type", std::string(name_of(format.type)));
    group.write_attribute("decimals", std::int64_t{format.decimals});
    store_flag(group, "fixed_decimals", format.fixed_decimals);
    store_flag(group, "point_zero", format.point_zero);
    store_enumerator(group, "date_form", format.date_form);
    group.write_attribute("date_separator", std::string(1, format.date_separator));
    store_flag(group, "zero_padded", format.zero_padded);
    store_flag(group, "short_year", format.short_year);
    group.write_attribute("time_separator", std::string(1, format.time_separator));
    store_flag(group, "seconds", format.seconds);
    store_flag(group, "zulu", format.zulu);
}

char load_character(const Hdf5Group& group, const std::string& name) {
    const std::string text = group.read_text(name);
    if (text.size() != 1) throw Hdf5Error("cannot read " + name);
    return text[0];
}

ValueFormat load_format(const Hdf5Group& group) {
    ValueFormat format;
    const auto type = value_type_named(group.read_text("type"));
    const auto decimals = group.read_integer("decimals");
    if (!type || decimals < 0 || decimals > 18) throw Hdf5Error("cannot read a column's type");
    format.type = *type;
    format.decimals = static_cast<std::uint8_t>(decimals);
    format.fixed_decimals = load_flag(group, "fixed_decimals");
    format.point_zero = load_flag(group, "point_zero");
    format.date_form = load_enumerator(group, "date_form", DateForm::compact);
    format.date_separator = load_character(group, "date_separator");
    format.zero_padded = load_flag(group, "zero_padded");
    format.short_year = load_flag(group, "short_year");
    format.time_separator = load_character(group, "time_separator");
    format.seconds = load_flag(group, "seconds");
    format.zulu = load_flag(group, "zulu");
    return format;
}

void store_bins(const ColumnModel& column, const Hdf5Group& group) {
    group.write_attribute("step", column.step);
    group.write_attribute("range_high", column.range_high);
    group.write("bin_low", column.bin_low);
    group.write("first_slot", column.first_slot);
    store_slots(group, "slot", column.slots);
}

void load_bins(ColumnModel& column, const Hdf5Group& group) {
    column.step = group.read_integer("step");
    column.range_high = group.read_integer("range_high");
    column.bin_low = group.read<std::int64_t>("bin_low");
    column.first_slot = group.read<std::uint32_t>("first_slot");
    column.slots = load_slots(group, "slot");
}

bool has_bins(const ColumnModel& column) {
    return column.encoding == Encoding::binned || column.encoding == Encoding::interval;
}

void store_column(const ColumnModel& column, const Hdf5Group& group) {
    group.write_attribute("name", column.name);
    group.write_attribute("role", std::string(name_of(column.role)));
    store_enumerator(group, "encoding", column.encoding);
    store_enumerator(group, "tier", column.tier);
    group.write_attribute("value_rows", static_cast<std::int64_t>(column.value_rows));
    group.write_attribute("missing_rows", static_cast<std::int64_t>(column.missing_rows));
    group.write_attribute("missing_with", column.missing_with ? std::int64_t{*column.missing_with} : std::int64_t{-1});
    store_flag(group, "has_pooled", column.has_pooled);
    store_flag(group, "has_missing", column.has_missing);
    store_format(column.format, group);
    store_calendar(column, group);
    if (column.encoding == Encoding::categorical) {
        group.write_texts("values", column.values);
        group.write("value_weights", column.value_weights);
        store_weighted(group, "pooled_patterns", column.pooled_patterns);
        store_pools(column, group);
    }
    if (has_bins(column)) store_bins(column, group);
    store_dependence(column, group);
    store_fresh(column, group);
    for (const ColumnModel& own : column.own) store_column(own, group.create_group("own"));
    if (column.role == Role::person) store_weighted(group, "rows_per_person", column.rows_per_person);
}

ColumnModel load_column(const Hdf5Group& group) {
    ColumnModel column;
    column.name = group.read_text("name");
    const auto role = role_named(group.read_text("role"));
    if (!role) throw Hdf5Error("cannot read the role of column " + column.name);
    column.role = *role;
    column.encoding = load_enumerator(group, "encoding", Encoding::derived);
    column.tier = load_enumerator(group, "tier", Tier::person);
    column.value_rows = load_number<std::uint64_t>(group, "value_rows");
    column.missing_rows = load_number<std::uint64_t>(group, "missing_rows");
    if (group.read_integer("missing_with") >= 0)
        column.missing_with = load_number<std::uint32_t>(group, "missing_with");
    column.has_pooled = load_flag(group, "has_pooled");
    column.has_missing = load_flag(group, "has_missing");
    column.format = load_format(group);
    load_calendar(group, column);
    if (column.encoding == Encoding::categorical) {
        column.values = group.read_texts("values");
        column.value_weights = group.read<std::uint64_t>("value_weights");
        column.pooled_patterns = load_weighted<std::string>(group, "pooled_patterns");
        load_pools(group, column);
    }
    if (has_bins(column)) load_bins(column, group);
    load_fresh(group, column);
    if (load_dependence(column, group)) column.own.push_back(load_column(group.open_group("own")));
    if (column.role == Role::person) column.rows_per_person = load_weighted<std::uint32_t>(group, "rows_per_person");
    return column;
}

void store_family(const Family& family, const Hdf5Group& group) {
    group.write_attribute("child", std::int64_t{family.child});
    group.write_attribute("score", family.score);
    group.write("parents", family.parents);
    group.write("configurations", family.configurations);
    group.write("first_cell", family.first_cell);
    group.write("codes", family.codes);
    group.write("counts", family.counts);
}

Family load_family(const Hdf5Group& group) {
    Family family;
    family.child = load_number<std::uint32_t>(group, "child");
    family.score = group.read_real("score");
    family.parents = group.read<std::uint32_t>("parents");
    family.configurations = group.read<std::uint64_t>("configurations");
    family.first_cell = group.read<std::uint64_t>("first_cell");
    family.codes = group.read<std::uint16_t>("codes");
    family.counts = group.read<std::uint32_t>("counts");
    return family;
}

void store_text(const TextForm& text, const Hdf5Group& group) {
    group.write_attribute("separator", std::string(1, text.separator));
    store_flag(group, "quoting", text.quoting);
    store_flag(group, "backslash_escapes", text.backslash_escapes);
    group.write_attribute("missing_token", text.missing_token);
    group.write_texts("missing_tokens", text.missing_tokens);
}

TextForm load_text(const Hdf5Group& group) {
    TextForm text;
    text.separator = load_character(group, "separator");
    text.quoting = load_flag(group, "quoting");
    text.backslash_escapes = load_flag(group, "backslash_escapes");
    text.missing_token = group.read_text("missing_token");
    text.missing_tokens = group.read_texts("missing_tokens");
    return text;
}

void store_provenance(const Provenance& provenance, const Hdf5Group& group) {
    group.write_attribute("version", provenance.version);
    group.write_attribute("options", provenance.options);
    group.write_attribute("rows", static_cast<std::int64_t>(provenance.rows));
    group.write_attribute("score", provenance.score);
    group.write_attribute("degree", std::int64_t{provenance.degree});
    store_flag(group, "sensitive", provenance.sensitive);
}

Provenance load_provenance(const Hdf5Group& group) {
    Provenance provenance;
    provenance.version = group.read_text("version");
    provenance.options = group.read_text("options");
    provenance.rows = load_number<std::uint64_t>(group, "rows");
    provenance.score = group.read_text("score");
    provenance.degree = load_number<std::uint32_t>(group, "degree");
    provenance.sensitive = load_flag(group, "sensitive");
    return provenance;
}

}  // namespace

void store_model(const Model& model, const Hdf5Group& root) {
    store_enumerator(root, "mode", model.mode);
    store_text(model.text, root.create_group("text"));
    store_provenance(model.provenance, root.create_group("provenance"));
    store_privacy(model, root);
    root.write_attribute("columns_stored", static_cast<std::int64_t>(model.columns.size()));
    root.write_attribute("families_stored", static_cast<std::int64_t>(model.families.size()));
    const Hdf5Group columns = root.create_group("columns");
    for (std::size_t i = 0; i < model.columns.size(); ++i) {
        store_column(model.columns[i], columns.create_group(numbered(i)));
    }
    const Hdf5Group families = root.create_group("families");
    for (std::size_t i = 0; i < model.families.size(); ++i) {
        store_family(model.families[i], families.create_group(numbered(i)));
    }
    if (model.copula) store_copula(*model.copula, root.create_group("copula"));
}

Model load_model(const Hdf5Group& root) {
    Model model;
    model.mode = load_enumerator(root, "mode", Mode::copula);
    model.text = load_text(root.open_group("text"));
    model.provenance = load_provenance(root.open_group("provenance"));
    load_privacy(root, model);
    const Hdf5Group columns = root.open_group("columns");
    for (std::int64_t i = 0; i < root.read_integer("columns_stored"); ++i) {
        model.columns.push_back(load_column(columns.open_group(numbered(static_cast<std::size_t>(i)))));
    }
    const Hdf5Group families = root.open_group("families");
    for (std::int64_t i = 0; i < root.read_integer("families_stored"); ++i) {
        model.families.push_back(load_family(families.open_group(numbered(static_cast<std::size_t>(i)))));
    }
    if (root.has("copula")) model.copula = load_copula(root.open_group("copula"));
    return model;
}

}  // namespace replica
