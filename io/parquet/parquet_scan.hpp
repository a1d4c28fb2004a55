#pragma once

#include "io/extract_scan.hpp"

namespace replica {

/// Collective: scan() of Parquet. Each thread takes row groups, or what of them is in own chunks.
void scan_parquet(ExtractSource& source, const Communicator& comm, int threads, const ChunkVisit& visit);

}  // namespace replica
