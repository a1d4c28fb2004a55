#include "engine/evaluation/extreme_values.hpp"

namespace replica {
namespace {

// To have a fine code from first to last of a column.
struct CodeRange {
    std::size_t column = 0;
    std::size_t first = 0;
    std::size_t last = 0;
};

std::vector<std::uint64_t> count_codes(const SampleDraw& rows, std::size_t column, std::uint32_t codes) {
    std::vector<std::uint64_t> counts(codes);
    for (std::size_t i = 0; i < rows.size(); ++i) ++counts[rows.code(column, i)];
    return counts;
}

// Ranges that one row alone is in.
void add_ranges(const ComparedColumn& column, std::size_t number, const std::vector<std::uint64_t>& counts,
                std::vector<CodeRange>& ranges) {
    const std::size_t values = column.value_codes();
    std::size_t lowest = values;
    std::size_t highest = values;
    for (std::size_t code = 0; code < values; ++code) {
        if (counts[code] == 0) continue;
        if (counts[code] == 1) ranges.push_back({number, code, code});
        if (lowest == values) lowest = code;
        highest = code;
    }
    if (!column.is_ordered() || lowest == values) return;
    if (counts[lowest] == 1) ranges.push_back({number, 0, lowest});
    if (counts[highest] == 1) ranges.push_back({number, highest, values - 1});
}

bool holds_one(const CodeRange& range, const std::vector<std::uint64_t>& counts) {
    std::uint64_t rows = 0;
    for (std::size_t code = range.first; code <= range.last && rows < 2; ++code) rows += counts[code];
    return rows == 1;
}

}  // namespace

Proportion single_out_by_one_column(const PrivacyTask& task, const AttackSide& side) {
    std::vector<CodeRange> ranges;
    std::vector<std::vector<std::uint64_t>> population;
    for (std::size_t c = 0; c < task.columns.size(); ++c) {
        const std::uint32_t codes = task.columns[c].codes();
        add_ranges(task.columns[c], c, count_codes(side.sources, c, codes), ranges);
        population.push_back(count_codes(side.population, c, codes));
    }
    const auto drawn = draw_numbers(task.limits.attack_rows, ranges.size(), task.limits.seed, DrawnFor::one_column);
    Proportion result{0, drawn.size()};
    for (const std::uint32_t i : drawn) {
        if (holds_one(ranges[i], population[ranges[i].column])) ++result.hits;
    }
    return result;
}

}  // namespace replica
