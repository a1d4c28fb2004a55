#pragma once

#include "engine/evaluation/compared_column.hpp"
#include "engine/evaluation/logistic_regression.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace replica {

/// What a feature is made of.
enum class FeatureKind : std::uint8_t {
    value,      ///< of a number or date: (value - mean) / deviation, 0 where it is missing
    indicator,  ///< whether the coarse code is `code`
    missing,    ///< whether a number or date is missing
};

struct Feature {
    std::size_t column = 0;
    FeatureKind kind = FeatureKind::value;
    std::uint16_t code = 0;
    double mean = 0;
    double deviation = 1;
    bool varies_in_real = true;  ///< false: real rows say nothing of it
    std::string name;            ///< for people: `age`, `sex = Female`, `age is missing`
};

/// Some rows of a sample, by number.
using RowNumbers = std::vector<std::uint32_t>;

/// The rows that features are made of.
struct FeatureRows {
    const CodedSample& real;
    const RowNumbers& real_rows;
    const CodedSample& synthetic;
    const RowNumbers& synthetic_rows;
};

/// At most so many rows of a sample, ascending, drawn at random by their number alone: rows that take turns, such as
/// admissions and discharges, would all be of one kind if every second were taken.
RowNumbers drawn_rows(const CodedSample& sample, std::size_t most);

/// Features of all columns but `left_out` (no column: any larger number): numbers and dates by value, with mean and
/// deviation of the real rows (of the synthetic ones where real rows have none), and whether they are missing;
/// categories by indicators of their coarse codes but the one that is commonest in real rows. What is the same in all
/// real and synthetic rows is none. At most `most`: first the rarer codes of columns with many are left out, then the
/// last columns.
std::vector<Feature> make_features(std::span<const ComparedColumn> columns, const FeatureRows& rows,
                                   std::size_t left_out, std::size_t most);

/// The features of some rows, a row each.
FeatureMatrix feature_matrix(std::span<const ComparedColumn> columns, std::span<const Feature> features,
                             const CodedSample& sample, const RowNumbers& rows);

}  // namespace replica
