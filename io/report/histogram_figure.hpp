#pragma once

#include "engine/evaluation/evaluation.hpp"
#include "io/report/svg_canvas.hpp"

#include <string>

namespace replica {

/// What pictures need to know of the tables.
struct FigureContext {
    bool has_real = true;         ///< else the synthetic table is alone
    std::string real = "real";    ///< what its rows are called
    std::uint64_t min_count = 5;  ///< bars of fewer real rows are not shown
};

/// Bars of real rows with the synthetic ones as a line over them; of categories bars in pairs.
std::string histogram_svg(const ColumnMeasures& column, const FigureContext& context, SvgUse use);

/// A number on an axis: whole ones from 10,000 to a billion in groups of three digits, others in at most six digits.
std::string number_label(double value);

/// The same for a profile over time.
std::string time_svg(const TimeProfile& profile, const FigureContext& context, SvgUse use);

}  // namespace replica
