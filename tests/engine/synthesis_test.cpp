#include "engine/synthesis.hpp"

#include "engine/code_weights.hpp"
#include "engine/error.hpp"
#include "tests/engine/hand_made_model.hpp"
#include "tests/kernels/reference/ancestral_sampling.hpp"

#include <gtest/gtest.h>

namespace replica {
namespace {

using testing_models::categorical;
using testing_models::hospital;

std::vector<std::vector<std::uint16_t>> sample(const Model& model, std::size_t rows) {
    const Synthesizer synthesizer(model);
    SampledBlock block;
    synthesizer.sample_codes(4, 0, rows, block);
    return block.codes;
}

TEST(Synthesizer, JointDistributionIsTheNetworks) {
    constexpr std::size_t rows = 200000;
    const auto codes = sample(hospital(), rows);
    // P(sex) P(ward | sex): 60:40, then 10:10:5 of codes 0, 2, 3 and 10:5:5 of codes 1, 4, 5.
    std::vector<std::uint64_t> observed(12);
    for (std::size_t r = 0; r < rows; ++r) ++observed[codes[2][r] * 6U + codes[3][r]];
    EXPECT_LT(reference::chi_square(observed, {0.24, 0, 0.24, 0.12, 0, 0, 0, 0.2, 0, 0, 0.1, 0.1}), 20.6);  // 5 df
    // The note is missing unless the visit is in its first bin.
    for (std::size_t r = 0; r < rows; ++r) ASSERT_EQ(codes[7][r], codes[5][r] == 0 ? 0 : 1);
    for (const std::uint32_t constant : {0U, 1U, 6U}) EXPECT_EQ(codes[constant], std::vector<std::uint16_t>(rows, 0));
    EXPECT_TRUE(codes[8].empty());
}

TEST(Synthesizer, DroppedColumnsAreLeftOut) {
    EXPECT_EQ(Synthesizer(hospital()).columns(), (std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5, 6, 7}));
}

TEST(Synthesizer, RandomModeIsEvenOverValues) {
    Model model = hospital();
    model.mode = Mode::random;
    model.families.clear();
    ColumnModel nothing = categorical("nothing", {});
    nothing.has_missing = true;
    model.columns.push_back(nothing);
    const auto codes = sample(model, 60000);
    std::vector<std::uint64_t> ward(6);
    std::vector<std::uint64_t> age(3);
    for (std::size_t r = 0; r < 60000; ++r) {
        ++ward[codes[3][r]];
        ++age[codes[4][r]];
        ASSERT_EQ(codes[7][r], 0);
        ASSERT_EQ(codes[9][r], 0);
    }
    EXPECT_LT(reference::chi_square(ward, {0.25, 0.25, 0.25, 0.25, 0, 0}), 16.3);       // 3 df, p = 0.001
    EXPECT_LT(reference::chi_square(age, {40 / 121.0, 40 / 121.0, 41 / 121.0}), 13.8);  // 2 df
}

TEST(RandomModeWeights, FallBackToWhatThereIs) {
    ColumnModel column = categorical("c", {});
    column.has_missing = true;
    EXPECT_EQ(random_mode_weights(column), (std::vector<std::uint64_t>{1}));
    column.has_pooled = true;
    EXPECT_EQ(random_mode_weights(column), (std::vector<std::uint64_t>{1, 0}));
}

TEST(Synthesizer, DamagedNetworksAreRefused) {
    const auto refused = [](auto&& change) {
        Model model = hospital();
        change(model);
        EXPECT_THROW(Synthesizer{model}, InputError);
    };
    refused([](Model& m) { m.families.pop_back(); });
    refused([](Model& m) { std::swap(m.families[0], m.families[1]); });
    refused([](Model& m) { m.families.push_back(m.families[0]); });
}

}  // namespace
}  // namespace replica
