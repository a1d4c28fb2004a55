#pragma once

#include "engine/evaluation/compared_column.hpp"
#include "engine/evaluation/features.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace replica {

/// What is predicted: a class of the values of a column.
struct PredictionTarget {
    enum class Class : std::int8_t { negative = 0, positive = 1, left_out = -1 };

    std::size_t column = 0;
    std::vector<Class> classes;  ///< of each fine code; missing values are left out
    std::string label;           ///< `income = >50K`, `age above 37`
    std::string why;             ///< how it was chosen, a clause
};

/// `wanted`: COLUMN or COLUMN=VALUE. A category's value against the rest: of two values the rarer one, of more the
/// commonest. A number or date above its median in `rows` of the real rows; where that is its largest value, above the
/// next one below. Empty: the last category with at most five values that is divided into more than 5 % and 95 % of the
/// rows, since what is predicted often stands last; else the category that a value divides most evenly, if into more
/// than 5 % and 95 %; else the first number. Throws InputError where there is no such column or value, or none that can
/// be predicted.
PredictionTarget choose_target(std::span<const ComparedColumn> columns, const CodedSample& real, const RowNumbers& rows,
                               const std::string& wanted);

/// The rows that have a class, and theirs.
struct ClassifiedRows {
    RowNumbers rows;
    std::vector<bool> positive;
    std::size_t positives = 0;
};
ClassifiedRows classify(const PredictionTarget& target, const CodedSample& sample, const RowNumbers& rows);

}  // namespace replica
