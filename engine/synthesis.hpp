#pragma once

#include "engine/family_sampler.hpp"
#include "engine/model.hpp"
#include "engine/value_decoder.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace replica {

/// The codes of a block of rows and the working memory that makes them. One a thread.
struct SampledBlock {
    std::vector<std::vector<std::uint16_t>> codes;  ///< by column of the model; empty for dropped columns
    SamplingScratch scratch;
};

/// Makes rows from a model: samples codes in network order, then decodes them to text. Every value is a function of
/// (model, seed, row), so rows may be made in any order, by any rank or thread. Immutable after construction.
class Synthesizer {
public:
    /// Prepares all tables and texts; keeps no reference to `model`. Throws InputError where the model is damaged.
    explicit Synthesizer(const Model& model);

    /// Columns of the model that the replica has, in its order.
    [[nodiscard]] const std::vector<std::uint32_t>& columns() const { return columns_; }

    /// Codes of the rows [first_row, first_row + rows); best in blocks of sampling_block_rows.
    void sample_codes(std::uint64_t seed, std::uint64_t first_row, std::size_t rows, SampledBlock& block) const;

    /// Decoder of column `column` of the model, which is one of columns().
    [[nodiscard]] const ValueDecoder& decoder(std::uint32_t column) const { return *decoders_[column]; }

private:
    void add_samplers(const Model& model);

    std::vector<std::uint32_t> columns_;
    std::vector<std::uint32_t> constant_columns_;  ///< those with one code
    std::vector<FamilySampler> samplers_;          ///< network order
    std::vector<std::unique_ptr<ValueDecoder>> decoders_;
};

}  // namespace replica
