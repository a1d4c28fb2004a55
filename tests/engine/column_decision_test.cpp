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
    const ColumnSchema known{.name = "visit_source_value", .type = ValueType::string, .role = Role::attribute};
    EXPECT_EQ(decide_column(known.name, profile_of(values), nullptr, &known, {}).role, Role::person);
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
        decide_column("grade", profile_of({"one", "two\nthirds" + std::string(1000, 'x')}), &schema, nullptr, {});
        FAIL() << "nothing was thrown";
    } catch (const InputError& error) {
        const std::string sentence = error.what();
        EXPECT_NE(sentence.find("\"one\""), std::string::npos);
        EXPECT_EQ(sentence.find('\n'), std::string::npos);
        EXPECT_LT(sentence.size(), 300U);
    }
}

TEST(ColumnDecision, ValuesOfAnotherTypeAreOutsideTheDomain) {
    ColumnSchema schema;
    schema.type = ValueType::integer;
    const auto decision = decide_column("grade", profile_of({"1", "1", "2", "three", "4.5"}), &schema, nullptr, {});
    EXPECT_EQ(decision.format.type, ValueType::integer);
    EXPECT_EQ(decision.domain.judge("2"), Rejection::none);
    EXPECT_EQ(decision.domain.judge("three"), Rejection::unreadable);
    EXPECT_EQ(decision.domain.judge("4.5"), Rejection::unreadable);
}

TEST(ColumnDecision, TheFormOfMostDatesIsTheColumns) {
    auto values = repeated(0, 0);
    for (int day = 10; day < 29; ++day) values.push_back("2020-01-" + std::to_string(day));
    values.push_back("31/01/2020");
    const auto decision = decide_column("day", profile_of(values), nullptr, nullptr, {});
    EXPECT_EQ(decision.format.type, ValueType::date) << "19 of 20 are 95 %";
    EXPECT_EQ(decision.domain.judge("31/01/2020"), Rejection::unreadable);
    EXPECT_EQ(decision.domain.judge("2021-12-31"), Rejection::none);
    values.push_back("unknown");
    EXPECT_EQ(decide_column("day", profile_of(values), nullptr, nullptr, {}).format.type, ValueType::string);
    ColumnSchema schema;
    schema.type = ValueType::date;
    const auto declared = decide_column("day", profile_of(values), &schema, nullptr, {});
    EXPECT_EQ(declared.format.date_form, DateForm::year_month_day);
    EXPECT_EQ(declared.domain.judge("unknown"), Rejection::unreadable);
}

TEST(ColumnDecision, TheOrderOfDayAndMonthIsThatOfMostValues) {
    std::vector<std::string> values;
    for (int day = 10; day < 29; ++day) values.push_back(std::to_string(day) + "/03/2020");
    for (int month = 10; month < 13; ++month) values.push_back("05/" + std::to_string(month) + "/2020");
    values.push_back("03/31/2020");
    ColumnSchema schema;
    schema.type = ValueType::date;
    const auto decision = decide_column("day", profile_of(values), &schema, nullptr, {});
    EXPECT_EQ(decision.format.date_form, DateForm::day_month_year);
    EXPECT_EQ(decision.domain.judge("05/12/2020"), Rejection::none);
    EXPECT_EQ(decision.domain.judge("03/31/2020"), Rejection::unreadable);
}

// Numbers of another look are numbers: they are read, not left out.
TEST(ColumnDecision, DeclaredNumbersMayHaveAnyLook) {
    ColumnSchema schema;
    schema.type = ValueType::decimal;
    const auto decision = decide_column("dose", profile_of({"3.1", "3.1", "3.10", "3", "?"}), &schema, nullptr, {});
    EXPECT_EQ(decision.format.decimals, 2);
    for (const char* number : {"3.1", "3.10", "3"}) EXPECT_EQ(decision.domain.judge(number), Rejection::none);
    EXPECT_EQ(decision.domain.judge("?"), Rejection::unreadable);
}

TEST(ColumnDecision, DeclaredRangesAndValuesAreDomainsButDraftedOnesArent) {
    ColumnSchema schema;
    schema.range_low = "0";
    schema.range_high = "10";
    const auto ages = profile_of(repeated(30, 2));  // from 1000 on
    EXPECT_EQ(decide_column("age", ages, &schema, nullptr, {}).domain.judge("1000"), Rejection::outside_range);
    schema.from_data = true;
    EXPECT_FALSE(decide_column("age", ages, &schema, nullptr, {}).domain.limited());
    ColumnSchema listed;
    listed.values = {"1.5", "2"};
    const auto doses = profile_of({"1.50", "2.00", "2.50"});
    const auto decision = decide_column("dose", doses, &listed, nullptr, {});
    EXPECT_EQ(decision.domain.judge("1.50"), Rejection::none) << "the same number";
    EXPECT_EQ(decision.domain.judge("2.50"), Rejection::not_listed);
    ColumnSchema days;
    days.range_low = "2020-01-01";
    days.range_high = "2020-01-31";
    const auto moments = profile_of({"2020-01-31 23:59:59", "2020-02-01 00:00:00"});
    const auto moment = decide_column("at", moments, &days, nullptr, {});
    EXPECT_EQ(moment.domain.judge("2020-01-31 23:59:59"), Rejection::none) << "the last day is whole";
    EXPECT_EQ(moment.domain.judge("2020-02-01 00:00:00"), Rejection::outside_range);
}

}  // namespace
}  // namespace replica
