#include "io/csv/csv_writer.hpp"

#include "tests/engine/hand_made_model.hpp"
#include "tests/io/reference/csv_text.hpp"

#include <gtest/gtest.h>

namespace replica {
namespace {

std::string field(const TextForm& form, std::string_view value) {
    std::string out;
    CsvField(form).append(value, out);
    return out;
}

TEST(CsvField, Rfc4180) {
    TextForm form;
    form.missing_tokens = {"", "NA", "-1"};
    EXPECT_EQ(field(form, "plain text"), "plain text");
    EXPECT_EQ(field(form, "a,b"), "\"a,b\"");
    EXPECT_EQ(field(form, "say \"hi\""), "\"say \"\"hi\"\"\"");
    EXPECT_EQ(field(form, "two\nlines"), "\"two\nlines\"");
    EXPECT_EQ(field(form, "cr\r"), "\"cr\r\"");
    EXPECT_EQ(field(form, "NA"), "\"NA\"");
    EXPECT_EQ(field(form, "-1"), "\"-1\"");
    EXPECT_EQ(field(form, "NAN"), "NAN");
    EXPECT_EQ(field(form, ""), "\"\"");
    form.missing_token = "NA";
    form.missing_tokens = {"NA"};
    EXPECT_EQ(field(form, ""), "");
    form.separator = ';';
    EXPECT_EQ(field(form, "a,b"), "a,b");
    EXPECT_EQ(field(form, "a;b"), "\"a;b\"");
}

TEST(CsvField, WithoutQuoting) {
    TextForm form;
    form.quoting = false;
    form.missing_tokens = {"", "NA"};
    EXPECT_EQ(field(form, "6\" tall"), "6\" tall");
    EXPECT_EQ(field(form, "NA"), "NA");
}

TEST(CsvField, BackslashEscapes) {
    TextForm form;
    form.separator = '\t';
    form.quoting = false;
    form.backslash_escapes = true;
    form.missing_token = "\\N";
    form.missing_tokens = {"\\N", "NULL", ""};
    EXPECT_EQ(field(form, "a\tb\nc\rd\\e"), "a\\tb\\nc\\rd\\\\e");
    EXPECT_EQ(field(form, "\\N"), "\\\\N");
    EXPECT_EQ(field(form, "NULL"), "\\116ULL");
    EXPECT_EQ(field(form, "6\" tall"), "6\" tall");
    form.separator = '|';
    EXPECT_EQ(field(form, "a|b\t"), "a\\|b\\t");
}

TEST(CsvWriter, RowsReadBackAsTheyWere) {
    // Texts of every length around the sizes that are copied at once, and texts made for their row beside them.
    Model model;
    model.text.missing_token = "NA";
    model.text.missing_tokens = {"NA", ""};
    std::vector<std::string> values = {"", "NA", "a,b", "\"", "line\nbreak", "x\r\n"};
    for (std::size_t size = 1; size < 70; ++size) values.push_back(std::string(size, 'q') + (size % 3 == 0 ? "," : ""));
    model.columns = {testing_models::categorical("first", values), testing_models::categorical("NA", values)};
    model.columns[0].has_pooled = model.columns[0].has_missing = true;
    model.columns[0].pooled_patterns = {{"aA9\\,\\\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 1}};

    const std::size_t rows = 1000;
    std::vector<std::vector<std::uint16_t>> codes(2);
    for (std::size_t r = 0; r < rows; ++r) {
        codes[0].push_back(static_cast<std::uint16_t>(r % (values.size() + 2)));
        codes[1].push_back(static_cast<std::uint16_t>(r * 7 % values.size()));
    }
    std::vector<CsvFields> fields(2);
    std::vector<CsvColumn> columns;
    for (std::uint32_t c = 0; c < 2; ++c) {
        const auto decoder = make_decoder(model, c);
        columns.emplace_back(*decoder, model.text, c == 0 ? ',' : '\n');
        DecodedColumn decoded;
        decoder->decode(1, 0, codes[c], decoded);
        columns[c].place(decoded, fields[c]);
    }
    CsvRows text;
    append_rows(fields, text);
    const auto read = reference::read_csv({text.buffer.data(), text.size});
    ASSERT_EQ(read.size(), rows);
    for (std::size_t r = 0; r < rows; ++r) {
        ASSERT_EQ(read[r].size(), 2U);
        const std::size_t code = codes[0][r];
        ASSERT_EQ(read[r][1].text, values[codes[1][r]]);
        ASSERT_FALSE(!read[r][1].quoted && read[r][1].text == "NA");
        if (code < values.size()) {
            ASSERT_EQ(read[r][0].text, values[code]);
            ASSERT_EQ(read[r][0].quoted, field(model.text, values[code]).starts_with('"'));
        } else if (code == values.size()) {
            ASSERT_EQ(read[r][0].text.substr(3, 2), ",\"");
            ASSERT_EQ(read[r][0].text.size(), 35U);
        } else {
            ASSERT_TRUE(read[r][0].text == "NA" && !read[r][0].quoted);
        }
    }
    EXPECT_EQ(csv_header(model, std::vector<std::uint32_t>{0, 1}), "first,\"NA\"\n");
}

TEST(CsvWriter, NoRows) {
    std::vector<CsvFields> fields(1);
    CsvRows text;
    append_rows(fields, text);
    EXPECT_EQ(text.size, 0U);
}

}  // namespace
}  // namespace replica
