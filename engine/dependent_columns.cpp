#include "engine/dependent_columns.hpp"

#include "engine/error.hpp"

namespace replica {
namespace {

[[noreturn]] void damaged(const Model& model, std::uint32_t column, const std::string& what) {
    throw InputError("the model is damaged: column '" + model.columns[column].name + "' " + what +
                     "; describe the data again");
}

std::vector<Reference> all_references(const Relation& relation) {
    std::vector<Reference> references = relation.references;
    references.insert(references.end(), relation.caps.begin(), relation.caps.end());
    return references;
}

}  // namespace

DependentColumns::DependentColumns(const Model& model, std::span<const std::unique_ptr<ValueDecoder>> decoders) {
    columns_.resize(decoders.size());
    for (std::uint32_t c = 0; c < columns_.size(); ++c) {
        columns_[c].decoder = decoders[c].get();
        columns_[c].related = dynamic_cast<const RelatedDecoder*>(decoders[c].get());
        columns_[c].binned = dynamic_cast<const BinnedDecoder*>(decoders[c].get());
        columns_[c].derived = dynamic_cast<DerivedDecoder*>(decoders[c].get());
        columns_[c].value_codes = model.columns[c].value_codes();
        columns_[c].missing_code = model.columns[c].missing_code().value_or(generated_cell);
        columns_[c].tier = model.columns[c].tier;
    }
    for (std::uint32_t c = 0; c < columns_.size(); ++c) {
        if (columns_[c].related != nullptr) check_grid(model, c, 0);
        if (columns_[c].derived == nullptr) continue;
        const Column& source = columns_[columns_[c].derived->source()];
        if (source.decoder == nullptr || source.derived != nullptr) damaged(model, c, "follows from no column");
        columns_[c].derived->prepare_source(*source.decoder);
    }
}

void DependentColumns::check_grid(const Model& model, std::uint32_t column, std::size_t depth) const {
    if (depth > columns_.size()) damaged(model, column, "follows from itself");
    if (column >= columns_.size()) throw InputError("the model is damaged: a rule names no column; describe again");
    if (columns_[column].related == nullptr) {
        if (columns_[column].binned == nullptr) damaged(model, column, "is in a rule but has no grid");
        return;
    }
    for (const Reference& reference : all_references(columns_[column].related->relation())) {
        check_grid(model, reference.column, depth + 1);
        if (columns_[column].tier == Tier::person && columns_[reference.column].tier == Tier::row)
            damaged(model, column, "belongs to persons but follows from a column of rows");
    }
}

template <typename DrawReference>
void DependentColumns::draw(std::uint32_t column, const CodedRows& rows, const DrawReference& draw_reference,
                            GridColumn& grids) const {
    const Column& drawn = columns_[column];
    const auto codes = rows.of(column);
    DecodedColumn scratch;
    if (drawn.related == nullptr) {
        std::vector<std::int64_t> values(rows.count);
        drawn.binned->draw(rows.seed, rows.first, codes, scratch, values);
        grids.assign(rows.count, std::nullopt);
        for (std::size_t r = 0; r < rows.count; ++r) {
            if (codes[r] < drawn.value_codes) grids[r] = values[r];
        }
        return;
    }
    const Relation& relation = drawn.related->relation();
    const auto references = all_references(relation);
    std::vector<GridColumn> values(references.size());
    for (std::size_t i = 0; i < references.size(); ++i) draw_reference(references[i].column, values[i]);
    std::vector<Bounds> bounds(rows.count);
    GridColumn row(columns_.size());
    for (std::size_t r = 0; r < rows.count; ++r) {
        for (std::size_t i = 0; i < references.size(); ++i) row[references[i].column] = values[i][r];
        bounds[r] = {base_of(relation, row), cap_of(relation, row)};
    }
    drawn.related->draw(rows.seed, rows.first, codes, bounds, scratch, grids);
}

void DependentColumns::draw_persons(std::uint32_t column, const SampledRows& rows, GridColumn& grids) const {
    const auto reference = [&](std::uint32_t other, GridColumn& values) { draw_persons(other, rows, values); };
    draw(column, rows.persons, reference, grids);
}

void DependentColumns::draw_rows(std::uint32_t column, const SampledRows& rows, GridColumn& grids) const {
    if (rows.person_of_row.empty() || columns_[column].tier == Tier::row) {
        const auto reference = [&](std::uint32_t other, GridColumn& values) { draw_rows(other, rows, values); };
        return draw(column, rows.rows, reference, grids);
    }
    GridColumn of_persons;
    draw_persons(column, rows, of_persons);
    const auto codes = rows.rows.of(column);
    grids.assign(rows.rows.count, std::nullopt);
    for (std::size_t r = 0; r < grids.size(); ++r) {
        if (codes[r] != columns_[column].missing_code) grids[r] = of_persons[rows.person_of_row[r] - rows.first_person];
    }
}

void DependentColumns::decode_related(const Column& column, std::uint32_t index, const SampledRows& rows,
                                      DecodedColumn& out) const {
    GridColumn grids;
    if (rows.person_of_row.empty() || column.tier == Tier::row) {
        draw_rows(index, rows, grids);
        return column.related->write(rows.rows.seed, rows.rows.first, grids, out);
    }
    DecodedColumn of_persons;
    draw_persons(index, rows, grids);
    column.related->write(rows.persons.seed, rows.persons.first, grids, of_persons);
    give_to_rows(of_persons, rows.first_person, rows.person_of_row, rows.rows.of(index), column.missing_code, out);
}

void DependentColumns::decode_source(std::uint32_t source, const SampledRows& rows, DecodedColumn& out) const {
    const Column& column = columns_[source];
    if (column.related != nullptr) return decode_related(column, source, rows, out);
    if (rows.person_of_row.empty() || column.tier == Tier::row)
        return column.decoder->decode(rows.rows.seed, rows.rows.first, rows.rows.of(source), out);
    DecodedColumn of_persons;
    column.decoder->decode(rows.persons.seed, rows.persons.first, rows.persons.of(source), of_persons);
    give_to_rows(of_persons, rows.first_person, rows.person_of_row, rows.rows.of(source), column.missing_code, out);
}

void DependentColumns::decode(std::uint32_t column, const SampledRows& rows, DecodedColumn& out) const {
    const Column& decoded = columns_[column];
    if (decoded.related != nullptr) return decode_related(decoded, column, rows, out);
    DecodedColumn source;
    decode_source(decoded.derived->source(), rows, source);
    decoded.derived->follow(source, out);
}

}  // namespace replica
