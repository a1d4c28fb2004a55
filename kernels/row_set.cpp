#include "kernels/row_set.hpp"

#include "kernels/row_hash.hpp"

#include <omp.h>

namespace replica {

RowSet rows_with_code(const CodeColumn& column, std::uint16_t code, std::size_t first, std::size_t count,
                      std::uint64_t first_number, int threads) {
    std::uint64_t rows = 0;
    std::uint64_t hash = 0;
    const int team = threads > 0 ? threads : omp_get_max_threads();
    std::visit(
        [&](const auto& codes) {
            const auto* from = codes.data();
#pragma omp parallel for num_threads(team) reduction(+ : rows, hash) schedule(static) if (count > 65536)
            for (std::size_t r = first; r < first + count; ++r) {
                if (from[r] != code) continue;
                ++rows;
                hash += mix_bits(first_number + r + 1);
            }
        },
        column);
    return {rows, hash};
}

}  // namespace replica
