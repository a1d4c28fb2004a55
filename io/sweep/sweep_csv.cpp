#include "io/sweep/sweep_csv.hpp"

#include "io/csv/csv_field.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace replica {
namespace {

constexpr std::array<std::uint32_t, 3> all_ways{1, 2, 3};

/// A column of the table.
struct Cell {
    std::string name;
    std::string text;
};

// Reads back as the same number.
std::string number(double value) {
    if (std::isnan(value)) return "";
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    return {text.data(), end};
}

std::string seconds(double value) {
    if (std::isnan(value)) return "";
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.6f", value);
    return text.data();
}

std::vector<Cell> coordinates(const PointResult& result, const SweepGrid& grid) {
    const SweepPoint& point = result.point;
    const PointFigures& figures = result.figures;
    return {{"point", std::to_string(point.index + 1)},
            {"extract", grid.extracts[point.extract]},
            {"degree", std::to_string(point.degree)},
            {"rows", std::to_string(figures.rows)},
            {"columns", std::to_string(figures.columns)},
            {"missing", point.missing},
            {"epsilon", point.epsilon},
            {"ranks", std::to_string(figures.ranks)},
            {"threads", std::to_string(figures.threads)},
            {"store", std::string(name_of(point.store))}};
}

void add_fidelity(const PointFigures& figures, std::vector<Cell>& cells) {
    for (const std::uint32_t ways : all_ways) {
        const auto found = std::find_if(figures.marginals.begin(), figures.marginals.end(),
                                        [&](const MarginalMeasures& measures) { return measures.ways == ways; });
        const Fidelity tvd = found == figures.marginals.end() ? Fidelity{} : found->tvd;
        const std::string name = "tvd_" + std::to_string(ways) + "_way";
        cells.push_back({name, number(tvd.value)});
        cells.push_back({name + "_second_sample", number(tvd.second_sample)});
        cells.push_back({name + "_useless", number(tvd.useless)});
        cells.push_back({"k_marginal_score_" + std::to_string(ways), number(MarginalMeasures::score(tvd.value))});
    }
}

void add_costs(const PointFigures& figures, std::vector<Cell>& cells) {
    cells.push_back({"describe_seconds", seconds(figures.describe.seconds)});
    cells.push_back({"generate_seconds", seconds(figures.generate.seconds)});
    cells.push_back({"evaluate_seconds", seconds(figures.evaluate.seconds)});
    cells.push_back({"cpu_seconds", seconds(figures.cpu_seconds)});
    cells.push_back({"peak_memory_bytes", std::to_string(figures.peak_memory)});
    cells.push_back({"peak_memory_of", figures.peak_is_own ? "point" : "process"});
    cells.push_back({"payload_bytes", std::to_string(figures.payload_bytes)});
}

/// A phase of a job, by the name of its column.
struct Phase {
    std::string column;
    const JobSeconds PointFigures::*job;
    std::string name;
};

std::vector<Phase> phases_of(const std::vector<PointResult>& results) {
    std::vector<Phase> phases;
    const auto add = [&](const std::string& job_name, const JobSeconds PointFigures::*job) {
        for (const PointResult& result : results) {
            for (const PhaseSeconds& phase : (result.figures.*job).phases) {
                std::string column = job_name + "_" + phase.name + "_seconds";
                std::replace(column.begin(), column.end(), ' ', '_');
                const auto is_there = [&](const Phase& other) { return other.column == column; };
                if (std::none_of(phases.begin(), phases.end(), is_there)) phases.push_back({column, job, phase.name});
            }
        }
    };
    add("describe", &PointFigures::describe);
    add("generate", &PointFigures::generate);
    add("evaluate", &PointFigures::evaluate);
    return phases;
}

void add_phases(const PointFigures& figures, const std::vector<Phase>& phases, std::vector<Cell>& cells) {
    for (const Phase& phase : phases) {
        double sum = no_figure;
        for (const PhaseSeconds& done : (figures.*phase.job).phases)
            if (done.name == phase.name) sum = std::isnan(sum) ? done.seconds : sum + done.seconds;
        cells.push_back({phase.column, seconds(sum)});
    }
}

void append_line(const std::vector<Cell>& cells, std::string Cell::*member, std::string& text) {
    const CsvField field{TextForm{}};
    for (const Cell& cell : cells) {
        if (!(cell.*member).empty()) field.append(cell.*member, text);
        text += &cell == &cells.back() ? '\n' : ',';
    }
}

}  // namespace

std::string sweep_csv(const std::vector<PointResult>& results, const SweepGrid& grid) {
    const std::vector<Phase> phases = phases_of(results);
    std::string text;
    for (const PointResult& result : results) {
        std::vector<Cell> cells = coordinates(result, grid);
        cells.push_back({"synthetic_rows", std::to_string(result.figures.synthetic_rows)});
        add_fidelity(result.figures, cells);
        add_costs(result.figures, cells);
        add_phases(result.figures, phases, cells);
        if (text.empty()) append_line(cells, &Cell::name, text);
        append_line(cells, &Cell::text, text);
    }
    return text;
}

}  // namespace replica
