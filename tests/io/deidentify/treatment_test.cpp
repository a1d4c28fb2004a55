#include "io/deidentify/treatment.hpp"

#include "engine/error.hpp"
#include "io/deidentify/identifiers.hpp"
#include "io/deidentify/pseudonym_key.hpp"
#include "io/deidentify/small_areas.hpp"

#include <filesystem>
#include <set>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace replica {
namespace {

std::optional<std::string> treated(const DeidentifyRule& rule, std::string_view text,
                                   ValueType type = ValueType::string, std::int64_t days = 0) {
    ValueFormat format;
    format.type = type;
    return treat(rule, text, format, days);
}

DeidentifyRule rule_of(Treatment treatment) {
    DeidentifyRule rule;
    rule.treatment = treatment;
    return rule;
}

TEST(Treatment, BracketsHoldTheirLowerEnd) {
    DeidentifyRule rule = rule_of(Treatment::brackets);
    rule.lower = {0, 18, 25, 45, 65, 85};
    EXPECT_EQ(treated(rule, "17.99"), "0-17");
    EXPECT_EQ(treated(rule, "18"), "18-24");
    EXPECT_EQ(treated(rule, "24.9"), "18-24");
    EXPECT_EQ(treated(rule, "65"), "65-84");
    EXPECT_EQ(treated(rule, "102.3"), "85-");
    EXPECT_EQ(treated(rule, "-1"), std::nullopt);
    EXPECT_EQ(treated(rule, "old"), std::nullopt);
    EXPECT_EQ(treated(rule, "nan"), std::nullopt);
}

TEST(Treatment, TopAndBottom) {
    DeidentifyRule top = rule_of(Treatment::top);
    top.limit = 89;
    top.label = "90+";
    EXPECT_EQ(treated(top, "89"), "89");
    EXPECT_EQ(treated(top, "89.5"), "90+");
    EXPECT_EQ(treated(top, "-3"), "-3");
    DeidentifyRule bottom = rule_of(Treatment::bottom);
    bottom.limit = 18;
    bottom.label = "<18";
    EXPECT_EQ(treated(bottom, "17"), "<18");
    EXPECT_EQ(treated(bottom, "18"), "18");
}

TEST(Treatment, DatesMoveAndAreCutInTheirOwnForm) {
    EXPECT_EQ(treated(rule_of(Treatment::shift), "2020-02-28", ValueType::date, 2), "2020-03-01");
    EXPECT_EQ(treated(rule_of(Treatment::shift), "2020-01-01 10:30:00", ValueType::datetime, -1),
              "2019-12-31 10:30:00");
    EXPECT_EQ(treated(rule_of(Treatment::shift), "soon", ValueType::date, 2), std::nullopt);
    DeidentifyRule cut = rule_of(Treatment::truncate);
    EXPECT_EQ(treated(cut, "2020-02-28", ValueType::date), "2020-02");
    EXPECT_EQ(treated(cut, "1969-12-31 23:59:59", ValueType::datetime), "1969-12");
    cut.to_year = true;
    EXPECT_EQ(treated(cut, "1969-12-31 23:59:59", ValueType::datetime), "1969");
    DeidentifyRule hours = rule_of(Treatment::hours);
    hours.hours = {0, 8, 16};
    EXPECT_EQ(treated(hours, "2020-01-01 10:30:00", ValueType::datetime), "08-15");
}

TEST(Treatment, PostcodesOfSmallAreasAreAllZero) {
    DeidentifyRule rule = rule_of(Treatment::zip3);
    rule.small_areas = small_zip_areas();
    EXPECT_EQ(treated(rule, "02139"), "021");
    EXPECT_EQ(treated(rule, "03601-1234"), "000");
    EXPECT_EQ(treated(rule, "AB1"), std::nullopt);
}

TEST(Treatment, RoundsLooksUpAndGeneralises) {
    DeidentifyRule round = rule_of(Treatment::round);
    round.step = 5;
    EXPECT_EQ(treated(round, "7.4"), "5");
    EXPECT_EQ(treated(round, "-8"), "-10");
    round.step = .1;
    EXPECT_EQ(treated(round, "1.2345"), "1.2");
    DeidentifyRule lookup = rule_of(Treatment::lookup);
    lookup.table = {{"A1", "ward"}};
    EXPECT_EQ(treated(lookup, "A1"), "ward");
    EXPECT_EQ(treated(lookup, "B1"), std::nullopt);
    lookup.other = "elsewhere";
    EXPECT_EQ(treated(lookup, "B1"), "elsewhere");
    DeidentifyRule code = rule_of(Treatment::generalise);
    code.hierarchy = Hierarchy::icd10;
    EXPECT_EQ(treated(code, "E11.9"), "E11");
    code.level = 2;
    EXPECT_EQ(treated(code, "E11.9"), groups_of("E11.9", Hierarchy::icd10).back());
    EXPECT_EQ(treated(code, "?"), std::nullopt);
}

TEST(PseudonymKey, IsStableDistinctAndSecret) {
    const auto path = (std::filesystem::temp_directory_path() / ("replica-key-" + std::to_string(::getpid()))).string();
    const PseudonymKey key = PseudonymKey::read_or_make(path);
    struct stat status = {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    const PseudonymKey again = PseudonymKey::read_or_make(path);
    std::set<std::string> seen;
    for (int i = 0; i < 20'000; ++i) {
        const std::string text = std::to_string(i);
        EXPECT_EQ(key.pseudonym(text), again.pseudonym(text));
        seen.insert(key.pseudonym(text));
        const std::int64_t days = key.shift_days(text, 30);
        EXPECT_TRUE(days != 0 && days >= -30 && days <= 30) << days;
    }
    EXPECT_EQ(seen.size(), 20'000U);
    ::chmod(path.c_str(), 0644);
    EXPECT_THROW(PseudonymKey::read_or_make(path), InputError);
    std::filesystem::remove(path);
    const PseudonymKey other = PseudonymKey::read_or_make(path);
    EXPECT_NE(other.pseudonym("1"), key.pseudonym("1"));
    std::filesystem::remove(path);
}

TEST(Identifiers, AreKnownByName) {
    EXPECT_EQ(kind_of_name("Patient_Last_Name"), NameKind::direct);
    EXPECT_EQ(kind_of_name("emailAddress"), NameKind::direct);
    EXPECT_EQ(kind_of_name("MRN"), NameKind::direct);
    EXPECT_EQ(kind_of_name("name"), NameKind::direct);
    EXPECT_EQ(kind_of_name("drug_name"), NameKind::other);
    EXPECT_EQ(kind_of_name("zip"), NameKind::postcode);
    EXPECT_EQ(kind_of_name("person_id"), NameKind::identifier);
    EXPECT_EQ(kind_of_name("patient"), NameKind::identifier);
    EXPECT_EQ(kind_of_name("patient_race"), NameKind::other);
    EXPECT_EQ(kind_of_name("AgeAtVisit"), NameKind::age);
    EXPECT_EQ(kind_of_name("storage"), NameKind::other);
    EXPECT_EQ(kind_of_name("city"), NameKind::place);
}

TEST(Identifiers, AreKnownByLook) {
    const auto look = [](std::initializer_list<const char*> texts) {
        DistinctValues values;
        for (const char* text : texts) values.add(text);
        return look_of(values).value_or("");
    };
    EXPECT_EQ(look({"a@b.org", "c.d@e.fr", "none"}), "e-mail addresses");
    EXPECT_EQ(look({"123-45-6789", "666-00-0000"}), "social security numbers");
    EXPECT_EQ(look({"(555) 123-4567", "+49 30 1234 5678"}), "telephone numbers");
    EXPECT_EQ(look({"2020-01-01", "20200101"}), "");
    EXPECT_EQ(look({"12.5", "123.456"}), "");
}

}  // namespace
}  // namespace replica
