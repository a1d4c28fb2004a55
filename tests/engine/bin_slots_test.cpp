#include "engine/bin_slots.hpp"

#include "engine/suited_bins.hpp"

#include <limits>
#include <numeric>

#include <gtest/gtest.h>

namespace replica {
namespace {

std::uint64_t total(const std::vector<Slot>& slots) {
    return std::accumulate(slots.begin(), slots.end(), std::uint64_t{0},
                           [](std::uint64_t sum, const Slot& slot) { return sum + slot.weight; });
}

TEST(EqualBins, FollowTheFormulaExactly) {
    GridRange range;
    for (std::int64_t value = 17; value <= 90; ++value) range.include(value);
    const BinEdges edges = equal_bins(range, 20);
    ASSERT_EQ(edges.low.size(), 20U);
    for (std::int64_t value = 17; value <= 90; ++value) {
        const auto expected = std::min<std::int64_t>(19, (value - 17) * 20 / (90 - 17));
        EXPECT_EQ(edges.bin(value), expected) << value;
    }
    EXPECT_EQ(edges.bin(-5), 0U);
    EXPECT_EQ(edges.bin(1000), 19U);
}

TEST(EqualBins, FewGridValuesGiveFewBins) {
    GridRange range;
    for (const std::int64_t value : {0, 10, 20, 30}) range.include(value);
    EXPECT_EQ(range.step, 10U);
    EXPECT_EQ(equal_bins(range, 20).low, (std::vector<std::int64_t>{0, 10, 20, 30}));
    GridRange single;
    single.include(7);
    EXPECT_EQ(equal_bins(single, 20).low, (std::vector<std::int64_t>{7}));
}

TEST(EqualBins, HoldTheWholeRangeOf64Bits) {
    GridRange range;
    range.include(std::numeric_limits<std::int64_t>::min());
    range.include(std::numeric_limits<std::int64_t>::max());
    range.include(0);
    const BinEdges edges = equal_bins(range, 4);
    EXPECT_EQ(edges.bin(std::numeric_limits<std::int64_t>::min()), 0U);
    EXPECT_EQ(edges.bin(std::numeric_limits<std::int64_t>::max()), edges.low.size() - 1);
    EXPECT_LT(edges.bin(-1), edges.bin(std::numeric_limits<std::int64_t>::max()));
}

GridRange range_of(const std::vector<GridCount>& counts) {
    GridRange range;
    for (const GridCount& count : counts) range.include(count.value);
    return range;
}

std::vector<std::uint64_t> bin_rows(const BinEdges& edges, const std::vector<GridCount>& counts) {
    std::vector<std::uint64_t> rows(edges.low.size());
    for (const GridCount& count : counts) rows[edges.bin(count.value)] += count.rows;
    return rows;
}

TEST(QuantileBins, AreAboutEquallyFull) {
    std::vector<GridCount> counts;  // as many rows at 1 to 10 as at 10 to 100 and at 100 to 1,000
    for (std::int64_t value = 1; value < 1000; ++value)
        counts.push_back({value, static_cast<std::uint64_t>(2000 / value + 1), true, {}});
    const BinEdges edges = quantile_bins(range_of(counts), counts, 8);
    EXPECT_EQ(edges.low.size(), 8U);
    EXPECT_EQ(edges.low.front(), 1);
    EXPECT_EQ(edges.low[1], 2) << "the value 1 fills a bin";
    EXPECT_EQ(edges.high, 999);
    const auto rows = bin_rows(edges, counts);
    const auto [least, most] = std::minmax_element(rows.begin() + 1, rows.end());
    EXPECT_LT(*most, *least * 3 / 2);
}

TEST(QuantileBins, HeavyValuesHaveBinsOfTheirOwn) {
    std::vector<GridCount> counts;
    for (std::int64_t value = 0; value < 100; ++value) counts.push_back({value, value == 50 ? 10000U : 10U, true, {}});
    const BinEdges edges = quantile_bins(range_of(counts), counts, 10);
    EXPECT_LE(edges.low.size(), 10U);
    EXPECT_EQ(edges.low[edges.bin(50)], 50);
    EXPECT_NE(edges.bin(49), edges.bin(50));
    EXPECT_NE(edges.bin(51), edges.bin(50));
}

TEST(QuantileBins, RareValuesAreNoEdges) {
    std::vector<GridCount> counts;
    for (std::int64_t value = 7; value < 700; value += 7) counts.push_back({value, 1, false, {}});
    const BinEdges edges = quantile_bins({0, 700, 1}, counts, 9);
    EXPECT_EQ(edges.low.size(), 9U);
    for (std::size_t b = 1; b < edges.low.size(); ++b) EXPECT_NE(edges.low[b] % 7, 0) << edges.low[b];
}

TEST(SuitedBins, AreEqualUnlessThatIsTooUneven) {
    std::vector<GridCount> bell;
    for (std::int64_t value = 0; value < 100; ++value) {
        const std::int64_t far = std::abs(value - 40);
        bell.push_back({value, static_cast<std::uint64_t>(1 + 2000 / (10 + far)), true, {}});
    }
    EXPECT_EQ(suited_bins(range_of(bell), bell, 20, Binning::automatic).low, equal_bins(range_of(bell), 20).low);
    EXPECT_NE(suited_bins(range_of(bell), bell, 20, Binning::quantile).low, equal_bins(range_of(bell), 20).low);
    std::vector<GridCount> tail;
    for (std::int64_t value = 1; value < 100000; value *= 2)
        tail.push_back({value, static_cast<std::uint64_t>(200000 / value), true, {}});
    EXPECT_EQ(suited_bins(range_of(tail), tail, 20, Binning::automatic).low,
              quantile_bins(range_of(tail), tail, 20).low);
    EXPECT_EQ(suited_bins(range_of(tail), tail, 20, Binning::equal).low, equal_bins(range_of(tail), 20).low);
}

TEST(GridRange, MergesAsIfSeenAtOnce) {
    GridRange whole;
    GridRange left;
    GridRange right;
    for (const std::int64_t value : {12, 36, 24}) left.include(value);
    for (const std::int64_t value : {100, 60}) right.include(value);
    for (const std::int64_t value : {12, 36, 24, 100, 60}) whole.include(value);
    left.merge(right);
    left.merge(GridRange{});
    EXPECT_EQ(left.low, whole.low);
    EXPECT_EQ(left.high, whole.high);
    EXPECT_EQ(left.step, whole.step);
    GridRange empty;
    empty.merge(whole);
    EXPECT_EQ(empty.step, whole.step);
}

const IntervalRule rule{5, 5};

TEST(BinSlots, FrequentValuesComeBackAsTheyWere) {
    const auto slots = make_slots({{110, 40, true, {}}, {120, 400, true, {}}}, 100, 129, 1, rule);
    ASSERT_EQ(slots.size(), 2U);
    EXPECT_EQ(slots[1].low, 120);
    EXPECT_EQ(slots[1].high, 120);
    EXPECT_EQ(slots[1].weight, 400U);
}

TEST(BinSlots, RareValuesAreNeverAlone) {
    std::vector<GridCount> counts;
    for (std::int64_t value = 0; value < 100; value += 3) {
        counts.push_back({value, static_cast<std::uint64_t>(1 + value % 4), value % 15 == 0, {}});
    }
    const auto slots = make_slots(counts, 0, 99, 1, rule);
    std::uint64_t rows = 0;
    for (const auto& count : counts) rows += count.rows;
    EXPECT_EQ(total(slots), rows);
    for (const Slot& slot : slots) {
        EXPECT_GE(slot.low, 0);
        EXPECT_LE(slot.high, 99);
        const bool atom = slot.low == slot.high;
        if (atom) {
            EXPECT_EQ(slot.low % 15, 0) << "a rare value became an atom";
        } else {
            EXPECT_GE(slot.weight, 5U);
            EXPECT_GE(slot.high - slot.low, 4);
        }
    }
}

TEST(BinSlots, RareValuesBesideAtomsAreLeftToThem) {
    const auto slots = make_slots({{42, 1, false, {}}, {50, 90, true, {}}}, 40, 59, 1, rule);
    ASSERT_EQ(slots.size(), 1U);
    EXPECT_EQ(slots[0].low, 50);
    EXPECT_TRUE(make_slots({}, 0, 9, 1, rule).empty());
}

TEST(BinSlots, OnePersonsManyRowsAreNoReasonToWriteThem) {
    // 200 rows of one person, then four rows of five others: only together are they general.
    const std::vector<GridCount> counts{
        {4, 100, false, {77}}, {5, 100, false, {77}}, {20, 2, false, {1, 2}}, {29, 3, false, {3, 4, 5}}};
    const auto slots = make_slots(counts, 0, 29, 1, rule);
    ASSERT_EQ(slots.size(), 1U);
    EXPECT_EQ(slots[0].low, 0);
    EXPECT_EQ(slots[0].high, 29);
    EXPECT_EQ(slots[0].weight, 205U);
}

TEST(GeneralBins, NarrowBinsOfRareValuesAreJoined) {
    // Six values, each its own bin and one person's: no bin of one value may stay.
    BinEdges edges;
    std::vector<GridCount> counts;
    for (std::int64_t value = 18; value <= 23; ++value) {
        edges.low.push_back(value);
        counts.push_back({value, 40, false, {static_cast<std::uint64_t>(value)}});
    }
    edges.high = 23;
    const BinEdges joined = general_bins(edges, counts, 1, rule);
    EXPECT_EQ(joined.low, (std::vector<std::int64_t>{18}));
    EXPECT_EQ(joined.high, 23);
}

TEST(GeneralBins, BinsWithAtomsStay) {
    BinEdges edges{{0, 10, 20, 30}, 39};
    const std::vector<GridCount> counts{{5, 50, true, {}}, {12, 1, false, {}}, {25, 50, true, {}}, {33, 1, false, {}}};
    const BinEdges joined = general_bins(edges, counts, 1, rule);
    EXPECT_EQ(joined.low, (std::vector<std::int64_t>{0, 10})) << "a rare bin joins the next, the last the one before";
}

TEST(GeneralBins, ASingleValueIsWidenedToRoundNumbers) {
    const BinEdges wide = general_bins({{731}, 731}, {{731, 1, false, {}}}, 1, rule);
    EXPECT_EQ(wide.low, (std::vector<std::int64_t>{700}));
    EXPECT_EQ(wide.high, 800);
    const BinEdges negative = general_bins({{-55}, -55}, {{-55, 1, false, {}}}, 1, rule);
    EXPECT_LE(negative.low.front(), -59);
    EXPECT_GE(negative.high, -50);
}

TEST(GeneralBins, HoldTheWholeRangeOf64Bits) {
    const std::int64_t least = std::numeric_limits<std::int64_t>::min();
    const std::int64_t most = std::numeric_limits<std::int64_t>::max();
    const std::vector<GridCount> counts{{least, 3, false, {}}, {0, 3, false, {}}, {most, 3, false, {}}};
    const BinEdges joined = general_bins({{least, 0}, most}, counts, 1, rule);
    EXPECT_EQ(joined.low.front(), least);
    EXPECT_EQ(joined.high, most);
    EXPECT_EQ(total(make_slots(counts, least, most, 1, rule)), 9U);
}

TEST(GeneralRange, LeavesOutWhatFewPersonsHold) {
    std::vector<GridCount> counts{{-555, 1, false, {}}};
    GridRange range;
    range.include(-555);
    for (std::int64_t value = 100; value < 200; ++value) {
        counts.push_back({value, 3, false, {}});
        range.include(value);
    }
    counts.push_back({9137, 1, false, {}});
    range.include(9137);
    const GridRange general = general_range(range, counts, 5);
    EXPECT_LE(general.low, 101);
    EXPECT_GE(general.low, 90);
    EXPECT_GE(general.high, 198);
    EXPECT_LE(general.high, 210);
    // Ends that many hold are exact.
    const std::vector<GridCount> held{{17, 9, true, {}}, {40, 1, false, {}}, {90, 9, true, {}}};
    EXPECT_EQ(general_range({17, 90, 1}, held, 5).low, 17);
    EXPECT_EQ(general_range({17, 90, 1}, held, 5).high, 90);
}

}  // namespace
}  // namespace replica
