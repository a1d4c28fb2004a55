#pragma once

#include "engine/evaluation/compared_column.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace replica::test {

/// A column of `values` values, or of as many labels, with coarse codes of equally many fine ones: `bins` of them, then
/// other and missing.
inline ComparedColumn make_column(std::string name, ComparedKind kind, std::uint16_t values, std::uint32_t bins) {
    ComparedColumn column;
    column.name = std::move(name);
    column.kind = kind;
    for (std::uint16_t v = 0; v < values; ++v) {
        if (column.is_ordered())
            column.values.push_back(v);
        else
            column.labels.push_back("label " + std::to_string(v));
        column.coarse.push_back(static_cast<std::uint16_t>(v * bins / values));
    }
    column.coarse.push_back(static_cast<std::uint16_t>(bins));
    column.coarse.push_back(static_cast<std::uint16_t>(bins + 1));
    column.coarse_codes = bins + 2;
    return column;
}

/// Numbers of 60, 2,000 and 20,000 values, and categories of 2 to 1,000 labels: `columns` of them in turn.
inline std::vector<ComparedColumn> make_columns(std::size_t columns) {
    using enum ComparedKind;
    const std::vector<ComparedColumn> kinds{
        make_column("age", number, 60, 20),      make_column("sex", category, 2, 2),
        make_column("cost", number, 20'000, 20), make_column("diagnosis", category, 1'000, 20),
        make_column("visit", date, 2'000, 20),   make_column("ward", category, 12, 12),
    };
    std::vector<ComparedColumn> made;
    for (std::size_t c = 0; c < columns; ++c) {
        made.push_back(kinds[c % kinds.size()]);
        made.back().name += " " + std::to_string(c);
    }
    return made;
}

/// How much a row's columns have in common: nothing, or two hidden variables.
enum class RowsLike : std::uint8_t { noise, patients };

/// Rows of those columns; every tenth value of every fifth column is missing.
inline CodedSample make_sample(const std::vector<ComparedColumn>& columns, std::size_t rows, std::uint32_t seed,
                               RowsLike like) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform;
    CodedSample sample;
    sample.rows = rows;
    sample.table_rows = rows;
    sample.columns.resize(columns.size());
    for (std::size_t r = 0; r < rows; ++r) {
        const double hidden[] = {normal(random), normal(random)};
        for (std::size_t c = 0; c < columns.size(); ++c) {
            const double own = hidden[c % 2] * 0.8 + normal(random) * 0.6;
            const double share = like == RowsLike::noise ? uniform(random) : 0.5 * std::erfc(-own / std::sqrt(2.0));
            const double place = share * columns[c].value_codes();
            const auto code = static_cast<std::uint16_t>(std::min(place, columns[c].value_codes() - 1.0));
            sample.columns[c].push_back(c % 5 == 4 && random() % 10 == 0 ? columns[c].missing_code() : code);
        }
    }
    return sample;
}

}  // namespace replica::test
