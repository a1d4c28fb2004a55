#pragma once

#include "engine/row_range.hpp"
#include "engine/simulation/simulator.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>

namespace replica {

/// Writes what belongs to rows `rows` of the first table, of table `form` among those that are written, to `file` as
/// Parquet; of a fixed table all rows. Calls told(rows of the first table) after each block. Returns its rows. Throws
/// JobError.
std::uint64_t write_simulated_parquet(const Simulator& simulator, std::uint64_t seed, std::size_t form, RowRange rows,
                                      const std::filesystem::path& file,
                                      const std::function<void(std::uint64_t rows)>& told);

}  // namespace replica
