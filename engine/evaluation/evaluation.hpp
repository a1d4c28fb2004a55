#pragma once

#include "engine/evaluation/compared_column.hpp"
#include "engine/evaluation/privacy_measures.hpp"
#include "engine/evaluation/use_measures.hpp"
#include "engine/privacy/privacy_statement.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace replica {

/// Stands for a figure that there is none of.
inline constexpr double no_figure = std::numeric_limits<double>::quiet_NaN();

/// A distance between real and synthetic rows, between what it would be at best and at worst.
struct Fidelity {
    double value = no_figure;
    double second_sample = no_figure;  ///< of a second real sample with as many rows as the synthetic table (bootstrap)
    double useless = no_figure;  ///< of so many rows without what is measured: of independent columns; of one column:
                                 ///< of equally common codes
};

/// A part of a histogram: shares of the rows that have a value.
struct HistogramBar {
    std::string label;        ///< for people
    double low = no_figure;   ///< of numbers and dates: where it begins (see ComparedColumn::values) ...
    double high = no_figure;  ///< ... and ends
    double real = 0;
    double synthetic = 0;
    bool hidden = false;  ///< holds fewer than min_count real rows, but some: `real` is 0 then and is not to be shown
};

/// A column of both tables.
struct ColumnMeasures {
    std::string name;
    ComparedKind kind = ComparedKind::category;
    std::uint64_t distinct_real = 0;
    std::uint64_t distinct_synthetic = 0;
    Fidelity tvd;             ///< total variation distance over coarse codes, missing being one
    Fidelity ks;              ///< of numbers and dates: Kolmogorov-Smirnov distance over all values
    double missing_real = 0;  ///< share of rows; no figure where fewer than min_count, but some, are missing or are not
    double missing_synthetic = 0;
    double outside = 0;  ///< share of synthetic values that are not of the column's type, or lie outside the
                         ///< range of the real ones, or are texts that no real row has
    bool from_sampled_values = false;  ///< too many distinct values: KS and histogram are of a random part of them
    std::vector<HistogramBar> histogram;
};

/// Two columns at a time. Matrices are row-major, columns x columns, symmetric; NaN where there is no figure.
struct PairMeasures {
    std::vector<std::string> columns;
    std::vector<double> mutual_information_real;  ///< nats, over coarse codes
    std::vector<double> mutual_information_synthetic;
    std::vector<double> spearman_real;  ///< of numbers and dates, ties at mid-ranks, rows that have both
    std::vector<double> spearman_synthetic;
    std::vector<double> tvd;                ///< of their joint tables over coarse codes
    std::vector<double> tvd_second_sample;  ///< see Fidelity
    std::vector<double> tvd_useless;
    Fidelity mutual_information;           ///< mean |difference| over pairs, nats
    Fidelity spearman;                     ///< mean |difference| over pairs that have one
    std::uint64_t spearman_rows_real = 0;  ///< rows that it was computed of
    std::uint64_t spearman_rows_synthetic = 0;
};

/// Mean total variation distance over all sets of `ways` columns.
struct MarginalMeasures {
    std::uint32_t ways = 1;
    std::uint64_t tables = 0;
    Fidelity tvd;

    /// 1000 (1 - TVD), as NIST's k-marginal score.
    [[nodiscard]] static double score(double distance) { return 1000 * (1 - distance); }
};

/// How a date's values spread over months, weekdays or hours.
struct TimeProfile {
    std::string column;
    std::string over;                 ///< "month", "weekday", "hour", "holiday"
    std::vector<std::string> labels;  ///< a part each
    std::vector<double> real;         ///< shares; 0 where hidden
    std::vector<double> synthetic;
    std::vector<bool> hidden;  ///< fewer than min_count real rows, but some
    Fidelity tvd;              ///< useless: of equally common parts
};

/// Columns that are missing in the same rows, and no others.
struct MissingPattern {
    std::vector<std::string> columns;  ///< none: complete rows
    double real = 0;                   ///< shares of rows
    double synthetic = 0;
    bool hidden = false;
};
struct MissingMeasures {
    std::vector<MissingPattern> patterns;  ///< the commonest, real and synthetic together
    std::uint64_t patterns_real = 0;       ///< how many there are
    std::uint64_t patterns_synthetic = 0;
    Fidelity tvd;  ///< between the distributions of patterns; useless: of columns that are missing independently
    std::uint64_t rows_real = 0;  ///< rows that it was computed of
    std::uint64_t rows_synthetic = 0;
};

/// Something that should hold of every synthetic row.
struct ValidityCheck {
    std::string what;
    std::uint64_t rows = 0;     ///< synthetic rows it was looked for in
    std::uint64_t failing = 0;  ///< and those that fail
    std::string example;        ///< of a synthetic row; may be empty
};

/// What the model says of itself.
struct ModelFacts {
    std::string path;
    std::string mode;
    std::uint32_t degree = 0;
    std::string version;
    std::uint64_t rows = 0;
    std::optional<PrivacyStatement> privacy;  ///< the ledger; nothing: learned without differential privacy
};

/// A table that was read.
struct EvaluatedTable {
    std::string name;
    std::uint64_t rows = 0;
};

/// All that was found; what can't be had is absent, and `remarks` says why.
struct Evaluation {
    std::string version;  ///< of the program
    EvaluatedTable synthetic;
    std::optional<EvaluatedTable> real;
    bool real_is_specification = false;     ///< `real` was drawn from a specification: no patients are behind it
    std::optional<EvaluatedTable> holdout;  ///< where one was given
    std::uint64_t min_count = 5;            ///< real cells of fewer rows are not shown
    std::vector<std::string> remarks;       ///< sentences: what was drawn at random, left out, assumed, impossible

    std::vector<ColumnMeasures> columns;  ///< in the tables' order. Without real rows: the synthetic figures alone
    std::vector<std::string> left_out;    ///< identifiers, free text, columns that are not in both tables
    std::optional<PairMeasures> pairs;
    std::vector<MarginalMeasures> marginals;
    std::vector<TimeProfile> times;
    std::optional<MissingMeasures> missing;
    std::vector<ValidityCheck> validity;
    std::optional<PropensityMeasures> propensity;
    std::optional<UseMeasures> use;
    std::optional<PrivacyMeasures> privacy;
    std::optional<ModelFacts> model;
};

}  // namespace replica
