#include "engine/synthesis.hpp"

#include "engine/code_weights.hpp"
#include "engine/error.hpp"
#include "engine/network_check.hpp"
#include "engine/person_values.hpp"
#include "engine/variable_elimination.hpp"
#include "kernels/code_column.hpp"
#include "kernels/philox.hpp"
#include "kernels/philox_draws.hpp"

#include <algorithm>

namespace replica {

namespace {

std::uint64_t threshold_of(double share) {
    return static_cast<std::uint64_t>(std::clamp(share, 0.0, 1.0) * 4294967296.0);
}

// Gives persons' codes to rows.
void give_codes(const PersonTier& tier, const CodeColumns& of_persons, std::span<const std::uint32_t> person_of_row,
                CodeColumns& codes) {
    for (const std::uint32_t c : tier.columns()) {
        codes[c].resize(person_of_row.size());
        for (std::size_t r = 0; r < person_of_row.size(); ++r) codes[c][r] = of_persons[c][person_of_row[r]];
    }
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
    replica_rows_ = model.replica_rows;
    impossible_ = model.impossible;
    if (model.pool && model.draw_from == DrawFrom::pool)
        pool_.emplace(*model.pool);
    else
        add_samplers(model);
    // Persons and rows that are drawn until they fit have blocks of their own.
    evenly_ = model.privacy && replica_rows_ > 0 && !persons_ && !rejects() && !copula_;
    add_cell_missing(model);
}

void Synthesizer::add_samplers(const Model& model) {
    std::vector<FamilySampler> of_persons;
    if (model.given_by == GivenBy::rejection) given_ = model.given;
    const std::vector<bool> given = ancestors_of(model, given_);
    const auto add = [&](FamilySampler sampler) {
        const std::uint32_t c = sampler.child();
        if (tiers_[c] == Tier::person) return of_persons.push_back(std::move(sampler));
        if (given[c]) candidate_columns_.push_back(c);
        (given[c] ? given_samplers_ : samplers_).push_back(std::move(sampler));
    };
    if (model.copula) {
        copula_.emplace(model);
    } else if (model.mode == Mode::random) {
        for (std::uint32_t c = 0; c < model.columns.size(); ++c)
            if (has_choice(model.columns[c])) add(FamilySampler(c, random_mode_weights(model.columns[c])));
    } else {
        check_network(model);
        for (const Family& family : model.families) add(FamilySampler(family, model.columns));
    }
    if (size_column(model)) {
        add_persons(model, std::move(of_persons));
    } else if (!of_persons.empty()) {
        throw InputError("the model is damaged: it has persons without rows; describe the data again");
    }
}

// What is given stays.
void Synthesizer::add_cell_missing(const Model& model) {
    for (const std::uint32_t c : columns_) {
        const ColumnModel& column = model.columns[c];
        const bool identifier = column.role == Role::key || column.role == Role::person;
        const auto is_column = [&](const CodeEvidence& evidence) { return evidence.column == c; };
        const bool given = std::any_of(model.given.begin(), model.given.end(), is_column);
        if (model.missing_rate > 0 && !identifier && column.has_missing && !given)
            cell_missing_.push_back(
                {c, static_cast<std::uint16_t>(*column.missing_code()), threshold_of(model.missing_rate), c});
    }
}

void Synthesizer::add_persons(const Model& model, std::vector<FamilySampler> samplers) {
    persons_.emplace(model, std::move(samplers));
    candidate_columns_.insert(candidate_columns_.end(), persons_->columns().begin(), persons_->columns().end());
    for (const std::uint32_t c : persons_->columns()) {
        const ColumnModel& column = model.columns[c];
        if (column.missing_rows == 0 || !column.has_missing || model.mode == Mode::random) continue;
        const double share = static_cast<double>(column.missing_rows) / static_cast<double>(column.value_rows);
        // What is missing together is missing in the same rows.
        row_missing_.push_back({c, static_cast<std::uint16_t>(*column.missing_code()), threshold_of(share),
                                column.missing_with.value_or(c)});
    }
}

void Synthesizer::leave_empty(const std::vector<RowMissing>& columns, Purpose purpose, std::uint64_t seed,
                              std::uint64_t first_row, std::size_t rows, CodeColumns& codes, SamplingScratch& scratch) {
    scratch.draws.resize(rows);
    for (const RowMissing& missing : columns) {
        fill_philox_draws(seed, stream_of(purpose, missing.drawn_for), first_row, scratch.draws);
        for (std::size_t r = 0; r < rows; ++r)
            if (scratch.draws[r] < missing.threshold) codes[missing.column][r] = missing.code;
    }
}

void Synthesizer::draw_given_columns(std::uint64_t seed, std::uint64_t first_row, std::size_t rows, CodeColumns& codes,
                                     SamplingScratch& scratch) const {
    for (const std::uint32_t c : constant_columns_) codes[c].assign(rows, 0);
    leave_empty(row_missing_, Purpose::row_missing, seed, first_row, rows, codes, scratch);
    for (const FamilySampler& sampler : given_samplers_) sampler.sample(seed, first_row, codes, rows, scratch);
}

void Synthesizer::draw_other_columns(std::uint64_t seed, std::uint64_t first_row, std::size_t rows, CodeColumns& codes,
                                     SamplingScratch& scratch) const {
    for (const FamilySampler& sampler : samplers_) sampler.sample(seed, first_row, codes, rows, scratch);
    leave_empty(cell_missing_, Purpose::cell_missing, seed, first_row, rows, codes, scratch);
}

void Synthesizer::draw_persons(std::uint64_t seed, std::uint64_t first_row, SampledBlock& block) const {
    const auto draw = [&](std::uint64_t first, std::size_t persons, PersonBlock& out) {
        if (rejects()) return draw_accepted_persons(seed, first, persons, block);
        if (copula_) {
            for (const std::uint32_t column : persons_->columns()) out.drawn[column].assign(persons, 0);
            return copula_->sample_persons(seed, first, persons, out.drawn, block.copula);
        }
        persons_->draw_codes(seed, first, persons, out.drawn, out.scratch);
    };
    persons_->fill(seed, first_row / person_block_rows, draw, block.persons);
    block.first_in_block = static_cast<std::uint32_t>(first_row % person_block_rows);
}

void Synthesizer::weigh(const CodeColumns& codes, std::size_t rows, std::vector<double>& likelihoods) const {
    likelihoods.resize(rows);
    for (std::size_t r = 0; r < rows; ++r) likelihoods[r] = likelihood(given_, codes, r);
}

void Synthesizer::draw_accepted_persons(std::uint64_t seed, std::uint64_t first, std::size_t persons,
                                        SampledBlock& block) const {
    const std::uint64_t trial_seed = philox_word(seed, stream_of(Purpose::trial_row, 0), 0);
    CodeColumns& rows = block.rejection.trial_rows;
    rows.resize(decoders_.size());
    const auto draw = [&](std::uint64_t index, std::span<const std::uint32_t> owners, Candidates& candidates) {
        candidates.codes.resize(decoders_.size());
        persons_->draw_codes(trial_seed, index, owners.size(), candidates.codes, block.scratch);
        for (const std::uint32_t c : persons_->columns()) rows[c] = candidates.codes[c];
        draw_given_columns(trial_seed, index, owners.size(), rows, block.scratch);
        weigh(rows, owners.size(), candidates.likelihoods);
    };
    draw_until_accepted(trial_seed, first, persons, persons_->columns(), draw, block.rejection, block.persons.drawn);
}

void Synthesizer::draw_accepted_rows(std::uint64_t seed, std::uint64_t first_row, std::size_t rows,
                                     SampledBlock& block) const {
    const std::uint64_t begin = first_row - first_row % sampling_block_rows;
    std::vector<std::uint32_t> person_of_row;
    const auto draw = [&](std::uint64_t index, std::span<const std::uint32_t> owners, Candidates& candidates) {
        candidates.codes.resize(decoders_.size());
        if (persons_) {
            person_of_row.resize(owners.size());
            for (std::size_t k = 0; k < owners.size(); ++k)
                person_of_row[k] = block.persons.person_of_row[begin % person_block_rows + owners[k]];
            give_codes(*persons_, block.persons.codes, person_of_row, candidates.codes);
        }
        draw_given_columns(seed, index, owners.size(), candidates.codes, block.scratch);
        weigh(candidates.codes, owners.size(), candidates.likelihoods);
    };
    block.accepted.resize(decoders_.size());
    draw_until_accepted(seed, begin, sampling_block_rows, candidate_columns_, draw, block.rejection, block.accepted);
    const auto skipped = static_cast<std::ptrdiff_t>(first_row - begin);
    for (const std::uint32_t c : candidate_columns_) {
        const auto from = block.accepted[c].begin() + skipped;
        block.codes[c].assign(from, from + static_cast<std::ptrdiff_t>(rows));
    }
    for (const std::uint32_t c : constant_columns_) block.codes[c].assign(rows, 0);
}

void Synthesizer::fill_even_block(std::uint64_t seed, std::uint64_t begin, std::uint64_t rows,
                                  SampledBlock& block) const {
    constexpr int polishing_passes = 2;
    block.even_codes.resize(decoders_.size());
    if (pool_) {
        auto drawn = pool_->draw(rows, polishing_passes, seed, begin / pool_block_rows);
        for (std::size_t i = 0; i < drawn.size(); ++i) block.even_codes[pool_->columns()[i]] = std::move(drawn[i]);
    } else {
        for (std::vector<std::uint16_t>& codes : block.even_codes) codes.clear();
        for (const FamilySampler& sampler : samplers_)
            sampler.sample_evenly(seed, begin, block.even_codes, rows, block.scratch);
    }
    for (const std::uint32_t c : constant_columns_) block.even_codes[c].assign(rows, 0);
    replace_impossible(impossible_, block.even_codes, seed, begin / pool_block_rows);
}

void Synthesizer::draw_evenly(std::uint64_t seed, std::uint64_t first_row, std::size_t rows,
                              SampledBlock& block) const {
    const std::uint64_t number = first_row / pool_block_rows;
    const std::uint64_t begin = number * pool_block_rows;
    if (block.even_block != number) {
        const std::uint64_t all = std::max(replica_rows_, first_row + rows);
        fill_even_block(seed, begin, std::min(pool_block_rows, all - begin), block);
        block.even_block = number;
    }
    const auto skipped = static_cast<std::ptrdiff_t>(first_row - begin);
    for (std::size_t c = 0; c < block.even_codes.size(); ++c) {
        if (block.even_codes[c].empty()) continue;
        const auto from = block.even_codes[c].begin() + skipped;
        block.codes[c].assign(from, from + static_cast<std::ptrdiff_t>(rows));
    }
    leave_empty(cell_missing_, Purpose::cell_missing, seed, first_row, rows, block.codes, block.scratch);
}

void Synthesizer::sample_codes(std::uint64_t seed, std::uint64_t first_row, std::size_t rows,
                               SampledBlock& block) const {
    block.codes.resize(decoders_.size());
    if (evenly_) return draw_evenly(seed, first_row, rows, block);
    if (persons_) draw_persons(seed, first_row, block);
    if (rejects()) {
        draw_accepted_rows(seed, first_row, rows, block);
    } else {
        if (persons_)
            give_codes(*persons_, block.persons.codes,
                       std::span(block.persons.person_of_row).subspan(block.first_in_block, rows), block.codes);
        draw_given_columns(seed, first_row, rows, block.codes, block.scratch);
    }
    if (copula_) draw_by_copula(seed, first_row, rows, block);
    draw_other_columns(seed, first_row, rows, block.codes, block.scratch);
}

void Synthesizer::draw_by_copula(std::uint64_t seed, std::uint64_t first_row, std::size_t rows,
                                 SampledBlock& block) const {
    block.person_numbers.clear();
    if (persons_) {
        const std::uint64_t first = first_row / person_block_rows * person_block_rows;
        for (std::size_t row = 0; row < rows; ++row)
            block.person_numbers.push_back(first + block.persons.person_of_row[block.first_in_block + row]);
    }
    copula_->sample_rows(seed, first_row, rows, block.person_numbers, block.codes, block.copula);
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
