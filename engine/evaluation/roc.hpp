#pragma once

#include "engine/evaluation/proportion.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// The area under the ROC curve: the chance that a positive row has a higher score than a negative one, ties counting
/// half.
struct RocArea {
    double auc = 0.5;
    double variance = 0;  ///< DeLong, DeLong, Clarke-Pearson, "Comparing the areas under two or more correlated
                          ///< receiver operating characteristic curves", Biometrics 1988
    Interval interval;    ///< 95 %, normal, within 0 and 1
};

/// scores: of each row; positive: whether it is one. 0.5 with an interval of 0 to 1 where a class is empty.
RocArea roc_area(std::span<const double> scores, const std::vector<bool>& positive);

}  // namespace replica
