#include "engine/rank_observation.hpp"

#include "engine/value_format.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace replica {
namespace {

double sum_of_squares(const std::vector<double>& values) {
    return std::inner_product(values.begin(), values.end(), values.begin(), 0.0);
}

// Codes of categories by the numbers or dates that they are.
std::optional<std::vector<std::uint16_t>> order_of_numbers(const ColumnModel& column) {
    if (column.format.type == ValueType::string || column.format.type == ValueType::boolean || !column.pools.empty())
        return std::nullopt;
    std::vector<std::pair<std::int64_t, std::uint16_t>> values;
    for (const std::string& text : column.values) {
        const auto value = parse_value(text, column.format);
        if (!value) return std::nullopt;
        values.emplace_back(*value, static_cast<std::uint16_t>(values.size()));
    }
    std::sort(values.begin(), values.end());
    std::vector<std::uint16_t> order;
    for (const auto& [value, code] : values) order.push_back(code);
    return order;
}

}  // namespace

std::vector<std::uint32_t> places_of(std::span<const std::uint16_t> order, std::uint32_t codes) {
    std::vector<std::uint32_t> places(codes, no_place);
    for (std::uint32_t place = 0; place < order.size(); ++place) places[order[place]] = place;
    return places;
}

std::vector<PlacedCell> placed_cells(const PairTable& table, std::span<const std::uint32_t> first_places,
                                     std::span<const std::uint32_t> second_places) {
    const std::uint64_t codes = second_places.size();
    std::vector<PlacedCell> cells;
    for (const PairCell& cell : table) {
        const std::uint32_t first = first_places[cell.cell / codes];
        const std::uint32_t second = second_places[cell.cell % codes];
        if (first != no_place && second != no_place) cells.push_back({first, second, cell.count});
    }
    return cells;
}

std::vector<double> centred_grades(std::vector<double> counts) {
    for (double& count : counts) count = std::max(count, 0.0);  // noise may bring them below
    const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
    if (total == 0) return std::vector<double>(counts.size());
    std::vector<double> grades;
    double below = 0;
    for (const double count : counts) {
        grades.push_back((below + count / 2) / total - 0.5);
        below += count;
    }
    return grades;
}

double spread(const std::vector<double>& grades, const std::vector<double>& counts) {
    double sum = 0;
    for (std::size_t i = 0; i < grades.size(); ++i) sum += std::max(counts[i], 0.0) * grades[i] * grades[i];
    return sum;
}

double kept_of_ranks(const ColumnModel& column, const std::vector<double>& counts) {
    if (column.encoding != Encoding::binned) return 1;
    const std::size_t bins = column.bin_low.size();
    const double total = std::accumulate(counts.begin(), counts.begin() + static_cast<std::ptrdiff_t>(bins), 0.0);
    double below = 0;
    double between = 0;
    double inside = 0;
    for (std::size_t bin = 0; bin < bins && total > 0; ++bin) {
        const double share = counts[bin] / total;
        const double grade = below + share / 2 - 0.5;
        below += share;
        between += share * grade * grade;
        const std::int64_t end = bin + 1 < bins ? column.bin_low[bin + 1] : column.range_high + 1;
        if (end - column.bin_low[bin] > column.step) inside += share * share * share / 12;
    }
    return between > 0 ? between / (between + inside) : 1;
}

RankObservation observe_ranks(const std::vector<PlacedCell>& cells, std::size_t first_size, std::size_t second_size) {
    RankObservation observed;
    std::vector<double> first(first_size);
    std::vector<double> second(second_size);
    for (const PlacedCell& cell : cells) {
        first[cell.first] += cell.count;
        second[cell.second] += cell.count;
        observed.rows += cell.count;
    }
    if (cells.empty()) return observed;
    const std::vector<double> a = centred_grades(first);
    const std::vector<double> b = centred_grades(second);
    double product = 0;
    for (const PlacedCell& cell : cells) product += cell.count * a[cell.first] * b[cell.second];
    const double scale = std::sqrt(spread(a, first) * spread(b, second));
    if (!(scale > 0)) return observed;
    observed.spearman = std::clamp(product / scale, -1.0, 1.0);
    observed.noise = std::sqrt(sum_of_squares(a) * sum_of_squares(b)) / scale;
    return observed;
}

std::optional<std::vector<std::uint16_t>> natural_order(const ColumnModel& column) {
    const std::uint32_t codes = column.domain_size() - (column.has_missing ? 1U : 0U);
    std::optional<std::vector<std::uint16_t>> order;
    if (column.encoding == Encoding::categorical) order = order_of_numbers(column);
    if (!order && column.encoding == Encoding::categorical && codes > 2) return std::nullopt;
    if (!order) order.emplace();
    // What is left, such as pooled values, comes last.
    for (std::uint32_t code = static_cast<std::uint32_t>(order->size()); code < codes; ++code)
        order->push_back(static_cast<std::uint16_t>(code));
    return order;
}

double table_spearman(const PairTable& table, std::span<const std::uint16_t> first_order,
                      std::span<const std::uint16_t> second_order, std::uint32_t second_codes) {
    std::uint32_t first_codes = 0;
    for (const PairCell& cell : table)
        first_codes = std::max(first_codes, static_cast<std::uint32_t>(cell.cell / second_codes) + 1);
    for (const std::uint16_t code : first_order) first_codes = std::max(first_codes, std::uint32_t{code} + 1);
    const auto cells = placed_cells(table, places_of(first_order, first_codes), places_of(second_order, second_codes));
    return observe_ranks(cells, first_order.size(), second_order.size()).spearman;
}

}  // namespace replica
