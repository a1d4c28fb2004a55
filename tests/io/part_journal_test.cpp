#include "io/part_journal.hpp"

#include "io/shard_writer.hpp"
#include "tests/jobs/temporary_directory.hpp"
#include "tests/jobs/text_file.hpp"

#include <filesystem>

#include <gtest/gtest.h>

namespace replica {
namespace {

namespace fs = std::filesystem;
using test::write_text;

class Journal : public testing::Test {
protected:
    [[nodiscard]] const fs::path& folder() const { return folder_.path(); }
    void put(const std::string& name, const std::string& text) const { write_text(folder() / name, text); }
    [[nodiscard]] std::vector<std::string> names(const std::string& identity = "this") const {
        std::vector<std::string> names;
        for (const ReplicaPart& part : journaled_parts(folder(), identity)) names.push_back(part.name);
        return names;
    }

private:
    test::TemporaryDirectory folder_;
};

using Names = std::vector<std::string>;

TEST_F(Journal, TellsOfFilesThatAreThereWithTheirSize) {
    put(".a.csv.replica-partial", "12345");
    put("b c.csv", "123");
    {
        PartJournal one(folder(), 0, "this");
        one.add({{"a.csv", 7, 5, 0xFEDCBA9876543210U}, {"gone.csv", 1, 1, 1}});
        PartJournal other(folder(), 1, "this");
        other.add({{"b c.csv", 1, 3, 1}});
        other.add({{"a.csv", 7, 4, 1}});  // of another size: counts for nothing
    }
    EXPECT_EQ(names(), (Names{"a.csv", "b c.csv"}));
    const ReplicaPart part = journaled_parts(folder(), "this").front();
    EXPECT_EQ(part.rows, 7U);
    EXPECT_EQ(part.bytes, 5U);
    EXPECT_EQ(part.xxh3, 0xFEDCBA9876543210U);
    EXPECT_EQ(names("other"), Names{});
    EXPECT_EQ(names(""), Names{}) << "without an identity nothing is taken";
}

TEST_F(Journal, LinesThatAreCutOffCountForNothing) {
    put(".a.csv.replica-partial", "1");
    put(".a.csv.old.replica-partial", "1");
    const std::string whole = "this\n1 1 0000000000000001 a.csv .\n";
    for (std::size_t length = 0; length <= whole.size(); ++length) {
        put(".journal-0.replica-partial", whole.substr(0, length));
        EXPECT_EQ(names(), length + 1 < whole.size() ? Names{} : Names{"a.csv"}) << length;
    }
    put(".journal-0.replica-partial", "this\nrubbish\n1 1 zz a.csv .\n-1 1 0000000000000001 a.csv\n");
    EXPECT_EQ(names(), Names{});
}

TEST_F(Journal, ManyBecomeOneAndNone) {
    put(".a.csv.replica-partial", "1");
    PartJournal(folder(), 0, "this").add({{"a.csv", 1, 1, 1}});
    PartJournal(folder(), 5, "other").add({{"a.csv", 1, 1, 1}});
    const auto parts = journaled_parts(folder(), "this");
    replace_journals(folder(), "this", parts);
    EXPECT_EQ(names(), Names{"a.csv"});
    EXPECT_EQ(names("other"), Names{});
    replace_journals(folder(), "this", names().empty() ? parts : journaled_parts(folder(), "this"));
    EXPECT_EQ(names(), Names{"a.csv"}) << "again, as after a second stop";
    replace_journals(folder(), "this", {});
    EXPECT_EQ(std::distance(fs::directory_iterator(folder()), fs::directory_iterator()), 1) << "only the part is left";
}

}  // namespace
}  // namespace replica
