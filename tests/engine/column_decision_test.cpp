#include "engine/column_decision.hpp"

#include "engine/error.hpp"

#include <gtest/gtest.h>

namespace replica {
namespace {

ColumnProfile profile_of(const std::vector<std::string>& values) {
    ColumnProfile profile(1);
    for (const auto& value : values) profile.observe(value);
    return profile;
}

// `persons` values, each in `rows` rows.
std::vector<std::string> repeated(std::size_t persons, std::size_t rows, const std::string& prefix = "") {
    std::vector<std::string> values;
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t person = 0; person < persons; ++person)
            values.push_back(prefix + std::to_string(1000 + person));
    }
    return values;
}

Role role_of(const std::string& name, const std::vector<std::string>& values) {
    return decide_column(name, profile_of(values), nullptr, nullptr, {}).role;
}

TEST(ColumnDecision, IdentifiersByNameAndRepetition) {
    EXPECT_EQ(role_of("encounter_id", repeated(200, 1)), Role::key);
    EXPECT_EQ(role_of("patient_nbr", repeated(200, 3)), Role::person);
    EXPECT_EQ(role_of("admission_type_id", repeated(8, 100)), Role::attribute);
    EXPECT_EQ(role_of("hits", repeated(200, 1)), Role::attribute) << "a unique number isn't an identifier by itself";
}

TEST(ColumnDecision, PersonsWithManyRowsAreStillPersons) {
    for (const std::string name : {"PATIENT", "subject", "member_nbr", "PatientID", "pid", "person_id"}) {
        EXPECT_EQ(role_of(name, repeated(100, 40)), Role::person) << name;
    }
    EXPECT_EQ(role_of("patient_weight", repeated(100, 40)), Role::attribute);
    EXPECT_EQ(role_of("paid", repeated(100, 40)), Role::attribute);
}

TEST(ColumnDecision, UuidsAreIdentifiersUnderAnyName) {
    std::vector<std::string> values;
    for (const auto& number : repeated(50, 30)) values.push_back("0004bbbd-1e41-42b0-bd6e-fece53cc" + number);
    EXPECT_EQ(role_of("source", values), Role::person);
}

TEST(ColumnDecision, TextsThatHardlyRepeat) {
    EXPECT_EQ(role_of("remark", repeated(100, 1, "seen by doctor ")), Role::text);
    EXPECT_EQ(role_of("code", repeated(100, 1, "C")), Role::key);
    EXPECT_EQ(role_of("city", repeated(100, 9, "Town ")), Role::attribute);
}

TEST(ColumnDecision, CompactDaysAreDatesWhereTheNameSaysSo) {
    const auto type_of = [](const std::string& name, const std::vector<std::string>& values) {
        return decide_column(name, profile_of(values), nullptr, nullptr, {}).format.type;
    };
    const std::vector<std::string> days{"20200131", "20191224"};
    for (const std::string name : {"visit_date", "Date", "admit_dt", "DateOfBirth"})
        EXPECT_EQ(type_of(name, days), ValueType::date) << name;
    for (const std::string name : {"amount", "dt_code", "charge"}) EXPECT_EQ(type_of(name, days), ValueType::integer);
    EXPECT_EQ(type_of("visit_date", {"20200131", "20200230"}), ValueType::integer);
    EXPECT_EQ(type_of("updates", {"3", "17"}), ValueType::integer);
}

TEST(ColumnDecision, FewRareNumbersStayNumbers) {
    const auto rare = decide_column("year", profile_of({"1998", "2001", "2014"}), nullptr, nullptr, {});
    EXPECT_EQ(rare.encoding, Encoding::binned);
    const auto common = decide_column("grade", profile_of(repeated(3, 50)), nullptr, nullptr, {});
    EXPECT_EQ(common.encoding, Encoding::categorical);
}

TEST(ColumnDecision, TheSchemaOverrulesAndIsHeldAgainstTheData) {
    ColumnSchema schema;
    schema.role = Role::attribute;
    schema.type = ValueType::string;
    const auto decision = decide_column("patient_nbr", profile_of(repeated(200, 3)), &schema, nullptr, {});
    EXPECT_EQ(decision.role, Role::attribute);
    EXPECT_EQ(decision.format.type, ValueType::string);
    schema.type = ValueType::integer;
    try {
        decide_column("grade", profile_of({"1", "two\nthirds" + std::string(1000, 'x')}), &schema, nullptr, {});
        FAIL() << "nothing was thrown";
    } catch (const InputError& error) {
        const std::string sentence = error.what();
        EXPECT_NE(sentence.find("two thirds"), std::string::npos);
        EXPECT_EQ(sentence.find('\n'), std::string::npos);
        EXPECT_LT(sentence.size(), 300U);
    }
}

}  // namespace
}  // namespace replica
