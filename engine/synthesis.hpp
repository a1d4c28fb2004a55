#pragma once

#include "engine/copula_sampler.hpp"
#include "engine/dependent_columns.hpp"
#include "engine/family_sampler.hpp"
#include "engine/model.hpp"
#include "engine/person_tier.hpp"
#include "engine/privacy/pooled_rows.hpp"
#include "engine/random_stream.hpp"
#include "engine/rejection.hpp"
#include "engine/value_decoder.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace replica {

/// The codes of a block of rows and the working memory that makes them. One a thread.
struct SampledBlock {
    CodeColumns codes;                 ///< by column of the model; empty for dropped columns
    PersonBlock persons;               ///< whose rows they are, where the model has a person tier
    std::uint32_t first_in_block = 0;  ///< the first row's number in the block of `persons`
    DecodedColumn person_values;
    SamplingScratch scratch;
    CopulaScratch copula;
    std::vector<std::uint64_t> person_numbers;  ///< by row, where rows are drawn by a copula
    CodeColumns accepted;  ///< of the whole block of sampling_block_rows, where rows are drawn by rejection
    RejectionScratch rejection;
    std::optional<std::uint64_t> even_block;  ///< the block of pool_block_rows that ...
    CodeColumns even_codes;                   ///< ... these are of, by column of the model
};

/// Makes rows from a model: samples codes in network order, then decodes them to text. Every value is a function of
/// (model, seed, row), so rows may be made in any order, by any rank or thread. Immutable after construction.
class Synthesizer {
public:
    /// Prepares all tables and texts; keeps no reference to `model`. Throws InputError where the model is damaged.
    explicit Synthesizer(const Model& model);

    /// Columns of the model that the replica has, in its order.
    [[nodiscard]] const std::vector<std::uint32_t>& columns() const { return columns_; }

    /// Codes of the rows [first_row, first_row + rows); best in blocks of sampling_block_rows. With a person tier the
    /// rows must lie in one block of person_block_rows, where rejects() in one of sampling_block_rows.
    void sample_codes(std::uint64_t seed, std::uint64_t first_row, std::size_t rows, SampledBlock& block) const;

    /// Whether persons are drawn before their rows: then rows are best made a person block at a time.
    [[nodiscard]] bool has_persons() const { return persons_.has_value(); }

    /// Whether rows are drawn until they satisfy Model::given: then rows are made a block of sampling_block_rows at a
    /// time, from a multiple of it on.
    [[nodiscard]] bool rejects() const { return !given_.empty(); }

    /// Whether rows of a block of pool_block_rows share outcomes evenly, as those of private models do: then they must
    /// lie in one, and are best made a block at a time.
    [[nodiscard]] bool draws_evenly() const { return evenly_; }

    /// The values of column `column` in the rows that `block` was sampled for, by its decoder: once a person in the
    /// person tier.
    void decode(std::uint32_t column, std::uint64_t seed, std::uint64_t first_row, SampledBlock& block,
                DecodedColumn& out) const;

    /// Decoder of column `column` of the model, which is one of columns().
    [[nodiscard]] const ValueDecoder& decoder(std::uint32_t column) const { return *decoders_[column]; }

private:
    /// Rows in which a value that the row's person has is missing.
    struct RowMissing {
        std::uint32_t column = 0;
        std::uint16_t code = 0;
        std::uint64_t threshold = 0;  ///< of a draw of 32 bits
        std::uint32_t drawn_for = 0;  ///< the column of the stream of draws
    };

    void add_samplers(const Model& model);
    [[nodiscard]] SampledRows sampled_rows(std::uint64_t seed, std::uint64_t first_row,
                                           const SampledBlock& block) const;
    void add_cell_missing(const Model& model);
    void add_persons(const Model& model, std::vector<FamilySampler> samplers);

    void draw_evenly(std::uint64_t seed, std::uint64_t first_row, std::size_t rows, SampledBlock& block) const;
    void fill_even_block(std::uint64_t seed, std::uint64_t begin, std::uint64_t rows, SampledBlock& block) const;

    /// Makes block.persons those of the rows from first_row on.
    void draw_persons(std::uint64_t seed, std::uint64_t first_row, SampledBlock& block) const;
    /// A person is accepted as his first row would be.
    void draw_accepted_persons(std::uint64_t seed, std::uint64_t first, std::size_t persons, SampledBlock& block) const;
    void draw_accepted_rows(std::uint64_t seed, std::uint64_t first_row, std::size_t rows, SampledBlock& block) const;
    /// Codes of the row tier in rows whose persons' codes are there: what acceptance hangs on, then the rest.
    void draw_given_columns(std::uint64_t seed, std::uint64_t first_row, std::size_t rows, CodeColumns& codes,
                            SamplingScratch& scratch) const;
    void draw_other_columns(std::uint64_t seed, std::uint64_t first_row, std::size_t rows, CodeColumns& codes,
                            SamplingScratch& scratch) const;
    void draw_by_copula(std::uint64_t seed, std::uint64_t first_row, std::size_t rows, SampledBlock& block) const;
    void weigh(const CodeColumns& codes, std::size_t rows, std::vector<double>& likelihoods) const;
    /// Puts missing codes into rows; the draws are of `purpose`.
    static void leave_empty(const std::vector<RowMissing>& columns, Purpose purpose, std::uint64_t seed,
                            std::uint64_t first_row, std::size_t rows, CodeColumns& codes, SamplingScratch& scratch);

    std::vector<std::uint32_t> columns_;
    std::vector<std::uint32_t> constant_columns_;   ///< those with one code
    std::vector<FamilySampler> given_samplers_;     ///< of the row tier, in network order: what acceptance hangs on
    std::vector<FamilySampler> samplers_;           ///< of the row tier, in network order: the others
    std::vector<std::uint32_t> candidate_columns_;  ///< those that candidates for rows have
    std::vector<CodeEvidence> given_;               ///< what rows are rejected by
    std::optional<PersonTier> persons_;
    std::optional<PoolSampler> pool_;
    std::optional<CopulaSampler> copula_;
    std::vector<ImpossiblePair> impossible_;
    bool evenly_ = false;
    std::uint64_t replica_rows_ = 0;
    std::vector<RowMissing> row_missing_;
    std::vector<RowMissing> cell_missing_;      ///< cells that are left empty once all is drawn
    std::vector<Tier> tiers_;                   ///< by column of the model
    std::vector<std::uint32_t> missing_codes_;  ///< by column of the model; generated_cell where there is none
    std::vector<std::unique_ptr<ValueDecoder>> decoders_;
    DependentColumns dependents_;
};

}  // namespace replica
