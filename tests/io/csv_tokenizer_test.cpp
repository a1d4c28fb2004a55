#include "io/csv/escapes.hpp"
#include "io/csv/tokenizer.hpp"
#include "io/csv/utf8.hpp"
#include "tests/io/reference/messy_csv.hpp"
#include "tests/io/reference/naive_csv.hpp"

#include <array>
#include <random>
#include <string>

#include <gtest/gtest.h>

namespace replica {
namespace {

using reference::MessyCsv;
using reference::NaiveCsv;
using reference::Rows;
using Stop = TokenizeResult::Stop;

std::vector<CsvDialect> dialects() {
    CsvDialect comma;
    CsvDialect tab{'\t', Quoting::none, Escapes::none, {"", "?"}};
    CsvDialect postgres{'\t', Quoting::none, Escapes::backslash, {"\\N"}};
    CsvDialect mysql{';', Quoting::rfc4180, Escapes::backslash, {"\\N", "NULL"}};
    return {comma, tab, postgres, mysql};
}

std::vector<SimdLevel> levels() { return supported_simd_levels(); }

Rows rows_of(const FieldBuffer& fields, const std::string& text, const CsvDialect& dialect, std::size_t columns) {
    Rows rows(fields.size() / columns);
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const Field field = fields.all()[i];
        const int token = field.missing_token();
        const std::string value = token >= 0 ? dialect.missing_tokens[static_cast<std::size_t>(token)]
                                             : text.substr(field.offset(), field.size());
        rows[i / columns].push_back({value, token});
    }
    return rows;
}

/// Tokenizes what is there, then goes on with all of it.
Rows tokenize_in_two(const std::string& text, std::size_t first, const CsvDialect& dialect, std::size_t columns,
                     SimdLevel level) {
    const MissingTokens missing(dialect.missing_tokens);
    Tokenizer tokenizer(dialect, missing, columns, level);
    FieldBuffer fields;
    std::string part = text.substr(0, first);
    tokenizer.load(part, 0, TextEnd::more_follows);
    TokenizeResult result = tokenizer.tokenize(0, first, fields);
    EXPECT_NE(result.stop, Stop::fault);
    std::string whole = part.substr(0, result.record_begin) + text.substr(result.record_begin);
    tokenizer.load(whole, result.record_begin, TextEnd::end_of_file);
    result = tokenizer.tokenize(result.record_begin, whole.size(), fields);
    EXPECT_EQ(result.stop, Stop::done);
    return rows_of(fields, whole, dialect, columns);
}

TEST(Tokenizer, AgreesWithItsSerialTwinOnMessyText) {
    unsigned seed = 0;
    for (const CsvDialect& dialect : dialects()) {
        for (const std::size_t columns : {1U, 2U, 7U}) {
            for (int round = 0; round < 30; ++round) {
                const std::string text = MessyCsv(dialect, ++seed).records(20, columns);
                const Rows expected = NaiveCsv(text, dialect).read(columns);
                for (const SimdLevel level : levels()) {
                    ASSERT_EQ(tokenize_in_two(text, 0, dialect, columns, level), expected) << "seed " << seed;
                }
            }
        }
    }
}

TEST(Tokenizer, GoesOnAfterTextThatEndsAnywhere) {
    unsigned seed = 1000;
    for (const CsvDialect& dialect : dialects()) {
        const std::string text = MessyCsv(dialect, ++seed).records(12, 3);
        const Rows expected = NaiveCsv(text, dialect).read(3);
        for (std::size_t first = 0; first <= text.size(); ++first) {
            ASSERT_EQ(tokenize_in_two(text, first, dialect, 3, best_simd_level()), expected) << "first " << first;
        }
    }
}

TEST(Tokenizer, TellsQuotedFromMissing) {
    const CsvDialect dialect;
    const Rows rows = tokenize_in_two("NA,\"NA\",,\"\",na,NULL\n", 0, dialect, 6, best_simd_level());
    const Rows expected{{{"NA", 2}, {"NA", -1}, {"", 0}, {"", -1}, {"na", -1}, {"NULL", 1}}};
    EXPECT_EQ(rows, expected);
}

struct FaultCase {
    std::string text;
    FaultKind kind;
    std::size_t offset;
    std::size_t column;
    std::size_t extra;
};

TEST(Tokenizer, FindsTheFirstFault) {
    const std::vector<FaultCase> cases{
        {"1,2\n3\n", FaultKind::ragged, 4, 1, 1},
        {"1,2\n3,4,5\n", FaultKind::ragged, 4, 3, 3},
        {"1,2\n\"\"\n", FaultKind::ragged, 4, 1, 1},
        {"1,\"2\n3,4\n", FaultKind::unclosed_quote, 2, 1, 0},
        {"1,2\"\n", FaultKind::bare_quote, 3, 1, 0},
        {"\"1\"x,2\n", FaultKind::text_after_quote, 2, 0, 0},
        {"\"1\"\rx,2\n", FaultKind::text_after_quote, 2, 0, 0},
        {"1,2\n3,\xC3(\n", FaultKind::invalid_utf8, 6, 1, 0},
        {std::string("1,2\n3\0,4\n", 9), FaultKind::nul_byte, 4, 0, 0},
        {"1,2\n3,\xFF\n4\n", FaultKind::invalid_utf8, 6, 1, 0},
        {"1,2\n3\n4,\xFF\n", FaultKind::ragged, 4, 1, 1},
    };
    const CsvDialect dialect;
    const MissingTokens missing(dialect.missing_tokens);
    for (FaultCase expected : cases) {
        Tokenizer tokenizer(dialect, missing, 2, best_simd_level());
        FieldBuffer fields;
        tokenizer.load(expected.text, 0, TextEnd::end_of_file);
        const TokenizeResult result = tokenizer.tokenize(0, expected.text.size(), fields);
        ASSERT_EQ(result.stop, Stop::fault) << expected.text;
        EXPECT_EQ(result.fault.kind, expected.kind) << expected.text;
        EXPECT_EQ(result.fault.offset, expected.offset) << expected.text;
        EXPECT_EQ(result.fault.column, expected.column) << expected.text;
        EXPECT_EQ(result.fault.extra, expected.extra) << expected.text;
    }
}

TEST(ByteMasks, VectorPathsEqualTheScalarOne) {
    std::mt19937 random(7);
    for (const std::size_t size : {0U, 1U, 31U, 63U, 64U, 65U, 131U, 42793U}) {
        std::string text(size, ' ');
        for (char& byte : text) byte = std::string_view("ab,\"\n\\\0\xC3", 8)[random() % 8];
        const StructuralBytes bytes{',', '"', '\\'};
        std::vector<std::uint64_t> scalar(mask_count(size)), vector(mask_count(size));
        std::vector<std::uint8_t> scalar_flags(mask_count(size)), vector_flags(mask_count(size));
        EXPECT_EQ(find_structure(text, bytes, SimdLevel::scalar, scalar, scalar_flags),
                  find_structure(text, bytes, best_simd_level(), vector, vector_flags));
        EXPECT_EQ(scalar, vector);
        EXPECT_EQ(scalar_flags, vector_flags);
        const BytePairCount expected = count_bytes(text, '\n', '"', SimdLevel::scalar);
        const BytePairCount counted = count_bytes(text, '\n', '"', best_simd_level());
        EXPECT_EQ(expected.first, counted.first);
        EXPECT_EQ(expected.second, counted.second);
        EXPECT_EQ(expected.first, static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n')));
    }
}

TEST(ByteMasks, CountsMoreThanAByteLaneHolds) {
    const std::string text(100'000, '\n');
    EXPECT_EQ(count_bytes(text, '\n', '"', best_simd_level()).first, 100'000U);
}

TEST(Utf8, KnowsWellFormedText) {
    for (const char* good :
         {"", "abc", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "\xED\x9F\xBF", "\xF4\x8F\xBF\xBF"}) {
        EXPECT_TRUE(is_utf8(good)) << good;
    }
    for (const char* bad :
         {"\x80", "\xC0\xAF", "\xC3", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF", "a\xE2\x82"}) {
        EXPECT_FALSE(is_utf8(bad)) << bad;
    }
}

TEST(Escapes, AreThoseOfPostgres) {
    std::string text = R"(a\tb\n\101\x41\\\q\N\xg)";
    text.resize(unescape(text, Doubled::none, Escapes::backslash));
    EXPECT_EQ(text, "a\tb\nAA\\qNxg");
}

TEST(Dialect, FindsTheSeparatorOutsideQuotes) {
    EXPECT_EQ(detect_separator("a,b;c;d\n,,,,,", Quoting::rfc4180), ';');
    EXPECT_EQ(detect_separator("\"a,b,c\"\td\n", Quoting::rfc4180), '\t');
    EXPECT_EQ(detect_separator("\"a,b,c\"\td\n", Quoting::none), ',');
    EXPECT_EQ(detect_separator("a|b,c|d", Quoting::rfc4180), '|');
    EXPECT_EQ(detect_separator("alone\n", Quoting::rfc4180), ',');
}

}  // namespace
}  // namespace replica
