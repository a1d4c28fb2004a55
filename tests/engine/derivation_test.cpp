#include "engine/derivation.hpp"

#include "engine/derived_decoder.hpp"
#include "engine/error.hpp"
#include "tests/engine/hand_made_model.hpp"

#include <gtest/gtest.h>

namespace replica {
namespace {

std::string label_of(const Derivation& derivation, const std::string& text, const ValueFormat& format = {}) {
    const auto label = derive(derivation, format, text);
    return label ? derivation.labels[*label] : "none";
}

TEST(Derivation, ByHour) {
    const Derivation shifts = derive_by_hour(0, {0, 8, 16});
    EXPECT_EQ(shifts.labels, (std::vector<std::string>{"00-07", "08-15", "16-23"}));
    EXPECT_EQ(label_of(shifts, "2020-01-31 07:59:59"), "00-07");
    EXPECT_EQ(label_of(shifts, "2020-01-31T08:00"), "08-15");
    EXPECT_EQ(label_of(shifts, "31.01.2020 23:00:00.5"), "16-23");
    EXPECT_EQ(label_of(shifts, "1960-01-31 15:00:00"), "08-15") << "before 1970";
    EXPECT_EQ(label_of(shifts, "2020-01-31"), "none");
    EXPECT_EQ(label_of(shifts, "evening"), "none");
    const ValueFormat iso{.type = ValueType::datetime, .decimals = 1};
    EXPECT_EQ(label_of(shifts, "2020-01-31 16:00:00.5", iso), "16-23");
    EXPECT_EQ(label_of(derive_by_hour(0, {0}), "2020-01-31 16:00"), "00-23");
}

TEST(Derivation, ByTable) {
    const std::vector<TableLine> lines{{"B1", "north"}, {"A", "south"}, {"A1", "west"}, {"B", "north"}};
    const Derivation whole = derive_by_table(0, lines, false);
    EXPECT_EQ(whole.labels, (std::vector<std::string>{"north", "south", "west"}));
    EXPECT_EQ(label_of(whole, "A1"), "west");
    EXPECT_EQ(label_of(whole, "A12"), "none");
    EXPECT_EQ(label_of(whole, ""), "none");
    const Derivation prefix = derive_by_table(0, lines, true);
    EXPECT_EQ(label_of(prefix, "A12 3XY"), "west") << "the longest key";
    EXPECT_EQ(label_of(prefix, "A2"), "south");
    EXPECT_EQ(label_of(prefix, "C1"), "none");
}

TEST(DerivedDecoder, FollowsPreparedAndGeneratedTexts) {
    Model model;
    ColumnModel district = testing_models::categorical("district", {});
    district.encoding = Encoding::derived;
    district.derivation = derive_by_table(1, {{"A1", "west"}, {"B1", "north"}}, false);
    model.columns = {district, testing_models::categorical("postcode", {"A1", "Z9", "B1"})};
    DerivedDecoder decoder(model, 0);
    decoder.prepare_source(*make_decoder(model, 1));
    DecodedColumn source;
    source.start(5);
    source.cells = {1, 2, generated_cell, missing_cell, generated_cell};
    source.text = "A1B1";
    source.text_ends = {2, 4};
    DecodedColumn out;
    decoder.follow(source, out);
    ASSERT_EQ(out.cells.size(), 5U);
    EXPECT_EQ(decoder.prepared()[out.cells[0] - 1], "west");
    EXPECT_EQ(out.cells[1], missing_cell) << "no entry";
    EXPECT_EQ(decoder.prepared()[out.cells[2] - 1], "west");
    EXPECT_EQ(out.cells[3], missing_cell);
    EXPECT_EQ(decoder.prepared()[out.cells[4] - 1], "north");
    model.columns[0].derivation.reset();
    EXPECT_THROW(DerivedDecoder(model, 0), InputError);
}

}  // namespace
}  // namespace replica
