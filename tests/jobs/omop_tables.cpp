#include "tests/jobs/omop_tables.hpp"

#include "tests/jobs/text_file.hpp"

namespace replica::test {

const std::string persons_of_omop_tables =
    "person_id,gender,race,ethnicity,year_of_birth,observed_from,observed_to,days_observed,visits,stays,conditions,"
    "drugs,measurements,death_date\n"
    "5000000000001,Female,white,nonhispanic,1960,2019-01-01,2021-12-31,1096,2,1,2,1,2,\n"
    "5000000000002,Male,\"asian, other\",hispanic,1985,2020-01-31,2020-12-31,336,1,0,0,0,2,2020-05-05\n"
    "5000000000003,Other,,nonhispanic,2001,,,,0,0,0,0,0,\n"
    "5000000000004,Male,black,nonhispanic,1940,2020-03-01,2020-03-31,31,0,0,1,0,0,\n";

const std::string covid19_of_omop_tables =
    "person_id,start_date,visit_id,gender,age,race_source_value,ethnicity_source_value\n"
    "5000000000001,2020-04-01,900000000001,Female,60,white,nonhispanic\n"
    "5000000000002,2020-04-20,,Male,34.8036,\"asian, other\",hispanic\n";

void write_omop_tables(const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    const auto write = [&](const char* name, const std::string& text) { write_text(folder / name, text); };
    write("person.csv",
          "person_id,gender_concept_id,year_of_birth,month_of_birth,day_of_birth,birth_datetime,race_concept_id,"
          "ethnicity_concept_id,person_source_value,race_source_value,ethnicity_source_value\n"
          "5000000000001,8532,1960,4,1,1960-04-01 00:00:00,8527,38003564,a,white,nonhispanic\n"
          "5000000000002,8507,1985,,,,8515,38003563,b,\"asian, other\",hispanic\n"
          "5000000000003,0,2001,,,20010101,0,38003564,c,,nonhispanic\n"
          "5000000000004,8507,1940,2,29,1940-02-29,8516,38003564,d,black,nonhispanic\n");
    write("observation_period.csv",
          "observation_period_id,person_id,observation_period_start_date,observation_period_end_date,"
          "period_type_concept_id\n"
          "1,5000000000001,20190101,2021-12-31,44814724\n"
          "2,5000000000002,2020-01-31,20201231,44814724\n"
          "3,5000000000004,2020-03-01,2020-03-31,44814724\n");
    write("visit_occurrence.csv",
          "visit_occurrence_id,person_id,visit_concept_id,visit_start_date,visit_end_date,visit_type_concept_id\n"
          "900000000001,5000000000001,9202,2020-04-01,2020-04-01,44818518\n"
          "900000000002,5000000000001,9201,20200405,2020-04-12,44818518\n"
          "900000000003,5000000000002,9202,2020-04-20,2020-04-20,44818518\n");
    write("condition_occurrence.csv",
          "condition_occurrence_id,person_id,condition_concept_id,condition_start_date,condition_end_date,"
          "condition_type_concept_id\n"
          "1,5000000000001,37311061,2020-04-02,,32020\n"
          "2,5000000000001,257011,2020-04-06,2020-05-01,32020\n"
          "3,5000000000004,257011,2020-03-06,,32020\n");
    write("drug_exposure.csv",
          "drug_exposure_id,person_id,drug_concept_id,drug_exposure_start_date,drug_exposure_end_date,"
          "drug_type_concept_id,quantity\n"
          "1,5000000000001,1125315,2020-04-06,2020-04-10,38000177,20.5\n");
    write("measurement.csv",
          "measurement_id,person_id,measurement_concept_id,measurement_date,measurement_type_concept_id,"
          "value_as_number,value_as_concept_id,visit_occurrence_id,value_source_value\n"
          "1,5000000000001,706158,2020-04-01,44818702,,45877985,900000000001,Not detected\n"
          "2,5000000000001,3004410,2020-04-06,44818702,6.10,,900000000002,\n"
          "3,5000000000002,706158,20200420,44818702,,0,,Detected (qualifier value)\n"
          "4,5000000000002,706158,2020-04-10,44818702,,9189,900000000003,Positive\n");
    write("death.csv", "person_id,death_date,death_type_concept_id\n5000000000002,2020-05-05,38003569\n");
    write("concept.csv",
          "concept_id\tconcept_name\tdomain_id\tvocabulary_id\tconcept_class_id\tstandard_concept\tconcept_code\t"
          "valid_start_date\tvalid_end_date\tinvalid_reason\n"
          "706158\tSARS-CoV-2 \"panel\"\tMeasurement\tLOINC\tLab Test\tS\t94531-1\t20200310\t20991231\t\n"
          "3004410\tHbA1c\tMeasurement\tLOINC\tLab Test\tS\t4548-4\t19700101\t20991231\t\n"
          "257011\tAcute upper respiratory infection\tCondition\tSNOMED\tClinical Finding\tS\t54150009\t20020131\t"
          "20991231\t\n");
    write("cdm_source.csv", "cdm_source_name,cdm_version\nhospital,v5.3.1\n");
}

}  // namespace replica::test
