-- All visits, a row each: whose they are, when, of what kind, and what was recorded in them.
WITH conditions AS (
    SELECT visit_occurrence_id, count(*) AS n, min(condition_occurrence_id) AS first_id
    FROM condition_occurrence
    GROUP BY visit_occurrence_id
),
drugs AS (
    SELECT visit_occurrence_id, count(*) AS n
    FROM drug_exposure
    GROUP BY visit_occurrence_id
),
measurements AS (
    SELECT visit_occurrence_id, count(*) AS n
    FROM measurement
    GROUP BY visit_occurrence_id
)
SELECT v.person_id,
       v.visit_occurrence_id,
       CASE p.gender_concept_id WHEN 8507 THEN 'Male' WHEN 8532 THEN 'Female' ELSE 'Other' END AS gender,
       p.race_source_value AS race,
       p.ethnicity_source_value AS ethnicity,
       CAST(floor((v.visit_start_date - coalesce(CAST(p.birth_datetime AS date),
                                                 make_date(CAST(p.year_of_birth AS integer),
                                                           CAST(coalesce(p.month_of_birth, 7) AS integer),
                                                           CAST(coalesce(p.day_of_birth, 1) AS integer))))
                  / 365.25) AS integer) AS age,
       v.visit_concept_id,
       v.visit_start_date,
       v.visit_end_date - v.visit_start_date AS days,
       o.condition_source_value AS first_condition,
       coalesce(c.n, 0) AS conditions,
       coalesce(d.n, 0) AS drugs,
       coalesce(m.n, 0) AS measurements,
       lead(v.visit_start_date) OVER (PARTITION BY v.person_id ORDER BY v.visit_start_date, v.visit_occurrence_id)
           - v.visit_end_date AS days_to_next
FROM visit_occurrence v
JOIN person p ON p.person_id = v.person_id
LEFT JOIN conditions c ON c.visit_occurrence_id = v.visit_occurrence_id
LEFT JOIN condition_occurrence o ON o.condition_occurrence_id = c.first_id
LEFT JOIN drugs d ON d.visit_occurrence_id = v.visit_occurrence_id
LEFT JOIN measurements m ON m.visit_occurrence_id = v.visit_occurrence_id
ORDER BY v.person_id, v.visit_start_date, v.visit_occurrence_id
