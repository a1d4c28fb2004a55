#pragma once

#include "engine/model.hpp"

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace replica::testing_models {

/// A family from rows of (parent codes in order, child code, count).
struct FamilyCell {
    std::vector<std::uint32_t> parents;
    std::uint16_t code = 0;
    std::uint32_t count = 0;
};

inline Family make_family(const std::vector<ColumnModel>& columns, std::uint32_t child,
                          std::vector<std::uint32_t> parents, const std::vector<FamilyCell>& cells) {
    std::map<std::uint64_t, std::map<std::uint16_t, std::uint32_t>> table;
    for (const FamilyCell& cell : cells) {
        std::uint64_t configuration = 0;
        for (std::size_t i = parents.size(); i-- > 0;)
            configuration = configuration * columns[parents[i]].domain_size() + cell.parents[i];
        table[configuration][cell.code] += cell.count;
    }
    Family family;
    family.child = child;
    family.parents = std::move(parents);
    for (const auto& [configuration, row] : table) {
        family.configurations.push_back(configuration);
        family.first_cell.push_back(family.codes.size());
        for (const auto& [code, count] : row) {
            family.codes.push_back(code);
            family.counts.push_back(count);
        }
    }
    family.first_cell.push_back(family.codes.size());
    return family;
}

inline ColumnModel categorical(std::string name, std::vector<std::string> values) {
    ColumnModel column;
    column.name = std::move(name);
    column.value_weights.assign(values.size(), 1);
    column.values = std::move(values);
    return column;
}

/// Columns of every encoding and role: key, person, sex, ward (pooled and missing, given sex), age (binned, atoms and
/// intervals, given sex and ward), visit (datetime bins without slots, missing), weight (decimals), note, and a column
/// that is dropped.
inline Model hospital() {
    Model model;
    model.text.missing_token = "NULL";
    model.text.missing_tokens = {"", "NULL", "NA"};
    ColumnModel key;
    key.name = "row_id";
    key.role = Role::key;
    key.encoding = Encoding::presence;
    key.format.type = ValueType::integer;
    ColumnModel person = key;
    person.name = "patient";
    person.role = Role::person;
    person.format.type = ValueType::string;
    person.key = {KeyStyle::prefix, "patient-", 0, false};
    person.rows_per_person = {{1, 50}, {2, 30}, {7, 20}};
    ColumnModel sex = categorical("sex", {"F", "M"});
    ColumnModel ward =
        categorical("ward", {"Ear, nose", "say \"hi\"", "NA", "a longer name of a ward than sixteen bytes"});
    ward.has_pooled = ward.has_missing = true;
    ward.pooled_patterns = {{"Aa9", 3}, {"\\W\\-99", 1}};
    ColumnModel age;
    age.name = "age";
    age.encoding = Encoding::binned;
    age.format.type = ValueType::integer;
    age.bin_low = {0, 40, 80};
    age.range_high = 120;
    age.first_slot = {0, 2, 3, 3};
    age.slots = {{20, 20, 3}, {30, 39, 1}, {40, 40, 1}};
    ColumnModel visit = age;
    visit.name = "visit";
    visit.format.type = ValueType::datetime;
    visit.bin_low = {1577836800, 1609459200};
    visit.range_high = 1640995199;
    visit.first_slot.clear();
    visit.slots.clear();
    visit.has_missing = true;
    ColumnModel weight = age;
    weight.name = "weight";
    weight.format.type = ValueType::decimal;
    weight.format.decimals = 2;
    weight.step = 5;
    weight.bin_low = {-100000};
    weight.range_high = 2000000;
    weight.first_slot.clear();
    weight.slots.clear();
    ColumnModel note = key;
    note.name = "note";
    note.role = Role::text;
    note.text.words = {{1, 1, 2}, {2, 3, 1}};
    note.text.shapes = {{{{"Aaa", 1}}, {{"99\\%", 1}}, {{"aaaa\\.", 1}, {"aa", 2}}}};
    note.text.separators = {{" ", 1}};
    note.format.type = ValueType::string;
    note.has_missing = true;
    ColumnModel secret = categorical("secret", {"x", "y"});
    secret.role = Role::drop;
    model.columns = {key, person, sex, ward, age, visit, weight, note, secret};
    const auto& c = model.columns;
    model.families = {
        make_family(c, 2, {}, {{{}, 0, 60}, {{}, 1, 40}}),
        make_family(c, 3, {2}, {{{0}, 0, 10}, {{0}, 2, 10}, {{0}, 3, 5}, {{1}, 1, 10}, {{1}, 4, 5}, {{1}, 5, 5}}),
        make_family(c, 4, {2, 3}, {{{0, 0}, 0, 9}, {{0, 0}, 2, 1}, {{1, 1}, 1, 7}, {{1, 4}, 2, 3}}),
        make_family(c, 5, {4}, {{{0}, 0, 1}, {{1}, 1, 3}, {{2}, 2, 1}}),
        make_family(c, 7, {5}, {{{0}, 0, 1}, {{1}, 1, 1}, {{2}, 1, 1}}),
    };
    return model;
}

/// Sex and rows a person of persons; ward given sex and whether the row is the person's smoker; smoker may be missing
/// in single rows.
inline Model clinic() {
    Model model;
    model.text.missing_tokens = {""};
    ColumnModel sex = categorical("sex", {"F", "M"});
    sex.tier = Tier::person;
    ColumnModel smoker = categorical("smoker", {"no", "yes"});
    smoker.tier = Tier::person;
    smoker.has_missing = true;
    smoker.value_rows = 100;
    smoker.missing_rows = 30;
    ColumnModel size;
    size.name = "(rows a person)";
    size.role = Role::latent;
    size.tier = Tier::person;
    size.encoding = Encoding::binned;
    size.format.type = ValueType::integer;
    size.bin_low = {1, 3};
    size.range_high = 6;
    size.first_slot = {0, 1, 3};
    size.slots = {{2, 2, 10}, {3, 5, 5}, {6, 6, 5}};
    ColumnModel ward = categorical("ward", {"a", "b", "c"});
    model.columns = {sex, smoker, size, ward};
    const auto& c = model.columns;
    model.families = {
        make_family(c, 0, {}, {{{}, 0, 60}, {{}, 1, 40}}),
        make_family(c, 1, {0}, {{{0}, 0, 7}, {{0}, 1, 2}, {{0}, 2, 1}, {{1}, 0, 2}, {{1}, 1, 8}}),
        make_family(c, 2, {1}, {{{0}, 0, 9}, {{0}, 1, 1}, {{1}, 0, 2}, {{1}, 1, 8}, {{2}, 0, 1}}),
        make_family(c, 3, {0, 1},
                    {{{0, 0}, 0, 8},
                     {{0, 0}, 1, 1},
                     {{0, 1}, 1, 5},
                     {{0, 1}, 2, 4},
                     {{1, 0}, 2, 1},
                     {{1, 1}, 0, 1},
                     {{1, 1}, 2, 6},
                     {{0, 2}, 0, 1},
                     {{0, 2}, 2, 2},
                     {{1, 2}, 1, 1}}),
    };
    return model;
}

}  // namespace replica::testing_models
