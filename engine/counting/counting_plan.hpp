#pragma once

#include "engine/counting/placement.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace replica {

/// What is to be counted.
struct CountingWork {
    std::uint64_t rows = 0;
    std::span<const std::uint32_t> domains;  ///< of the modelled columns
    std::uint32_t max_size = 3;              ///< largest set of columns: degree + 1
    std::uint64_t family_cells = 0;          ///< sets with more cells are left out
    std::uint64_t table_bytes = 0;           ///< of the encoded table, all columns
};

/// What it is counted with.
struct CountingMachine {
    int ranks = 1;
    int nodes = 1;
    int threads = 1;           ///< of each rank
    std::uint64_t memory = 0;  ///< bytes that this program may take on each node
    double max_hours = 168;    ///< longer runs are refused
};

/// Whether the scores of all sets are held at once.
enum class SearchKind : std::uint8_t {
    enumerated,  ///< all sets are counted ahead: each once, by the cheapest blocks
    streamed,    ///< for each column placed, the sets that contain it: memory for those only, more blocks
};

struct CountingPlan {
    Decomposition decomposition = Decomposition::shared;
    int row_parts = 1;
    SearchKind search = SearchKind::enumerated;
    double sets = 0;             ///< of columns, to be scored
    double seconds = 0;          ///< counting, estimated
    double memory = 0;           ///< bytes on each node, estimated
    double counting_row_ns = 0;  ///< of one row in all blocks, on one core
    double sent = 0;             ///< bytes that each node, or on a grid each rank, sends while rows and counts meet

    /// For a person: "2,600 sets of up to 3 columns, ...".
    [[nodiscard]] std::string text() const;
};

/// Chooses by estimated time among what fits the memory. wanted: automatic, or the decomposition to take; row_parts of
/// a forced grid: all nodes, or all ranks on a single node. The same on every rank for the same arguments.
///
/// Time: blocks by measured costs (counting_costs.hpp) and a microsecond a set, over all cores, and bytes over the
/// network at 1 GB/s: replicated sends the table once to each node; a grid 4 bytes a cell of every set, (p - 1) / p of
/// them. Throws InputError where nothing fits the memory, or where max_hours would be exceeded, with the estimate.
CountingPlan plan_counting(const CountingWork& work, const CountingMachine& machine, Decomposition wanted);

}  // namespace replica
