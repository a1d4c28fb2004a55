#pragma once

#include "engine/counting/placement.hpp"
#include "engine/encoded_table.hpp"
#include "kernels/counted_rows.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace replica {

/// What tells one encoded table from another: sums over its rows, so the same for any order and spread of them.
using Fingerprint = std::array<std::uint64_t, 2>;

enum class Merging : std::uint8_t {
    automatic,  ///< where the estimate says that it pays
    never,
    always,
};

/// The columns of an encoded table that are to be counted; where many rows are equal, the distinct ones with weights.
class CountedTable {
public:
    /// Collective over the placement's world. `columns`: which columns of `table`, whose rows are those of this rank's
    /// part; counting_ns: what counting a row costs in all, which merging rows has to save (0: don't). Throws what
    /// SharedBytes throws.
    CountedTable(EncodedTable table, const std::vector<std::uint32_t>& columns, const Placement& placement,
                 double counting_ns, Merging merging, int threads);

    /// Of this rank's part.
    [[nodiscard]] CountedRows rows() const { return {columns_, domains_, weights_}; }
    [[nodiscard]] const std::vector<std::uint32_t>& domains() const { return domains_; }
    /// Rows of the source, all parts.
    [[nodiscard]] std::uint64_t source_rows() const { return source_rows_; }
    [[nodiscard]] const Fingerprint& fingerprint() const { return fingerprint_; }
    /// Rows to count in all parts; fewer than source_rows() where rows were merged.
    [[nodiscard]] std::uint64_t counted_rows() const { return counted_rows_; }

private:
    void merge(const Placement& placement, std::span<const std::uint64_t> hashes, int threads);

    std::unique_ptr<EncodedTable> table_;
    std::unique_ptr<SharedBytes> merged_;
    std::vector<CodeColumn> columns_;
    std::vector<std::uint32_t> domains_;
    std::span<const std::uint32_t> weights_;
    std::uint64_t source_rows_ = 0;
    std::uint64_t counted_rows_ = 0;
    Fingerprint fingerprint_{};
};

}  // namespace replica
