// Columns of many codes: chapters and what depends on them come back, rare codes stay in their chapters.

#include "tests/jobs/command_line.hpp"
#include "tests/jobs/csv_table.hpp"
#include "tests/jobs/marginal_distance.hpp"
#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <cstdio>
#include <map>
#include <set>

#include <gtest/gtest.h>

namespace replica::test {
namespace {

using Words = std::vector<std::string>;

CsvTable replica_of(const std::filesystem::path& extract, const std::string& rows, const Words& more) {
    const TemporaryDirectory folder;
    const std::string model = folder.path() / "m.h5";
    Words describe{"describe", extract, "--epsilon", "none", "--model", model, "--quiet"};
    describe.insert(describe.end(), more.begin(), more.end());
    RunOptions options;
    options.threads = 2;
    const auto described = run_replica(describe, options);
    EXPECT_EQ(described.exit_code, 0) << described.err;
    const auto generated =
        run_replica({"generate", model, "--rows", rows, "--out", folder.path() / "out", "--quiet"}, options);
    EXPECT_EQ(generated.exit_code, 0) << generated.err;
    return read_csv(folder.path() / "out");
}

// The chapter of a diagnosis in ICD-9, by the book: the end of its range, or its letter.
std::string chapter(const std::string& code) {
    if (code.empty() || code[0] < '0' || code[0] > '9') return code.substr(0, 1);
    const int category = std::stoi(code.substr(0, code.find('.')));
    for (const int last : {139, 239, 279, 289, 319, 389, 459, 519, 579, 629, 679, 709, 739, 759, 779, 799, 999})
        if (category <= last) return std::to_string(last);
    return "none";
}

CsvTable chapters(const CsvTable& table, const Words& columns) {
    CsvTable result = select_columns(table, columns);
    for (auto& column : result.columns)
        for (std::string& value : column) value = chapter(value);
    return result;
}

TEST(HighCardinality, DiagnosesKeepTheirChaptersAndDependOnEachOther) {
    const auto data = shared_data();
    if (!data) GTEST_SKIP() << no_shared_data;
    const auto extract = *data / "flat-diabetes130/diabetic_data.csv";
    const Words columns{"diag_1", "diag_2", "diag_3"};
    const CsvTable real = read_csv(extract);
    const CsvTable synthetic = replica_of(extract, "100000", {"--null", "?"});
    const CodedPair by_chapter = code_together(chapters(real, columns), chapters(synthetic, columns));
    const CodedPair by_code = code_together(select_columns(real, columns), select_columns(synthetic, columns));
    for (std::size_t c = 0; c < columns.size(); ++c) {
        std::printf("%s: TVD of chapters %.4f, of codes %.4f\n", columns[c].c_str(), marginal_distance(by_chapter, {c}),
                    marginal_distance(by_code, {c}));
        EXPECT_LE(marginal_distance(by_chapter, {c}), 0.01);
        // A second sample of the extract has .02.
        EXPECT_LE(marginal_distance(by_code, {c}), 0.03);
    }
    std::printf("pairs of diagnoses: TVD of chapters %.4f, of codes %.4f\n",
                (marginal_distance(by_chapter, {0, 1}) + marginal_distance(by_chapter, {1, 2})) / 2,
                mean_marginal_distance(by_code, 2));
    // Independent columns have .21, and so has a network that is too narrow for pairs of all codes.
    EXPECT_LE(marginal_distance(by_chapter, {0, 1}), 0.03);
    EXPECT_LE(marginal_distance(by_chapter, {1, 2}), 0.03);
}

// 200,000 rows of some 160,000 different codes: more than are kept while they are counted.
TEST(HighCardinality, MoreCodesThanAreKeptFallIntoTheirGroups) {
    const TemporaryDirectory folder;
    std::string text = "row,code,severity\n";
    std::uint64_t state = 131;
    const auto draw = [&](std::uint64_t below) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        return (state >> 33U) % below;
    };
    std::map<char, double> letters;
    for (unsigned row = 0; row < 200'000; ++row) {
        const auto letter = static_cast<char>('A' + std::min(draw(8), draw(8)));
        ++letters[letter];
        const std::uint64_t number = draw(100'000);
        std::string digits = std::to_string(number);
        digits.insert(0, 5 - digits.size(), '0');
        text += std::to_string(row) + ",x" + std::string(1, letter) + digits + "-" + std::to_string(draw(10)) + ',' +
                (letter < 'D'   ? "low"
                 : draw(4) == 0 ? "low"
                                : "high") +
                '\n';
    }
    write_text(folder.path() / "codes.csv", text);
    write_text(folder.path() / "schema.toml",
               "[columns.row]\nrole = \"drop\"\n[columns.code]\nrole = \"attribute\"\nhierarchy = \"prefix\"\n"
               "[columns.severity]\n");
    const CsvTable table =
        replica_of(folder.path() / "codes.csv", "50000", {"--schema", folder.path() / "schema.toml"});
    std::map<char, double> synthetic;
    std::map<std::string, double> high;
    std::set<std::string> distinct;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        const std::string& code = table.column("code")[row];
        ASSERT_EQ(code.size(), 9U) << code;
        ASSERT_EQ(code[0], 'x');
        ASSERT_EQ(code[7], '-');
        ++synthetic[code[1]];
        distinct.insert(code);
        if (table.column("severity")[row] == "high") ++high[code[1] < 'D' ? "low letters" : "high letters"];
    }
    double distance = 0;
    for (const auto& [letter, count] : letters) distance += std::abs(count / 200'000 - synthetic[letter] / 50'000) / 2;
    std::printf("first letters: TVD %.4f; %zu different codes of 50,000\n", distance, distinct.size());
    EXPECT_LE(distance, 0.015);
    EXPECT_GT(distinct.size(), 40'000U);
    EXPECT_EQ(high["low letters"], 0) << "severity hangs on the group";
    EXPECT_GT(high["high letters"], 10'000);
}

}  // namespace
}  // namespace replica::test
