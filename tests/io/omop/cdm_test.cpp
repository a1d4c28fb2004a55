#include "io/omop/cdm.hpp"

#include "io/omop/omop_files.hpp"
#include "tests/jobs/csv_table.hpp"
#include "tests/jobs/text_file.hpp"

#include <cstdlib>
#include <set>

#include <gtest/gtest.h>

namespace replica {
namespace {

TEST(Cdm, VersionsAreFoundByTheirUsualNames) {
    for (const char* name : {"5.3", "v5.3", "v5.3.1", "CDM v5.3.0"}) {
        ASSERT_NE(find_cdm_version(name), nullptr) << name;
        EXPECT_EQ(find_cdm_version(name)->name, "5.3");
    }
    EXPECT_EQ(find_cdm_version("5.4")->name, "5.4");
    for (const char* name : {"", "v6.0", "5.31", "5", "5.2.2", "newest"}) EXPECT_EQ(find_cdm_version(name), nullptr);
}

TEST(Cdm, ColumnsSayWhatTheyAre) {
    const CdmTable* person = find_table(*find_cdm_version("5.4"), "PERSON");
    ASSERT_NE(person, nullptr);
    EXPECT_TRUE(person->required);
    EXPECT_TRUE(find_column(*person, "Person_ID")->key);
    const CdmColumn& gender = *find_column(*person, "gender_concept_id");
    EXPECT_TRUE(gender.required && gender.standard);
    EXPECT_EQ(gender.foreign_table, "concept");
    EXPECT_EQ(gender.foreign_column, "concept_id");
    EXPECT_EQ(gender.domain, "Gender");
    EXPECT_EQ(find_column(*person, "day_of_birth")->highest, 31);
    EXPECT_EQ(
        find_column(*find_table(*find_cdm_version("5.3"), "drug_exposure"), "drug_exposure_start_date")->end_column,
        "drug_exposure_end_date");
    EXPECT_EQ(find_column(*person, "nothing"), nullptr);
}

TEST(Cdm, KeysLeadToColumnsThatAre) {
    for (const char* name : {"5.3", "5.4"}) {
        const CdmVersion& version = *find_cdm_version(name);
        for (const CdmTable& table : version.tables) {
            for (const CdmColumn& column : table.columns) {
                const bool ends = column.end_column.empty() || find_column(table, column.end_column) != nullptr;
                EXPECT_TRUE(ends) << column.name;
                if (column.foreign_table.empty()) continue;
                const CdmTable* foreign = find_table(version, column.foreign_table);
                ASSERT_NE(foreign, nullptr) << column.name;
                EXPECT_NE(find_column(*foreign, column.foreign_column), nullptr) << column.name;
            }
        }
    }
}

// Against OHDSI's own list of fields, where it is there.
TEST(Cdm, IsTheOfficialDefinition) {
    const char* shared = std::getenv("REPLICA_SHARED_DATA");
    if (shared == nullptr) GTEST_SKIP() << "needs the definitions in the folder that REPLICA_SHARED_DATA names";
    for (const std::string name : {"5.3", "5.4"}) {
        std::string text = test::read_text(std::string(shared) + "/omop-ddl/OMOP_CDMv" + name + "_Field_Level.csv");
        while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
        const auto official = test::parse_csv(text);
        std::size_t columns = 0;
        for (const CdmTable& table : find_cdm_version(name)->tables) columns += table.columns.size();
        EXPECT_EQ(columns, official.rows());
        for (std::size_t row = 0; row < official.rows(); ++row) {
            const auto at = [&](const char* field) { return official.column(field)[row]; };
            const CdmTable* table = find_table(*find_cdm_version(name), at("cdmTableName"));
            ASSERT_NE(table, nullptr);
            std::string field = at("cdmFieldName");
            std::erase(field, '"');
            const CdmColumn* column = find_column(*table, field);
            ASSERT_NE(column, nullptr) << field;
            EXPECT_EQ(column->required, at("isRequired") == "Yes") << field;
            EXPECT_EQ(column->key, at("isPrimaryKey") == "Yes") << field;
            EXPECT_EQ(column->foreign_table.empty(), at("isForeignKey") != "Yes") << field;
            const std::string type = lower_case(at("cdmDatatype"));
            const std::string expected = type == "integer"    ? "BIGINT"
                                         : type == "float"    ? "DOUBLE"
                                         : type == "date"     ? "DATE"
                                         : type == "datetime" ? "TIMESTAMP"
                                                              : "VARCHAR";
            EXPECT_EQ(sql_type_name(column->type), expected) << field;
        }
    }
}

}  // namespace
}  // namespace replica
