#pragma once

#include "engine/mpi/communicator.hpp"

#include <filesystem>

namespace replica {

/// Collective: writes the rows of a CSV file, as write_deidentified leaves it for this, to `parquet`, which must not
/// exist under its partial name; columns have the types that all their values allow. Throws as open_source and
/// write_parquet.
void convert_to_parquet(const std::filesystem::path& csv, const std::filesystem::path& parquet,
                        const Communicator& world, int threads);

}  // namespace replica
