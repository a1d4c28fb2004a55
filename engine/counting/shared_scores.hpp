#pragma once

#include "engine/counting/placement.hpp"
#include "engine/mpi/shared_bytes.hpp"
#include "kernels/subset_scores.hpp"

#include <vector>

namespace replica {

/// The scores of all sets of columns, once in the memory of each holder, and what its ranks count together.
class SharedScores {
public:
    /// Collective over the holder, which outlives it: all unknown. Throws MpiError or JobError.
    SharedScores(const Communicator& holder, std::size_t columns, std::size_t max_size);

    [[nodiscard]] SubsetScores& scores() { return scores_; }
    [[nodiscard]] const SubsetScores& scores() const { return scores_; }

    /// A counter that all ranks of the holder see; only changed atomically, except by reset_counter.
    [[nodiscard]] std::uint64_t* counter() { return reinterpret_cast<std::uint64_t*>(memory_.bytes().data()); }
    /// Collective over the holder: sets it to 0.
    void reset_counter();

    /// Collective over the holder.
    void synchronize() const { memory_.synchronize(); }

private:
    const Communicator& holder_;
    SharedBytes memory_;
    SubsetScores scores_;
};

/// Tells all holders what any holder has counted. With several replicas, the leader of each replica's holder of row
/// part 0 sends each set that it knows and nobody has told to all other leaders once, 20 bytes a set; the replica's
/// other holders know the same sets (count_on_grid), and with one replica nothing is sent.
class ScoreExchange {
public:
    /// Collective over each holder. What is known now is known to all of them.
    ScoreExchange(SharedScores& scores, const Placement& placement);

    /// Collective: after it every holder knows what any holder has counted.
    void run();

private:
    [[nodiscard]] Bytes take_news();

    SharedScores& scores_;
    const Placement& placement_;
    std::vector<bool> told_;  ///< on leaders: sets that all holders know
};

}  // namespace replica
