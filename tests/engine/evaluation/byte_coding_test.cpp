#include "engine/evaluation/byte_coding.hpp"

#include "tests/engine/evaluation/latent_rows.hpp"
#include "tests/kernels/reference/nearest_rows.hpp"

#include <numeric>

#include <gtest/gtest.h>

namespace replica {
namespace {

CodedSample sample_of(const std::vector<std::uint16_t>& codes) { return {{codes}, codes.size(), codes.size()}; }

/// The distances of all codes of a column to its code `from`.
std::vector<std::uint32_t> distances_from(const ComparedColumn& column, const ComparedRows& rows, std::uint16_t from) {
    const ByteCoding coding = code_values(std::span(&column, 1), rows);
    std::vector<std::uint16_t> all(column.codes());
    std::iota(all.begin(), all.end(), std::uint16_t{0});
    const CodedSample every = sample_of(all);
    const ByteRows bytes = code_rows(coding, {&every, std::vector<std::uint32_t>(all.begin(), all.end())});
    std::vector<std::uint32_t> distances;
    for (const std::uint16_t code : all) distances.push_back(reference::column_distance(bytes, from, bytes, code, 0));
    return distances;
}

TEST(ByteCoding, NumbersByTheirRanksAmongRealRows) {
    const ComparedColumn column = test::make_column("age", ComparedKind::number, 5, 5);
    // Value 0 once, 1 twice, 2 never, 3 in 7 rows; mid-ranks, doubled: 1, 4, 6, 13, 20. Of these 12 are scaled to 254:
    // 0, 63.5 (64), 105.8 (106), 254. Value 4, above all real ones, is at the end too, and moves the others away.
    const ComparedRows rows{sample_of({0, 1, 1, 3, 3, 3, 3, 3, 3, 3}), sample_of({2, 4}), sample_of({5, 6}),
                            HoldoutOrigin::given};
    EXPECT_EQ(distances_from(column, rows, 0), (std::vector<std::uint32_t>{0, 64, 106, 253, 254, 255, 255}));
    // Other and missing are no values, but not the same either.
    EXPECT_EQ(distances_from(column, rows, 5), (std::vector<std::uint32_t>{255, 255, 255, 255, 255, 0, 1}));
    EXPECT_EQ(distances_from(column, rows, 6), (std::vector<std::uint32_t>{255, 255, 255, 255, 255, 1, 0}));
}

TEST(ByteCoding, DifferentCodesAreNeverEqual) {
    using enum ComparedKind;
    for (const ComparedKind kind : {number, category}) {
        for (const std::uint32_t values : {1U, 2U, 253U, 254U, 255U, 256U, 257U, 4'000U, 65'533U}) {
            const ComparedColumn column = test::make_column("column", kind, static_cast<std::uint16_t>(values), 1);
            std::vector<std::uint16_t> all(column.codes());
            std::iota(all.begin(), all.end(), std::uint16_t{0});
            // All real rows but a few have one value: nearly all others share a rank.
            std::vector<std::uint16_t> real(1'000, static_cast<std::uint16_t>(values / 2));
            real.push_back(0);
            const ComparedRows rows{sample_of(real), sample_of(all), sample_of(all), HoldoutOrigin::given};
            for (const std::uint32_t from : {0U, values / 2, values - 1, values, values + 1}) {
                const auto distances = distances_from(column, rows, static_cast<std::uint16_t>(from));
                for (std::uint32_t code = 0; code < distances.size(); ++code) {
                    ASSERT_EQ(distances[code] == 0, code == from) << values << ' ' << from << ' ' << code;
                    ASSERT_TRUE(kind == number || code == from || distances[code] == 255U) << code;
                }
            }
        }
    }
}

TEST(ByteCoding, CodesThatDoNotOccurTakeNoByte) {
    const ComparedColumn column = test::make_column("code", ComparedKind::category, 5'000, 20);
    const ComparedRows rows{sample_of({7, 4'999}), sample_of({5'001, 7}), sample_of({300, 7}), HoldoutOrigin::given};
    EXPECT_EQ(code_values(std::span(&column, 1), rows).columns.front().planes, 1);
    EXPECT_EQ(code_coarsely(std::span(&column, 1)).columns.front().planes, 1);
}

}  // namespace
}  // namespace replica
