-- Blood gases: PaO2 and FiO2 at the times of arterial samples.
-- in:  charted, lab_results, specimens, icustays, arterial
-- out: gases, records of pao2 and fio2
-- A gas is what the laboratory found at one time, seen from a stay of the admission: the greatest of each value. It needs a PO2. It is
-- arterial when its specimen says ART, or when the logistic score of the table arterial exceeds 0.75. The score knows the oxygen saturation by
-- pulse oximetry of the last 2 h and the charted FiO2 of the last 4 h. FiO2 is the gas's own, else that charted one.
CREATE TABLE bedside AS
SELECT series, icustay_id, charttime, max(value) AS value
FROM charted
WHERE series IN ('spo2', 'fio2_chart')
GROUP BY series, icustay_id, charttime;

CREATE TABLE gas_values AS
WITH found AS (
    SELECT hadm_id, charttime, series, value FROM lab_results
    WHERE series IN ('pao2', 'fio2_lab') OR starts_with(series, 'gas_')
    UNION ALL
    -- 1: an arterial specimen, 0: another one.
    SELECT hadm_id, charttime, 'specimen', arterial::BIGINT FROM specimens
)
SELECT s.hadm_id, s.icustay_id, f.charttime, f.series, max(f.value) AS value
FROM found f
JOIN icustays s ON s.hadm_id = f.hadm_id AND f.charttime >= s.intime - INTERVAL 6 HOURS
GROUP BY s.hadm_id, s.icustay_id, f.charttime, f.series;

CREATE TABLE gases AS
WITH gas AS (
    SELECT
        hadm_id,
        icustay_id,
        charttime,
        max(value) FILTER (series = 'pao2') AS pao2,
        max(value) FILTER (series = 'fio2_lab') AS fio2_lab,
        max(value) FILTER (series = 'specimen') AS specimen
    FROM gas_values
    GROUP BY hadm_id, icustay_id, charttime
    HAVING pao2 IS NOT NULL
), with_spo2 AS (
    SELECT g.*, CASE WHEN b.charttime >= g.charttime - INTERVAL 2 HOURS THEN b.value END AS spo2
    FROM gas g ASOF LEFT JOIN (SELECT * FROM bedside WHERE series = 'spo2') b
        ON b.icustay_id = g.icustay_id AND b.charttime <= g.charttime
)
SELECT g.*, CASE WHEN b.charttime >= g.charttime - INTERVAL 4 HOURS THEN b.value END AS fio2_chart
FROM with_spo2 g ASOF LEFT JOIN (SELECT * FROM bedside WHERE series = 'fio2_chart') b
    ON b.icustay_id = g.icustay_id AND b.charttime <= g.charttime;

-- Coefficients are whole numbers of 1e-5, so terms and score are of 1e-14: exact. The logistic of the score exceeds 0.75 when the score
-- exceeds ln 3.
CREATE TABLE arterial_scores AS
WITH known AS (
    SELECT icustay_id, charttime, series, value FROM gas_values WHERE series <> 'specimen'
    UNION ALL SELECT icustay_id, charttime, 'spo2', spo2 FROM gases WHERE spo2 IS NOT NULL
    UNION ALL SELECT icustay_id, charttime, 'fio2_chart', fio2_chart FROM gases WHERE fio2_chart IS NOT NULL
    UNION ALL SELECT icustay_id, charttime, 'intercept', 1_000_000_000 FROM gases
)
SELECT
    g.icustay_id,
    g.charttime,
    sum(CASE
        WHEN k.value IS NOT NULL THEN a.coefficient::HUGEINT * k.value
        ELSE (a.coefficient::HUGEINT * a.mean) * 10_000 + a.if_missing::HUGEINT * 1_000_000_000
    END) AS score
FROM gases g
CROSS JOIN arterial a
LEFT JOIN known k ON k.icustay_id = g.icustay_id AND k.charttime = g.charttime AND k.series = a.term
GROUP BY g.icustay_id, g.charttime;

CREATE TABLE arterial_gases AS
SELECT g.hadm_id, g.charttime, g.pao2, coalesce(g.fio2_lab, g.fio2_chart) AS fio2
FROM gases g
JOIN arterial_scores s USING (icustay_id, charttime)
WHERE g.specimen = 1 OR s.score > 109_861_228_866_810;

INSERT INTO records
SELECT hadm_id, 'pao2', charttime, mean_of(pao2) FROM arterial_gases GROUP BY hadm_id, charttime
UNION ALL
SELECT hadm_id, 'fio2', charttime, mean_of(fio2) FROM arterial_gases WHERE fio2 IS NOT NULL GROUP BY hadm_id, charttime;
