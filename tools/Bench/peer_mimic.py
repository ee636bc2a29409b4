"""The peer of `Bench mimic`: MIMIC-III from CSV tables to hourly series, static features and labels, as a competent pandas user writes it.

usage: peer_mimic.py tuned|default RAW OUT

RAW holds the nine tables as .csv.gz. OUT gets mimic.npz: series [N, 24, 12] (imputed, NaN where never observed), observed, static [N, 5],
mortality [N], icd9 [N, 21], hadm_id [N], by the rules of the toolkit's clean profile, without checks, hashes, split, funnel or flushing to
the disk. Prints one line of JSON: seconds of the work (imports left out), seconds until the tables are read and filtered, admissions, and of
each feature the observed cells and their mean. Modes:
  tuned    usecols, narrow dtypes, 1,000,000 rows a chunk, ITEMIDs filtered chunk by chunk, times parsed only of what is left
  default  pd.read_csv of the whole table with parse_dates, then the filter
"""
import json
import os
import sys
import time

import numpy as np
import pandas as pd

MODE, RAW, OUT = sys.argv[1:4]
TUNED = MODE == "tuned"
CHUNK = 1_000_000
HOUR = np.timedelta64(1, "h")

SERIES = ["gcs", "sbp", "heart_rate", "temperature", "pao2_fio2", "urine_output", "bun", "wbc", "bicarbonate", "sodium", "potassium", "bilirubin"]
VITALS = {211: "heart_rate", 220045: "heart_rate", **dict.fromkeys([51, 442, 455, 6701, 220179, 220050], "sbp"),
          **dict.fromkeys([223761, 678, 223762, 676], "temperature")}
COMA = {723: "verbal", 223900: "verbal", 454: "motor", 223901: "motor", 184: "eye", 220739: "eye"}
FIO2, SPO2 = [3420, 3422, 190, 223835], [646, 220277]
CHART = [*VITALS, *COMA, *FIO2, *SPO2]
URINE = [40055, 43175, 40069, 40094, 40715, 40473, 40085, 40057, 40056, 40405, 40428, 40086, 40096, 40651, 226559, 226560, 226561, 226584,
         226563, 226564, 226565, 226567, 226557, 226558, 227488, 227489]
LABS = {51006: ("bun", 300), 51300: ("wbc", 1000), 51301: ("wbc", 1000), 50882: ("bicarbonate", 10000), 50824: ("sodium", 200), 50983: ("sodium", 200),
        50822: ("potassium", 30), 50971: ("potassium", 30), 50885: ("bilirubin", 150)}
GAS = {50821: ("pao2", 800), 50816: ("fio2", 100), 50801: ("aado2", np.inf), 50803: ("hco3", np.inf), 50804: ("tco2", np.inf), 50811: ("hb", np.inf),
       50813: ("lactate", np.inf), 50815: ("flow", 70), 50817: ("so2", 100), 50818: ("pco2", np.inf), 50820: ("ph", np.inf)}
# Arterial score: coefficient, and mean and offset where the value is missing.
SCORE = {"spo2": (-0.15356, 97.49420, 0.13429), "chart_fio2": (0.00621, 51.49550, -0.24958), "hb": (0.10559, 10.32307, 0.05954),
         "so2": (0.13251, 93.66539, -0.23172), "pco2": (-0.01511, 42.08866, -0.01630), "fio2": (0.01480, 63.97836, -0.31142),
         "aado2": (-0.00200, 442.21186, -0.01328), "hco3": (-0.03220, 22.96894, -0.06535), "tco2": (0.05384, 24.72632, -0.01405),
         "lactate": (0.08202, 3.06436, 0.06038), "ph": (0.10956, 7.36233, -0.00617), "flow": (0.00848, 7.59362, -0.35803)}
GROUPS = [(1, 139), (140, 239), (240, 279), (280, 289), (290, 319), (320, 389), (390, 459), (460, 519), (520, 579), (580, 629), (630, 677), (680, 709),
          (710, 739), (740, 759), (760, 779), (780, 789), (790, 796), (797, 799), (800, 999)]
HAEMATOLOGIC = [("20000", "20238"), ("20240", "20248"), ("20250", "20302"), ("20310", "20312"), ("20302", "20382"), ("20400", "20522"), ("20580", "20702"),
                ("20720", "20892"), ("2386 ", "2386 "), ("2733 ", "2733 ")]
METASTATIC = [("1960 ", "1991 "), ("20970", "20975"), ("20979", "20979"), ("78951", "78951")]


def small(name, dtypes, dates):
    path = os.path.join(RAW, name + ".csv.gz")
    if TUNED:
        table = pd.read_csv(path, usecols=[*dtypes, *dates], dtype=dtypes)
        for column in dates:
            table[column] = to_time(table[column])
    else:
        table = pd.read_csv(path, dtype={k: v for k, v in dtypes.items() if v is str})
        # Births of the very old are out of pandas' range in part: as numpy dates.
        for column in dates:
            table[column] = to_time(table[column])
    return table


def to_time(column):
    """As numpy's datetime64[s], which reaches births of 1800 and admissions of 2200 alike; pandas' nanoseconds would not bear their difference."""
    return pd.to_datetime(column, format="%Y-%m-%d %H:%M:%S", cache=True)


def events(name, items, dtypes):
    path = os.path.join(RAW, name + ".csv.gz")
    if not TUNED:
        table = pd.read_csv(path, low_memory=False)
        table = table[table.ITEMID.isin(items)]
        table = table[list(dtypes) + ["CHARTTIME"]].copy()
    else:
        wanted = np.zeros(max(max(items) + 1, 300_000), bool)
        wanted[list(items)] = True
        parts = []
        for chunk in pd.read_csv(path, usecols=[*dtypes, "CHARTTIME"], dtype=dtypes, chunksize=CHUNK):
            parts.append(chunk[wanted[chunk.ITEMID.to_numpy()]])
        table = pd.concat(parts, ignore_index=True)
    table["CHARTTIME"] = to_time(table.CHARTTIME)
    return table


def in_ranges(codes, ranges):
    padded = codes.str.pad(5, "right")
    hit = pd.Series(False, index=codes.index)
    for low, high in ranges:
        hit |= (padded >= low) & (padded <= high)
    return hit


def candidates(admissions, patients, stays, moved):
    known = admissions.HADM_ID.isin(stays.HADM_ID) | admissions.HADM_ID.isin(moved.HADM_ID)
    admissions = admissions.sort_values(["ADMITTIME", "HADM_ID"])
    first = ~admissions.SUBJECT_ID.duplicated()
    admissions = admissions[known.reindex(admissions.index) & first].merge(patients, on="SUBJECT_ID")
    into = stays.groupby("HADM_ID").INTIME.min().rename("ICU")
    admissions = admissions.merge(into, left_on="HADM_ID", right_index=True)
    seconds = admissions.ADMITTIME.to_numpy().astype("M8[s]") - admissions.DOB.to_numpy().astype("M8[s]")
    adult = seconds >= np.timedelta64(int(15 * 365.25 * 86400), "s")
    return admissions[adult].sort_values("HADM_ID").reset_index(drop=True)


def statics(cohort, services, diagnoses):
    days = (cohort.ICU.to_numpy().astype("M8[D]") - cohort.DOB.to_numpy().astype("M8[D]")).astype(np.int64)
    age = np.minimum(np.floor(days * 1e5 / 365242 + 0.5) / 100, 91.4) * 365.242
    codes = diagnoses.dropna(subset=["ICD9_CODE"])
    flags = [cohort.HADM_ID.isin(codes.HADM_ID[in_ranges(codes.ICD9_CODE, r)]) for r in ([("042  ", "0449 ")], HAEMATOLOGIC, METASTATIC)]
    service = services.sort_values(["TRANSFERTIME", "CURR_SERVICE"]).drop_duplicates("HADM_ID").set_index("HADM_ID").CURR_SERVICE.str.lower()
    surgical = cohort.HADM_ID.map(service).str.contains("surg").fillna(False).to_numpy(bool)
    kind = np.where(~surgical, 0, np.where(cohort.ADMISSION_TYPE == "ELECTIVE", 1, 2))
    return np.column_stack([age, *flags, kind]).astype(np.float64)


def labels(cohort, diagnoses):
    def within(later, earlier, days):
        return ((later - earlier) <= pd.Timedelta(days=days)).to_numpy()
    flags = [within(cohort.DEATHTIME, cohort.ICU, d) for d in (1, 2, 3)] + [within(cohort.DOD, cohort.DISCHTIME, d) for d in (30, 365.245)]
    mortality = np.select(flags, [1, 2, 3, 4, 5], 0)
    codes = diagnoses.dropna(subset=["ICD9_CODE"])
    number = pd.to_numeric(codes.ICD9_CODE.str[:3], errors="coerce")
    icd9 = np.zeros((len(cohort), 21), np.int64)
    for g, (low, high) in enumerate(GROUPS):
        icd9[:, g] = cohort.HADM_ID.isin(codes.HADM_ID[number.between(low, high)])
    icd9[:, 19] = cohort.HADM_ID.isin(codes.HADM_ID[codes.ICD9_CODE.str.startswith("V")])
    icd9[:, 20] = cohort.HADM_ID.isin(codes.HADM_ID[codes.ICD9_CODE.str.startswith("E")])
    return mortality, icd9


def in_stay(table, stays):
    table = table.merge(stays[["ICUSTAY_ID", "HADM_ID", "INTIME"]], on="ICUSTAY_ID")
    return table[table.CHARTTIME >= table.INTIME]


def vitals(chart):
    rows = chart[chart.ITEMID.isin(list(VITALS)) & (chart.ERROR != 1)].dropna(subset=["VALUENUM"])
    item, value = rows.ITEMID.to_numpy(), rows.VALUENUM.to_numpy(np.float64)
    name = rows.ITEMID.map(VITALS)
    fahrenheit = np.isin(item, [223761, 678])
    low = np.select([fahrenheit, np.isin(item, [223762, 676])], [70, 10], 0)
    high = np.select([name == "heart_rate", name == "sbp", fahrenheit], [300, 400, 120], 50)
    good = (value > low) & (value < high)
    rows = rows.assign(series=name, value=np.where(fahrenheit, (value - 32) / 1.8, value))[good]
    return rows.groupby(["HADM_ID", "series", "CHARTTIME"], observed=True).value.mean().reset_index()


def coma(chart):
    rows = chart[chart.ITEMID.isin(list(COMA)) & (chart.ERROR != 1)]
    tube = rows.VALUE.isin(["1.0 ET/Trach", "No Response-ETT"])
    rows = rows.assign(part=rows.ITEMID.map(COMA), value=np.where(tube, 0, rows.VALUENUM)).dropna(subset=["value"])
    wide = rows.pivot_table(index=["HADM_ID", "ICUSTAY_ID", "CHARTTIME"], columns="part", values="value", aggfunc="max").reindex(columns=["motor", "verbal", "eye"]).reset_index()
    wide = wide.sort_values(["ICUSTAY_ID", "CHARTTIME"])
    last = wide.groupby("ICUSTAY_ID")[["motor", "verbal", "eye", "CHARTTIME"]].shift()
    recent = (wide.CHARTTIME - last.CHARTTIME) < pd.Timedelta(hours=6)
    last = last[["motor", "verbal", "eye"]].where(recent)
    normal = {"motor": 6, "verbal": 5, "eye": 4}
    tube_before = last.verbal == 0
    fresh = sum(wide[p].fillna(v) for p, v in normal.items())
    carried = sum(wide[p].fillna(last[p]).fillna(v) for p, v in normal.items())
    score = np.where((wide.verbal == 0) | (wide.verbal.isna() & tube_before), 15, np.where(tube_before, fresh, carried))
    return wide.assign(series="gcs", value=score).groupby(["HADM_ID", "series", "CHARTTIME"]).value.max().reset_index()


def urine(output, stays):
    rows = in_stay(output[output.ISERROR != 1].dropna(subset=["VALUE"]), stays)
    volume = np.where(rows.ITEMID == 227488, -rows.VALUE, rows.VALUE)
    net = rows.assign(value=volume).groupby(["HADM_ID", "ICUSTAY_ID", "CHARTTIME"]).value.sum().reset_index()
    net = net[net.value.between(0, 2445)]
    return net.groupby(["HADM_ID", "CHARTTIME"]).value.mean().reset_index().assign(series="urine_output")


def labs(lab):
    rows = lab[lab.ITEMID.isin(list(LABS))].dropna(subset=["VALUENUM"])
    high = rows.ITEMID.map({k: v[1] for k, v in LABS.items()})
    rows = rows[(rows.VALUENUM > 0) & (rows.VALUENUM <= high)]
    rows = rows.assign(series=rows.ITEMID.map({k: v[0] for k, v in LABS.items()}), value=rows.VALUENUM)
    return rows.groupby(["HADM_ID", "series", "CHARTTIME"], observed=True).value.min().reset_index()


def bedside(chart, items):
    rows = chart[chart.ITEMID.isin(items)].dropna(subset=["VALUENUM"])
    item, value = rows.ITEMID.to_numpy(), rows.VALUENUM.to_numpy(np.float64)
    if items is FIO2:
        fraction = (item == 223835) & (value > 0) & (value <= 1) | (item == 190) & (value > 0.2) & (value <= 1)
        good = fraction | (item == 223835) & (value >= 21) & (value <= 100) | np.isin(item, [3420, 3422]) & (value > 0) & (value <= 100)
        good &= (rows.ERROR != 1).to_numpy()
        value = np.where(fraction, value * 100, value)
    else:
        good = (value > 0) & (value <= 100)
    rows = rows.assign(value=value)[good]
    return rows.groupby(["ICUSTAY_ID", "CHARTTIME"]).value.max().reset_index().sort_values("CHARTTIME")


def gases(lab, chart, stays):
    rows = lab[lab.ITEMID.isin(list(GAS))].dropna(subset=["VALUENUM"])
    value = rows.VALUENUM.to_numpy(np.float64)
    oxygen = (rows.ITEMID == 50816).to_numpy()
    fraction = oxygen & (value > 0) & (value <= 1)
    high = rows.ITEMID.map({k: v[1] for k, v in GAS.items()}).to_numpy(np.float64)
    good = (value > 0) & (value <= high) & ~(oxygen & (value > 1) & (value < 21))
    rows = rows.assign(part=rows.ITEMID.map({k: v[0] for k, v in GAS.items()}), value=np.where(fraction, value * 100, value))[good]
    wide = rows.pivot_table(index=["HADM_ID", "CHARTTIME"], columns="part", values="value", aggfunc="max").reindex(columns=[v[0] for v in GAS.values()]).dropna(subset=["pao2"]).reset_index()
    specimen = lab[(lab.ITEMID == 50800) & (lab.VALUE == "ART")][["HADM_ID", "CHARTTIME"]].drop_duplicates().assign(art=True)
    wide = wide.merge(specimen, on=["HADM_ID", "CHARTTIME"], how="left")
    wide = wide.merge(stays[["HADM_ID", "ICUSTAY_ID", "INTIME"]], on="HADM_ID")
    wide = wide[wide.CHARTTIME >= wide.INTIME - pd.Timedelta(hours=6)].sort_values("CHARTTIME")
    for name, items, reach in (("spo2", SPO2, 2), ("chart_fio2", FIO2, 4)):
        seen = bedside(chart, items).rename(columns={"value": name})
        wide["ICUSTAY_ID"] = wide.ICUSTAY_ID.astype(np.int64)
        seen["ICUSTAY_ID"] = seen.ICUSTAY_ID.astype(np.int64)
        wide = pd.merge_asof(wide, seen, on="CHARTTIME", by="ICUSTAY_ID", tolerance=pd.Timedelta(hours=reach))
    score = -0.02544 + 0.04598 * wide.pao2
    for part, (coefficient, mean, offset) in SCORE.items():
        score += np.where(wide[part].isna(), coefficient * mean + offset, coefficient * wide[part])
    wide = wide[wide.art.notna() | (score > np.log(3))]
    wide = wide.assign(fio2=wide.fio2.fillna(wide.chart_fio2))
    long = wide.melt(["HADM_ID", "CHARTTIME"], ["pao2", "fio2"], "series").dropna(subset=["value"])
    return long.groupby(["HADM_ID", "series", "CHARTTIME"]).value.mean().reset_index()


def grid(records, cohort):
    """Hourly means [N, 24, 13] of the admissions with more than 24 h of records, and which those are."""
    names = [s for s in SERIES if s != "pao2_fio2"] + ["pao2", "fio2"]
    records = records[records.HADM_ID.isin(cohort.HADM_ID)]
    death = records.HADM_ID.map(cohort.set_index("HADM_ID").DEATHTIME)
    records = records[death.isna() | (records.CHARTTIME <= death)]
    span = records.groupby("HADM_ID").CHARTTIME.agg(["min", "max"])
    span = span[span["max"] - span["min"] > pd.Timedelta(hours=24)]
    records = records[records.HADM_ID.isin(span.index)]
    row = span.index.get_indexer(records.HADM_ID)
    elapsed = (records.CHARTTIME.to_numpy() - span["min"].to_numpy()[row]).astype("m8[s]").astype(np.int64)
    column = pd.Index(names).get_indexer(records.series)
    value = records.value.to_numpy(np.float64)
    last = np.ceil((span["max"] - span["min"]).dt.total_seconds().to_numpy() / 3600)
    total, count = np.zeros((2, len(span), 25, len(names)))
    for bins, chosen in ((elapsed // 3600, np.ones(len(elapsed), bool)), (elapsed // 3600 - 1, (elapsed > 0) & (elapsed % 3600 == 0))):
        chosen = chosen & (bins < 24) & (bins < last[row])
        np.add.at(total, (row[chosen], bins[chosen], column[chosen]), value[chosen])
        np.add.at(count, (row[chosen], bins[chosen], column[chosen]), 1)
    with np.errstate(invalid="ignore"):
        return (total / count)[:, :24], names, span.index


def impute(cells, names):
    filled = np.empty_like(cells)
    for k, name in enumerate(names):
        frame = pd.DataFrame(cells[:, :, k])
        filled[:, :, k] = frame.apply(lambda r: r.fillna(r.mean()), axis=1) if name == "urine_output" and not TUNED else \
            frame.T.fillna(frame.mean(axis=1)).T if name == "urine_output" else frame.ffill(axis=1).bfill(axis=1)
    return filled


def with_ratio(cells, names):
    at = {n: k for k, n in enumerate(names)}
    return np.stack([cells[:, :, at["pao2"]] / cells[:, :, at["fio2"]] if s == "pao2_fio2" else cells[:, :, at[s]] for s in SERIES], axis=2)


def main():
    start = time.perf_counter()
    ids = {"SUBJECT_ID": np.int64, "HADM_ID": np.int64}
    admissions = small("ADMISSIONS", {**ids, "ADMISSION_TYPE": str}, ["ADMITTIME", "DISCHTIME", "DEATHTIME"])
    patients = small("PATIENTS", {"SUBJECT_ID": np.int64}, ["DOB", "DOD"])[["SUBJECT_ID", "DOB", "DOD"]]
    stays = small("ICUSTAYS", {"HADM_ID": np.int64, "ICUSTAY_ID": np.int64}, ["INTIME"])
    moved = small("TRANSFERS", {"HADM_ID": np.int64}, [])
    services = small("SERVICES", {"HADM_ID": np.int64, "CURR_SERVICE": str}, ["TRANSFERTIME"])
    diagnoses = small("DIAGNOSES_ICD", {"HADM_ID": np.int64, "ICD9_CODE": str}, [])
    lab = events("LABEVENTS", [*LABS, *GAS, 50800], {"HADM_ID": np.float64, "ITEMID": np.int32, "VALUE": str, "VALUENUM": np.float64})
    output = events("OUTPUTEVENTS", URINE, {"ICUSTAY_ID": np.float64, "ITEMID": np.int32, "VALUE": np.float64, "ISERROR": np.float32})
    chart = events("CHARTEVENTS", CHART, {"ICUSTAY_ID": np.float64, "ITEMID": np.int32, "VALUE": str, "VALUENUM": np.float64, "ERROR": np.float32})
    read = time.perf_counter() - start

    cohort = candidates(admissions, patients, stays, moved)
    chart = in_stay(chart, stays)
    into = stays.groupby("HADM_ID").INTIME.min().rename("ICU")
    lab = lab.dropna(subset=["HADM_ID"]).merge(into, left_on="HADM_ID", right_index=True)
    lab = lab[lab.CHARTTIME >= lab.ICU - pd.Timedelta(hours=6)]
    records = pd.concat([vitals(chart), coma(chart), urine(output, stays), labs(lab), gases(lab, chart, stays)], ignore_index=True)
    cells, names, kept = grid(records, cohort)
    cohort = cohort.set_index("HADM_ID").loc[kept.astype(np.int64)].reset_index()
    observed = with_ratio(cells, names)
    series = with_ratio(impute(cells, names), names)
    mortality, icd9 = labels(cohort, diagnoses)
    os.makedirs(OUT, exist_ok=True)
    np.savez(os.path.join(OUT, "mimic.npz"), series=series, observed=~np.isnan(observed), static=statics(cohort, services, diagnoses),
             mortality=mortality, icd9=icd9, hadm_id=cohort.HADM_ID.to_numpy())
    seconds = time.perf_counter() - start
    cells = {s: [int(np.isfinite(observed[:, :, k]).sum()), float(np.nanmean(observed[:, :, k]))] for k, s in enumerate(SERIES)}
    print(json.dumps({"seconds": seconds, "read": read, "admissions": len(cohort), "cells": cells}))


if __name__ == "__main__":
    main()
