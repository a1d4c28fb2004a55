#pragma once

#include <cstdint>

namespace replica {

/// Rows that are sampled at a time, column by column: their codes stay in the processor's cache.
inline constexpr std::uint64_t sampling_block_rows = 2048;

/// What random words are for. With the column it names a stream; the index of a word or a draw in it is the row. The
/// values are part of what a seed means: changing one changes every replica.
enum class Purpose : std::uint32_t {
    code = 1,                ///< the code given the parents' codes
    slot = 2,                ///< the slot inside a bin
    grid_value = 3,          ///< the grid value inside a slot
    pooled_shape = 4,        ///< the shape or stand-in of a pooled value
    pooled_text = 5,         ///< its characters
    rows_of_person = 6,      ///< how many rows a person has
    row_missing = 25,        ///< whether a row lacks a value that its person has
    cell_missing = 40,       ///< whether a cell is left empty
    acceptance = 41,         ///< whether a candidate is accepted
    trial_row = 42,          ///< the seed of candidates for persons and of the rows that they are tried by
    row_count = 7,           ///< how many rows the replica has, where a range is asked for
    fresh_key = 43,          ///< the bits of a UUID
    free_text = 44,          ///< the words of a text
    pool_code = 45,          ///< a code of a pool of rows that stands for a distribution
    pool_block = 47,         ///< the seed of a block of its rows
    pool_order = 46,         ///< what is drawn from such a pool
    impossible_row = 48,     ///< the row that stands in for one that can't be
    second = 20,             ///< the second of a time of day, and its fraction
    time_zone = 21,          ///< the zone of a datetime
    related_bin = 30,        ///< the bin of an interval where the code has none
    own_bin = 31,            ///< the bin of a value without references
    latent_normal = 64,      ///< a copula's variable; those that say what is missing have bit 31 of the column set
    simulated_draw = 60,     ///< what a column of a specification is drawn by; columns are hashes of their names
    simulated_time = 61,     ///< its time of day
    simulated_missing = 62,  ///< whether its value is missing
    simulated_call = 63,     ///< random calls in its expressions, by their number in the bits above the purpose's
    privacy_measure = 90,    ///< rows and columns that privacy and use are measured by; columns are DrawnFor
};

/// The stream of `purpose` for column `column`.
inline std::uint64_t stream_of(Purpose purpose, std::uint32_t column) {
    return std::uint64_t{static_cast<std::uint32_t>(purpose)} << 32U | column;
}

}  // namespace replica
