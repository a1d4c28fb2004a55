-- Persons with COVID-19, a row for each positive test: their age then, gender, race and ethnicity.
-- A result counts as positive by its concept (value_as_concept_id); by its text only where it has no concept.
-- parameter tests = 94306-8,94307-6,94308-4,94309-2,94310-0,94314-2,94316-7,94500-6,94502-2,94531-1,94533-7,94534-5,94558-4,94559-2,94565-9,94640-0,94756-4,94757-2,94759-8,94845-5,95406-5,95409-9,95423-0,95425-5,95608-6,95609-4,96119-3,97097-0: LOINC codes of tests for SARS-CoV-2, nucleic acids and antigens
-- parameter positive = 9191,4126681,4181412,45877985,45879438,45884084: concepts of a positive result
-- parameter positive_texts = positive,detected,present,detected (qualifier value): in lower case, of a positive result without concept
WITH positive AS (
    SELECT m.measurement_id, m.person_id, m.measurement_date, m.visit_occurrence_id
    FROM measurement m
    JOIN concept c ON c.concept_id = m.measurement_concept_id
    WHERE c.vocabulary_id = 'LOINC'
      AND ',' || $tests || ',' LIKE '%,' || c.concept_code || ',%'
      AND (',' || $positive || ',' LIKE '%,' || CAST(m.value_as_concept_id AS varchar) || ',%'
           OR coalesce(m.value_as_concept_id, 0) = 0
              AND ',' || $positive_texts || ',' LIKE '%,' || lower(m.value_source_value) || ',%')
)
SELECT t.person_id,
       t.measurement_date AS start_date,
       t.visit_occurrence_id AS visit_id,
       CASE p.gender_concept_id WHEN 8507 THEN 'Male' WHEN 8532 THEN 'Female' ELSE 'Other' END AS gender,
       round((t.measurement_date - coalesce(CAST(p.birth_datetime AS date),
                  make_date(CAST(p.year_of_birth AS integer), CAST(coalesce(p.month_of_birth, 7) AS integer),
                            CAST(coalesce(p.day_of_birth, 1) AS integer)))) / 365.25, 4) AS age,
       p.race_source_value,
       p.ethnicity_source_value
FROM positive t
JOIN person p ON p.person_id = t.person_id
ORDER BY t.person_id, t.measurement_date, t.measurement_id
