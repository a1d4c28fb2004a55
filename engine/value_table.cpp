#include "engine/value_table.hpp"

#include <algorithm>

namespace replica {
namespace {

constexpr std::uint64_t plenty = 0xffffffff;

std::uint32_t persons_of(const DistinctValues& values, std::size_t index, const ValueSurvey* survey) {
    if (survey != nullptr) {
        if (const auto surveyed = survey->support().values().find(values.text(index))) {
            return survey->support().persons(*surveyed);
        }
        return 0;
    }
    return static_cast<std::uint32_t>(std::min(values.count(index), plenty));
}

}  // namespace

ValueTable tabulate_values(const ColumnProfile& profile, const ValueSurvey* survey, const ColumnDecision& decision) {
    const DistinctValues& values = profile.values();
    ValueTable table;
    table.complete = values.complete();
    const auto append = [&](std::string_view text, std::uint64_t rows, std::uint32_t persons) {
        table.values.push_back({text, rows, persons});
    };
    if (values.complete()) {
        for (std::size_t i = 0; i < values.size(); ++i)
            append(values.text(i), values.count(i), persons_of(values, i, survey));
    } else {
        // Frequent values are exact; the sample of the others stands for all others.
        const DistinctValues& frequent = survey->support().values();
        for (std::size_t i = 0; i < frequent.size(); ++i)
            append(frequent.text(i), frequent.count(i), survey->support().persons(i));
        const std::uint64_t scale = values.distinct() / std::max<std::uint64_t>(1, values.size());
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (!frequent.find(values.text(i))) append(values.text(i), values.count(i) * scale, 0);
        }
    }
    std::sort(table.values.begin(), table.values.end(), [](const auto& a, const auto& b) { return a.text < b.text; });
    if (decision.encoding == Encoding::binned) {
        if (survey != nullptr) table.range = survey->range();
        for (const ValueCount& value : table.values) {
            if (const auto grid = parse_value(value.text, decision.format)) table.range.include(*grid);
        }
    }
    return table;
}

}  // namespace replica
