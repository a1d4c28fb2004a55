#pragma once

#include "engine/simulation/simulation_spec.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace replica {

/// Draws times of a calendar: a day in proportion to what it weighs, and independently a time of day in steps.
class CalendarArrivals {
public:
    /// Throws std::invalid_argument with what is wrong: no day, or no time of day, has a weight.
    explicit CalendarArrivals(const Calendar& calendar);

    /// What a day weighs: weekly x yearly x holiday x trend.
    static double day_weight(const Calendar& calendar, std::int64_t day);

    /// Days since 1970-01-01 and the fraction of a day, for a draw of the day and one of the time; both in (0, 1).
    [[nodiscard]] double time_at(double day_draw, double time_draw) const;

    /// The same among the days from `first` to `last`; missing where the calendar has none of them.
    [[nodiscard]] double time_between(double day_draw, double time_draw, double first, double last) const;

    [[nodiscard]] bool has_times() const { return !slots_.empty(); }

private:
    [[nodiscard]] double time_of_day(double draw) const;
    [[nodiscard]] double sum_before(std::int64_t day) const;

    std::int64_t first_day_ = 0;
    std::vector<double> days_;   ///< cumulative weights, not shares
    std::vector<double> slots_;  ///< cumulative shares
};

}  // namespace replica
