// Measures against the tools that are the standard for them: scikit-learn and SciPy.
#include "engine/evaluation/column_measures.hpp"
#include "engine/evaluation/logistic_regression.hpp"
#include "engine/evaluation/prediction_quality.hpp"
#include "engine/evaluation/roc.hpp"
#include "kernels/rank_correlation.hpp"
#include "kernels/row_hash.hpp"
#include "tests/jobs/command_line.hpp"
#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <cmath>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace replica {
namespace {

constexpr double equal = 1e-6;

/// A number from 0 to 1 that a place has.
double uniform(std::uint64_t place) { return static_cast<double>(mix_bits(place + 1) >> 11U) * 0x1p-53; }

class Standards : public testing::Test {
protected:
    void SetUp() override {
        const auto found = test::run_command({"/usr/bin/python3", "-c", "import sklearn, scipy"});
        if (found.exit_code != 0) GTEST_SKIP() << "needs python3-sklearn and python3-scipy";
    }

    /// What the standard says of columns of numbers.
    std::map<std::string, double> ask(const std::string& task,
                                      const std::vector<std::vector<std::string>>& rows) const {
        const test::TemporaryDirectory directory;
        std::string text;
        for (const auto& row : rows) {
            for (std::size_t i = 0; i < row.size(); ++i) text += (i > 0 ? "," : "") + row[i];
            text += "\n";
        }
        test::write_text(directory.path() / "in.csv", text);
        const auto result =
            test::run_command({"/usr/bin/python3", REPLICA_STANDARDS, task, (directory.path() / "in.csv").string()});
        EXPECT_EQ(result.exit_code, 0) << result.err;
        std::map<std::string, double> figures;
        std::istringstream lines(result.out);
        std::string name;
        for (double value = 0; lines >> name >> value;) figures[name] = value;
        EXPECT_FALSE(figures.empty());
        return figures;
    }
};

std::string text_of(double value) {
    std::ostringstream out;
    out.precision(17);
    out << value;
    return out.str();
}

TEST_F(Standards, AgreeOnLogisticCoefficients) {
    constexpr Eigen::Index rows = 500;
    FeatureMatrix features(rows, 3);
    Eigen::VectorXd outcomes(rows);
    std::vector<std::vector<std::string>> table{{"y", "a", "b", "c"}};
    for (Eigen::Index i = 0; i < rows; ++i) {
        const auto at = static_cast<std::uint64_t>(i) * 8;
        features.row(i) << 4 * uniform(at) - 2, uniform(at + 1) < 0.2 ? 1 : 0, uniform(at + 2) + features(i, 0);
        const double odds = 0.5 + features(i, 0) - 2 * features(i, 1);
        outcomes(i) = uniform(at + 3) < 1 / (1 + std::exp(-odds)) ? 1 : 0;
        table.push_back(
            {text_of(outcomes(i)), text_of(features(i, 0)), text_of(features(i, 1)), text_of(features(i, 2))});
    }
    const LogisticModel model = fit_logistic(features, outcomes, 1);
    const auto standard = ask("logistic", table);
    EXPECT_NEAR(model.coefficients(0), standard.at("intercept"), equal);
    for (Eigen::Index i = 0; i < 3; ++i)
        EXPECT_NEAR(model.coefficients(1 + i), standard.at("w" + std::to_string(i)), equal);
}

TEST_F(Standards, AgreeOnTheAreaUnderTheCurve) {
    Eigen::VectorXd odds(400);
    std::vector<bool> positive;
    std::vector<std::vector<std::string>> table{{"y", "score"}};
    for (Eigen::Index i = 0; i < odds.size(); ++i) {
        const auto at = static_cast<std::uint64_t>(i) * 4 + 100'000;
        odds(i) = std::round(6 * uniform(at) - 3) / 2;  // with ties
        positive.push_back(uniform(at + 1) < 1 / (1 + std::exp(-odds(i))));
        table.push_back({positive.back() ? "1" : "0", text_of(1 / (1 + std::exp(-odds(i))))});
    }
    const PredictionQuality quality = prediction_quality(odds, positive);
    const auto standard = ask("auc", table);
    EXPECT_NEAR(quality.auc, standard.at("auc"), equal);
    EXPECT_NEAR(quality.brier, standard.at("brier"), equal);
}

TEST_F(Standards, AgreeOnKolmogorovSmirnovAndSpearman) {
    constexpr std::size_t rows = 300;
    constexpr std::uint16_t values = 40;
    std::vector<std::uint64_t> a_counts(values);
    std::vector<std::uint64_t> b_counts(values);
    std::vector<std::uint16_t> a;
    std::vector<std::uint16_t> b;
    std::vector<std::vector<std::string>> table{{"a", "b"}};
    for (std::size_t i = 0; i < rows; ++i) {
        const std::uint64_t at = i * 4 + 200'000;
        a.push_back(static_cast<std::uint16_t>(values * uniform(at) * uniform(at + 1)));
        b.push_back(static_cast<std::uint16_t>((a.back() + values * uniform(at + 2)) / 2));
        if (uniform(at + 3) < 0.1) b.back() = values;  // missing
        ++a_counts[a.back()];
        if (b.back() < values) ++b_counts[b.back()];
        table.push_back({std::to_string(a.back()), b.back() < values ? std::to_string(b.back()) : ""});
    }
    EXPECT_NEAR(kolmogorov_smirnov(a_counts, b_counts), ask("ks", table).at("ks"), equal);
    const std::vector<RankedColumn> columns{{a, values}, {b, values}};
    EXPECT_NEAR(spearman_matrix(columns, 1)[1], ask("spearman", table).at("spearman"), equal);
}

}  // namespace
}  // namespace replica
