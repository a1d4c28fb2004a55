#pragma once

#include "engine/column_layout.hpp"
#include "engine/mpi/shared_bytes.hpp"
#include "engine/row_range.hpp"
#include "kernels/code_column.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace replica {

/// Encoded rows, column by column (ColumnLayout), once for all ranks that share memory. Every rank writes its own rows;
/// after complete() every rank reads all.
class EncodedTable {
public:
    /// Collective. `all`: the ranks whose rows the table has, in rank order; `holder`: those of them that share memory;
    /// both must outlive the table. `domains`: codes of each column; `rows`: of all ranks together; `own`: this rank's.
    EncodedTable(const Communicator& all, const Communicator& holder, std::vector<std::uint32_t> domains,
                 std::uint64_t rows, RowRange own);

    [[nodiscard]] std::uint64_t rows() const { return rows_; }
    [[nodiscard]] const std::vector<std::uint32_t>& domains() const { return domains_; }

    /// Stores a code of one of this rank's rows. Threads may write different rows at once.
    void store(std::size_t column, std::uint64_t row, std::uint16_t code) {
        std::byte* base = memory_->bytes().data() + layout_.offset(column);
        if (domains_[column] <= 256) {
            reinterpret_cast<std::uint8_t*>(base)[row] = static_cast<std::uint8_t>(code);
        } else {
            reinterpret_cast<std::uint16_t*>(base)[row] = code;
        }
    }

    /// The same for the rows from `row` on.
    void store(std::size_t column, std::uint64_t row, std::span<const std::uint16_t> codes) {
        std::byte* base = memory_->bytes().data() + layout_.offset(column);
        if (domains_[column] <= 256) {
            auto* out = reinterpret_cast<std::uint8_t*>(base) + row;
            for (std::size_t i = 0; i < codes.size(); ++i) out[i] = static_cast<std::uint8_t>(codes[i]);
        } else {
            std::copy(codes.begin(), codes.end(), reinterpret_cast<std::uint16_t*>(base) + row);
        }
    }

    /// Collective: brings the rows of all ranks to all holders. The leader of each holder sends its ranks' rows to all
    /// others: n · d bytes of payload in all, with codes of a byte, each to holders - 1 receivers. Besides, every rank
    /// sends 20 bytes that say which rows it has, and a leader 4 to its holder's other ranks, if any.
    void complete();

    /// The codes of a column, all rows.
    [[nodiscard]] CodeColumn column(std::size_t column) const;

private:
    void exchange(const Communicator& leaders);

    const Communicator& all_;
    const Communicator& holder_;
    std::vector<std::uint32_t> domains_;
    std::uint64_t rows_;
    RowRange own_;
    ColumnLayout layout_;
    std::unique_ptr<SharedBytes> memory_;
};

}  // namespace replica
