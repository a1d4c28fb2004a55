#pragma once

#include "engine/counting/placement.hpp"
#include "engine/encoded_table.hpp"
#include "engine/evaluation/compared_coder.hpp"
#include "io/extract_source.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace replica {

/// How a table's rows are drawn and divided; both depend on a row's number only.
struct RowDraw {
    std::uint64_t most_rows = 0;  ///< of each sample: about so many are drawn where there are more
    bool halves = false;          ///< real rows without a holdout: each belongs to one half or the other, at random
};

/// Half 0 or 1 that a row belongs to.
std::uint32_t half_of_row(std::uint64_t row);

/// A table as codes.
struct ComparedTable {
    std::optional<EncodedTable> codes;              ///< coarse, all rows; to be let go of when nobody counts any more
    std::vector<std::vector<std::uint64_t>> fine;   ///< by column, rows of each fine code, of all ranks
    std::vector<std::vector<std::uint64_t>> clock;  ///< of dates and datetimes: rows of each clock cell, of all ranks
    std::vector<CodedSample> samples;               ///< rows drawn, the same on every rank; of each half
};

/// Collective: one pass over a table. fields: where each of `coders`' columns is among the source's. Precondition: the
/// source has been scanned once.
ComparedTable read_compared_table(ExtractSource& source, std::span<const ComparedCoder> coders,
                                  std::span<const std::size_t> fields, const RowDraw& draw, const Placement& placement,
                                  int threads);

/// Collective: one more pass, which hashes this rank's rows by all of their values (see ComparedValue), in order. A
/// pass of its own, since codes and hashes together would take more memory than either.
std::vector<std::uint64_t> hash_own_rows(ExtractSource& source, std::span<const ComparedCoder> coders,
                                         std::span<const std::size_t> fields, const Communicator& comm, int threads);

/// Number of this rank's first row in the table.
std::uint64_t first_own_row(const ExtractSource& source);

}  // namespace replica
