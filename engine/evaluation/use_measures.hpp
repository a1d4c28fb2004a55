#pragma once

#include "engine/evaluation/compared_column.hpp"
#include "engine/evaluation/proportion.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace replica {

/// How well real and synthetic rows can be told apart by a logistic regression on all columns, with products of some.
/// pMSE is the mean squared distance of its predictions from the share of synthetic rows (Woo, Reiter, Oganian, Karr
/// 2009); its ratio to what rows drawn from the real ones would have is about 1 at best, and about 2 for a second real
/// sample of as many rows (Snoke, Raab, Nowok, Dibben, Slavkovic, "General and specific utility measures for synthetic
/// data", JRSS A 2018).
struct PropensityMeasures {
    double pmse = 0;
    double pmse_expected = 0;  ///< (k - 1) (1 - c)^2 c / N: k parameters in effect (see effective_parameters), N rows,
                               ///< c the share of synthetic ones
    double ratio = 0;
    double auc = 0.5;  ///< of telling rows apart that the regression has not seen; 0.5 is at best
    std::uint64_t rows_real = 0;
    std::uint64_t rows_synthetic = 0;
    std::uint64_t parameters = 0;
};

/// A part of the rows by predicted probability.
struct CalibrationPoint {
    double predicted = 0;  ///< mean
    double observed = 0;   ///< share
    std::uint64_t rows = 0;
};

/// How a trained model does on rows held out.
struct PredictionQuality {
    double auc = 0.5;
    Interval auc_interval;                      ///< DeLong, DeLong, Clarke-Pearson 1988
    double brier = 0;                           ///< mean squared error of predicted probabilities
    double calibration_slope = 0;               ///< of a logistic regression on the predicted log odds; 1 is at best
    double calibration_intercept = 0;           ///< of the same; 0 is at best
    std::vector<CalibrationPoint> calibration;  ///< at most ten parts, of equally many rows
};

/// A feature's log odds ratio by both models.
struct CoefficientPair {
    std::string feature;  ///< `age`, `sex = Female`
    double real = 0;
    Interval real_interval;
    double synthetic = 0;
    Interval synthetic_interval;
};

/// A logistic regression trained on synthetic rows and one trained on real rows, tested on the same held-out real rows.
struct UseMeasures {
    std::string target;  ///< what is predicted: `income = >50K`, `age above 37`
    std::string why;     ///< how it was chosen
    std::uint64_t test_rows = 0;
    double test_share = 0;        ///< of positive ones
    std::uint64_t real_rows = 0;  ///< trained on
    std::uint64_t synthetic_rows = 0;
    PredictionQuality real;
    PredictionQuality synthetic;
    std::vector<CoefficientPair> coefficients;  ///< the largest first by |real| / its standard error
    double coefficients_overlap = 0;            ///< mean overlap of the intervals (Karr et al. 2006), 1 at best
};

/// What to predict: the name of a column, or `COLUMN=VALUE`; empty: chosen.
struct UseOptions {
    std::string target;
    std::size_t most_rows = 20'000;  ///< of each table
    std::size_t most_parameters = 160;
};

/// Ridge of all regressions here (see fit_logistic): next to nothing beside thousands of rows, and enough for features
/// that tell the classes apart, or follow from each other.
inline constexpr double use_ridge = 1;

/// Trains on `rows.real` and on `rows.synthetic`, tests on `rows.holdout`. Serial; the same for the same rows.
/// Throws InputError, one sentence, where the target is no column or value, or has one class only in one of the three.
UseMeasures measure_use(std::span<const ComparedColumn> columns, const ComparedRows& rows, const UseOptions& options);

/// Tells rows.real from rows.synthetic, as many of one as of the other where both have enough.
/// Throws InputError where there are too few rows or no columns.
PropensityMeasures measure_propensity(std::span<const ComparedColumn> columns, const ComparedRows& rows,
                                      const UseOptions& options);

}  // namespace replica
