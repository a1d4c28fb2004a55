#pragma once

#include "engine/mpi/communicator.hpp"
#include "engine/structure.hpp"

#include <optional>

namespace replica {

/// A search's state and what it depends on beside the rows, as bytes.
Bytes pack_search_state(const SearchState& state, const StructureOptions& options);

/// The inverse; nothing where the bytes are of other options, of other columns or of nothing at all.
std::optional<SearchState> unpack_search_state(const Bytes& bytes, const StructureOptions& options,
                                               std::size_t columns);

}  // namespace replica
