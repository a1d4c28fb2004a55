#pragma once

#include "io/hdf5/hdf5_file.hpp"
#include "kernels/entropy.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// Writes the scores of all sets of 1, 2, ... columns as root/scores/size_N/{x_log_x, support}.
void store_scores(std::span<const std::span<const SubsetScore>> scores, const Hdf5Group& root);

/// Reads them: C(columns, size) of each size. Throws Hdf5Error where there are more or fewer, or one that `rows` rows
/// can't have.
std::vector<std::vector<SubsetScore>> load_scores(std::size_t columns, std::uint64_t rows, const Hdf5Group& root);

}  // namespace replica
