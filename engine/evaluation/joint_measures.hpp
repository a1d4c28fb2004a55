#pragma once

#include "engine/encoded_table.hpp"
#include "engine/evaluation/evaluation.hpp"
#include "engine/mpi/communicator.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// Real and synthetic rows by coarse codes, the same columns and codes.
struct TwinTables {
    const EncodedTable& real;
    const EncodedTable& synthetic;
};

struct JointOptions {
    std::uint64_t min_count = 5;
    std::size_t triple_columns = 60;  ///< of more columns, three-way tables are of so many drawn at random
};

/// What joint tables tell.
struct JointMeasures {
    PairMeasures pairs;                       ///< but for Spearman's
    std::vector<MarginalMeasures> marginals;  ///< two-way and, with three columns or more, three-way
    SmallCells small_cells;                   ///< of pairs
    std::size_t triple_columns = 0;           ///< that three-way tables are of
};

/// Collective: counts the joint tables of all pairs and triples of columns over all rows, ranks sharing the blocks of
/// the cover. The same for any ranks and threads. Tables have fewer than 2^32 rows.
JointMeasures measure_joint_tables(std::span<const ComparedColumn> columns, const TwinTables& tables,
                                   const JointOptions& options, const Communicator& comm, int threads);

}  // namespace replica
