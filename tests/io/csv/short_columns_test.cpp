#include "io/csv/short_columns.hpp"

#include "engine/error.hpp"
#include "io/part_pipeline.hpp"
#include "tests/engine/hand_made_model.hpp"
#include "tests/io/reference/csv_text.hpp"

#include <gtest/gtest.h>

namespace replica {
namespace {

using Texts = std::vector<std::string_view>;

TEST(ShortColumns, FieldsStandTogether) {
    ShortColumns columns;
    ASSERT_TRUE(columns.try_add(0, Texts{"a,", "bb,", ","}));
    ASSERT_TRUE(columns.try_add(2, Texts{"x\n", "yyy\n"}));
    const std::vector<std::vector<std::uint16_t>> codes = {{0, 1, 2, 0, 1, 2}, {}, {0, 0, 0, 1, 1, 1}};
    std::vector<CsvFields> fields(1);
    columns.place(codes, fields[0]);
    CsvRows rows;
    append_rows(fields, rows);
    EXPECT_EQ(std::string(rows.buffer.data(), rows.size), "a,x\nbb,x\n,x\na,yyy\nbb,yyy\n,yyy\n");
}

TEST(ShortColumns, WhatIsTooLongOrTooManyIsLeft) {
    ShortColumns columns;
    EXPECT_FALSE(columns.try_add(0, {}));
    EXPECT_FALSE(columns.try_add(0, Texts{"a,", "1234567,"}));
    EXPECT_TRUE(columns.try_add(0, Texts{"a,", "123,"}));
    EXPECT_FALSE(columns.try_add(1, Texts{"123,"}));
    EXPECT_FALSE(columns.try_add(1, Texts(129, "a,")));
    EXPECT_TRUE(columns.try_add(1, Texts(128, "a,")));
    ShortColumns full;
    EXPECT_TRUE(full.try_add(0, Texts{"123456,"}));
    ShortColumns long_lone;
    EXPECT_FALSE(long_lone.try_add(0, Texts(65537, "a,")));
    EXPECT_TRUE(long_lone.try_add(0, Texts(65536, "a,")));
}

// Short and long columns in every order, read back and compared with the codes.
TEST(ShortColumns, RowsOfAnyMixtureReadBack) {
    constexpr std::uint64_t rows = 5000;
    for (unsigned mixture = 0; mixture < 256; ++mixture) {
        Model model;
        model.mode = Mode::random;
        for (unsigned c = 0; c < 8; ++c) {
            const bool is_long = (mixture >> c & 1U) != 0;
            std::vector<std::string> values = {"p", "qq", "r"};
            if (is_long) values = {"a longer value", "another", "z"};
            model.columns.push_back(testing_models::categorical("c" + std::to_string(c), values));
            model.columns.back().value_weights = {1, 1, 1};
            model.columns.back().has_missing = c == 3;
        }
        const CsvReplica replica(model, 5);
        CsvReplica::Block block;
        replica.make_rows({7, mixture % 16 == 5 ? rows : 131}, block);
        const auto read = reference::read_csv({block.rows.buffer.data(), block.rows.size});
        const std::size_t expected_rows = mixture % 16 == 5 ? rows : 131;
        ASSERT_EQ(read.size(), expected_rows);
        SampledBlock sampled;
        Synthesizer(model).sample_codes(5, 7, expected_rows, sampled);
        for (std::size_t r = 0; r < expected_rows; ++r) {
            ASSERT_EQ(read[r].size(), 8U);
            for (std::size_t c = 0; c < 8; ++c) {
                const std::uint16_t code = sampled.codes[c][r];
                ASSERT_EQ(read[r][c].text, code < 3 ? model.columns[c].values[code] : model.text.missing_token);
            }
        }
    }
}

}  // namespace
}  // namespace replica
