#include "engine/evaluation/time_profiles.hpp"

#include "engine/evaluation/clock_cells.hpp"
#include "engine/evaluation/sampling_error.hpp"

#include <numeric>
#include <span>

namespace replica {
namespace {

using Counts = std::span<const std::uint64_t>;

std::uint64_t sum_of(Counts counts) { return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}); }

TimeProfile profile_of(const std::string& column, const std::string& over, std::vector<std::string> labels, Counts real,
                       Counts synthetic, std::uint64_t min_count) {
    TimeProfile profile;
    profile.column = column;
    profile.over = over;
    profile.labels = std::move(labels);
    const double rows = static_cast<double>(std::max<std::uint64_t>(1, sum_of(real)));
    const double synthetic_rows = static_cast<double>(std::max<std::uint64_t>(1, sum_of(synthetic)));
    for (std::size_t i = 0; i < real.size(); ++i) {
        const bool hidden = real[i] > 0 && real[i] < min_count;
        profile.hidden.push_back(hidden);
        profile.real.push_back(hidden ? 0 : static_cast<double>(real[i]) / rows);
        profile.synthetic.push_back(static_cast<double>(synthetic[i]) / synthetic_rows);
    }
    if (sum_of(real) > 0 && sum_of(synthetic) > 0) {
        const std::uint64_t draws = sum_of(synthetic);
        profile.tvd = {total_variation(real, synthetic), expected_distance(real, draws),
                       expected_distance_of_even(real, draws)};
    }
    return profile;
}

std::vector<std::string> hours() {
    std::vector<std::string> labels;
    for (int hour = 0; hour < 24; ++hour) labels.push_back(std::to_string(hour));
    return labels;
}

}  // namespace

std::vector<TimeProfile> time_profiles(const ComparedColumn& column, const std::vector<std::uint64_t>& real,
                                       const std::vector<std::uint64_t>& synthetic, std::uint64_t min_count) {
    const ClockCounts a = clock_counts(real);
    const ClockCounts b = clock_counts(synthetic);
    std::vector<TimeProfile> profiles;
    profiles.push_back(profile_of(column.name, "month",
                                  {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
                                  a.months, b.months, min_count));
    profiles.push_back(profile_of(column.name, "weekday", {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}, a.weekdays,
                                  b.weekdays, min_count));
    if (column.kind == ComparedKind::datetime)
        profiles.push_back(profile_of(column.name, "hour", hours(), a.hours, b.hours, min_count));
    if (!column.holidays.empty())
        profiles.push_back(
            profile_of(column.name, "holiday", {"other days", "holidays"}, a.holidays, b.holidays, min_count));
    return profiles;
}

}  // namespace replica
