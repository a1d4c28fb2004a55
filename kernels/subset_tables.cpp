#include "kernels/subset_tables.hpp"

#include "kernels/block_tables.hpp"

#include <algorithm>
#include <exception>
#include <limits>

#include <omp.h>

namespace replica {

void count_subset_tables(const CountedRows& rows, std::span<const PlacedBlock> blocks, std::span<std::uint32_t> packed,
                         int threads, SimdLevel level) {
    std::exception_ptr failure;
    const int team = threads > 0 ? threads : omp_get_max_threads();
    const auto count = static_cast<std::int64_t>(blocks.size());
#pragma omp parallel num_threads(team)
    {
        BlockWorker worker;
#pragma omp for schedule(dynamic, 1)
        for (std::int64_t i = 0; i < count; ++i) {
            const PlacedBlock& placed = blocks[static_cast<std::size_t>(i)];
            const auto write = [&](const NeededSubset& subset, std::span<const std::uint32_t> counts) {
                const auto set = static_cast<std::size_t>(&subset - placed.needed.data());
                std::copy(counts.begin(), counts.end(), packed.subspan(placed.offsets[set], counts.size()).begin());
            };
            try {
                for_each_table(rows, placed.block, placed.needed, std::numeric_limits<std::uint64_t>::max(), level,
                               worker, write);
            } catch (...) {
#pragma omp critical(replica_count_subset_tables)
                failure = std::current_exception();
            }
        }
    }
    if (failure) std::rethrow_exception(failure);
}

}  // namespace replica
