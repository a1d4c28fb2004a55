#include "engine/calendar_sampler.hpp"

#include "engine/number_text.hpp"

#include <algorithm>
#include <numeric>

namespace replica {

namespace {

// Whole numbers in proportion to `weights`, which are few; none of those above 0 vanishes. Empty where all are 0.
std::vector<std::uint64_t> whole_weights(const std::vector<double>& weights) {
    const double most = *std::max_element(weights.begin(), weights.end());
    std::vector<std::uint64_t> whole;
    if (most <= 0) return whole;
    for (const double weight : weights)
        whole.push_back(weight <= 0 ? 0 : 1 + static_cast<std::uint64_t>(weight / most * 0x1p30));
    return whole;
}

std::vector<std::uint64_t> weights_or_even(const std::vector<double>& weights) {
    auto whole = whole_weights(weights);
    if (whole.empty()) whole.assign(weights.size(), 1);
    return whole;
}

}  // namespace

CalendarSampler::CalendarSampler(const ColumnModel& column) : calendar_(*column.calendar) {
    if (calendar_.has_times()) add_times(column);
}

AliasRow CalendarSampler::add_days(std::int64_t low, std::uint64_t count, std::int64_t step) {
    if (count > 65536) return {};
    std::vector<double> weights;
    for (std::uint64_t i = 0; i < count; ++i)
        weights.push_back(day_weight(low + static_cast<std::int64_t>(i) * step, calendar_));
    const auto whole = whole_weights(weights);
    if (whole.empty()) return {};
    for (std::uint64_t i = 0; i < count; ++i)
        classes_.push_back(static_cast<std::uint8_t>(class_of(low + static_cast<std::int64_t>(i) * step)));
    return append_alias_row(whole, days_);
}

void CalendarSampler::add_times(const ColumnModel& column) {
    scale_ = static_cast<std::int64_t>(powers_of_ten[column.format.decimals]);
    for (std::uint32_t c = 0; c < day_classes; ++c) {
        std::vector<double> weights(minutes_per_day);
        for (std::size_t hour = 0; hour < 24; ++hour) {
            const auto first = calendar_.minutes.begin() + static_cast<std::ptrdiff_t>(60 * hour);
            const double sum = std::accumulate(first, first + 60, 0.0);
            for (std::size_t minute = 0; minute < 60 && sum > 0; ++minute) {
                weights[60 * hour + minute] =
                    calendar_.hours[24 * c + hour] * calendar_.minutes[60 * hour + minute] / sum;
            }
        }
        minutes_[c] = append_alias_row(weights_or_even(weights), times_);
    }
    seconds_ = append_alias_row(weights_or_even(calendar_.seconds), times_);
    const auto some = [](double weight) { return weight > 0; };
    const auto second = std::find_if(calendar_.seconds.begin(), calendar_.seconds.end(), some);
    fraction_step_ = std::min(calendar_.fraction_step, scale_);
    fraction_low_ = std::min(calendar_.fraction_low, fraction_step_ - 1);
    fractions_ = static_cast<std::uint64_t>((scale_ - 1 - fraction_low_) / fraction_step_) + 1;
    draws_seconds_ = fractions_ > 1 || std::count_if(calendar_.seconds.begin(), calendar_.seconds.end(), some) != 1;
    only_second_ = draws_seconds_ ? 0 : second - calendar_.seconds.begin();
}

}  // namespace replica
