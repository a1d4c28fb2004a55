#include "engine/synthesis.hpp"

#include "engine/code_weights.hpp"
#include "engine/error.hpp"
#include "engine/person_values.hpp"
#include "kernels/code_column.hpp"
#include "kernels/philox_draws.hpp"

#include <algorithm>

namespace replica {

namespace {

std::uint32_t threshold_of(double share) {
    return static_cast<std::uint32_t>(std::min(share * 4294967296.0, 4294967295.0));
}

bool has_choice(const ColumnModel& column) { return column.role != Role::drop && column.domain_size() > 1; }

/// Throws InputError unless every column with several codes has one family and each parent comes before its child.
void check_network(const Model& model) {
    std::vector<bool> known(model.columns.size(), false);
    for (std::uint32_t c = 0; c < model.columns.size(); ++c) known[c] = !has_choice(model.columns[c]);
    const auto damaged = [&](std::uint32_t column, const std::string& what) {
        throw InputError("the model is damaged: column '" + model.columns[column].name + "' " + what +
                         "; describe the data again");
    };
    for (const Family& family : model.families) {
        check_family(family, model.columns);
        if (known[family.child]) damaged(family.child, "has two tables, or one that it doesn't need");
        for (const std::uint32_t parent : family.parents)
            if (!known[parent] || !has_choice(model.columns[parent])) damaged(family.child, "comes before its parent");
        known[family.child] = true;
    }
    for (std::uint32_t c = 0; c < model.columns.size(); ++c)
        if (!known[c]) damaged(c, "has no table");
}

}  // namespace

Synthesizer::Synthesizer(const Model& model) {
    decoders_.resize(model.columns.size());
    for (std::uint32_t c = 0; c < model.columns.size(); ++c) {
        const ColumnModel& column = model.columns[c];
        tiers_.push_back(column.tier);
        missing_codes_.push_back(column.missing_code().value_or(generated_cell));
        if (column.role == Role::drop) continue;
        if (column.domain_size() > max_domain_size)
            throw InputError("the model is damaged: column '" + column.name +
                             "' has more than 65,536 codes; describe the data again");
        if (!has_choice(column)) constant_columns_.push_back(c);
        if (column.role == Role::latent) continue;
        columns_.push_back(c);
        decoders_[c] = make_decoder(model, c);
    }
    dependents_ = DependentColumns(model, decoders_);
    add_samplers(model);
}

void Synthesizer::add_samplers(const Model& model) {
    std::vector<FamilySampler> of_persons;
    const auto add = [&](FamilySampler sampler) {
        const bool person = model.columns[sampler.child()].tier == Tier::person;
        (person ? of_persons : samplers_).push_back(std::move(sampler));
    };
    if (model.mode == Mode::random) {
        for (std::uint32_t c = 0; c < model.columns.size(); ++c)
            if (has_choice(model.columns[c])) add(FamilySampler(c, random_mode_weights(model.columns[c])));
    } else {
        check_network(model);
        for (const Family& family : model.families) add(FamilySampler(family, model.columns));
    }
    for (const std::uint32_t c : columns_) {
        const ColumnModel& column = model.columns[c];
        const bool identifier = column.role == Role::key || column.role == Role::person;
        if (model.missing_rate > 0 && !identifier && column.has_missing)
            cell_missing_.push_back(
                {c, static_cast<std::uint16_t>(*column.missing_code()), threshold_of(model.missing_rate)});
    }
    if (size_column(model)) {
        add_persons(model, std::move(of_persons));
    } else if (!of_persons.empty()) {
        throw InputError("the model is damaged: it has persons without rows; describe the data again");
    }
}

void Synthesizer::add_persons(const Model& model, std::vector<FamilySampler> samplers) {
    persons_.emplace(model, std::move(samplers));
    for (const std::uint32_t c : persons_->columns()) {
        const ColumnModel& column = model.columns[c];
        if (column.missing_rows == 0 || !column.has_missing || model.mode == Mode::random) continue;
        const double share = static_cast<double>(column.missing_rows) / static_cast<double>(column.value_rows);
        row_missing_.push_back({c, static_cast<std::uint16_t>(*column.missing_code()), threshold_of(share)});
    }
}

void Synthesizer::expand_persons(std::uint64_t seed, std::uint64_t first_row, std::size_t rows,
                                 SampledBlock& block) const {
    persons_->fill(seed, first_row / person_block_rows, block.persons);
    block.first_in_block = static_cast<std::uint32_t>(first_row % person_block_rows);
    const auto person_of_row = std::span(block.persons.person_of_row).subspan(block.first_in_block, rows);
    for (const std::uint32_t c : persons_->columns()) {
        const auto& of_persons = block.persons.codes[c];
        for (std::size_t r = 0; r < rows; ++r) block.codes[c][r] = of_persons[person_of_row[r]];
    }
    leave_empty(row_missing_, Purpose::row_missing, seed, first_row, rows, block);
}

void Synthesizer::leave_empty(const std::vector<RowMissing>& columns, Purpose purpose, std::uint64_t seed,
                              std::uint64_t first_row, std::size_t rows, SampledBlock& block) {
    block.scratch.draws.resize(rows);
    for (const RowMissing& missing : columns) {
        fill_philox_draws(seed, stream_of(purpose, missing.column), first_row, block.scratch.draws);
        for (std::size_t r = 0; r < rows; ++r)
            if (block.scratch.draws[r] < missing.threshold) block.codes[missing.column][r] = missing.code;
    }
}

void Synthesizer::sample_codes(std::uint64_t seed, std::uint64_t first_row, std::size_t rows,
                               SampledBlock& block) const {
    block.codes.resize(decoders_.size());
    for (const std::uint32_t c : constant_columns_) block.codes[c].assign(rows, 0);
    if (persons_) {
        for (const std::uint32_t c : persons_->columns()) block.codes[c].resize(rows);
        expand_persons(seed, first_row, rows, block);
    }
    for (const FamilySampler& sampler : samplers_) sampler.sample(seed, first_row, block.codes, rows, block.scratch);
    leave_empty(cell_missing_, Purpose::cell_missing, seed, first_row, rows, block);
}

SampledRows Synthesizer::sampled_rows(std::uint64_t seed, std::uint64_t first_row, const SampledBlock& block) const {
    const std::size_t rows = block.codes[columns_.front()].size();
    SampledRows sampled{{seed, first_row, rows, block.codes}, {}, {}, 0};
    if (!persons_) return sampled;
    sampled.person_of_row = std::span(block.persons.person_of_row).subspan(block.first_in_block, rows);
    sampled.first_person = sampled.person_of_row.front();
    const std::size_t persons = sampled.person_of_row.back() - sampled.first_person + 1;
    sampled.persons = {seed, person_block_rows * *block.persons.block + sampled.first_person, persons,
                       block.persons.codes, sampled.first_person};
    return sampled;
}

void Synthesizer::decode(std::uint32_t column, std::uint64_t seed, std::uint64_t first_row, SampledBlock& block,
                         DecodedColumn& out) const {
    const auto& codes = block.codes[column];
    if (dependents_.contains(column)) return dependents_.decode(column, sampled_rows(seed, first_row, block), out);
    if (!persons_ || tiers_[column] == Tier::row) return decoders_[column]->decode(seed, first_row, codes, out);
    const auto person_of_row = std::span(block.persons.person_of_row).subspan(block.first_in_block, codes.size());
    const std::uint32_t first = person_of_row.front();
    const auto of_persons = std::span(block.persons.codes[column]).subspan(first, person_of_row.back() - first + 1);
    decoders_[column]->decode(seed, person_block_rows * *block.persons.block + first, of_persons, block.person_values);
    give_to_rows(block.person_values, first, person_of_row, codes, missing_codes_[column], out);
}

}  // namespace replica
