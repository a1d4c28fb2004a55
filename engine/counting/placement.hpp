#pragma once

#include "engine/mpi/communicator.hpp"

#include <cstdint>

namespace replica {

/// How rows and work are spread over ranks.
enum class Decomposition : std::uint8_t {
    automatic,   ///< by the estimate
    shared,      ///< all rows once on a node, its ranks take turns at blocks of columns
    replicated,  ///< all rows on every holder, blocks are dealt over the holders
    grid,        ///< parts of the rows x groups of blocks; marginals are added up over the parts
};

/// Who holds which rows and who counts with whom. Ranks that see one copy of rows are a holder: a node, or each rank
/// by itself where all ranks lie on one node and shared memory was not asked for. Holder h has row part
/// h mod row_parts; the holders of all parts together are a replica of the table.
class Placement {
public:
    /// Collective; `world` outlives the object. decomposition: not automatic. row_parts: 1 except with grid, where it
    /// divides the number of holders.
    Placement(const Communicator& world, Decomposition decomposition, int row_parts);

    [[nodiscard]] const Communicator& world() const { return world_; }
    [[nodiscard]] const Communicator& holder() const { return holder_; }
    /// One rank of every holder; on other ranks a group of that rank alone.
    [[nodiscard]] const Communicator& leaders() const { return leaders_; }
    /// The ranks whose holders have the same rows.
    [[nodiscard]] const Communicator& part() const { return part_; }
    /// The ranks, one of each row part, that count the same blocks.
    [[nodiscard]] const Communicator& across() const { return across_; }

    [[nodiscard]] int holders() const { return holders_; }
    [[nodiscard]] int row_parts() const { return row_parts_; }
    [[nodiscard]] int replicas() const { return holders_ / row_parts_; }
    [[nodiscard]] int row_part() const { return holder_index_ % row_parts_; }
    [[nodiscard]] int replica() const { return holder_index_ / row_parts_; }
    /// Groups of ranks that count the same blocks, and this rank's: one a rank where there is one row part. A rank that
    /// other holders lack a partner for is in none.
    [[nodiscard]] int groups() const { return groups_; }
    [[nodiscard]] int group() const { return group_; }
    [[nodiscard]] bool is_in_a_group() const { return group_ < groups_; }

private:
    int choose_group();

    const Communicator& world_;
    Communicator holder_;
    Communicator leaders_;
    int row_parts_;
    int holders_ = 1;
    int holder_index_ = 0;
    int groups_ = 1;
    int group_ = 0;
    Communicator part_;
    Communicator across_;
};

/// Collective: how many holders a placement would have.
int count_holders(const Communicator& world, Decomposition decomposition);

}  // namespace replica
