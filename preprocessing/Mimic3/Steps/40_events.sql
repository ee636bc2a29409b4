-- Events: every wanted row with what the rules ask of it, and its value in the series' unit.
-- in:  chartevents, outputevents, labevents, icustays, items
-- out: charted, lab_results (series, source, icustay_id, hadm_id, charttime, rule_2 .. rule_6, value), table event_counts, funnel
-- Rules: 2 not marked as an error, 3 in an ICU stay (lab: in an admission with one), 4 not before INTIME (lab: not before the earliest
-- INTIME - 6 h), 5 with a number, 6 in range. Each contains those before it. A range's row also says how to convert.
CREATE TABLE item_series AS
SELECT DISTINCT itemid, source, series, drops_errors FROM items;

CREATE TABLE charted AS
SELECT
    i.series,
    i.source,
    e.icustay_id,
    coalesce(s.hadm_id, e.hadm_id) AS hadm_id,
    e.charttime,
    NOT (e.error AND i.drops_errors) AS rule_2,
    rule_2 AND s.icustay_id IS NOT NULL AS rule_3,
    rule_3 AND coalesce(e.charttime >= s.intime, false) AS rule_4,
    rule_4 AND (e.value IS NOT NULL OR e.intubated) AS rule_5,
    rule_5 AND (r.itemid IS NOT NULL OR e.intubated) AS rule_6,
    CASE WHEN e.intubated THEN 0 ELSE in_series_unit(e.value, r.subtract, r.multiply, r.divide) END AS value
FROM (
    SELECT icustay_id, hadm_id, charttime, itemid, value, error, flag = 1 AS intubated FROM chartevents
    UNION ALL
    SELECT icustay_id, hadm_id, charttime, itemid, value, error, false FROM outputevents
) e
JOIN item_series i ON i.itemid = e.itemid AND i.source IN ('chart', 'output')
LEFT JOIN icustays s ON s.icustay_id = e.icustay_id
LEFT JOIN items r ON r.itemid = e.itemid AND in_range(e.value, r.low, r.low_included, r.high, r.high_included);

CREATE TABLE lab_results AS
WITH icu AS (
    SELECT hadm_id, min(intime) AS icu_intime FROM icustays GROUP BY hadm_id
)
SELECT
    i.series,
    i.source,
    e.hadm_id,
    e.charttime,
    e.flag,
    true AS rule_2,
    icu.hadm_id IS NOT NULL AS rule_3,
    rule_3 AND coalesce(e.charttime >= icu.icu_intime - INTERVAL 6 HOURS, false) AS rule_4,
    rule_4 AND e.value IS NOT NULL AS rule_5,
    rule_5 AND r.itemid IS NOT NULL AS rule_6,
    in_series_unit(e.value, r.subtract, r.multiply, r.divide) AS value
FROM labevents e
JOIN item_series i ON i.itemid = e.itemid AND i.source = 'lab'
LEFT JOIN icu ON icu.hadm_id = e.hadm_id
LEFT JOIN items r ON r.itemid = e.itemid AND in_range(e.value, r.low, r.low_included, r.high, r.high_included);

CREATE TABLE event_counts AS
SELECT
    source,
    series,
    hadm_id,
    count(*) AS wanted,
    count_if(rule_2) AS rule_2,
    count_if(rule_3) AS rule_3,
    count_if(rule_4) AS rule_4,
    count_if(rule_5) AS rule_5,
    count_if(rule_6) AS rule_6
FROM (
    SELECT source, series, hadm_id, rule_2, rule_3, rule_4, rule_5, rule_6 FROM charted
    UNION ALL
    SELECT source, series, hadm_id, rule_2, rule_3, rule_4, rule_5, rule_6 FROM lab_results
)
GROUP BY source, series, hadm_id;

INSERT INTO funnel
WITH counted AS (
    SELECT *, 100 + 10 * dense_rank() OVER (ORDER BY source, series) AS first_position,
        series || CASE source WHEN 'chart' THEN ' (CHARTEVENTS)' WHEN 'lab' THEN ' (LABEVENTS)' ELSE ' (OUTPUTEVENTS)' END AS label
    FROM event_counts
)
SELECT first_position + rule, label, words, sum(n)::BIGINT, count(DISTINCT hadm_id) FILTER (n > 0), NULL
FROM (
    SELECT first_position, label, hadm_id, 1 AS rule, 'rows of wanted items' AS words, wanted AS n FROM counted
    UNION ALL SELECT first_position, label, hadm_id, 2, 'not marked as errors', rule_2 FROM counted
    UNION ALL SELECT first_position, label, hadm_id, 3, 'in an ICU stay, or of an admission with one', rule_3 FROM counted
    UNION ALL SELECT first_position, label, hadm_id, 4, 'not before it', rule_4 FROM counted
    UNION ALL SELECT first_position, label, hadm_id, 5, 'with a number', rule_5 FROM counted
    UNION ALL SELECT first_position, label, hadm_id, 6, 'in range', rule_6 FROM counted
)
GROUP BY first_position, label, rule, words;
