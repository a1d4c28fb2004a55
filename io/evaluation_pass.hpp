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
    EncodedTable codes;                             ///< coarse, all rows
    std::vector<std::vector<std::uint64_t>> fine;   ///< by column, rows of each fine code, of all ranks
    std::vector<std::vector<std::uint64_t>> clock;  ///< of dates and datetimes: rows of each clock cell, of all ranks
    std::vector<CodedSample> samples;               ///< rows drawn, the same on every rank; of each half
    std::vector<std::uint64_t> own_rows;            ///< a hash of each of this rank's rows (see ComparedValue)
    std::uint64_t first_own_row = 0;
};

/// Collective: one pass over a table. fields: where each of `coders`' columns is among the source's. Precondition: the
/// source has been scanned once.
ComparedTable read_compared_table(ExtractSource& source, std::span<const ComparedCoder> coders,
                                  std::span<const std::size_t> fields, const RowDraw& draw, const Placement& placement,
                                  int threads);

}  // namespace replica
