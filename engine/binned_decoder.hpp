#pragma once

#include "engine/calendar_sampler.hpp"
#include "engine/datetime_texts.hpp"
#include "engine/pooled_imitation.hpp"
#include "engine/value_decoder.hpp"
#include "kernels/alias_table.hpp"

#include <array>

namespace replica {

/// A grid value from the code's bin: a slot by its weight, then evenly inside the slot, or as the column's calendar
/// says. A bin without slots, and every bin in mode random, is one slot that is drawn from evenly. A zoned datetime
/// gets one of the column's time zones by its month.
class BinnedDecoder final : public ValueDecoder {
public:
    BinnedDecoder(const Model& model, std::uint32_t column);

    void decode(std::uint64_t seed, std::uint64_t first_row, std::span<const std::uint16_t> codes,
                DecodedColumn& out) const override;

    /// grid[r] = the grid value that decode writes in row first_row + r; 0 where codes[r] is no bin. `grid` is as long
    /// as `codes`; `scratch` is only worked in.
    void draw(std::uint64_t seed, std::uint64_t first_row, std::span<const std::uint16_t> codes, DecodedColumn& scratch,
              std::span<std::int64_t> grid) const;

    /// Appends a grid value as decode writes it in `row`, with a time zone where the column has them.
    void append_text(std::int64_t grid, std::uint64_t seed, std::uint64_t row, std::string& out) const;

private:
    /// Grid values low, low + stride, ..., or days of these lows; the texts of values are prepared in the cells from
    /// first_cell on unless that is 0.
    struct Run {
        std::int64_t low = 0;
        std::uint64_t count = 1;
        std::uint32_t first_cell = 0;
        AliasRow days{};     ///< empty where all are drawn evenly
        bool timed = false;  ///< a time of day is drawn as well
    };
    /// A value of a run.
    struct Place {
        const Run& run;
        std::uint64_t index = 0;
    };

    void add_bin(const ColumnModel& model, Mode mode, std::uint32_t bin);
    [[nodiscard]] Run run_of(const ColumnModel& model, const Slot& slot);
    void add_zones(const ColumnModel& model);
    void prepare_texts();
    void fill(std::uint64_t seed, std::uint64_t first_row, std::size_t rows, DecodedColumn& out) const;
    [[nodiscard]] Place place_of(std::uint16_t code, std::size_t row, const DecodedColumn& drawn) const;
    [[nodiscard]] std::int64_t grid_of(const Place& place, std::size_t row, const DecodedColumn& drawn) const;
    void append_zoned(std::int64_t grid, std::uint32_t draw, std::string& out) const;

    std::uint32_t column_ = 0;
    std::int64_t step_ = 1;
    std::int64_t stride_ = 1;  ///< of runs with a calendar
    std::int64_t values_of_day_ = 1;
    ValueFormat format_;
    std::uint32_t pooled_code_ = generated_cell;  ///< or no code at all
    bool single_values_ = true;                   ///< every run has one grid value
    CalendarSampler calendar_;
    DatetimeTexts datetimes_;
    std::vector<Run> runs_;
    std::vector<std::uint32_t> first_run_;  ///< of each bin
    std::vector<AliasSlot> pool_;
    std::vector<AliasRow> tables_;  ///< of each bin, over its runs
    std::vector<std::string> zones_;
    std::array<AliasRow, 12> zones_of_month_{};  ///< in pool_
    PooledImitation pooled_;
};

}  // namespace replica
