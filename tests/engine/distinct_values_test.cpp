#include "engine/distinct_values.hpp"

#include <map>
#include <random>

#include <gtest/gtest.h>

namespace replica {
namespace {

std::vector<std::string> skewed_texts(std::size_t count, unsigned seed) {
    std::mt19937_64 random(seed);
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint64_t word = random();
        // A tenth of the rows share five values, the others are nearly unique.
        texts.push_back(word % 10 == 0 ? "frequent " + std::to_string(word / 10 % 5)
                                       : "v" + std::to_string(word % 1000000));
    }
    return texts;
}

Bytes packed(const DistinctValues& values) {
    ByteWriter out;
    for (const std::size_t index : values.sorted()) {
        out.put_text(values.text(index));
        out.put(values.count(index));
    }
    out.put(values.total());
    out.put(values.complete());
    return out.take();
}

TEST(DistinctValues, CountsExactlyBelowItsCapacity) {
    const auto texts = skewed_texts(5000, 1);
    DistinctValues values(8192);
    std::map<std::string, std::uint64_t> expected;
    for (const auto& text : texts) {
        const bool fresh = expected[text]++ == 0;
        EXPECT_EQ(values.add(text) == DistinctValues::Added::fresh, fresh);
    }
    EXPECT_TRUE(values.complete());
    ASSERT_EQ(values.size(), expected.size());
    EXPECT_EQ(values.total(), texts.size());
    for (const auto& [text, count] : expected) {
        const auto index = values.find(text);
        ASSERT_TRUE(index) << text;
        EXPECT_EQ(values.count(*index), count);
    }
    EXPECT_FALSE(values.find("absent"));
}

TEST(DistinctValues, AnySplitAndOrderGivesTheSame) {
    const auto texts = skewed_texts(20000, 2);
    DistinctValues whole(1000);
    for (const auto& text : texts) whole.add(text);
    ASSERT_FALSE(whole.complete());
    for (const std::size_t parts : {2U, 3U, 7U}) {
        std::vector<DistinctValues> of_parts(parts, DistinctValues(1000));
        for (std::size_t i = 0; i < texts.size(); ++i) of_parts[i % parts].add(texts[texts.size() - 1 - i]);
        DistinctValues merged(1000);
        for (const auto& part : of_parts) merged.merge(part);
        EXPECT_EQ(packed(merged), packed(whole)) << parts;
        for (const auto& text : texts) ASSERT_EQ(merged.count_bound(text), whole.count_bound(text));
    }
}

TEST(DistinctValues, PartsThatOnlyTogetherExceedTheCapacityGiveTheSame) {
    DistinctValues whole(100);
    DistinctValues left(100);
    DistinctValues right(100);
    for (int i = 0; i < 180; ++i) {
        const std::string text = std::to_string(i % 150);
        whole.add(text);
        (i % 2 == 0 ? left : right).add(text);
    }
    ASSERT_TRUE(left.complete());
    ASSERT_TRUE(right.complete());
    left.merge(right);
    EXPECT_EQ(packed(left), packed(whole));
}

TEST(DistinctValues, KeepsExactCountsAndBoundsTheOthers) {
    const auto texts = skewed_texts(50000, 3);
    DistinctValues values(2000);
    std::map<std::string, std::uint64_t> expected;
    for (const auto& text : texts) {
        values.add(text);
        ++expected[text];
    }
    ASSERT_FALSE(values.complete());
    EXPECT_LE(values.size(), 2000U);
    for (std::size_t i = 0; i < values.size(); ++i) EXPECT_EQ(values.count(i), expected[std::string(values.text(i))]);
    for (const auto& [text, count] : expected) ASSERT_GE(values.count_bound(text), count);
    const double ratio = static_cast<double>(values.distinct()) / static_cast<double>(expected.size());
    EXPECT_NEAR(ratio, 1.0, 0.15);
}

TEST(DistinctValues, SurvivesTheWayBetweenRanks) {
    for (const std::size_t capacity : {100U, 100000U}) {
        DistinctValues values(capacity);
        for (const auto& text : skewed_texts(3000, 4)) values.add(text);
        ByteWriter out;
        values.write(out);
        const Bytes bytes = out.take();
        ByteReader in(bytes);
        DistinctValues copy = DistinctValues::read(in);
        EXPECT_TRUE(in.at_end());
        values.add("later");
        copy.add("later");
        EXPECT_EQ(packed(copy), packed(values));
    }
}

TEST(DistinctValues, NothingIsEmpty) {
    const DistinctValues values;
    EXPECT_TRUE(values.complete());
    EXPECT_EQ(values.size(), 0U);
    EXPECT_EQ(values.distinct(), 0U);
    EXPECT_FALSE(values.find(""));
}

}  // namespace
}  // namespace replica
