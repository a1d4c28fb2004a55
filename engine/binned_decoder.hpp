#pragma once

#include "engine/pooled_imitation.hpp"
#include "engine/value_decoder.hpp"
#include "kernels/alias_table.hpp"

namespace replica {

/// A grid value from the code's bin: a slot by its weight, then evenly inside the slot. A bin without slots, and every
/// bin in mode random, is one slot.
class BinnedDecoder final : public ValueDecoder {
public:
    BinnedDecoder(const Model& model, std::uint32_t column);

    void decode(std::uint64_t seed, std::uint64_t first_row, std::span<const std::uint16_t> codes,
                DecodedColumn& out) const override;

private:
    /// Grid values low, low + step, ...; their texts are prepared in the cells from first_cell on unless that is 0.
    struct Run {
        std::int64_t low = 0;
        std::uint64_t count = 1;
        std::uint32_t first_cell = 0;
    };

    void add_bin(const ColumnModel& model, Mode mode, std::uint32_t bin);
    void prepare_texts();
    std::uint32_t cell_of(const Run& run, std::uint64_t word, DecodedColumn& out) const;

    std::uint32_t column_ = 0;
    std::int64_t step_ = 1;
    ValueFormat format_;
    std::uint32_t pooled_code_ = generated_cell;  ///< or no code at all
    bool single_values_ = true;                   ///< every run has one grid value
    std::vector<Run> runs_;
    std::vector<std::uint32_t> first_run_;  ///< of each bin
    std::vector<AliasSlot> pool_;
    std::vector<AliasRow> tables_;  ///< of each bin, over its runs
    PooledImitation pooled_;
};

}  // namespace replica
