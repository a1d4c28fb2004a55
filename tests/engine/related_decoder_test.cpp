#include "engine/dependent_columns.hpp"
#include "engine/error.hpp"
#include "tests/engine/hand_made_model.hpp"

#include <map>

#include <gtest/gtest.h>

namespace replica {
namespace {

ColumnModel whole_numbers(const std::string& name, const std::vector<Slot>& slots) {
    ColumnModel column;
    column.name = name;
    column.format.type = ValueType::integer;
    column.encoding = Encoding::binned;
    for (const Slot& slot : slots) {
        column.first_slot.push_back(static_cast<std::uint32_t>(column.bin_low.size()));
        column.bin_low.push_back(slot.low);
        column.range_high = slot.high;
    }
    column.first_slot.push_back(static_cast<std::uint32_t>(slots.size()));
    column.slots = slots;
    column.has_missing = true;
    return column;
}

// start of 10 or 20; end, from 0 to 5 after it; total of both. Codes of end: 0 for 0, 1 for 1 to 5, 2 own, 3 missing.
Model visits() {
    Model model;
    const ColumnModel start = whole_numbers("start", {{10, 10, 1}, {20, 20, 1}});
    ColumnModel end = whole_numbers("end", {{0, 0, 3}, {1, 5, 1}});
    end.encoding = Encoding::interval;
    end.has_own = true;
    end.own = {whole_numbers("end", {{10, 23, 1}})};
    end.relation = Relation{RelationKind::above, {{.column = 0}}, {}, {"start <= end"}};
    ColumnModel total = whole_numbers("total", {});
    total.encoding = Encoding::sum;
    total.has_own = true;
    total.own = {whole_numbers("total", {{100, 100, 1}})};
    total.relation = Relation{RelationKind::sum, {{.column = 0}, {.column = 1}}, {}, {"start + end = total"}};
    model.columns = {start, end, total};
    return model;
}

struct Decoded {
    std::vector<std::string> start, end, total;
};

std::vector<std::string> texts(const ValueDecoder& decoder, const DecodedColumn& column) {
    std::vector<std::string> out;
    std::size_t generated = 0;
    std::size_t begin = 0;
    for (const std::uint32_t cell : column.cells) {
        if (cell == missing_cell) {
            out.emplace_back();
        } else if (cell == generated_cell) {
            out.push_back(column.text.substr(begin, column.text_ends[generated] - begin));
            begin = column.text_ends[generated++];
        } else {
            out.push_back(decoder.prepared()[cell - 1]);
        }
    }
    return out;
}

Decoded decode(const Model& model, const std::vector<std::vector<std::uint16_t>>& codes, std::uint64_t first = 0) {
    std::vector<std::unique_ptr<ValueDecoder>> decoders;
    for (std::uint32_t c = 0; c < model.columns.size(); ++c) decoders.push_back(make_decoder(model, c));
    const DependentColumns dependents(model, decoders);
    const CodedRows rows{7, first, codes[0].size(), codes};
    const SampledRows sampled{rows, {}, {}, 0};
    std::vector<std::vector<std::string>> values;
    for (std::uint32_t c = 0; c < model.columns.size(); ++c) {
        DecodedColumn out;
        if (dependents.contains(c)) {
            dependents.decode(c, sampled, out);
        } else {
            decoders[c]->decode(rows.seed, rows.first, codes[c], out);
        }
        values.push_back(texts(*decoders[c], out));
    }
    return {values[0], values[1], values[2]};
}

// Whatever the codes say, in every combination.
TEST(RelatedDecoder, NoCombinationOfCodesBreaksARule) {
    std::vector<std::vector<std::uint16_t>> codes(3);
    for (int round = 0; round < 200; ++round) {
        for (std::uint16_t start = 0; start < 3; ++start) {
            for (std::uint16_t end = 0; end < 4; ++end) {
                for (std::uint16_t total = 0; total < 3; ++total) {
                    codes[0].push_back(start);
                    codes[1].push_back(end);
                    codes[2].push_back(total);
                }
            }
        }
    }
    const Decoded out = decode(visits(), codes);
    std::map<int, int> intervals;
    for (std::size_t r = 0; r < out.start.size(); ++r) {
        EXPECT_EQ(out.start[r].empty(), codes[0][r] == 2);
        EXPECT_EQ(out.end[r].empty(), codes[1][r] == 3) << "rates of missing values stay";
        EXPECT_EQ(out.total[r].empty(), codes[2][r] == 2);
        if (!out.start[r].empty() && !out.end[r].empty()) {
            const int interval = std::stoi(out.end[r]) - std::stoi(out.start[r]);
            ASSERT_GE(interval, 0);
            ASSERT_LE(interval, 5);
            if (codes[1][r] == 0) {
                EXPECT_EQ(interval, 0);
            }
            if (codes[1][r] == 2) ++intervals[interval];
            if (!out.total[r].empty()) {
                EXPECT_EQ(std::stoi(out.total[r]), std::stoi(out.start[r]) + std::stoi(out.end[r]));
            }
            continue;
        }
        if (!out.end[r].empty()) {
            EXPECT_TRUE(std::stoi(out.end[r]) >= 10 && std::stoi(out.end[r]) <= 23);
        }
        if (!out.total[r].empty()) {
            EXPECT_EQ(out.total[r], "100") << "its own value";
        }
    }
    // The own code beside a start: an interval of all, three in four of them 0.
    const double zeros = static_cast<double>(intervals[0]) / (200 * 2 * 3);
    EXPECT_NEAR(zeros, 0.75, 0.06);
}

TEST(RelatedDecoder, TargetsStayInTheColumnsOwnRange) {
    Model model = visits();
    model.columns[1].own.front().range_high = 22;
    model.columns[1].own.front().slots.front().high = 22;
    std::vector<std::vector<std::uint16_t>> codes{
        std::vector<std::uint16_t>(1000, 1), std::vector<std::uint16_t>(1000, 1), std::vector<std::uint16_t>(1000, 2)};
    for (const std::string& end : decode(model, codes).end) {
        EXPECT_TRUE(std::stoi(end) >= 20 && std::stoi(end) <= 22) << end;
    }
    // References beyond it come first.
    model.columns[1].own.front() = whole_numbers("end", {{5, 9, 1}});
    for (const std::string& end : decode(model, codes).end) EXPECT_EQ(end, "20");
}

TEST(RelatedDecoder, BelowAReference) {
    Model model = visits();
    model.columns[1].relation->kind = RelationKind::below;
    model.columns[1].own.front() = whole_numbers("end", {{0, 30, 1}});
    std::vector<std::vector<std::uint16_t>> codes{{0, 1, 0, 1}, {0, 1, 2, 1}, {2, 2, 2, 2}};
    const Decoded out = decode(model, codes);
    for (std::size_t r = 0; r < 4; ++r) {
        const int interval = std::stoi(out.start[r]) - std::stoi(out.end[r]);
        EXPECT_TRUE(interval >= 0 && interval <= 5);
    }
}

// A person's column caps what is drawn for rows: no value beyond it, and no heap at it.
TEST(RelatedDecoder, BetweenTwoColumns) {
    Model model = visits();
    model.columns[2] = whole_numbers("death", {{13, 13, 1}});
    model.columns[1].relation->caps = {{.column = 2}};
    std::vector<std::vector<std::uint16_t>> codes{
        std::vector<std::uint16_t>(4000, 0), std::vector<std::uint16_t>(4000, 1), std::vector<std::uint16_t>(4000, 0)};
    std::map<std::string, int> ends;
    for (const std::string& end : decode(model, codes).end) ++ends[end];
    EXPECT_EQ(ends.size(), 4U) << "10 to 13";
    EXPECT_LT(ends["13"], 1000) << "one in five";
    codes[0].assign(4000, 1);
    for (const std::string& end : decode(model, codes).end) EXPECT_EQ(end, "") << "20 is beyond 13";
    codes[0].assign(4000, 2);
    for (const std::string& end : decode(model, codes).end) EXPECT_LE(std::stoi(end), 13);
}

TEST(RelatedDecoder, ARowIsAFunctionOfItsNumber) {
    std::vector<std::vector<std::uint16_t>> codes(3, std::vector<std::uint16_t>(100, 1));
    const auto all = decode(visits(), codes).end;
    std::vector<std::vector<std::uint16_t>> some(3, std::vector<std::uint16_t>(40, 1));
    EXPECT_EQ(decode(visits(), some, 60).end, std::vector<std::string>(all.begin() + 60, all.end()));
}

TEST(RelatedDecoder, DamagedModels) {
    std::vector<std::vector<std::uint16_t>> codes(3, std::vector<std::uint16_t>(1, 0));
    Model circle = visits();
    circle.columns[1].relation->references[0].column = 2;
    EXPECT_THROW(decode(circle, codes), InputError);
    Model text = visits();
    text.columns[0] = testing_models::categorical("start", {"x"});
    EXPECT_THROW(decode(text, codes), InputError);
    Model none = visits();
    none.columns[1].relation.reset();
    EXPECT_THROW(decode(none, codes), InputError);
}

}  // namespace
}  // namespace replica
