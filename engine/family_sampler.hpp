#pragma once

#include "engine/configuration_index.hpp"
#include "engine/family_cells.hpp"
#include "kernels/alias_table.hpp"
#include "kernels/ancestral_sampling.hpp"
#include "kernels/packed_alias.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// Working memory of one thread that samples.
struct SamplingScratch {
    std::vector<std::uint32_t> draws;
    std::vector<std::uint32_t> configurations;
    std::vector<std::uint16_t> short_configurations;
    /// A row of a block that is drawn evenly.
    struct Place {
        std::uint64_t configuration = 0;
        std::uint32_t stratum = 0;
        std::uint32_t draw = 0;
        std::uint32_t row = 0;
        friend auto operator<=>(const Place&, const Place&) = default;
    };
    std::vector<Place> places;
    /// A code of a table, and the sum of the shares up to and with this one, of 2^32 for each of the table's slots.
    struct Share {
        std::uint16_t code = 0;
        std::uint64_t upper = 0;
    };
    std::vector<Share> shares;
};

/// Draws one column of a block given its parents: an alias table for every parent configuration that occurs.
///
/// A configuration that doesn't occur takes the counts given all parents but the last, failing that all but the last
/// two, and so on to the child's marginal (Katz 1987's order of back-off): never a uniform draw.
class FamilySampler {
public:
    /// Throws InputError where the family doesn't fit the columns.
    FamilySampler(const Family& family, std::span<const ColumnModel> columns);

    /// A column without parents that takes code i with probability weights[i] / Σ weights.
    FamilySampler(std::uint32_t child, std::span<const std::uint64_t> weights);

    [[nodiscard]] std::uint32_t child() const { return child_; }

    /// codes[child][r] for the rows first_row + r, r < rows; the parents' codes are read. Draw `row` of the stream
    /// (code, child) decides.
    void sample(std::uint64_t seed, std::uint64_t first_row, std::span<std::vector<std::uint16_t>> codes,
                std::size_t rows, SamplingScratch& scratch) const;

    /// The same, but the rows of a block share outcomes evenly, so that a code comes nearly as often as it should:
    /// ordered by parent configuration, then by the first two other columns that have codes, then at random, row i
    /// inverts the distribution function at frac(u + i / golden ratio) (systematic sampling with implicit
    /// stratification; Madow, Madow 1944). Each row's own distribution stays what it is. Columns yet to be drawn must
    /// be empty.
    void sample_evenly(std::uint64_t seed, std::uint64_t first_row, std::span<std::vector<std::uint16_t>> codes,
                       std::size_t rows, SamplingScratch& scratch) const;

private:
    void sample_with_draws(std::span<std::vector<std::uint16_t>> codes, std::size_t rows,
                           SamplingScratch& scratch) const;
    void list_places(std::span<std::vector<std::uint16_t>> codes, SamplingScratch& scratch) const;
    void list_shares(std::uint64_t configuration, std::vector<SamplingScratch::Share>& shares) const;

    /// The tables of the configurations that occur given the first parents only, where they are too many for a list.
    struct SparseLevel {
        std::uint64_t modulus = 1;
        ConfigurationIndex index;
        std::vector<AliasRow> tables;
    };

    void pack(std::span<const FamilyCells> levels);
    void build_tables(std::span<const FamilyCells> levels);
    std::vector<AliasRow> append_tables(const FamilyCells& cells);
    [[nodiscard]] AliasRow find_table(std::uint64_t configuration) const;
    void sample_packed(std::span<const ParentCodes> parents, std::span<std::uint16_t> out,
                       SamplingScratch& scratch) const;
    void sample_sparse(std::span<const std::uint32_t> draws, std::span<const std::vector<std::uint16_t>> codes,
                       std::span<std::uint16_t> out) const;

    std::uint32_t child_ = 0;
    std::vector<std::uint32_t> parents_;
    std::vector<std::uint64_t> strides_;  ///< element j: product of the first j parents' domain sizes
    PackedAlias packed_;  ///< by configuration, unseen ones backed off; where it has no slots, the members below draw
    std::vector<AliasSlot> pool_;
    std::vector<AliasRow> dense_;      ///< by configuration % dense_.size(), unseen ones already backed off
    std::vector<SparseLevel> sparse_;  ///< levels above the dense one, most parents first
};

}  // namespace replica
