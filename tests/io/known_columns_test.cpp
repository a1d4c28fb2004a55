#include "io/omop/known_columns.hpp"

#include <string_view>

#include <gtest/gtest.h>

namespace replica {
namespace {

ColumnSchema known(std::string_view name) {
    const auto column = known_column(name);
    EXPECT_TRUE(column.has_value()) << name;
    return column.value_or(ColumnSchema{});
}

TEST(KnownColumns, IdentifiersArePersonsWithoutType) {
    for (const auto* name :
         {"person_id", "patient_id", "subject_id", "patient_nbr", "mrn", "visit_occurrence_id",
          "condition_occurrence_id", "preceding_visit_occurrence_id", "visit_detail_id", "parent_visit_detail_id",
          "drug_exposure_id", "measurement_id", "encounter_id", "C19_identification_visit_id", "person_source_value",
          "note_nlp_id", "fact_id_2", "provider_id"}) {
        EXPECT_EQ(known(name).role, Role::person) << name;
        EXPECT_EQ(known(name).type, std::nullopt) << name;
    }
}

TEST(KnownColumns, UnlistedIdentifiersAreLeftToTheirValues) {
    for (const auto* name : {"ward_id", "bed_nbr", "foo", "", " ", "mrn npi", "id", "_id", "education-num",
                             "Age bracket", "visit", "person", "age_", "concept_code concept_name"}) {
        EXPECT_EQ(known_column(name), std::nullopt) << name;
    }
}

TEST(KnownColumns, ConceptsAndSourceValuesAreCategorical) {
    for (const auto* name :
         {"gender_concept_id", "visit_type_concept_id", "concept_id_1", "care_site_id", "concept_id"}) {
        EXPECT_EQ(known(name).type, ValueType::integer) << name;
        EXPECT_EQ(known(name).categorical, true) << name;
        EXPECT_EQ(known(name).role, Role::attribute) << name;
    }
    for (const auto* name :
         {"gender_source_value", "race_source_value", "zip", "gender", "diag_1", "domain_id", "state"}) {
        EXPECT_EQ(known(name).type, ValueType::string) << name;
        EXPECT_EQ(known(name).categorical, true) << name;
        EXPECT_EQ(known(name).role, Role::attribute) << name;
    }
}

TEST(KnownColumns, NumbersAndTimes) {
    EXPECT_EQ(known("year_of_birth").type, ValueType::integer);
    EXPECT_EQ(known("days_supply").type, ValueType::integer);
    for (const auto* name :
         {"value_as_number", "latitude", "longitude", "range_low", "quantity", "paid_by_payer", "dose_value"}) {
        EXPECT_EQ(known(name).type, ValueType::decimal) << name;
        EXPECT_EQ(known(name).categorical, std::nullopt) << name;
    }
    for (const auto* name : {"start_date", "visit_start_date", "verbatim_end_date", "death_date", "date_of_birth"}) {
        EXPECT_EQ(known(name).type, ValueType::date) << name;
    }
    for (const auto* name : {"birth_datetime", "visit_end_datetime", "admittime"}) {
        EXPECT_EQ(known(name).type, ValueType::datetime) << name;
    }
}

TEST(KnownColumns, AgesHaveBrackets) {
    const auto age = known("Age");
    EXPECT_EQ(age.name, "Age");
    EXPECT_EQ(age.type, std::nullopt);
    EXPECT_EQ(age.brackets, (std::vector<std::string>{"0", "5", "15", "25", "45", "65", "85"}));
}

TEST(KnownColumns, SocialSecurityNumbersAreIdentifiers) { EXPECT_EQ(known("ssn").role, Role::person); }

TEST(KnownColumns, FreeTextAndNamesOfPeopleAreText) {
    for (const auto* name : {"note_text", "report_text", "first_name", "PROVIDER_NAME", "address_1", "sig"}) {
        EXPECT_EQ(known(name).role, Role::text) << name;
    }
}

TEST(KnownColumns, LetterCaseDoesNotMatter) {
    EXPECT_EQ(known("PERSON_ID").role, Role::person);
    EXPECT_EQ(known("PERSON_ID").name, "PERSON_ID");
    EXPECT_EQ(known("Visit_Start_DateTime").type, ValueType::datetime);
}

}  // namespace
}  // namespace replica
