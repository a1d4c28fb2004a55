#include "engine/value_table.hpp"

#include <algorithm>

namespace replica {
namespace {

constexpr std::uint64_t plenty = 0xffffffff;

ValueCount counted(const DistinctValues& values, std::size_t index, const ValueSurvey* survey) {
    ValueCount value{values.text(index), values.count(index), 0, {}};
    if (survey == nullptr) {
        value.persons = static_cast<std::uint32_t>(std::min(value.rows, plenty));
    } else if (const auto surveyed = survey->support().values().find(value.text)) {
        value.persons = survey->support().persons(*surveyed);
        value.holders = survey->support().holders(*surveyed);
    }
    return value;
}

}  // namespace

ValueTable tabulate_values(const ColumnProfile& profile, const ValueSurvey* survey, const ColumnDecision& decision) {
    const DistinctValues& values = profile.values();
    ValueTable table;
    table.complete = values.complete();
    if (values.complete()) {
        for (std::size_t i = 0; i < values.size(); ++i) table.values.push_back(counted(values, i, survey));
    } else {
        // Frequent values are exact; the sample of the others stands for all others.
        const DistinctValues& frequent = survey->support().values();
        for (std::size_t i = 0; i < frequent.size(); ++i) table.values.push_back(counted(frequent, i, survey));
        const DistinctValues& cells = survey->calendar().values();
        for (std::size_t i = 0; i < cells.size(); ++i) {
            table.calendar.push_back(
                {cells.text(i), cells.count(i), survey->calendar().persons(i), survey->calendar().holders(i)});
        }
        const std::uint64_t scale = values.distinct() / std::max<std::uint64_t>(1, values.size());
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (!frequent.find(values.text(i)))
                table.values.push_back({values.text(i), values.count(i) * scale, 0, {}});
        }
    }
    std::erase_if(table.values, [&](const ValueCount& value) { return decision.domain.rejects(value.text); });
    std::sort(table.values.begin(), table.values.end(), [](const auto& a, const auto& b) { return a.text < b.text; });
    if (decision.encoding == Encoding::binned) {
        if (survey != nullptr) table.range = survey->range();
        for (const ValueCount& value : table.values) {
            if (const auto grid = parse_value(value.text, decision.format)) table.range.include(*grid);
        }
    }
    return table;
}

ValueTable tabulate_texts(const ColumnProfile& profile, const ValueSurvey* survey, const ColumnDecision& decision) {
    ValueTable table;
    table.complete = profile.values().complete();
    for (const std::size_t i : profile.values().sorted()) table.values.push_back(counted(profile.values(), i, survey));
    std::erase_if(table.values, [&](const ValueCount& value) { return decision.domain.rejects(value.text); });
    return table;
}

}  // namespace replica
