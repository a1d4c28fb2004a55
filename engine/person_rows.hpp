#pragma once

#include "engine/mpi/communicator.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// Which of a rank's rows are whose.
struct PersonRows {
    std::vector<std::uint64_t> first;  ///< numbers among this rank's rows of those that are the first of their person
    std::vector<std::uint32_t> sizes;  ///< by row of this rank: rows that its person has on all ranks
};

/// Collective: finds each person's first row and number of rows, wherever his rows lie. persons: a hash of each of this
/// rank's rows' person; first_row: rows of all lower ranks. Each rank answers for the persons whose hash falls to it:
/// 24 bytes go out and as many come back for every person of a rank.
PersonRows find_persons(std::span<const std::uint64_t> persons, std::uint64_t first_row, const Communicator& comm);

/// A row's person and his code there.
struct PersonCode {
    static constexpr std::uint64_t no_row = ~std::uint64_t{0};
    std::uint64_t person = 0;
    std::uint64_t row = no_row;  ///< number in the source; no_row: the code doesn't count
    std::uint16_t code = 0;
};

/// Collective: by row of this rank, the code that its person has in the first of his rows on all ranks where one
/// counts; `none` where none does.
std::vector<std::uint16_t> first_codes(std::span<const PersonCode> rows, std::uint16_t none, const Communicator& comm);

}  // namespace replica
