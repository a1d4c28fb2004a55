#pragma once

#include "engine/mpi/communicator.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace replica {

/// A unit by a hash of 128 bits: that two units share one, and so their limit of rows, has a chance of about n^2 /
/// 2^129.
struct UnitId {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    friend bool operator==(const UnitId&, const UnitId&) = default;
};

/// Under a seed that is drawn for a run, so that nobody can choose identifiers that collide.
UnitId unit_of(std::string_view text, std::uint64_t seed);

/// The rows that a limit for each unit leaves.
struct BoundedRows {
    std::vector<std::uint8_t> kept;            ///< by row of this rank
    std::vector<std::uint64_t> units_by_size;  ///< on the root: units that have 1, 2, ..., max_rows of the kept rows
};

/// Collective: keeps the first max_rows rows of each unit in the order of the source, so that what is kept of a unit
/// depends on its own rows alone. units: of this rank's rows. Each rank answers for the units that fall to it.
BoundedRows bound_rows(std::span<const UnitId> units, std::uint32_t max_rows, const Communicator& comm);

/// Collective: by row of this rank, the number of rows that its unit has on all ranks.
std::vector<std::uint64_t> count_rows_of_units(std::span<const UnitId> units, const Communicator& comm);

}  // namespace replica
