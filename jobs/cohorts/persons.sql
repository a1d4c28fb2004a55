-- All persons, a row each: who they are, how long they were observed, and how much was recorded of them.
-- parameter stays = 9201,262: concepts of visits that are stays in hospital
WITH observed AS (
    SELECT person_id, min(observation_period_start_date) AS first_day, max(observation_period_end_date) AS last_day,
           sum(observation_period_end_date - observation_period_start_date + 1) AS days
    FROM observation_period
    GROUP BY person_id
),
visits AS (
    SELECT person_id, count(*) AS n,
           sum(CASE WHEN ',' || $stays || ',' LIKE '%,' || CAST(visit_concept_id AS varchar) || ',%' THEN 1 ELSE 0 END) AS stays
    FROM visit_occurrence
    GROUP BY person_id
),
conditions AS (
    SELECT person_id, count(*) AS n
    FROM condition_occurrence
    GROUP BY person_id
),
drugs AS (
    SELECT person_id, count(*) AS n
    FROM drug_exposure
    GROUP BY person_id
),
measurements AS (
    SELECT person_id, count(*) AS n
    FROM measurement
    GROUP BY person_id
),
dead AS (
    SELECT person_id, min(death_date) AS death_date
    FROM death
    GROUP BY person_id
)
SELECT p.person_id,
       CASE p.gender_concept_id WHEN 8507 THEN 'Male' WHEN 8532 THEN 'Female' ELSE 'Other' END AS gender,
       p.race_source_value AS race,
       p.ethnicity_source_value AS ethnicity,
       p.year_of_birth,
       o.first_day AS observed_from,
       o.last_day AS observed_to,
       o.days AS days_observed,
       coalesce(v.n, 0) AS visits,
       coalesce(v.stays, 0) AS stays,
       coalesce(c.n, 0) AS conditions,
       coalesce(d.n, 0) AS drugs,
       coalesce(m.n, 0) AS measurements,
       x.death_date
FROM person p
LEFT JOIN observed o ON o.person_id = p.person_id
LEFT JOIN visits v ON v.person_id = p.person_id
LEFT JOIN conditions c ON c.person_id = p.person_id
LEFT JOIN drugs d ON d.person_id = p.person_id
LEFT JOIN measurements m ON m.person_id = p.person_id
LEFT JOIN dead x ON x.person_id = p.person_id
ORDER BY p.person_id
