#pragma once

#include "engine/mpi/communicator.hpp"
#include "io/extract_source.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace replica {

/// Rows of a source, by column; nothing where a value is missing.
struct ExtractSample {
    std::vector<std::vector<std::optional<std::string>>> columns;
    std::size_t rows = 0;
};

/// Collective: all rows where they are at most `most`, else about so many drawn at random, the same for any ranks; in
/// the source's order, on the root, nothing elsewhere. Precondition: a scan has been made, so that rows are known.
ExtractSample sample_extract(ExtractSource& source, std::uint64_t most, const Communicator& comm, int threads);

}  // namespace replica
