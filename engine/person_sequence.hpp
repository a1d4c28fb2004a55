#pragma once

#include "engine/column_model.hpp"
#include "kernels/alias_table.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace replica {

/// Rows after which persons start afresh, so that a row's person can be found without all rows before it.
inline constexpr std::uint64_t person_block_rows = 65536;

/// The persons of the last person block that was asked for. One for each column and thread.
struct PersonScratch {
    std::optional<std::uint64_t> block;
    std::uint64_t seed = 0;
    std::vector<std::uint32_t> persons;  ///< by row of the block, from 0
    std::vector<std::uint32_t> draws;
};

/// Gives rows to persons: groups of consecutive rows, their sizes drawn as rows_per_person says.
///
/// Person block b holds the rows [65536 b, 65536 (b + 1)) and the persons from 1 + 65536 b on; its last person ends
/// with it. Size i of block b is decided by draw 65536 b + i of the stream (rows_of_person, column).
class PersonSequence {
public:
    /// Without rows_per_person every person has one row.
    PersonSequence(std::uint32_t column, std::span<const Weighted<std::uint32_t>> rows_per_person);

    /// persons[r]: the person of row first_row + r, from 1.
    void assign(std::uint64_t seed, std::uint64_t first_row, std::span<std::uint64_t> persons,
                PersonScratch& scratch) const;

private:
    void fill_block(std::uint64_t seed, std::uint64_t block, PersonScratch& scratch) const;

    std::uint32_t column_ = 0;
    std::vector<std::uint32_t> sizes_;
    AliasTable table_;
};

}  // namespace replica
