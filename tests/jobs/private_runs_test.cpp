// What runs spend and leave behind.
#include "tests/jobs/private_extract.hpp"
#include "tests/jobs/started_command.hpp"

#include <algorithm>
#include <cctype>
#include <thread>

namespace replica::test {
namespace {

class PrivateRuns : public PrivateExtract {};

TEST_F(PrivateRuns, ABudgetAddsUpAllRuns) {
    const Words words = with_unit({"--epsilon", "1", "--budget", "b.json", "--total-epsilon", "1.6", "--quiet"});
    ASSERT_EQ(describe(words).exit_code, 0);
    ASSERT_EQ(describe(words).exit_code, 0);
    const Json budget = Json::parse(read_text(folder_.path() / "b.json"));
    EXPECT_EQ(budget["runs"].size(), 2U);
    EXPECT_NEAR(budget["spent_epsilon"], 1.43, .03);  // rho adds up, not epsilon
    std::filesystem::remove(folder_.path() / "m.h5");
    EXPECT_NE(refusal(words, 2).find("doesn't suffice: 2 runs have spent"), std::string::npos);
    EXPECT_EQ(Json::parse(read_text(folder_.path() / "b.json"))["runs"].size(), 2U);
    EXPECT_NE(refusal(with_unit({"--epsilon", "1", "--budget", "b.json", "--total-epsilon", "9"})).find("not --total"),
              std::string::npos);
    write_text(folder_.path() / "b.json", "{");
    EXPECT_NE(refusal(words).find("no budget file that can be read"), std::string::npos);
}

// A run that is killed spends nothing twice: what it drew is read, and its charge is there once.
TEST_F(PrivateRuns, AKilledRunGoesOnWithItsReleases) {
    const auto journal = folder_.path() / "m.h5.releases";
    const Words words =
        describe_words(with_unit({"--epsilon", "3", "--budget", "b.json", "--total-epsilon", "3.5", "--quiet"}));
    std::string kept;
    for (int attempt = 0; attempt < 3; ++attempt) {
        RunOptions options;
        options.directory = folder_.path();
        StartedCommand started(replica_command(words, options), options, (folder_.path() / "errors").string());
        const auto wanted = static_cast<std::ptrdiff_t>(4 + 6 * attempt);
        while (!started.has_ended()) {
            const std::string text = std::filesystem::exists(journal) ? read_text(journal) : "";
            if (std::count(text.begin(), text.end(), '\n') > wanted) break;
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        started.kill();
        if (!std::filesystem::exists(journal)) break;  // it was faster
        const std::string text = read_text(journal);
        EXPECT_TRUE(text.starts_with(kept.substr(0, kept.rfind('\n') + 1)));
        kept = text;
    }
    // Torn in the middle of a line, too.
    if (std::filesystem::exists(journal)) write_text(journal, kept + "{\"what\": \"cou");
    const auto result = run(words);
    ASSERT_EQ(result.exit_code, 0) << result.err;
    EXPECT_FALSE(std::filesystem::exists(journal));
    EXPECT_EQ(Json::parse(read_text(folder_.path() / "b.json"))["runs"].size(), 1U);
    std::istringstream lines(kept);
    std::string line;
    std::getline(lines, line);  // whose they are
    const Json after = ledger();
    const Json& releases = after["releases"];
    std::size_t index = 0;
    while (std::getline(lines, line)) {
        if (!Json::accept(line)) break;
        const Json drawn = Json::parse(line);
        EXPECT_EQ(drawn["what"], releases[index]["what"]);
        EXPECT_EQ(drawn["cost"], releases[index]["cost"]);
        ++index;
    }
    EXPECT_GT(index, 0U);
    // Another run's releases aren't taken, and aren't lost.
    write_text(journal, kept);
    const auto other = run(describe_words(with_unit({"--epsilon", "2"})));
    EXPECT_EQ(other.exit_code, 2);
    EXPECT_NE(other.err.find("releases of another run"), std::string::npos);
    EXPECT_EQ(read_text(journal), kept);
}

/// Whether `number` is a number in `text`, and not some digits of another one.
bool tells(const std::string& text, const std::string& number) {
    const auto is_digit = [&](std::size_t i) {
        return i < text.size() && std::isdigit(static_cast<unsigned char>(text[i])) != 0;
    };
    const auto is_part = [&](std::size_t i, std::size_t beyond) {
        return is_digit(i) || (i < text.size() && text[i] == '.' && is_digit(beyond));
    };
    for (auto at = text.find(number); at != std::string::npos; at = text.find(number, at + 1))
        if (!is_part(at - 1, at - 2) && !is_part(at + number.size(), at + number.size() + 1)) return true;
    return false;
}

TEST_F(PrivateRuns, NothingButTheLedgersFiguresLeaves) {
    const std::string text = stays(2000);
    const auto rows = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n') - 1);
    const auto exact = std::to_string(rows);
    std::size_t noisy = rows;
    CommandResult result;
    // One time in some hundreds noise is 0, and the exact number comes out as the noisy one.
    for (int attempt = 0; attempt < 4 && noisy == rows; ++attempt) {
        result = describe(with_unit({"--epsilon", "1", "--log-json", "log.json", "--verbose", "--force"}));
        ASSERT_EQ(result.exit_code, 0);
        noisy = Json::parse(run({"inspect", "m.h5", "--json"}).out)["rows"].get<std::size_t>();
    }
    EXPECT_EQ(read_text(folder_.path() / "log.json").find("\"rows\""), std::string::npos);
    EXPECT_FALSE(tells(result.err, exact));
    EXPECT_FALSE(tells(result.err, exact.substr(0, 1) + "," + exact.substr(1)));
    EXPECT_FALSE(tells(read_text(folder_.path() / "m.ledger.json"), exact));
    // 100 % of the rows is of the noisy number.
    EXPECT_EQ(generate({}).rows(), noisy);
}

}  // namespace
}  // namespace replica::test
