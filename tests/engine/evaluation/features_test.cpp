#include "engine/evaluation/features.hpp"

#include "engine/evaluation/use_measures.hpp"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace replica {
namespace {

/// A number with values 10, 20, 30, and a category with labels a, b.
std::vector<ComparedColumn> number_and_category() {
    ComparedColumn number;
    number.name = "age";
    number.kind = ComparedKind::number;
    number.values = {10, 20, 30};
    ComparedColumn category;
    category.name = "ward";
    category.labels = {"a", "b"};
    category.coarse_labels = {"a", "b", "other", "missing"};
    for (ComparedColumn* column : {&number, &category}) {
        for (std::uint16_t code = 0; code < column->codes(); ++code) column->coarse.push_back(code);
        column->coarse_codes = column->codes();
    }
    return {number, category};
}

constexpr std::uint16_t no_age = 4;
constexpr std::uint16_t other_ward = 2;

CodedSample sample(std::vector<std::uint16_t> ages, std::vector<std::uint16_t> wards) {
    CodedSample made;
    made.rows = made.table_rows = ages.size();
    made.columns = {std::move(ages), std::move(wards)};
    return made;
}

const RowNumbers all{0, 1, 2, 3};
constexpr std::size_t none_left_out = 9;

std::vector<Feature> features_of(const CodedSample& real, const CodedSample& synthetic, std::size_t most = 160) {
    return make_features(number_and_category(), {real, all, synthetic, all}, none_left_out, most);
}

std::vector<std::string> names_of(const std::vector<Feature>& features) {
    std::vector<std::string> names;
    for (const Feature& feature : features) names.push_back(feature.name);
    return names;
}

using Names = std::vector<std::string>;

TEST(Features, AreScaledByTheRealRows) {
    const CodedSample real = sample({0, 0, 2, 2}, {0, 0, 0, 1});
    const CodedSample synthetic = sample({2, 2, 2, 1}, {1, 1, 1, 1});
    const auto features = features_of(real, synthetic);
    // b is rarer than a in real rows, whatever synthetic ones have.
    ASSERT_EQ(names_of(features), (Names{"age", "ward = b"}));
    EXPECT_DOUBLE_EQ(features[0].mean, 20);
    EXPECT_DOUBLE_EQ(features[0].deviation, 10);
    const FeatureMatrix matrix = feature_matrix(number_and_category(), features, synthetic, {0, 3});
    EXPECT_EQ(matrix, (FeatureMatrix(2, 2) << 1, 1, 0, 1).finished());
}

TEST(Features, TellWhatOnlySyntheticRowsHave) {
    const CodedSample real = sample({0, 0, 2, 2}, {0, 0, 0, 1});
    const auto features = features_of(real, sample({0, 2, 2, no_age}, {0, 0, 1, other_ward}));
    ASSERT_EQ(names_of(features), (Names{"age", "age is missing", "ward = b", "ward = other"}));
    EXPECT_TRUE(features[0].varies_in_real && features[2].varies_in_real);
    EXPECT_FALSE(features[1].varies_in_real || features[3].varies_in_real);
}

TEST(Features, TellColumnsThatAreEmptyOrConstantInRealRows) {
    const CodedSample some = sample({0, 2, 0, 2}, {0, 0, 0, 0});
    const auto empty = features_of(sample({no_age, no_age, no_age, no_age}, {0, 0, 0, 0}), some);
    EXPECT_EQ(names_of(empty), (Names{"age", "age is missing"}));
    EXPECT_DOUBLE_EQ(empty[0].mean, 20);  // of the synthetic rows, there being no other
    EXPECT_DOUBLE_EQ(empty[0].deviation, 10);
    const auto constant = features_of(sample({1, 1, 1, 1}, {0, 0, 0, 0}), sample({2, 2, 2, 2}, {0, 0, 0, 0}));
    ASSERT_EQ(names_of(constant), Names{"age"});
    EXPECT_FALSE(constant[0].varies_in_real);
    EXPECT_DOUBLE_EQ(constant[0].deviation, 10);
    EXPECT_TRUE(features_of(sample({1, 1, 1, 1}, {0, 0, 0, 0}), sample({1, 1, 1, 1}, {0, 0, 0, 0})).empty());
}

TEST(Features, AreNoMoreThanAllowed) {
    const CodedSample real = sample({0, 0, 2, no_age}, {0, 0, 1, other_ward});
    EXPECT_EQ(names_of(features_of(real, real)), (Names{"age", "age is missing", "ward = b", "ward = other"}));
    EXPECT_EQ(names_of(features_of(real, real, 3)), (Names{"age", "age is missing", "ward = b"}));
    EXPECT_EQ(names_of(features_of(real, real, 1)), Names{"age"});
}

TEST(Features, OfAColumnThatIsEmptyInRealRowsTellTheTablesApart) {
    CodedSample real;
    real.rows = real.table_rows = 400;
    real.columns = {std::vector<std::uint16_t>(400, no_age), std::vector<std::uint16_t>(400, 0)};
    CodedSample synthetic = real;
    for (std::size_t row = 0; row < 400; ++row) {
        real.columns[1][row] = synthetic.columns[1][row] = static_cast<std::uint16_t>(row % 2);
        synthetic.columns[0][row] = static_cast<std::uint16_t>(row % 3);
    }
    EXPECT_DOUBLE_EQ(measure_propensity(number_and_category(), {real, real, synthetic}, {}).auc, 1);
}

}  // namespace
}  // namespace replica
