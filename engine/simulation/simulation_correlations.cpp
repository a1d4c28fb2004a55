#include "engine/simulation/simulation_correlations.hpp"

#include "engine/error.hpp"
#include "engine/latent_correlation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace replica {
namespace {

/// Values of a column's law at evenly spread draws, as they are written: clipped, rounded.
constexpr std::size_t grade_draws = 1U << 14U;

std::string amount(double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.3g", value);
    return text.data();
}

std::uint32_t column_named(const SimulatedTable& table, const std::string& name, const std::string& place) {
    const auto& columns = table.columns;
    for (std::uint32_t column = 0; column < columns.size(); ++column)
        if (columns[column].name == name) return column;
    throw InputError(place + ": there is no column \"" + name + "\"");
}

LatentGrades grades_of(const Simulator::Column& column) {
    const auto written = [&](double u) {
        double value = column.arrivals ? column.arrivals->time_at(u, 0.5) : column.laws.front()(u);
        if (column.lowest) value = std::max(value, *column.lowest);
        if (column.highest) value = std::min(value, *column.highest);
        return column.unit ? std::round(value * *column.unit) / *column.unit : value;
    };
    return latent_grades_of(written, grade_draws);
}

// The columns with latent variables, in rows that are simulated for this alone.
std::vector<std::vector<double>> pilot_values(const Simulator& simulator, std::size_t table,
                                              const std::vector<std::uint32_t>& columns) {
    constexpr std::size_t rows_wanted = std::size_t{1} << 18U;
    constexpr std::uint64_t pilot_seed = 0x9E3779B97F4A7C15U;
    constexpr std::size_t block_rows = 2048;
    std::vector<std::vector<double>> values(columns.size());
    SimulatedBlock block;
    for (std::uint64_t first = 0; first < rows_wanted && values.front().size() < rows_wanted; first += block_rows) {
        simulator.simulate(pilot_seed, first, block_rows, block);
        for (std::size_t k = 0; k < values.size(); ++k) {
            const auto& made = block.tables[table].values[columns[k]];
            values[k].insert(values[k].end(), made.begin(), made.end());
        }
    }
    return values;
}

}  // namespace

TableCorrelations::TableCorrelations(const SimulatedTable& spec, Simulator::Table& table) : spec_(spec), table_(table) {
    const auto& targets = spec.correlations;
    if (targets.empty()) return;
    std::vector<LatentGrades> grades;
    const auto latent_of = [&](const std::string& name, const std::string& place) {
        Simulator::Column& column = table_.columns[column_named(spec_, name, place)];
        if (column.latent) return static_cast<Eigen::Index>(*column.latent);
        if (column.kind != ColumnKind::law && column.kind != ColumnKind::arrivals)
            throw InputError(place + ": column \"" + name +
                             "\" isn't drawn from a distribution, so no rank correlation can be set");
        column.latent = grades.size();
        table_.latent_columns.push_back(column_named(spec_, name, place));
        grades.push_back(grades_of(column));
        if (!(grades.back().variance > 0)) throw InputError(place + ": column \"" + name + "\" has one value only");
        return static_cast<Eigen::Index>(*column.latent);
    };
    for (const SpearmanTarget& target : targets) {
        const Eigen::Index first = latent_of(target.first, target.place);
        const Eigen::Index second = latent_of(target.second, target.place);
        const LatentGrades& a = grades[static_cast<std::size_t>(first)];
        const LatentGrades& b = grades[static_cast<std::size_t>(second)];
        const SpearmanRange range = attainable_spearman(a, b);
        constexpr double slack = 5e-4;
        if (target.value > range.highest + slack || target.value < range.lowest - slack)
            throw InputError(target.place + ": a Spearman correlation of " + amount(target.value) + " between \"" +
                             target.first + "\" and \"" + target.second +
                             "\" can't be attained: these distributions allow " + amount(range.lowest) + " to " +
                             amount(range.highest));
        pairs_.push_back({first, second, target.value, solve_latent(a, b, target.value)});
    }
    const double change = factorize();
    if (change > 0)
        remark_ = targets.front().place +
                  ": the correlations contradict each other (the matrix isn't positive definite); the "
                  "nearest that don't are taken, which changes " +
                  most_changed_ + " most, by " + amount(change);
}

double TableCorrelations::factorize() {
    const auto size = static_cast<Eigen::Index>(table_.latent_columns.size());
    Eigen::MatrixXd wanted = Eigen::MatrixXd::Identity(size, size);
    for (const Pair& pair : pairs_) wanted(pair.first, pair.second) = wanted(pair.second, pair.first) = pair.latent;
    const NearestCorrelation nearest = nearest_correlation(wanted);
    const auto name = [&](Eigen::Index at) {
        return spec_.columns[table_.latent_columns[static_cast<std::size_t>(at)]].name;
    };
    most_changed_ = name(nearest.row) + " with " + name(nearest.column);
    table_.factor = cholesky_factor(nearest.matrix);
    return nearest.largest_change;
}

void TableCorrelations::refine(const Simulator& simulator, std::size_t number) {
    const auto is_conditional = [&](std::uint32_t column) {
        return !table_.columns[column].conditions.empty() || table_.columns[column].between ||
               !table_.columns[column].rules.empty();
    };
    if (std::none_of(table_.latent_columns.begin(), table_.latent_columns.end(), is_conditional)) return;
    constexpr int rounds = 4;
    for (int round = 0; round < rounds; ++round) {
        const std::vector<std::vector<double>> values = pilot_values(simulator, number, table_.latent_columns);
        double largest = 0;
        for (Pair& pair : pairs_) {
            const double is =
                spearman(values[static_cast<std::size_t>(pair.first)], values[static_cast<std::size_t>(pair.second)]);
            largest = std::max(largest, std::abs(pair.spearman - is));
            pair.latent = std::clamp(pair.latent + pair.spearman - is, -0.9999, 0.9999);
        }
        factorize();
        if (largest < 1e-3) return;
    }
}

}  // namespace replica
