-- Persons with COVID-19, a row each: whether and how many days after the first positive test they died.
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
),
-- The first positive test of each person.
cohort AS (
    SELECT person_id, min(measurement_date) AS start_date
    FROM positive
    GROUP BY person_id
),
dead AS (
    SELECT person_id, min(death_date) AS death_date
    FROM death
    GROUP BY person_id
)
SELECT c.person_id,
       c.start_date,
       d.person_id IS NOT NULL AS died,
       d.death_date,
       d.death_date - c.start_date AS days_to_death
FROM cohort c
LEFT JOIN dead d ON d.person_id = c.person_id
ORDER BY c.person_id
