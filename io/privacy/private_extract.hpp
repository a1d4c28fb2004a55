#pragma once

#include "engine/counting/placement.hpp"
#include "engine/encoded_table.hpp"
#include "engine/privacy/private_domains.hpp"
#include "engine/privacy/public_codec.hpp"
#include "engine/privacy/unit_rows.hpp"
#include "io/extract_scan.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace replica {

/// The rows of an extract that may be learned from. Everything here is as secret as the extract.
struct UsableRows {
    BoundedRows bounded;             ///< by row of this rank
    std::uint64_t left_out = 0;      ///< rows of all ranks without a value of a declared domain ...
    std::uint64_t beyond_limit = 0;  ///< ... and beyond the limit of their unit
};

/// Collective, first pass: the rows to use: those with a value of the domain in every column that drops_rows, at most
/// max_rows for each unit. unit: the column that names it; without one, and where it is missing, a row is a unit.
UsableRows find_usable_rows(ExtractSource& source, const std::vector<DeclaredColumn>& columns,
                            std::optional<std::size_t> unit, std::uint32_t max_rows, const Communicator& world,
                            int threads);

/// What columns hold whose domains are not declared, on the root; nothing elsewhere.
struct ValuesToRelease {
    std::vector<TextCounts> texts;          ///< by column; of those that need categories
    std::vector<GridCountsOfColumn> grids;  ///< by column; of those that need a range
};

/// Collective, a pass where some column needs it.
ValuesToRelease count_undeclared(ExtractSource& source, const std::vector<DeclaredColumn>& columns,
                                 const UsableRows& rows, const Communicator& world, int threads);

/// Collective, last pass: the codes of the usable rows of all ranks, once for all ranks of a node.
/// profiles: what codecs that were made from data need; else as many empty ones.
EncodedTable encode_usable(ExtractSource& source, const std::vector<ColumnCodec>& codecs,
                           const std::vector<ColumnProfile>& profiles, const UsableRows& rows,
                           const Placement& placement, int threads);

}  // namespace replica
