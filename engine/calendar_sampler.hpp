#pragma once

#include "engine/calendar_model.hpp"
#include "engine/column_model.hpp"
#include "kernels/alias_table.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace replica {

/// Draws days and times of day as a column's calendar weighs them.
class CalendarSampler {
public:
    CalendarSampler() = default;
    /// Precondition: the column has a sound calendar.
    explicit CalendarSampler(const ColumnModel& column);

    /// A table over the days low, low + step, ... (`count` of them) of an interval; an empty one, for days drawn
    /// evenly, where they are more than 65,536 or weigh nothing.
    AliasRow add_days(std::int64_t low, std::uint64_t count, std::int64_t step);

    /// The index of a day in its interval.
    [[nodiscard]] std::uint32_t draw_day(AliasRow days, std::uint32_t draw) const {
        return draw_alias(days_.data(), days, draw);
    }
    /// Class of the day `index` of a table.
    [[nodiscard]] std::uint32_t class_of(AliasRow days, std::uint32_t index) const {
        return classes_[days.first + index];
    }
    /// Class of any day.
    [[nodiscard]] std::uint32_t class_of(std::int64_t day) const { return day_class(day, calendar_.holidays); }

    [[nodiscard]] bool has_times() const { return calendar_.has_times(); }
    /// Whether draw_time takes `seconds` into account.
    [[nodiscard]] bool draws_seconds() const { return draws_seconds_; }
    /// A time of day, in grid values since midnight: 32 random bits for hour and minute, 64 for second and fraction.
    [[nodiscard]] std::int64_t draw_time(std::uint32_t day_class, std::uint32_t minutes, std::uint64_t seconds) const {
        std::int64_t second = std::int64_t{draw_alias(times_.data(), minutes_[day_class], minutes)} * 60;
        if (!draws_seconds_) return (second + only_second_) * scale_ + fraction_low_;
        second += draw_alias(times_.data(), seconds_, static_cast<std::uint32_t>(seconds >> 32U));
        const std::uint64_t fraction = ((seconds & 0xffffffffU) * fractions_) >> 32U;
        return second * scale_ + fraction_low_ + static_cast<std::int64_t>(fraction) * fraction_step_;
    }

private:
    void add_times(const ColumnModel& column);

    CalendarModel calendar_;
    std::vector<AliasSlot> days_;
    std::vector<std::uint8_t> classes_;  ///< of each day in days_
    std::vector<AliasSlot> times_;
    std::array<AliasRow, day_classes> minutes_{};  ///< of the day
    AliasRow seconds_;
    bool draws_seconds_ = false;
    std::int64_t only_second_ = 0;
    std::int64_t scale_ = 1;  ///< grid values of a second
    std::uint64_t fractions_ = 1;
    std::int64_t fraction_low_ = 0;
    std::int64_t fraction_step_ = 1;
};

}  // namespace replica
