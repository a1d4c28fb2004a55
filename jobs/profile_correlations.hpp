#pragma once

#include "engine/simulation/law.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace replica {

struct ValueRange {
    double low = 0;
    double high = 0;
};

/// A column of numbers of a specification that is being fitted.
struct CorrelatedColumn {
    std::string name;
    std::vector<double> values;  ///< by row of the sample; NaN where missing
    Law law;                     ///< that the specification gives it ...
    ValueRange range;            ///< ... clipped to this ...
    std::uint32_t decimals = 0;  ///< ... and rounded
};

/// [[correlation]] for each pair whose Spearman correlation is worth telling, brought to what the laws can attain.
std::string correlation_text(std::span<const CorrelatedColumn> columns);

}  // namespace replica
