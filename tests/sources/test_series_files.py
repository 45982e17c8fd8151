"""Every real file is read into the layout: row counts, and twenty cells per source drawn with a fixed seed.

The cells are looked up in the files by the standard library alone, never by the readers.
"""

from __future__ import annotations

import csv
import gzip
import io
import random
import xml.etree.ElementTree as tree

import pandas as pd
import pytest

from sse_analysis.sources import series
from sse_analysis.sources.series import EXTRA, LAYOUT, pxweb, sdmx_ml, unsd, worldbank

SEED = 20_261_124

ROWS = {
    "ilostat/EAR_4MTH_SEX_GEO_CUR_NB_A-filtered-2025-06-01.csv": 324,
    "ilostat/EMP_NIFL_SEX_RT_A-20240726T0000.csv": 141,
    "ilostat/EMP_NIFL_SEX_RT_A.vintage2026.csv": 168,
    "ilostat/EMP_TEMP_SEX_INS_NB_A-20240725T0039.csv": 684,
    "ilostat/SDG_0831_SEX_ECO_RT_A.csv": 1982,
    "ilostat/SDG_0831_SEX_ECO_RT_A.vintage2023-11.csv": 1964,
    "ilostat/SDG_0851_SEX_OCU_NB_A.csv": 2673,
    "ilostat/SDG_0852_SEX_AGE_RT_A.csv": 803,
    "ilostat/SDG_0861_SEX_RT_A.csv": 240,
    "ilostat/SDG_A821_NOC_RT_A.csv": 115,
    "ilostat/api_samples/rplumber_UNE_DEAP_SEX_AGE_RT_A.csv": 13,
    "ilostat/api_samples/rplumber_two_datasets_union.csv": 4,
    "ilostat/api_samples/sdmx_DF_EMP_TEMP_SEX_INS_DSB_NB.csv": 1,
    "ilostat/world/EMP_NIFL_SEX_RT_A-20240726T0000.csv.gz": 3559,
    "ilostat/world/SDG_0831_SEX_ECO_RT_A.csv.gz": 50458,
    "ilostat/world/SDG_0861_SEX_RT_A.csv.gz": 6262,
    "unsd_sdg/raw_layout/1.1.1-SI_POV_DAY1_long.csv": 56,
    "unsd_sdg/raw_layout/5.5.2-IC_GEN_MGTL_long.csv": 54,
    "unsd_sdg/raw_layout/8.10.2-FB_BNK_ACCSS_long.csv": 45,
    "unsd_sdg/raw_layout/sdg_database_excel_layout_Goal14_2021.csv": 284,
    "unsd_sdg/raw_layout/sdg_database_layout_4.1.1_2021.csv": 92,
    "unsd_sdg/api_samples/v1_Indicator_Data_6.4.2.json": 1,
    "unsd_sdg/api_samples/v1_Series_Data_SH_H2O_SAFE.json": 2,
    "unsd_sdg/unsd_2019Q1_5countries.csv.gz": 8182,
    "unsd_sdg/unsd_2020-10_5countries.csv.gz": 28_662,
    "worldbank/API_NY.GDP.MKTP.CD_DS2_en_csv_v2_2002465.csv": 229,
    "worldbank/API_NY.GDP.MKTP.KD.ZG_DS2_en_csv_v2_2788350.csv": 229,
    "worldbank/API_NY.GDP.PCAP.CD_DS2_en_csv_v2_1887433.csv": 229,
    "worldbank/API_PA.NUS.PPP_DS2_en_csv_v2_2788598.csv": 170,
    "worldbank/gdp.csv": 522,
    "worldbank/population.csv": 650,
    "worldbank/wb_api_indicators_2026.csv": 682,
    "worldbank/wdi_2018_mirror_5countries.csv.gz": 35_203,
    "worldbank/wdi_2021_poverty_topic_5countries.csv": 1097,
    "worldbank/wdi_2021_social_topic_5countries.csv": 4072,
    "worldbank/API_NY.GDP.PCAP.PP.KD_DS2_en_csv_v2_1588678/API_NY.GDP.PCAP.PP.KD_DS2_en_csv_v2_1588678.csv": 8176,
    "kgz_national_sdg/sdmx_ml/1.2.1.1.xml": 335,
    "kgz_national_sdg/sdmx_ml/10.2.1.xml": 162,
    "kgz_national_sdg/sdmx_ml/5.5.2.xml": 18,
    "kgz_national_sdg/sdmx_ml/8.10.2.xml": 162,
    "kgz_national_sdg/sdmx_ml/8.3.1.1.xml": 288,
    "kgz_national_sdg/sdmx_ml/8.3.1.a.xml": 14,
    "kgz_national_sdg/sdmx_ml/8.5.1.1.xml": 560,
    "kgz_national_sdg/sdmx_ml/8.5.2.xml": 606,
    "kgz_national_sdg/sdmx_ml/9.3.1.xml": 14,
    "kgz_national_sdg/kgz_sdg_national.csv.gz": 26_523,
    "kgz_national_sdg/open_sdg_1-4-1.csv": 132,
    "gso_vietnam/Annual employed population at 15 years of age and above by sex.csv": 48,
    "gso_vietnam/Annual employed population at 15 years of age and above by status in employment.csv": 48,
    "gso_vietnam/Annual employed population at 15 years of age and above by types of ownership.csv": 136,
    "gso_vietnam/Area, population and population density by province.csv": 1260,
    "gso_vietnam/Average population by province.csv": 7810,
    "gso_vietnam/Labour force at 15 years of age and above by province.csv": 781,
    "gso_vietnam/Monthly average income per capita at current prices by income source and by province.csv": 1400,
    "gso_vietnam/Percentage of employed workers at 15 years of age and above among population by province.csv": 781,
    "gso_vietnam/Percentage of trained employed workers at 15 years of age and above by province.csv": 630,
    "gso_vietnam/Poverty rate by province.csv": 568,
    "gso_vietnam/Social insurance, health insurance and unemployment insurance.csv": 100,
    "gso_vietnam/Unemployment and underemployment rate of labour force at working age by region.csv": 378,
    "nso_mongolia/DT_NSO_0400_018V1_-_2019-05-20_-_www.1212.mn.xlsx": 432,
    "nso_mongolia/DT_NSO_1900_007V1_-_2019-05-20_-_www.1212.mn.xlsx": 144,
    "nso_mongolia/DT_NSO_2002_015V1_-_2019-05-20_-_www.1212.mn.xlsx": 224,
    "nso_mongolia/DT_NSO_2100_003V1_-_2019-05-20_-_www.1212.mn.xlsx": 112,
    "nso_mongolia/DT_NSO_2100_023V1_-_2019-05-20_-_www.1212.mn.xlsx": 1428,
    "nso_mongolia/DT_NSO_3300_008V1_-_2019-05-20_-_www.1212.mn.xlsx": 336,
}  # fmt: skip
#: Files of the same folders that hold no series: code lists and the meaning of series.
NO_SERIES = {
    "codelists.csv",
    "unsd_2019Q1_series.csv",
    "unsd_2020-10_series.csv",
    "wdi_2018_mirror_indicators.csv",
}


def read(data, name: str):
    path = data / name
    if "gso_vietnam" in name:
        return pxweb.read_text(path, country="vnm", publisher="General Statistics Office of Viet Nam")
    if "nso_mongolia" in name:
        return pxweb.read_workbook(path, country="mng", publisher="National Statistics Office of Mongolia")
    if "open_sdg" in name:
        return sdmx_ml.read_open_sdg(path, country="kgz", series="1.4.1")
    return series.read(path, country="kgz")


@pytest.mark.parametrize("name", ROWS)
def test_every_file_has_its_rows_in_the_layout(shared, name):
    frame = read(shared / "data", name).frame
    assert len(frame) == ROWS[name]
    assert list(frame.columns) == [*LAYOUT, *EXTRA]
    assert frame["year"].between(1960, 2030).all()
    assert set(frame["sex"]) <= {"total", "female", "male", "other"}


def test_no_file_of_the_six_publishers_is_left_out(shared):
    data = shared / "data"
    folders = ("unsd_sdg", "ilostat", "worldbank", "kgz_national_sdg", "gso_vietnam", "nso_mongolia")
    held = {
        str(path.relative_to(data))
        for folder in folders
        for path in (data / folder).rglob("*")
        if path.is_file() and path.suffix != ".md"
    }
    apart = {
        name for name in held
        if name.split("/")[-1] in NO_SERIES or "Metadata_" in name or "rplumber_dic" in name or "rplumber_toc" in name
    }  # fmt: skip
    assert held - apart - set(ROWS) == set()


def records(path) -> list[dict[str, str]]:
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def drawn(rows: list, size: int = 20) -> list:
    return random.Random(SEED).sample(rows, size)


def one(frame: pd.DataFrame, **wanted) -> pd.Series:
    for name, value in wanted.items():
        frame = frame[frame[name] == value]
    assert len(frame) == 1, wanted
    return frame.iloc[0]


SEXES = {"SEX_T": "total", "SEX_F": "female", "SEX_M": "male", "_T": "total", "F": "female", "M": "male"}


def test_twenty_cells_of_ilostat(shared):
    path = shared / "data/ilostat/SDG_0831_SEX_ECO_RT_A.csv"
    frame = series.read(path).frame
    for row in drawn(records(path)):
        family, _, code = row["classif1"].rpartition("_")
        part = "" if code == "TOTAL" else f"{family}={code}"
        found = one(
            frame,
            country_iso3=row["ref_area"],
            sex=SEXES[row["sex"]],
            year=int(row["time"]),
            classification=family,
            breakdown=part,
        )
        assert found["as_published"] == row["obs_value"]
        assert (row["obs_value"] == "" and pd.isna(found["value"])) or found["value"] == float(
            row["obs_value"]
        )
        assert row["obs_value"] == "" or found["obs_status"] == row["obs_status"]


def test_twenty_cells_of_the_un_database(shared):
    path = shared / "data/unsd_sdg/unsd_2020-10_5countries.csv.gz"
    frame = unsd.read(path, about=path.with_name("unsd_2020-10_series.csv")).frame
    rows = [row for row in records(path) if "=" not in row["dimensions"]]
    for row in drawn(rows):
        found = frame[
            (frame["country_iso3"] == row["iso3"]) & (frame["series"] == row["series"])
            & (frame["year"] == int(row["year"])) & (frame["breakdown"] == "") & (frame["classification"] == "")
        ]  # fmt: skip
        assert row["value"] in set(found["as_published"])
        assert found["target"].iloc[0] and found["goal"].iloc[0] == found["target"].iloc[0].split(".")[0]


def test_twenty_cells_of_the_world_bank(shared):
    path = next((shared / "data/worldbank").glob("API_NY.GDP.PCAP.PP.KD*/API_*.csv"))
    table = series.read(path)
    text = path.read_text(encoding="utf-8-sig").splitlines()
    wide = list(csv.DictReader(text[4:]))
    cells = [(row, year) for row in wide for year in row if year.isdigit() and row[year]]
    assert len(cells) == ROWS[str(path.relative_to(shared / "data"))]
    for row, year in drawn(cells):
        found = one(table.frame, country_iso3=row["Country Code"], year=int(year))
        assert found["value"] == float(row[year])
    assert table.edition.release == "2024-06-28"


def test_twenty_cells_of_the_kyrgyz_office(shared):
    path = shared / "data/kgz_national_sdg/sdmx_ml/8.5.2.xml"
    frame = sdmx_ml.read(path, country="kgz").frame
    pairs = [
        (each.attrib, point.attrib) for each in tree.parse(path).iter("Series") for point in each.iter("Obs")
    ]
    for about, point in drawn(pairs):
        place = "national" if about["REF_AREA"] == "KG" else about["REF_AREA"]
        town = {"U": "urban", "R": "rural"}.get(about["URBANISATION"])
        same = frame[(frame["sex"] == SEXES[about["SEX"]]) & (frame["year"] == int(point["TIME_PERIOD"]))]
        same = same[(same["location"] == (town or place)) & (same["as_published"] == point["OBS_VALUE"])]
        assert len(same) >= 1, (about, point)


def test_twenty_cells_of_the_office_of_viet_nam(shared):
    path = shared / "data/gso_vietnam/Average population by province.csv"
    frame = read(shared / "data", "gso_vietnam/Average population by province.csv").frame
    lines = path.read_text(encoding="utf-8-sig").split("\n")
    rows = list(csv.DictReader(lines[2:], delimiter=";"))
    cells = [(row["Cities, provincies"].strip(), head, row[head]) for row in rows for head in row
             if head and head[-4:].isdigit()]  # fmt: skip
    for place, head, printed in drawn(cells):
        words = head.replace("Prel. ", "").rsplit(" ", 1)
        sex = {"Male": "male", "Female": "female"}.get(words[0], "total")
        part = "" if words[0] in ("Total", "Male", "Female") else f"item={words[0]}"
        where = "national" if place == "WHOLE COUNTRY" else place
        found = one(frame, location=where, sex=sex, breakdown=part, year=int(words[1]))
        assert found["as_published"] == printed.strip()
        assert found["obs_status"] == ("O" if printed.strip() == ".." else "P" if "Prel" in head else "")


def test_twenty_cells_of_the_office_of_mongolia(shared):
    from openpyxl import load_workbook

    name = "nso_mongolia/DT_NSO_0400_018V1_-_2019-05-20_-_www.1212.mn.xlsx"
    frame = read(shared / "data", name).frame
    sheet = list(load_workbook(shared / "data" / name)["Data"].iter_rows(values_only=True))
    cells = [(row[0].strip(), row[1].lower(), sheet[1][place], row[place]) for row in sheet[2:]
             for place in range(2, 6) if row[0].strip() not in ("", "Sukhbaatar", "Ulaanbaatar")]  # fmt: skip
    for place, sex, year, printed in drawn(cells):
        where = "national" if place == "Total" else place
        assert one(frame, location=where, sex=sex, year=int(year))["value"] == pytest.approx(float(printed))


def test_world_bank_metadata_is_text(shared):
    path = next((shared / "data/worldbank").glob("API_NY.GDP.PCAP.PP.KD*/Metadata_Country*"))
    frame = worldbank.metadata(path)
    assert frame.loc[frame["Country Code"] == "KHM", "IncomeGroup"].item() == "Lower middle income"
