#include "io/omop/known_columns.hpp"

#include <array>
#include <string>

namespace replica {

namespace {

// What a name stands for.
enum class Kind : std::uint8_t {
    identifier,  // names a person, an event or an object; made anew
    code,        // categorical integer
    label,       // categorical text
    whole,
    number,
    date,
    datetime,
    flag,
    age,
    text,
};

// A kind and the whole names of it, each between blanks.
struct NamesOfKind {
    Kind kind;
    std::string_view names;
};

// They go before the endings below.
constexpr std::array<NamesOfKind, 10> whole_names{{
    {Kind::identifier,
     " account_number admission_id case_id claim_id condition_era_id cost_event_id cost_id dea "
     "dose_era_id drug_era_id encounter_id encounter_nbr episode_id episode_parent_id event_id "
     "fact_id_1 fact_id_2 hadm_id icustay_id location_id location_source_value measurement_event_id "
     "measurement_id medical_record_number metadata_id mrn note_event_id note_id note_nlp_id "
     "note_source_value npi observation_event_id observation_id observation_period_id pat_id "
     "patient_id patient_nbr patientid payer_plan_period_id person_id person_source_value "
     "production_id provider_id provider_source_value record_id row_id specimen_id "
     "specimen_source_id ssn stay_id subject_id unique_device_id visit_id "},
    {Kind::code,
     " admission_source_id admission_type_id attribute_definition_id care_site_id "
     "cohort_definition_id concept_id concept_id_1 concept_id_2 discharge_disposition_id "
     "domain_concept_id_1 domain_concept_id_2 itemid "},
    {Kind::label,
     " admission_source admission_type blood_type cancer_stage care_site_name city concept_class_id "
     "concept_code concept_name cost_domain_id country county cpt cpt_code diagnosis_code "
     "discharge_disposition domain_id drg drg_code ethnicity gender icd10_code icd9_code icd_code "
     "insurance invalid_reason language loinc_code marital_status ndc ndc_code note_title "
     "postal_code procedure_code race relationship_id religion reverse_relationship_id sex "
     "source_code source_code_description source_vocabulary_id standard_concept state stop_reason "
     "target_vocabulary_id term_modifiers value_as_string valueuom vocabulary_id zip zip_code zipcode "},
    {Kind::whole,
     " anchor_year box_size condition_occurrence_count day_of_birth days_supply drug_exposure_count "
     "episode_number gap_days max_levels_of_separation min_levels_of_separation month_of_birth "
     "refills year_of_birth "},
    {Kind::number,
     " amount_allowed amount_value bmi denominator_value diastolic_bp dose_value heart_rate height "
     "latitude length_of_stay longitude los numerator_value quantity range_high range_low "
     "systolic_bp temperature total_charge total_cost total_paid valuenum weight "},
    {Kind::date, " admission_date birth_date birthdate date_of_birth date_of_death dob dod "},
    {Kind::datetime, " admittime charttime deathtime dischtime endtime intime outtime starttime storetime "},
    {Kind::flag, " hospital_expire_flag "},
    {Kind::age,
     " age age_at_admission age_at_death age_at_diagnosis age_at_event age_at_index age_at_visit "
     "age_in_years age_years anchor_age "},
    {Kind::text,
     " address address_1 address_2 attribute_description attribute_syntax cdm_etl_reference "
     "cohort_definition_description cohort_definition_syntax comment comments email family_name "
     "first_name full_name given_name last_name lexical_variant lot_number name patient_name phone phone_number "
     "provider_name sig snippet source_description surname telephone "},
}};

struct EndingKind {
    std::string_view ending;
    Kind kind;
};

// The first that fits counts.
constexpr std::array<EndingKind, 19> endings{{
    {"_concept_id", Kind::code},
    {"_source_value", Kind::label},
    {"_datetime", Kind::datetime},
    {"_timestamp", Kind::datetime},
    {"_date", Kind::date},
    {"_dob", Kind::date},
    {"_occurrence_id", Kind::identifier},
    {"_exposure_id", Kind::identifier},
    {"_visit_id", Kind::identifier},
    {"visit_detail_id", Kind::identifier},
    {"visit_detail_parent_id", Kind::identifier},
    {"_person_id", Kind::identifier},
    {"_patient_id", Kind::identifier},
    {"_mrn", Kind::identifier},
    {"_text", Kind::text},
    {"_narrative", Kind::text},
    {"_icd_code", Kind::label},
    {"_as_number", Kind::number},
    {"_flag", Kind::flag},
}};

struct Beginning {
    std::string_view beginning;
    Kind kind;
};

// The first that fits counts.
constexpr std::array<Beginning, 2> beginnings{{
    {"paid_", Kind::number},  // amounts of the COST table
    {"diag_", Kind::label},   // diag_1, diag_2, ...
}};

std::string in_lower_case(std::string_view name) {
    std::string lower(name);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

std::optional<Kind> kind_of(const std::string& name) {
    if (name.find(' ') != std::string::npos) return std::nullopt;
    for (const auto& group : whole_names) {
        if (group.names.find(' ' + name + ' ') != std::string_view::npos) return group.kind;
    }
    for (const auto& [ending, kind] : endings) {
        if (name.ends_with(ending)) return kind;
    }
    for (const auto& [beginning, kind] : beginnings) {
        if (name.starts_with(beginning)) return kind;
    }
    return std::nullopt;
}

ColumnSchema of_kind(Kind kind) {
    ColumnSchema column;
    column.role = kind == Kind::identifier ? Role::person : kind == Kind::text ? Role::text : Role::attribute;
    switch (kind) {
        case Kind::identifier:
        case Kind::text: break;
        case Kind::code: column.type = ValueType::integer; break;
        case Kind::label: column.type = ValueType::string; break;
        case Kind::whole: column.type = ValueType::integer; break;
        case Kind::number: column.type = ValueType::decimal; break;
        case Kind::date: column.type = ValueType::date; break;
        case Kind::datetime: column.type = ValueType::datetime; break;
        // No type for the rest: flags are 0 and 1 or words, ages whole years, fractions or intervals such as "[60-70)".
        case Kind::flag: break;
        case Kind::age: column.brackets = {"0", "5", "15", "25", "45", "65", "85"}; break;
    }
    if (kind == Kind::code || kind == Kind::label || kind == Kind::flag) column.categorical = true;
    return column;
}

}  // namespace

std::optional<ColumnSchema> known_column(std::string_view name) {
    const auto kind = kind_of(in_lower_case(name));
    if (!kind) return std::nullopt;
    ColumnSchema column = of_kind(*kind);
    column.name = std::string(name);
    return column;
}

}  // namespace replica
