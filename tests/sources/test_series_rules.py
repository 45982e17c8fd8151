"""What a reader must never do: sum, guess, read by position, or lose what the publisher printed."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from sse_analysis.errors import SchemaError, SourceError
from sse_analysis.sources import series
from sse_analysis.sources.series import ilostat, pxweb, sdmx_ml, unsd, values, worldbank


def test_cells_are_typed_and_kept_as_printed():
    cells = [
        "61.5",
        "<5",
        ">95",
        "NaN",
        "..",
        "N",
        "",
        "1,024,095,086",
        "not-available",
        "0",
        "1e-3",
        "about 5",
    ]
    found = values.typed(pd.Series(cells))
    assert found["state"].tolist() == [
        "number", "censored", "censored", "missing", "missing", "not_relevant", "missing", "number", "missing",
        "number", "number", "unreadable",
    ]  # fmt: skip
    assert found["value"].iloc[[0, 1, 2, 7, 9, 10]].tolist() == [61.5, 5, 95, 1_024_095_086, 0, 0.001]
    assert found["qualifier"].tolist()[1:3] == ["<", ">"]
    assert found["as_published"].tolist() == cells
    # Missing is never zero.
    assert found.loc[found["state"] == "missing", "value"].isna().all()


def test_periods_of_every_layout():
    cells = [
        "2000.0",
        "2023",
        "2023Q2",
        "2025M03",
        "2022-M01",
        "Prel. 2016",
        "prel_2016",
        "2016 (*)",
        "Pre. 2016",
    ]
    found = values.periods(pd.Series(cells))
    assert found["year"].tolist() == [2000, 2023, 2023, 2025, 2022, 2016, 2016, 2016, 2016]
    assert found["period"].tolist()[2:5] == ["2023-Q2", "2025-M03", "2022-M01"]
    assert found["preliminary"].tolist() == [False] * 5 + [True] * 4


@pytest.mark.parametrize(
    ("printed", "ours"),
    [("Y_GE15", "15+"), ("Y15T24", "15-24"), ("YGE15", "15+"), ("Y15-24", "15-24"), ("15_24", "15-24"), ("15", "15+"),
     ("<5Y", "0-4"), ("M0", "<1m"), ("ALLAGE", "all"), ("_T", "all"), ("15+", "15+")],
)  # fmt: skip
def test_ages_of_every_publisher_are_written_one_way(printed, ours):
    assert values.ages(pd.Series([printed])).item() == ours


def test_parallel_classifications_give_one_total_and_are_never_added(shared):
    table = series.read(shared / "data/ilostat/SDG_0831_SEX_ECO_RT_A.csv")
    totals = table.totals()
    kgz = totals[(totals["country_iso3"] == "KGZ") & (totals["sex"] == "total") & (totals["year"] == 2021)]
    assert kgz["value"].tolist() == [63.221]
    # Three classifications, each with its total: adding them would give 189.663.
    whole = table.frame[(table.frame["country_iso3"] == "KGZ") & (table.frame["sex"] == "total")]
    whole = whole[(whole["year"] == 2021) & (whole["breakdown"] == "")]
    assert whole["classification"].tolist() == ["ECO_AGNAG", "ECO_SECTOR", "ECO_AGGREGATE"]
    assert totals["note"].str.contains("differ").sum() == 0
    parts = table.parts("ECO_AGNAG")
    assert set(parts["breakdown"]) == {"ECO_AGNAG=AGR", "ECO_AGNAG=NAG"}


def test_an_unknown_classification_names_the_parallel_ones(shared):
    table = series.read(shared / "data/ilostat/SDG_0831_SEX_ECO_RT_A.csv")
    with pytest.raises(SchemaError) as error:
        table.parts("ECO_SECTORS")
    assert str(error.value).splitlines()[0] == "There is no such classification in the series."
    assert "expected one of 'ECO_AGGREGATE', 'ECO_AGNAG', 'ECO_SECTOR'" in str(error.value)


def test_totals_of_8_3_1_equal_the_informality_rate(shared):
    folder = shared / "data/ilostat"
    keys = ["country_iso3", "sex", "year"]
    one = series.read(folder / "SDG_0831_SEX_ECO_RT_A.csv").totals()[[*keys, "value"]]
    other = series.read(folder / "EMP_NIFL_SEX_RT_A-20240726T0000.csv").totals()[[*keys, "value"]]
    both = one.merge(other, on=keys)
    assert len(both) == 135
    assert (both["value_x"] - both["value_y"]).abs().max() == pytest.approx(0.444)


def test_labels_and_codes_of_one_data_set_read_the_same(shared, tmp_path):
    codes = "ref_area,indicator,source,sex,time,obs_value,obs_status\nVNM,EMP_NIFL_SEX_RT,BA:1,SEX_F,2020,64.1,B\n"
    (tmp_path / "EMP_NIFL_SEX_RT_A.csv").write_text(codes)
    labels = (
        '\ufeff"ref_area.label","indicator.label","sex.label","time","obs_value","obs_status.label"\n'
        '"Viet Nam","Informal employment rate by sex (%)","Sex: Female","2020",64.1,"Break in series"\n'
    )
    (tmp_path / "EMP_NIFL_SEX_RT_A-20240726.csv").write_text(labels, encoding="utf-8")
    one, other = (series.read(path).frame for path in sorted(tmp_path.iterdir(), reverse=True))
    kept = ["country_iso3", "series", "sex", "year", "value", "unit", "obs_status"]
    assert one[kept].to_dict("records") == other[kept].to_dict("records")
    assert one["obs_status"].item() == "B"


def test_the_order_of_columns_does_not_matter(shared, tmp_path):
    path = shared / "data/ilostat/SDG_0831_SEX_ECO_RT_A.csv"
    lines = [line.split(",") for line in path.read_text(encoding="utf-8-sig").splitlines()[:60]]
    (tmp_path / "turned.csv").write_text("\n".join(",".join(reversed(line)) for line in lines))
    (tmp_path / "same.csv").write_text("\n".join(",".join(line) for line in lines))
    turned, same = (series.read(tmp_path / name).frame for name in ("turned.csv", "same.csv"))
    pd.testing.assert_frame_equal(turned, same)


def test_a_withdrawn_data_set_is_no_empty_table(tmp_path):
    file = tmp_path / "gone.csv"
    file.write_text('{"error":"deprecated or invalid dataset id=SDG_B831_SEX_RT_A"}')
    with pytest.raises(SourceError, match="is a message of the service, no data"):
        ilostat.read(file)


def test_thousands_of_the_sdmx_service_become_persons(shared):
    found = series.read(shared / "data/ilostat/api_samples/sdmx_DF_EMP_TEMP_SEX_INS_DSB_NB.csv").frame.iloc[0]
    assert (found["value"], found["unit"], found["as_published"]) == (18_073_200, "persons", "18073.2")


def test_bounds_of_the_un_database_are_no_second_estimate(shared):
    frame = unsd.read(shared / "data/unsd_sdg/unsd_2019Q1_5countries.csv.gz").frame
    rows = frame[(frame["series"] == "SH_HAP_HBSAG") & (frame["country_iso3"] == "KHM")]
    assert dict(zip(rows["breakdown"], rows["value"], strict=True)) == {
        "bounds=UB": 0.8,
        "bounds=LB": 0.4,
        "": 0.6,
    }


def test_what_does_not_apply_is_neither_zero_nor_unknown(shared):
    frame = series.read(shared / "data/unsd_sdg/raw_layout/sdg_database_excel_layout_Goal14_2021.csv").frame
    rows = frame[frame["as_published"] == "N"]
    assert len(rows) == 40
    assert set(rows["obs_status"]) == {"M"}
    assert rows["value"].isna().all()


def test_less_than_five_is_a_limit(shared):
    frame = unsd.read(shared / "data/unsd_sdg/unsd_2020-10_5countries.csv.gz").frame
    rows = frame[frame["obs_status"] == "censored"]
    assert rows[["series", "country_iso3", "year", "value", "qualifier"]].to_dict("list") == {
        "series": ["EG_EGY_CLEAN"] * 3, "country_iso3": ["KHM"] * 3, "year": [2000, 2001, 2002],
        "value": [5.0] * 3, "qualifier": ["<"] * 3,
    }  # fmt: skip


def test_a_series_of_several_indicators_stands_once_and_names_the_others(shared):
    path = shared / "data/unsd_sdg/unsd_2020-10_5countries.csv.gz"
    frame = unsd.read(path, about=path.with_name("unsd_2020-10_series.csv")).frame
    rows = frame[frame["series"] == "VC_DSR_AFFCT"]
    assert set(rows["indicator"]) == {"1.5.1"} and set(rows["goal"]) == {"1"}
    assert set(rows["note"]) == {"also 11.5.1, 13.1.1"}


def test_windows_1252_is_read(tmp_path):
    file = tmp_path / "old.csv"
    text = "SeriesCode,ISO3CD,Year,Value,Units_Code,Footnotes\nSI_POV_DAY1,KHM,2000.0,1.5,PERCENT,C\u00f4te \u2013 x\n"
    file.write_bytes(text.encode("cp1252"))
    found = series.read(file).frame.iloc[0]
    assert (found["note"], found["year"], found["value"]) == ("C\u00f4te \u2013 x", 2000, 1.5)


def test_national_xml_and_its_flattened_copy_agree(shared):
    folder = shared / "data/kgz_national_sdg"
    flat = sdmx_ml.read(folder / "kgz_sdg_national.csv.gz", country="kgz").frame
    for path in sorted((folder / "sdmx_ml").glob("*.xml")):
        frame = sdmx_ml.read(path, country="kgz").frame
        mine = flat[flat["indicator"] == path.stem]
        keys = ["series", "sex", "age", "location", "breakdown", "unit", "year"]
        assert (
            frame[keys].apply(tuple, axis=1).value_counts().to_dict()
            == mine[keys].apply(tuple, axis=1).value_counts().to_dict()
        ), path.name
        assert sorted(frame["value"]) == pytest.approx(sorted(mine["value"]))


def test_a_district_without_a_name_is_not_the_country(shared):
    path = shared / "data/nso_mongolia/DT_NSO_0400_018V1_-_2019-05-20_-_www.1212.mn.xlsx"
    table = pxweb.read_workbook(path, country="mng", publisher="National Statistics Office of Mongolia")
    frame = table.frame[(table.frame["sex"] == "total") & (table.frame["year"] == 2015)]
    assert frame.loc[frame["location"] == "national", "value"].tolist() == [61.5]
    blank = frame[frame["location"] == "(no name printed)"].iloc[0]
    assert (blank["value"], blank["parent"], blank["level"]) == (46.0, "Ulaanbaatar", "depth 4")


def test_one_name_twice_keeps_the_place_above_it(shared):
    path = shared / "data/nso_mongolia/DT_NSO_0400_018V1_-_2019-05-20_-_www.1212.mn.xlsx"
    frame = pxweb.read_workbook(path, country="mng", publisher="NSO").frame
    rows = frame[(frame["location"] == "Sukhbaatar") & (frame["sex"] == "total") & (frame["year"] == 2018)]
    assert dict(zip(rows["parent"], rows["level"], strict=True)) == {
        "Eastern region": "depth 6",
        "Ulaanbaatar": "depth 4",
    }


def test_a_mortality_rate_is_not_per_cent_because_the_metadata_say_so(shared):
    folder = shared / "data/nso_mongolia"
    units = {
        path.name[7:16]: pxweb.read_workbook(path, country="mng", publisher="NSO")
        .frame["unit"]
        .unique()
        .tolist()
        for path in folder.glob("*.xlsx")
    }
    assert units["2100_023V"] == ["see label"]
    assert units["2100_003V"] == ["per_1000_live_births"]
    assert units["0400_018V"] == ["percent"]


def test_cooperative_members_of_viet_nam(shared):
    path = next((shared / "data/gso_vietnam").glob("*status in employment.csv"))
    frame = pxweb.read_text(path, country="vnm", publisher="GSO").frame
    rows = frame[frame["breakdown"] == "group=Member of cooperative"]
    assert dict(zip(rows["year"], rows["value"], strict=True)) == {
        2009: 55.9, 2010: 22.3, 2011: 11.2, 2012: 16.2, 2013: 8.9, 2014: 7.9, 2015: 12.4, 2016: 25.7,
    }  # fmt: skip
    assert rows["obs_status"].tolist() == [""] * 7 + ["P"]


def test_an_answer_of_the_world_bank(tmp_path):
    page = [
        {"page": 1, "pages": 1, "total": 2, "lastupdated": "2026-10-01"},
        [
            {"indicator": {"id": "SP.POP.TOTL", "value": "Population, total"}, "country": {"id": "KH", "value": "Cambodia"},
             "countryiso3code": "KHM", "date": "2024", "value": 17638801, "unit": "", "obs_status": "", "decimal": 0},
            {"indicator": {"id": "SP.POP.TOTL", "value": "Population, total"}, "country": {"id": "KH", "value": "Cambodia"},
             "countryiso3code": "KHM", "date": "2023", "value": None, "unit": "", "obs_status": "", "decimal": 0},
        ],
    ]  # fmt: skip
    file = tmp_path / "page.json"
    file.write_text(json.dumps(page))
    table = series.read(file)
    assert table.edition.release == "2026-10-01"
    assert table.frame["unit"].tolist() == ["persons", "persons"]
    assert table.frame["value"].tolist()[0] == 17_638_801
    assert table.frame["obs_status"].tolist() == ["", "O"]
    file.write_text(json.dumps([{"message": [{"id": "120", "value": "Invalid indicator"}]}]))
    with pytest.raises(SourceError, match="is a message of the service, no data"):
        worldbank.read(file)


def test_the_workbook_of_the_un_database_reads_like_its_csv(shared, tmp_path):
    path = shared / "data/unsd_sdg/raw_layout/sdg_database_excel_layout_Goal14_2021.csv"
    book = tmp_path / "Goal14.xlsx"
    with pd.ExcelWriter(book, engine="openpyxl") as writer:
        pd.DataFrame({"read": ["me"]}).to_excel(writer, sheet_name="about", index=False)
        pd.read_csv(path, dtype=str, keep_default_na=False).to_excel(writer, sheet_name="data", index=False)
    pd.testing.assert_frame_equal(unsd.read(book).frame, unsd.read(path).frame)


def test_brackets_around_dimensions_change_nothing(tmp_path):
    row = "1,1.2,1.2.1,SI_POV_NAHC,poor,417,Kyrgyzstan,2021,33.3,PERCENT,C,{}\n"
    heads = "Goal,Target,Indicator,SeriesCode,SeriesDescription,GeoAreaCode,GeoAreaName,TimePeriod,Value,"
    (tmp_path / "old.csv").write_text(heads + "Units,Nature,Location\n" + row.format("RURAL"))
    (tmp_path / "new.csv").write_text(heads + "[Units],[Nature],[Location]\n" + row.format("RURAL"))
    old, new = (series.read(tmp_path / name).frame for name in ("old.csv", "new.csv"))
    pd.testing.assert_frame_equal(old, new)
    assert new[["country_iso3", "location", "unit", "nature"]].iloc[0].tolist() == [
        "KGZ",
        "rural",
        "percent",
        "C",
    ]


def test_the_archive_of_the_world_bank_is_opened(shared, tmp_path):
    import zipfile

    folder = next((shared / "data/worldbank").glob("API_NY.GDP.PCAP.PP.KD*"))
    book = tmp_path / "download.zip"
    with zipfile.ZipFile(book, "w") as archive:
        for path in sorted(folder.iterdir(), reverse=True):
            archive.write(path, path.name)
    table = worldbank.read(book)
    assert len(table.frame) == 8176 and table.edition.release == "2024-06-28"


def test_totals_that_contradict_one_another_are_told(tmp_path):
    text = "ref_area,indicator,sex,classif1,time,obs_value\n" + "".join(
        f"KHM,SDG_0831_SEX_ECO_RT,SEX_T,{code},2020,{value}\n"
        for code, value in (("ECO_AGNAG_TOTAL", 60), ("ECO_SECTOR_TOTAL", 63), ("ECO_SECTOR_AGR", 80))
    )
    (tmp_path / "x.csv").write_text(text)
    totals = series.read(tmp_path / "x.csv").totals()
    assert totals["value"].tolist() == [60]
    assert (
        totals["note"].item()
        == "published totals of this cell differ by more than rounding; the first is shown"
    )


def test_every_unreadable_cell_is_listed(tmp_path):
    (tmp_path / "x.csv").write_text(
        "ref_area,indicator,sex,time,obs_value\nKHM,EMP_NIFL_SEX_RT,SEX_T,2020,about 5\nKHM,EMP_NIFL_SEX_RT,SEX_T,soon,6\n"
    )
    with pytest.raises(SourceError) as error:
        series.read(tmp_path / "x.csv")
    assert "found 'about 5', expected a number, a limit such as <5, or a mark of absence" in str(error.value)
    assert "found 'soon', expected a year, quarter or month" in str(error.value)


def test_rows_that_do_not_fit_the_data_folder_are_counted(shared):
    table = unsd.read(shared / "data/unsd_sdg/unsd_2020-10_5countries.csv.gz")
    rows, left = table.in_layout("kgz")
    assert set(rows["country_iso3"]) == {"KGZ"}
    assert not rows["value"].isna().any()
    assert left["unit without a code"] > 0


def test_a_file_of_nobody_is_refused(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text("a,b\n1,2\n")
    with pytest.raises(SourceError, match="is of no publisher that is known here"):
        series.read(file)
