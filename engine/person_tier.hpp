#pragma once

#include "engine/family_sampler.hpp"
#include "engine/model.hpp"
#include "engine/person_sequence.hpp"
#include "kernels/alias_table.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace replica {

/// The latent column that says how many rows a person has; nothing where a model has no person tier.
std::optional<std::uint32_t> size_column(const Model& model);

/// Likelihoods that weigh persons by their rows: by code of the size column, mean rows. column: its number.
CodeEvidence weigh_by_rows(const ColumnModel& size, std::uint32_t column);

/// The persons of a block of person_block_rows rows. One a thread.
struct PersonBlock {
    std::optional<std::uint64_t> block;
    std::uint64_t seed = 0;
    std::vector<std::uint32_t> person_of_row;       ///< by row of the block: his number in it, from 0
    std::vector<std::vector<std::uint16_t>> codes;  ///< by column of the model: by person; empty for the row tier

    std::vector<std::vector<std::uint16_t>> drawn;  ///< working memory
    std::vector<std::uint32_t> draws;
    std::vector<std::uint64_t> numbers;
    SamplingScratch scratch;
};

/// Draws persons: their codes in network order, among them how many rows they have.
///
/// Block b holds the rows [65536 b, 65536 (b + 1)), its person i has number 65536 b + i in every stream of a column of
/// the person tier; his rows follow those of person i - 1, and the last person ends with the block.
class PersonTier {
public:
    /// samplers: of the person tier's columns, in network order. Throws InputError where the size column is damaged.
    PersonTier(const Model& model, std::vector<FamilySampler> samplers);

    /// Makes `out` the block, unless it is. draw_codes(first, persons, out) puts the codes of the persons from number
    /// `first` on into out.drawn.
    using DrawCodes = std::function<void(std::uint64_t first, std::size_t persons, PersonBlock& out)>;
    void fill(std::uint64_t seed, std::uint64_t block, const DrawCodes& draw_codes, PersonBlock& out) const;

    /// Draws codes for the persons from number `first` on: codes[c][i] for all c of columns().
    void draw_codes(std::uint64_t seed, std::uint64_t first, std::size_t persons,
                    std::vector<std::vector<std::uint16_t>>& codes, SamplingScratch& scratch) const;

    /// Columns of the person tier that have codes to draw.
    [[nodiscard]] const std::vector<std::uint32_t>& columns() const { return columns_; }

private:
    [[nodiscard]] std::uint64_t rows_of(std::uint16_t code, std::uint32_t draw, std::uint64_t word) const;

    std::uint32_t size_ = 0;
    std::vector<std::uint32_t> columns_;
    std::vector<FamilySampler> samplers_;
    std::vector<Slot> slots_;                ///< of the size column
    std::vector<std::uint32_t> first_slot_;  ///< of each of its codes
    std::vector<AliasTable> slot_tables_;
};

}  // namespace replica
