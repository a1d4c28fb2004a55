#include "io/hdf5/dependence_layout.hpp"

#include <algorithm>

namespace replica {
namespace {

void require(const bool holds, const char* what) {
    if (!holds) throw Hdf5Error(std::string("damaged: ") + what);
}

void store_references(const std::vector<Reference>& references, const std::string& name, const Hdf5Group& group) {
    std::vector<std::uint32_t> columns;
    std::vector<std::int64_t> conversions;  // multiplier, addend, divisor, shift of each
    for (const Reference& reference : references) {
        columns.push_back(reference.column);
        for (const auto number : {reference.multiplier, reference.addend, reference.divisor, reference.shift})
            conversions.push_back(number);
    }
    group.write(name, columns);
    group.write(name + "_conversions", conversions);
}

std::vector<Reference> load_references(const std::string& name, const Hdf5Group& group) {
    std::vector<Reference> references;
    const auto columns = group.read<std::uint32_t>(name);
    const auto conversions = group.read<std::int64_t>(name + "_conversions");
    if (conversions.size() != 4 * columns.size()) throw Hdf5Error("cannot read " + name);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const auto* number = conversions.data() + 4 * i;
        references.push_back({columns[i], number[0], number[1], number[2], number[3]});
    }
    return references;
}

void store_relation(const Relation& relation, const Hdf5Group& group) {
    group.write_attribute("relation", static_cast<std::int64_t>(relation.kind));
    store_references(relation.references, "references", group);
    store_references(relation.caps, "caps", group);
    group.write_texts("rules", relation.rules);
}

Relation load_relation(const Hdf5Group& group) {
    Relation relation;
    const auto kind = group.read_integer("relation");
    if (kind < 0 || kind > static_cast<std::int64_t>(RelationKind::sum)) throw Hdf5Error("cannot read a relation");
    relation.kind = static_cast<RelationKind>(kind);
    relation.references = load_references("references", group);
    relation.caps = load_references("caps", group);
    relation.rules = group.read_texts("rules");
    return relation;
}

void store_derivation(const Derivation& derivation, const Hdf5Group& group) {
    group.write_attribute("source", std::int64_t{derivation.source});
    group.write_attribute("by_prefix", std::int64_t{derivation.by_prefix ? 1 : 0});
    group.write_texts("labels", derivation.labels);
    group.write("label_of_hour", derivation.label_of_hour);
    group.write_texts("keys", derivation.keys);
    group.write("label_of_key", derivation.label_of_key);
}

Derivation load_derivation(const Hdf5Group& group) {
    Derivation derivation;
    derivation.source = static_cast<std::uint32_t>(group.read_integer("source"));
    derivation.by_prefix = group.read_integer("by_prefix") != 0;
    derivation.labels = group.read_texts("labels");
    derivation.label_of_hour = group.read<std::uint32_t>("label_of_hour");
    derivation.keys = group.read_texts("keys");
    derivation.label_of_key = group.read<std::uint32_t>("label_of_key");
    return derivation;
}

bool is_related(const ColumnModel& column) {
    return column.encoding == Encoding::interval || column.encoding == Encoding::sum;
}

// depth: references followed so far.
void check_relation(const Model& model, const ColumnModel& column, std::size_t depth) {
    require(depth <= model.columns.size(), "a column that follows from itself");
    require(column.relation.has_value() && !column.relation->references.empty(), "a rule without columns");
    require(column.own.size() <= 1 && (column.own.empty() || column.own.front().encoding == Encoding::binned),
            "a rule's column without bins");
    require((column.encoding == Encoding::sum) == (column.relation->kind == RelationKind::sum), "a rule of two kinds");
    std::vector<Reference> references = column.relation->references;
    references.insert(references.end(), column.relation->caps.begin(), column.relation->caps.end());
    for (const Reference& reference : references) {
        require(reference.column < model.columns.size() && reference.divisor > 0, "a rule's columns");
        const ColumnModel& other = model.columns[reference.column];
        require(other.encoding == Encoding::binned || is_related(other), "a rule's column without bins");
        require(column.tier == Tier::row || other.tier == Tier::person, "a person's column that follows from a row's");
        if (is_related(other)) check_relation(model, other, depth + 1);
    }
}

void check_derivation(const Model& model, const Derivation& derivation) {
    require(derivation.source < model.columns.size(), "a derived column's source");
    const ColumnModel& source = model.columns[derivation.source];
    require(source.role == Role::attribute && source.encoding != Encoding::derived, "a derived column's source");
    require(derivation.label_of_hour.empty() || derivation.label_of_hour.size() == 24, "a derived column's hours");
    require(derivation.keys.size() == derivation.label_of_key.size(), "a derived column's keys");
    require(std::is_sorted(derivation.keys.begin(), derivation.keys.end()), "a derived column's keys");
    const auto is_label = [&](std::uint32_t label) { return label < derivation.labels.size(); };
    require(std::all_of(derivation.label_of_hour.begin(), derivation.label_of_hour.end(), is_label) &&
                std::all_of(derivation.label_of_key.begin(), derivation.label_of_key.end(), is_label),
            "a derived column's labels");
}

}  // namespace

void store_dependence(const ColumnModel& column, const Hdf5Group& group) {
    if (is_related(column)) {
        group.write_attribute("has_own", std::int64_t{column.has_own ? 1 : 0});
        store_relation(column.relation.value_or(Relation{}), group);
        group.write_attribute("own_stored", static_cast<std::int64_t>(column.own.size()));
    }
    if (column.encoding == Encoding::derived) store_derivation(column.derivation.value_or(Derivation{}), group);
}

bool load_dependence(ColumnModel& column, const Hdf5Group& group) {
    if (column.encoding == Encoding::derived) column.derivation = load_derivation(group);
    if (!is_related(column)) return false;
    column.has_own = group.read_integer("has_own") != 0;
    column.relation = load_relation(group);
    return group.read_integer("own_stored") != 0;
}

void check_dependences(const Model& model) {
    for (const ColumnModel& column : model.columns) {
        if (is_related(column)) check_relation(model, column, 0);
        if (column.encoding != Encoding::derived) continue;
        require(column.derivation.has_value(), "a derived column");
        check_derivation(model, *column.derivation);
    }
}

}  // namespace replica
