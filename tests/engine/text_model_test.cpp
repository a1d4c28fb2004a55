#include "engine/text_model.hpp"

#include "engine/value_table.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <string>

#include <gtest/gtest.h>

namespace replica {
namespace {

constexpr std::uint32_t min_count = 5;

// A table of texts, each of which a row, or all of which one person, holds.
class Texts {
public:
    void add(const std::string& text, std::uint64_t rows = 1) {
        table_.values.push_back({kept_.emplace_back(text), rows, static_cast<std::uint32_t>(rows), {}});
    }
    void add_of_person(const std::string& text, std::uint64_t person) {
        holders_.push_back({person});
        table_.values.push_back({kept_.emplace_back(text), 1, 1, holders_.back()});
    }
    [[nodiscard]] TextModel learn() const { return learn_text(table_, min_count); }

private:
    std::deque<std::string> kept_;
    std::deque<std::array<std::uint64_t, 1>> holders_;
    ValueTable table_;
};

std::map<std::string, std::uint64_t> weights_of(const std::vector<Weighted<std::string>>& texts) {
    std::map<std::string, std::uint64_t> weights;
    for (const auto& [text, weight] : texts) weights[text] = weight;
    return weights;
}

using Weights = std::map<std::string, std::uint64_t>;

std::string letters(unsigned i) { return {static_cast<char>('a' + i % 26), static_cast<char>('a' + i / 26 % 26)}; }

TEST(TextModel, CountsWordsAndTheirShapesByPlace) {
    Texts texts;
    for (unsigned i = 0; i < 10; ++i) texts.add("Pain " + letters(i) + " 1" + std::to_string(i) + "\nseen.");
    for (unsigned i = 0; i < 20; ++i) texts.add("Ok" + letters(i));
    const TextModel model = texts.learn();
    ASSERT_EQ(model.words.size(), 2U);
    EXPECT_EQ(model.words[0].low, 1);
    EXPECT_EQ(model.words[0].high, 1);
    EXPECT_EQ(model.words[0].weight, 20U);
    EXPECT_EQ(model.words[1].low, 4);
    EXPECT_EQ(model.words[1].weight, 10U);
    EXPECT_EQ(weights_of(model.shapes[0]), (Weights{{"Aaaa", 30}}));
    EXPECT_EQ(weights_of(model.shapes[1]), (Weights{{"aa", 10}, {"99", 10}}));
    EXPECT_EQ(weights_of(model.shapes[2]), (Weights{{"aaaa\\.", 10}}));
    EXPECT_EQ(weights_of(model.separators), (Weights{{" ", 20}, {"\n", 10}}));
}

TEST(TextModel, ShapesOfFewBecomePlainOrAreLeftOut) {
    Texts texts;
    for (unsigned i = 0; i < 30; ++i) texts.add("aaaa bbbb " + letters(i) + "ab");
    for (const char* odd : {"a#b!", "?c$d", "A%%a", "e&~F", "ghI<"}) texts.add(std::string("aaaa ") + odd + " cccc");
    texts.add("aaaa x-----------------y cccc");
    const TextModel model = texts.learn();
    EXPECT_EQ(weights_of(model.shapes[1]), (Weights{{"aaaa", 35}})) << "five odd shapes of four letters, a long one";
}

TEST(TextModel, OnePersonsManyTextsShowNothing) {
    Texts texts;
    for (unsigned i = 0; i < 40; ++i) texts.add_of_person(letters(i) + " seen well", 100 + i);
    for (unsigned i = 0; i < 40; ++i) texts.add_of_person(std::to_string(10 + i) + "#-#\tA b c d e f g h i j", 7);
    const TextModel model = texts.learn();
    EXPECT_EQ(weights_of(model.shapes[0]), (Weights{{"aa", 40}}));
    EXPECT_EQ(weights_of(model.separators), (Weights{{" ", 80 + 40 * 9}})) << "the tabulator is one person's";
    for (const Slot& slot : model.words) EXPECT_LE(slot.high, 3) << "nobody else has texts that long";
}

TEST(TextModel, TooFewTextsShowNothing) {
    Texts texts;
    for (unsigned i = 0; i < min_count - 1; ++i) texts.add("Secret words of person " + std::to_string(i));
    const TextModel model = texts.learn();
    EXPECT_TRUE(model.words.empty());
    for (const auto& shapes : model.shapes) EXPECT_TRUE(shapes.empty());
    EXPECT_TRUE(model.separators.empty());
}

TEST(TextModel, RareLengthsAreJoined) {
    Texts texts;
    for (unsigned i = 0; i < 100; ++i) texts.add(letters(i) + " b");
    for (unsigned words = 10; words < 50; ++words) {
        std::string text = "a";
        for (unsigned i = 1; i < words; ++i) text += " b";
        texts.add(text);
    }
    const TextModel model = texts.learn();
    std::uint64_t rare = 0;
    for (const Slot& slot : model.words) {
        if (slot.low == slot.high) {
            EXPECT_EQ(slot.low, 2);
            continue;
        }
        EXPECT_GE(slot.weight, 2U * min_count);
        rare += slot.weight;
    }
    EXPECT_GE(rare, 36U);
    EXPECT_LE(rare, 40U) << "the longest few are left out";
}

}  // namespace
}  // namespace replica
