#include "jobs/profile_correlations.hpp"

#include "engine/latent_correlation.hpp"
#include "io/toml_text.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace replica {
namespace {

LatentGrades grades_of(const CorrelatedColumn& column) {
    constexpr std::size_t draws = 4096;
    const double unit = std::pow(10.0, column.decimals);
    const auto written = [&](double u) {
        return std::round(std::clamp(column.law.quantile(u), column.range.low, column.range.high) * unit) / unit;
    };
    return latent_grades_of(written, draws);
}

}  // namespace

std::string correlation_text(std::span<const CorrelatedColumn> columns) {
    constexpr double weak = 0.02;
    constexpr double almost = 0.98;  // what the laws can't attain would be an error
    std::vector<LatentGrades> grades;
    for (const CorrelatedColumn& column : columns) grades.push_back(grades_of(column));
    std::ostringstream out;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            if (!(grades[i].variance > 0) || !(grades[k].variance > 0)) continue;
            const SpearmanRange range = attainable_spearman(grades[i], grades[k]);
            const double rho = std::clamp(spearman(columns[i].values, columns[k].values), almost * range.lowest,
                                          almost * range.highest);
            if (std::abs(rho) < weak) continue;
            out << "\n[[correlation]]\ncolumns = [" << toml_string(columns[k].name) << ", "
                << toml_string(columns[i].name) << "]\nspearman = " << std::round(rho * 1000) / 1000 << "\n";
        }
    }
    return out.str();
}

}  // namespace replica
