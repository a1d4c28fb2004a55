#pragma once

#include "engine/mpi/communicator.hpp"
#include "kernels/nearest_rows.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// Collective: nearest_rows, of which each rank does some queries; all of the result on every rank.
/// Every rank passes the same.
std::vector<NearRow> nearest_on_ranks(const ByteRows& queries, const ByteRows& candidates,
                                      const NearestOptions& options, const Communicator& comm);

/// Collective: the same of nearest_without.
std::vector<NearRow> nearest_without_on_ranks(const ByteRows& queries, const ByteRows& candidates,
                                              std::span<const std::uint32_t> without, const NearestOptions& options,
                                              const Communicator& comm);

}  // namespace replica
