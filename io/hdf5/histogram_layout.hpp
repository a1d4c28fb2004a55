#pragma once

#include "engine/counting/histograms.hpp"
#include "io/hdf5/hdf5_file.hpp"
#include "kernels/entropy.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace replica {

/// Version of the layout of histograms.h5.
inline constexpr int histogram_format_version = 1;

/// What counts were made of: they are of use only where all of this is the same.
struct StoreIdentity {
    std::string program_version;
    std::uint64_t rows = 0;
    std::array<std::uint64_t, 2> fingerprint{};  ///< of the encoded data
    std::vector<std::string> columns;
    std::vector<std::uint32_t> domains;  ///< codes of each column

    friend bool operator==(const StoreIdentity&, const StoreIdentity&) = default;
};

/// The occupied cells of the contingency table of some columns.
using StoredTable = SetTable;

/// What a store keeps between runs.
struct StoredHistograms {
    std::vector<std::vector<SubsetScore>> scores;  ///< by size - 1; C(columns, size) in order of subset_rank
    std::vector<StoredTable> tables;
    std::string plan;                     ///< the decomposition chosen, in words of its maker
    std::vector<std::byte> search_state;  ///< of a search that can be resumed; empty for none
};

/// The same, somewhere else.
struct HistogramsView {
    std::span<const std::span<const SubsetScore>> scores;
    std::span<const StoredTable> tables;
    std::string plan;
    std::span<const std::byte> search_state;
};

/// Writes all of it: attributes of `root`, and README.md's list of datasets.
void store_histograms(const StoreIdentity& identity, const HistogramsView& histograms, const Hdf5Group& root);

/// Throws Hdf5Error where `root` is no store, or one of another format version or shape.
StoreIdentity load_identity(const Hdf5Group& root);

/// Inverse of store_histograms, checked: sizes, order and ranges. Throws Hdf5Error.
StoredHistograms load_histograms(const StoreIdentity& identity, const Hdf5Group& root);

}  // namespace replica
