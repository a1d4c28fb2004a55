#include "tests/jobs/command_line.hpp"
#include "tests/jobs/refusal.hpp"
#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <gtest/gtest.h>

namespace replica::test {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

const std::string good = "a,b\n1,x\n2,y\n3,x\n";

// A folder to run the program in, by relative names, so that sentences are known word by word.
class BadInput : public testing::Test {
protected:
    void write(const std::string& name, const std::string& text) const { write_text(folder_.path() / name, text); }

    [[nodiscard]] std::string run(const Words& arguments, unsigned ranks, int exit_code) const {
        const auto result =
            run_replica(arguments, {.ranks = ranks, .timeout = std::chrono::seconds(60), .directory = folder_.path()});
        EXPECT_FALSE(result.timed_out) << "on " << ranks << " ranks";
        EXPECT_EQ(result.exit_code, exit_code) << "on " << ranks << " ranks: " << result.err;
        EXPECT_EQ(result.out, "");
        return refusal_of(result, ranks);
    }

    // Runs on 1 and on 4 ranks, expects one sentence and one exit code, and that nothing is left or changed.
    [[nodiscard]] std::string refusal(const Words& arguments, int exit_code = 2) const {
        const auto before = read_folder(folder_.path());
        const std::string sentence = run(arguments, 1, exit_code);
        EXPECT_EQ(run(arguments, 4, exit_code), sentence);
        EXPECT_TRUE(read_folder(folder_.path()) == before) << "files were written or changed";
        return sentence;
    }

    [[nodiscard]] std::string describe_refusal(const std::string& input, const Words& more = {}) const {
        Words arguments{"describe", input, "--epsilon", "none", "--model", "m.h5"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return refusal(arguments);
    }

    void describe_good() const {
        write("good.csv", good);
        const auto result = run_replica({"describe", "good.csv", "--epsilon", "none", "--model", "good.h5"},
                                        {.directory = folder_.path()});
        ASSERT_EQ(result.exit_code, 0) << result.err;
    }

    TemporaryDirectory folder_;
};

TEST_F(BadInput, FilesThatHoldNothing) {
    EXPECT_EQ(describe_refusal("none.csv"), "none.csv doesn't exist; check the name.");
    write("empty.csv", "");
    EXPECT_EQ(describe_refusal("empty.csv"),
              "empty.csv has no header: it is empty; name a file with a line of column names.");
    write("mark.csv", "\xEF\xBB\xBF");
    EXPECT_EQ(describe_refusal("mark.csv"),
              "mark.csv has no header: it is empty; name a file with a line of column names.");
    for (const char* header : {"a,b\n", "a,b", "a,b\r\n", "a,b\n\n\n"}) {
        write("header.csv", header);
        EXPECT_EQ(describe_refusal("header.csv"), "header.csv has a header but no rows; name a file with data.");
    }
}

TEST_F(BadInput, FoldersThatHoldNothing) {
    fs::create_directory(folder_.path() / "parts");
    EXPECT_EQ(describe_refusal("parts"),
              "parts is a folder without .csv, .tsv, .txt or .parquet files; name a file or another folder.");
    write("parts/_SUCCESS", "");
    write("parts/part-0.csv.crc", "x");
    EXPECT_EQ(describe_refusal("parts"),
              "parts is a folder without .csv, .tsv, .txt or .parquet files; name a file or another folder.");
    write("parts/part-0.csv", "a,b\n");
    write("parts/part-1.csv", "a,b\n");
    EXPECT_TRUE(describe_refusal("parts").starts_with("parts/part-0.csv and the 1 "));
}

TEST_F(BadInput, HeadersOfPartsThatDiffer) {
    write("one.csv", good);
    write("two.csv", "a,c\n1,x\n");
    const std::string sentence = describe_refusal("one.csv", {"two.csv"});
    EXPECT_TRUE(sentence.starts_with("two.csv and one.csv have different headers: column 2")) << sentence;
}

TEST_F(BadInput, ColumnNames) {
    write("twice.csv", "a,b,a\n1,2,3\n");
    EXPECT_EQ(describe_refusal("twice.csv"), "twice.csv, line 1: two columns are named \"a\"; rename one.");
    write("nameless.csv", "a,,c\n1,2,3\n");
    EXPECT_EQ(describe_refusal("nameless.csv"),
              "nameless.csv, line 1: column 2 of 3 has no name; give every column a name.");
}

// The place is told right far into a file of several chunks, behind quoted line ends and in a later part.
TEST_F(BadInput, RaggedRows) {
    const std::string short_end =
        "expected 2 fields, found 1; complete the line or remove it, or name the separator with --sep.";
    const std::string long_end =
        "expected 2 fields, found 3; quote the fields that hold a separator, or name another one with --sep.";
    write("short.csv", "a,b\n1,x\n2\n3,y\n");
    EXPECT_EQ(describe_refusal("short.csv"), "short.csv, line 3: " + short_end);
    write("long.csv", "a,b\n1,\"x\n\n\"\n2,y,z\n");
    EXPECT_EQ(describe_refusal("long.csv"), "long.csv, line 5: " + long_end);
    std::string rows = "a,b\n";
    for (int row = 0; row < 600'000; ++row) rows += "12,abcdef\n";
    write("far.csv", rows + "1\n" + "1,2,3\n");
    EXPECT_EQ(describe_refusal("far.csv"), "far.csv, line 600002: " + short_end);
    write("last.csv", "a,b\n1,2\n7");
    EXPECT_EQ(describe_refusal("short.csv", {"last.csv"}), "short.csv, line 3: " + short_end);
    write("good.csv", good);
    EXPECT_EQ(describe_refusal("good.csv", {"last.csv", "long.csv"}), "last.csv, line 3: " + short_end);
}

TEST_F(BadInput, TextThatIsNotUtf8) {
    write("latin1.csv", "a,b\n1,x\n2,\"z\nM\xFCnchen\"\n");
    EXPECT_EQ(describe_refusal("latin1.csv"),
              "latin1.csv, line 3, column \"b\": the text is not valid UTF-8; convert the file first, for instance "
              "with iconv -f LATIN1 -t UTF-8.");
    write("name.csv", "a,b\xE4\n1,2\n");
    EXPECT_TRUE(describe_refusal("name.csv").starts_with("name.csv, line 1")) << "a name";
    write("nul.csv", std::string("a,b\n1,x\0y\n", 10));
    EXPECT_TRUE(describe_refusal("nul.csv").starts_with("nul.csv, line 2, column \"b\": the text holds a NUL byte"));
    write("long.csv", "a,b\n1,\xC0\xAF\n");  // an overlong '/'
    EXPECT_TRUE(describe_refusal("long.csv").starts_with("long.csv, line 2, column \"b\": the text is not valid"));
}

TEST_F(BadInput, Quotes) {
    const std::string unclosed =
        "column \"b\": the quote that opens here is never closed; close it, or read with --quoting none.";
    write("open.csv", "a,b\n1,x\n2,\"y\n3,z\n");
    EXPECT_EQ(describe_refusal("open.csv"), "open.csv, line 3, " + unclosed);
    std::string rows = "a,b\n";
    for (int row = 0; row < 300'000; ++row) rows += "12,\"ab\ndef\"\n";
    write("far.csv", rows + "2,\"y\n" + rows.substr(4));
    // Behind an unclosed quote the next one closes it and the text after that is at fault.
    const std::string sentence = describe_refusal("far.csv");
    EXPECT_NE(sentence.find("far.csv, line 600003, column \"b\""), std::string::npos) << sentence;
    EXPECT_NE(sentence.find("opens on line 600002"), std::string::npos) << sentence;
    write("bare.csv", "a,b\n1,5\" pipe\n");
    EXPECT_TRUE(describe_refusal("bare.csv").starts_with("bare.csv, line 2, column \"b\": a quote inside an unquoted"));
    write("open_name.csv", "a,\"b\n1,2\n");
    EXPECT_TRUE(describe_refusal("open_name.csv").starts_with("open_name.csv, line 1")) << "a name";
}

TEST_F(BadInput, OutputsThatExist) {
    describe_good();
    EXPECT_EQ(refusal({"describe", "good.csv", "--epsilon", "none", "--model", "good.h5"}),
              "good.h5 exists; --force overwrites it");
    fs::create_directory(folder_.path() / "out");
    write("out/mine.txt", "mine");
    EXPECT_EQ(refusal({"generate", "good.h5", "--out", "out"}), "out exists and is not empty; --force overwrites it");
    EXPECT_EQ(refusal({"generate", "good.h5", "--out", "good.csv", "--force"}),
              "good.csv exists and is not a folder; choose another name for the output");
    write("out/part-00000.csv", "mine,too\n");
    EXPECT_NE(refusal({"generate", "good.h5", "--out", "out", "--force"}).find("out/part-00000.csv exists and is not"),
              std::string::npos);
    EXPECT_NE(refusal({"describe", "good.csv", "--epsilon", "none", "--model", "none/m.h5"}).find("folder none"),
              std::string::npos);
    EXPECT_NE(refusal({"describe", "good.csv", "--epsilon", "none", "--model", "out"}).find("out is a folder"),
              std::string::npos);
}

TEST_F(BadInput, ForceReplacesAnOlderReplicaAndNothingElse) {
    describe_good();
    const auto generate = [&](const Words& more) {
        Words arguments{"generate", "good.h5", "--out", "out", "--quiet"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const auto result = run_replica(arguments, {.directory = folder_.path()});
        EXPECT_EQ(result.exit_code, 0) << result.err;
        return read_folder(folder_.path() / "out");
    };
    EXPECT_EQ(generate({"--rows", "10", "--shard-rows", "3"}).size(), 5U);
    write("out/mine.txt", "mine");
    const auto files = generate({"--rows", "4", "--shard-rows", "3", "--force"});
    EXPECT_EQ(files.size(), 4U);
    EXPECT_EQ(files.at("mine.txt"), "mine");
    EXPECT_TRUE(files.contains("part-00001.csv"));
}

TEST_F(BadInput, Schemas) {
    write("good.csv", good);
    const auto with_schema = [&](const std::string& schema) {
        write("s.toml", schema);
        return describe_refusal("good.csv", {"--schema", "s.toml"});
    };
    const std::string both = "[columns.a]\n[columns.b]\n";
    EXPECT_EQ(with_schema(both + "[columns.c]\n"),
              "the schema and good.csv differ; only the schema has: c; make them agree (role = \"drop\" leaves a "
              "column out)");
    EXPECT_EQ(with_schema("[columns.a]\n[columns.d]\n"),
              "the schema and good.csv differ; only the schema has: d; only the data has: b; make them agree (role = "
              "\"drop\" leaves a column out)");
    EXPECT_EQ(with_schema("[columns.a]\n[columns.b]\ntype = \"integer\"\n"),
              "column b: the schema says integer, but the data holds \"x\"; correct the type in the schema, or the "
              "value");
    EXPECT_TRUE(with_schema(both + "type = \"complex\"\n").starts_with("s.toml, line 3: column \"b\": type"));
    EXPECT_TRUE(with_schema(both + "colour = 3\n").starts_with("s.toml, line 3: column \"b\": the key \"colour\""));
    EXPECT_TRUE(with_schema("[columns.a\n").starts_with("s.toml, line 1: this isn't TOML"));
    EXPECT_TRUE(with_schema("[columns.a]\nrange = [9, 1]\n[columns.b]\n").starts_with("s.toml, line 2: column \"a\""));
    EXPECT_TRUE(describe_refusal("good.csv", {"--schema", "none.toml"}).starts_with("none.toml"));
}

}  // namespace
}  // namespace replica::test
