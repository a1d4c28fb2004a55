#include "engine/synthesis.hpp"

#include "engine/code_weights.hpp"
#include "engine/error.hpp"
#include "kernels/code_column.hpp"

namespace replica {

namespace {

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
        if (column.role == Role::drop) continue;
        if (column.domain_size() > max_domain_size)
            throw InputError("the model is damaged: column '" + column.name +
                             "' has more than 65,536 codes; describe the data again");
        columns_.push_back(c);
        if (!has_choice(column)) constant_columns_.push_back(c);
        decoders_[c] = make_decoder(model, c);
    }
    add_samplers(model);
}

void Synthesizer::add_samplers(const Model& model) {
    if (model.mode == Mode::random) {
        for (const std::uint32_t c : columns_)
            if (has_choice(model.columns[c])) samplers_.emplace_back(c, random_mode_weights(model.columns[c]));
        return;
    }
    check_network(model);
    for (const Family& family : model.families) samplers_.emplace_back(family, model.columns);
}

void Synthesizer::sample_codes(std::uint64_t seed, std::uint64_t first_row, std::size_t rows,
                               SampledBlock& block) const {
    block.codes.resize(decoders_.size());
    for (const std::uint32_t c : constant_columns_) block.codes[c].assign(rows, 0);
    for (const FamilySampler& sampler : samplers_) sampler.sample(seed, first_row, block.codes, rows, block.scratch);
}

}  // namespace replica
