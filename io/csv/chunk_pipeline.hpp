#pragma once

#include "io/csv/chunk_worker.hpp"
#include "io/extract_scan.hpp"

namespace replica {

/// What a pass over a rank's own chunks does.
enum class ChunkPass : std::uint8_t {
    count,               ///< fills line and inside_quote of own_states, relative to the first own chunk if a file runs
                         ///< across its begin
    count_and_tokenize,  ///< also visits; right only if no other rank has chunks before
    tokenize,            ///< visits, with own_states known
};

/// The state that the chunk behind this rank's last one begins with, as far as this rank knows.
struct RunEnd {
    std::uint64_t line = 0;
    bool inside_quote = false;
};

/// Not collective: takes the own chunks through read, count and tokenize, in parallel. Tokenizing passes note the
/// rows of each chunk, or throw JobError where they differ from what an earlier scan noted.
RunEnd run_chunks(ExtractSource& source, ChunkPass pass, int threads, const ChunkVisit& visit);

}  // namespace replica
