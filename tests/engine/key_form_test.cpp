#include "engine/key_form.hpp"

#include "engine/uuid_text.hpp"

#include <functional>
#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace replica {
namespace {

constexpr std::uint32_t min_count = 5;

KeyForm form_of(const std::string& name, const std::function<std::string(unsigned)>& value, unsigned count = 200,
                std::optional<KeyStyle> declared = std::nullopt) {
    DistinctValues values;
    FormatInference format;
    for (unsigned i = 0; i < count; ++i) {
        values.add(value(i));
        format.observe(value(i));
    }
    return find_key_form(name, values, format.result(), min_count, declared);
}

std::string padded(std::uint64_t number, std::size_t width) {
    const std::string digits = std::to_string(number);
    return std::string(width > digits.size() ? width - digits.size() : 0, '0') + digits;
}

std::string social_security_number(unsigned i) {
    return padded(1 + i % 600, 3) + "-" + padded(1 + i % 99, 2) + "-" + padded(1 + i % 9999, 4);
}

std::string text_of(const KeyForm& form, std::uint64_t number, std::uint64_t seed = 7) {
    std::string text;
    append_key(form, number, seed, 3, text);
    return text;
}

TEST(KeyForm, NumbersCount) {
    const KeyForm form = form_of("id", [](unsigned i) { return std::to_string(70000 + i * 3); });
    EXPECT_EQ(form, KeyForm{});
    EXPECT_EQ(text_of(form, 1), "1");
    EXPECT_EQ(text_of(form, 12345), "12345");
}

TEST(KeyForm, APrefixAndItsWidthAreKept) {
    const auto fixed = form_of("mrn", [](unsigned i) { return "MRN-" + padded(40 * i, 8); });
    EXPECT_EQ(fixed, (KeyForm{KeyStyle::prefix, "MRN-", 8, false}));
    EXPECT_EQ(text_of(fixed, 42), "MRN-00000042");
    EXPECT_EQ(text_of(fixed, 1'234'567'890), "MRN-1234567890") << "longer rather than equal to another";
    const auto free = form_of("visit", [](unsigned i) { return "V" + std::to_string(1 + i); });
    EXPECT_EQ(free, (KeyForm{KeyStyle::prefix, "V", 0, false}));
    const auto zeros = form_of("row", [](unsigned i) { return padded(i, 6); });
    EXPECT_EQ(text_of(zeros, 3), "000003");
}

TEST(KeyForm, WhatNotAllShareIsNotKept) {
    const auto years =
        form_of("case", [](unsigned i) { return "C" + std::to_string(2000 + i % 20) + "-x" + padded(i, 4) + "z"; });
    EXPECT_EQ(years, (KeyForm{KeyStyle::prefix, "case-", 0, false}));
    const auto few = form_of(
        "case", [](unsigned i) { return "SECRET" + std::to_string(i); }, 2 * min_count - 1);
    EXPECT_EQ(few, (KeyForm{KeyStyle::prefix, "case-", 0, false})) << "a prefix of few persons";
}

TEST(KeyForm, UuidsAreOfVersionFour) {
    const auto source = [](bool upper) {
        return [upper](unsigned i) {
            std::string text;
            append_uuid({i * 0x9E3779B97F4A7C15ULL, ~std::uint64_t{i}}, upper, text);
            return text;
        };
    };
    EXPECT_EQ(form_of("x", source(false)), (KeyForm{KeyStyle::uuid, "", 0, false}));
    EXPECT_EQ(form_of("x", source(true)), (KeyForm{KeyStyle::uuid, "", 0, true}));
    std::set<std::string> texts;
    for (std::uint64_t number = 1; number <= 1000; ++number) {
        const std::string text = text_of({KeyStyle::uuid, "", 0, false}, number);
        EXPECT_TRUE(is_uuid(text)) << text;
        EXPECT_EQ(text[14], '4');
        EXPECT_NE(std::string("89ab").find(text[19]), std::string::npos) << text;
        texts.insert(text);
    }
    EXPECT_EQ(texts.size(), 1000U);
    EXPECT_NE(text_of({KeyStyle::uuid, "", 0, false}, 1, 7), text_of({KeyStyle::uuid, "", 0, false}, 1, 8));
}

TEST(KeyForm, SocialSecurityNumbersBelongToNobody) {
    const KeyForm form = form_of("x", social_security_number);
    EXPECT_EQ(form, (KeyForm{KeyStyle::ssn, "-", 0, false}));
    const std::uint64_t capacity = key_capacity(form);
    EXPECT_EQ(capacity, 2'000'000U + 898U * 10'000U);
    std::set<std::string> texts;
    std::uint64_t count = 0;
    for (std::uint64_t number = 1; number <= capacity; number += number < 3000 || number + 3000 > capacity ? 1 : 997) {
        const std::string text = text_of(form, number);
        ASSERT_EQ(text.size(), 11U) << text;
        const std::string area = text.substr(0, 3);
        const bool unassigned = area == "666" || area == "000" || text.substr(4, 2) == "00";
        EXPECT_TRUE(unassigned) << text;
        EXPECT_LT(area, "900") << "those are taxpayer numbers";
        texts.insert(text);
        ++count;
    }
    EXPECT_EQ(texts.size(), count) << "all are different";
    EXPECT_EQ(text_of(form, 1), "666-00-0000");
    EXPECT_EQ(text_of(form, 1'000'001), "000-00-0000");
    EXPECT_EQ(text_of(form, 2'000'001), "001-00-0000");
    EXPECT_EQ(text_of(form, capacity), "899-00-9999");
}

TEST(KeyForm, NineDigitsAreSocialSecurityNumbersWhereTheNameSaysSo) {
    const auto digits = [](unsigned i) { return padded(100'000'000 + 37 * i, 9); };
    EXPECT_EQ(form_of("patient_ssn", digits), (KeyForm{KeyStyle::ssn, "", 0, false}));
    EXPECT_EQ(form_of("SocialSecurity", digits).style, KeyStyle::ssn);
    EXPECT_EQ(form_of("id", digits).style, KeyStyle::integer);
    EXPECT_EQ(text_of(form_of("ssn", digits), 1), "666000000");
}

TEST(KeyForm, ASchemaOverrulesTheStyle) {
    const auto digits = [](unsigned i) { return std::to_string(1000 + i); };
    EXPECT_EQ(form_of("id", digits, 200, KeyStyle::uuid), (KeyForm{KeyStyle::uuid, "", 0, false}));
    EXPECT_EQ(form_of("id", digits, 200, KeyStyle::ssn).style, KeyStyle::ssn);
    const auto prefixed = [](unsigned i) { return "A" + std::to_string(i); };
    EXPECT_EQ(form_of("id", prefixed, 200, KeyStyle::integer), KeyForm{});
}

}  // namespace
}  // namespace replica
