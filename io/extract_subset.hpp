#pragma once

#include "engine/mpi/communicator.hpp"
#include "io/extract_source.hpp"

#include <cstdint>
#include <filesystem>

namespace replica {

/// The beginning of an extract.
struct SubsetSize {
    std::uint64_t rows = 0;     ///< 0: all
    std::uint64_t columns = 0;  ///< 0: all
};

/// Collective: writes an extract's first rows and columns to `out`, mode 0600, as text in the extract's own dialect: a
/// value is the same value, quoted where it has to be, and what is missing has its own token. Parquet becomes CSV.
/// source: scanned once (see scan()). Throws JobError.
void write_subset(ExtractSource& source, SubsetSize size, const std::filesystem::path& out, const Communicator& world,
                  int threads);

}  // namespace replica
