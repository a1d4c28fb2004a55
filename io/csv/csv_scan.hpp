#pragma once

#include "engine/mpi/communicator.hpp"
#include "io/extract_scan.hpp"

#include <cstddef>
#include <string>

namespace replica {

/// Collective: scan() of text.
void scan_csv(ExtractSource& source, const Communicator& comm, int threads, const ChunkVisit& visit);

/// place_of() of text.
std::string place_in_csv(const ExtractSource& source, const TokenizedChunk& chunk, std::size_t row, std::size_t column);

}  // namespace replica
