#pragma once

#include "engine/derivation.hpp"
#include "engine/mpi/communicator.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace replica {

/// Collective: the columns `key` and `value` of a CSV file with a header, the same on every rank; lines without one of
/// both are left out, lines that say the same count once. Throws InputError where the file or a column isn't there, or
/// a key has two values.
std::vector<TableLine> read_lookup_table(const std::filesystem::path& path, const std::string& key,
                                         const std::string& value, const Communicator& comm, int threads);

}  // namespace replica
