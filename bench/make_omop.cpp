// Writes the made-up hospital as tables of the OMOP Common Data Model 5.4: persons, their visits with conditions, drugs
// and measurements, tests for SARS-CoV-2, deaths, and a vocabulary of what they name. Diagnoses are local concepts,
// from 2,000,000,001 on, as OMOP has them.
#include "bench/made_hospital.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>

#include <CLI/CLI.hpp>

namespace {

using namespace replica::made_hospital;
using std::chrono::days;
using std::chrono::sys_days;

constexpr int first_local_concept = 2'000'000'001;
constexpr std::array<int, 5> race_concepts{8527, 8516, 8515, 0, 8657};
constexpr std::array<int, 2> ethnicity_concepts{38003564, 38003563};
constexpr int metformin = 1503297;
constexpr int covid_test = 706163;
constexpr int positive = 45884084;
constexpr int negative = 45878583;
constexpr int from_record = 32817;  // type of all rows: EHR

struct Concept {
    int id;
    std::string_view name, domain, vocabulary, code;
};
constexpr auto concepts = std::to_array<Concept>({
    {8507, "MALE", "Gender", "Gender", "M"},
    {8532, "FEMALE", "Gender", "Gender", "F"},
    {8527, "White", "Race", "Race", "5"},
    {8516, "Black or African American", "Race", "Race", "3"},
    {8515, "Asian", "Race", "Race", "2"},
    {8657, "American Indian or Alaska Native", "Race", "Race", "1"},
    {38003563, "Hispanic or Latino", "Ethnicity", "Ethnicity", "Hispanic"},
    {38003564, "Not Hispanic or Latino", "Ethnicity", "Ethnicity", "Not Hispanic"},
    {9201, "Inpatient Visit", "Visit", "Visit", "IP"},
    {9202, "Outpatient Visit", "Visit", "Visit", "OP"},
    {9203, "Emergency Room Visit", "Visit", "Visit", "ER"},
    {32817, "EHR", "Type Concept", "Type Concept", "OMOP4976890"},
    {3004249, "Systolic blood pressure", "Measurement", "LOINC", "8480-6"},
    {3038553, "Body mass index", "Measurement", "LOINC", "39156-5"},
    {3004410, "Hemoglobin A1c", "Measurement", "LOINC", "4548-4"},
    {3028437, "Cholesterol in LDL", "Measurement", "LOINC", "13457-7"},
    {3007070, "Cholesterol in HDL", "Measurement", "LOINC", "2085-9"},
    {covid_test, "SARS-CoV-2 RNA by NAA with probe detection", "Measurement", "LOINC", "94500-6"},
    {positive, "Positive", "Meas Value", "LOINC", "LA6576-8"},
    {negative, "Negative", "Meas Value", "LOINC", "LA6577-6"},
    {756265, "OMOP CDM Version 5.4.0", "Metadata", "CDM", "CDM v5.4.0"},
    {metformin, "metformin", "Drug", "RxNorm", "6809"},
});

/// A table that is being written.
class Table {
public:
    Table(const std::filesystem::path& folder, const char* name, const char* header)
        : file_(folder / (std::string(name) + ".csv"), std::ios::binary) {
        file_ << header << '\n';
    }
    /// A row of numbers and texts; what is missing is an empty text.
    template <typename... Values>
    void row(const Values&... values) {
        std::string text;
        (add(text, values), ...);
        text.back() = '\n';
        file_ << text;
    }
    [[nodiscard]] bool close() {
        file_.close();
        return !file_.fail();
    }

private:
    static void add(std::string& text, std::int64_t value) { text += std::to_string(value) + ','; }
    static void add(std::string& text, int value) { append(text, value), text += ','; }
    static void add(std::string& text, std::string_view value) { text.append(value).append(1, ','); }
    static void add(std::string& text, sys_days day) { append_date(text, day), text += ','; }

    std::ofstream file_;
};

class Tables {
public:
    Tables(const std::filesystem::path& folder, std::uint64_t seed)
        : draws_(seed),
          person_(folder, "person",
                  "person_id,gender_concept_id,year_of_birth,month_of_birth,day_of_birth,race_concept_id,"
                  "ethnicity_concept_id,person_source_value,gender_source_value,race_source_value,"
                  "ethnicity_source_value"),
          period_(folder, "observation_period",
                  "observation_period_id,person_id,observation_period_start_date,observation_period_end_date,"
                  "period_type_concept_id"),
          visit_(
              folder, "visit_occurrence",
              "visit_occurrence_id,person_id,visit_concept_id,visit_start_date,visit_end_date,visit_type_concept_id"),
          condition_(folder, "condition_occurrence",
                     "condition_occurrence_id,person_id,condition_concept_id,condition_start_date,"
                     "condition_type_concept_id,visit_occurrence_id,condition_source_value"),
          drug_(folder, "drug_exposure",
                "drug_exposure_id,person_id,drug_concept_id,drug_exposure_start_date,drug_exposure_end_date,"
                "drug_type_concept_id,days_supply,visit_occurrence_id"),
          measurement_(folder, "measurement",
                       "measurement_id,person_id,measurement_concept_id,measurement_date,measurement_type_concept_id,"
                       "value_as_number,value_as_concept_id,visit_occurrence_id"),
          death_(folder, "death", "person_id,death_date,death_type_concept_id"),
          concept_(folder, "concept",
                   "concept_id,concept_name,domain_id,vocabulary_id,concept_class_id,standard_concept,concept_code,"
                   "valid_start_date,valid_end_date,invalid_reason"),
          source_(folder, "cdm_source",
                  "cdm_source_name,cdm_source_abbreviation,cdm_holder,source_release_date,cdm_release_date,cdm_version,"
                  "cdm_version_concept_id,vocabulary_version") {}

    void write(int persons) {
        for (int id = 0; id < persons; ++id) add_person(draw_person(draws_, id));
        for (const Concept& entry : concepts)
            add_concept(entry.id, entry.name, entry.domain, entry.vocabulary, entry.code);
        for (int chapter = 0; chapter < 12; ++chapter) {
            for (int diagnosis = 0; diagnosis < 25; ++diagnosis) {
                std::string code;
                append_diagnosis(code, chapter, diagnosis);
                add_concept(condition_concept(chapter, diagnosis), "Diagnosis " + code, "Condition", "Hospital", code);
            }
        }
        source_.row("A made-up hospital", "made up", "nobody", "2024-01-01", "2024-01-01", "v5.4", 756265, "made up");
    }

    [[nodiscard]] bool close() {
        bool done = true;
        for (Table* table :
             {&person_, &period_, &visit_, &condition_, &drug_, &measurement_, &death_, &concept_, &source_})
            done = table->close() && done;
        return done;
    }

private:
    static int condition_concept(int chapter, int diagnosis) { return first_local_concept + chapter * 25 + diagnosis; }

    void add_concept(int id, std::string_view name, std::string_view domain, std::string_view vocabulary,
                     std::string_view code) {
        concept_.row(id, name, domain, vocabulary, "made up", "S", code, "1970-01-01", "2099-12-31", "");
    }

    void add_person(const Person& person) {
        const auto gender = static_cast<std::size_t>(person.gender);
        const auto race = static_cast<std::size_t>(person.race);
        const auto ethnicity = static_cast<std::size_t>(person.ethnicity);
        std::string month;
        std::string day;
        if (!draws_.happens(100)) append(month, 1 + draws_.below(12));
        if (!month.empty() && !draws_.happens(100)) append(day, 1 + draws_.below(28));
        person_.row(person.id, person.gender == 1 ? 8507 : 8532, person.birth_year, month, day, race_concepts[race],
                    ethnicity_concepts[ethnicity], "P" + std::to_string(person.id), gender == 1 ? "M" : "F",
                    races[race], ethnicities[ethnicity]);
        using namespace std::chrono;
        sys_days first = sys_days(year{2100} / January / 1);
        sys_days last = sys_days(year{2019} / January / 1);
        int oldest = 0;
        for (int visits = draw_visit_count(draws_, person); visits > 0; --visits) {
            const Visit visit = draw_visit(draws_, person);
            if (static_cast<int>(year_month_day(visit.day).year()) <= person.birth_year) continue;
            add_visit(person, visit);
            first = std::min(first, visit.day);
            last = std::max(last, visit.day + days{visit.los_days});
            oldest = std::max(oldest, visit.age);
        }
        if (first > last) return;
        const bool dies = draws_.happens(oldest > 60 ? (oldest - 55) * 3 : 2);
        if (dies) death_.row(person.id, last + days{draws_.below(30)}, from_record);
        period_.row(next_period_++, person.id, first, last + days{dies ? 0 : 30}, from_record);
    }

    void add_visit(const Person& person, const Visit& visit) {
        // More than 32 bits, as ids are in large sources.
        const std::int64_t id = 10'000'000'000 + next_visit_++;
        const int type = visit_types[static_cast<std::size_t>(visit.type)].concept_id;
        visit_.row(id, person.id, type, visit.day, visit.day + days{visit.los_days}, from_record);
        std::string code;
        append_diagnosis(code, visit.chapter, visit.diagnosis);
        condition_.row(next_condition_++, person.id, condition_concept(visit.chapter, visit.diagnosis), visit.day,
                       from_record, id, code);
        measure(person, visit, id, 3004249, visit.systolic_bp, 1);
        measure(person, visit, id, 3038553, visit.bmi_tenths, 10);
        measure(person, visit, id, 3004410, visit.hba1c_tenths, 10);
        measure(person, visit, id, 3028437, visit.ldl, 1);
        measure(person, visit, id, 3007070, visit.hdl, 1);
        if (visit.hba1c_tenths > 65)
            drug_.row(next_drug_++, person.id, metformin, visit.day, visit.day + days{30}, from_record, 30, id);
        add_test(person, visit, id);
    }

    void measure(const Person& person, const Visit& visit, std::int64_t visit_id, int what, int value, int per_unit) {
        if (value == missing) return;
        std::string number;
        append_parts(number, value, per_unit);
        measurement_.row(next_measurement_++, person.id, what, visit.day, from_record, number, "", visit_id);
    }

    // From the spring of 2020 on many are tested, those with the lungs' diagnoses most of all.
    void add_test(const Person& person, const Visit& visit, std::int64_t visit_id) {
        using namespace std::chrono;
        const bool respiratory = chapter_letters[static_cast<std::size_t>(visit.chapter)] == 'J';
        if (visit.day < sys_days(year{2020} / March / 1) || !draws_.happens(respiratory ? 700 : 120)) return;
        const bool infected = draws_.happens(respiratory ? 350 : 60);
        measurement_.row(next_measurement_++, person.id, covid_test, visit.day, from_record, "",
                         infected ? positive : negative, visit_id);
    }

    Draws draws_;
    Table person_, period_, visit_, condition_, drug_, measurement_, death_, concept_, source_;
    int next_period_ = 1, next_visit_ = 1, next_condition_ = 1, next_drug_ = 1, next_measurement_ = 1;
};

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Writes a made-up hospital's OMOP tables as CSV, the same bytes for the same seed on every machine."};
    int persons = 10'000;
    std::uint64_t seed = 1;
    std::string out;
    app.add_option("--persons", persons, "persons to write")->capture_default_str();
    app.add_option("--seed", seed, "of the random draws")->capture_default_str();
    app.add_option("--out", out, "folder to write to")->required();
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    std::error_code ignored;
    std::filesystem::create_directories(out, ignored);
    Tables tables(out, seed);
    tables.write(persons);
    if (tables.close()) return 0;
    std::cerr << "make_omop: can't write to " << out << '\n';
    return 1;
}
