#pragma once

#include "engine/mpi/shared_bytes.hpp"
#include "kernels/code_column.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace replica {

/// The rows that one rank encodes.
struct RowRange {
    std::uint64_t first = 0;
    std::uint64_t count = 0;
};

/// All encoded rows, column by column, once on every node: a byte a code while a column has at most 256 codes,
/// else two. Every rank writes its own rows; after complete() every rank reads all.
class EncodedTable {
public:
    /// Collective. `domains`: codes of each column; `own`: this rank's rows, the ranks' ranges in rank order.
    /// `node`: ranks of `world` that share memory; both must outlive the table.
    EncodedTable(const Communicator& world, const Communicator& node, std::vector<std::uint32_t> domains,
                 std::uint64_t rows, RowRange own);

    [[nodiscard]] std::uint64_t rows() const { return rows_; }
    [[nodiscard]] const std::vector<std::uint32_t>& domains() const { return domains_; }

    /// Stores a code of one of this rank's rows. Threads may write different rows at once.
    void store(std::size_t column, std::uint64_t row, std::uint16_t code) {
        std::byte* base = memory_->bytes().data() + offsets_[column];
        if (domains_[column] <= 256) {
            reinterpret_cast<std::uint8_t*>(base)[row] = static_cast<std::uint8_t>(code);
        } else {
            reinterpret_cast<std::uint16_t*>(base)[row] = code;
        }
    }

    /// Collective: brings the rows of all ranks to all nodes.
    void complete();

    /// The codes of a column, all rows.
    [[nodiscard]] CodeColumn column(std::size_t column) const;

private:
    void exchange(const Communicator& leaders);

    const Communicator& world_;
    const Communicator& node_;
    std::vector<std::uint32_t> domains_;
    std::uint64_t rows_;
    RowRange own_;
    std::vector<std::size_t> offsets_;
    std::unique_ptr<SharedBytes> memory_;
};

}  // namespace replica
