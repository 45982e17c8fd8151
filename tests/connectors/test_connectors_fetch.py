"""``sse fetch`` against a service that answers in the recorded formats."""

from __future__ import annotations

import datetime as dt
import json
from types import SimpleNamespace

import pandas as pd
import pytest
import yaml
from replies import Reply

from sse_analysis import load_study
from sse_analysis.cli import main as sse
from sse_analysis.connectors import services
from sse_analysis.connectors.transport import Patience, Transport
from sse_analysis.sources import manifest

HEAD = "ref_area,source,indicator,sex,time,obs_value,obs_status,note_indicator,note_source"
TOC = [{"id": "EMP_NIFL_SEX_RT_A", "indicator": "EMP_NIFL_SEX_RT", "last.update": "24/09/2026 07:10:19"}]


def informality(*rows: tuple[str, int, str]) -> bytes:
    lines = [f"KGZ,BA:496,EMP_NIFL_SEX_RT,{sex},{year},{value},,,R1:3513" for sex, year, value in rows]
    return "\n".join([HEAD, *lines, ""]).encode()


def held(home, series: str) -> pd.DataFrame:
    frame = pd.read_csv(home / "data/kgz/sdg_series.csv", dtype=str, keep_default_na=False)
    return frame[frame["series"] == series]


def fetch(service, *words: str) -> int:
    return sse([*words, "--from", service.url, "--pause", "0", "--attempts", "3"])


@pytest.fixture
def ilostat(service):
    service.answers("/metadata/toc/indicator", Reply(json.dumps(TOC).encode()))
    service.answers("/data/indicator", Reply(informality(("SEX_T", 2022, "60.0"), ("SEX_T", 2024, "57.5"))))
    return service


def test_a_revised_value_is_printed_and_nothing_changes_unasked(home, ilostat, capsys):
    before = (home / "data/kgz/sdg_series.csv").read_bytes()
    old = held(home, "EMP_NIFL_SEX_RT").query("sex == 'total' and year == '2022'")["value"].item()
    assert fetch(ilostat, "fetch", "ilostat", "kgz", "--series", "EMP_NIFL_SEX_RT") == 0
    out = capsys.readouterr().out
    path = "data/kgz/vintages/sdg_series_international-labour-organization_2026-09-24.csv"
    assert f"kgz EMP_NIFL_SEX_RT: release 2026-09-24, 2 rows in {path}" in out
    assert "0 values unchanged, 1 revised, 1 new, 11 no longer published." in out
    assert f"EMP_NIFL_SEX_RT 15+ national 2022: {float(old):g} -> 60 ({60 - float(old):+.4g})" in out
    assert (home / "data/kgz/sdg_series.csv").read_bytes() == before
    assert ilostat.addresses("/data")[0] == (
        "/data/indicator?id=EMP_NIFL_SEX_RT_A&ref_area=KGZ&type=code&lang=en&format=.csv"
    )


def test_the_download_is_recorded_with_digest_release_and_licence(home, ilostat):
    fetch(ilostat, "fetch", "ilostat", "kgz", "--series", "EMP_NIFL_SEX_RT")
    (entry,) = manifest.read("kgz").downloads
    told = yaml.safe_load((home / "data/kgz/sources.yml").read_text())["downloads"][0]
    assert (entry.dataset, entry.release, entry.licence) == (
        "ILOSTAT EMP_NIFL_SEX_RT",
        "2026-09-24",
        "CC BY 4.0",
    )
    assert told["name"] == "vintages/sdg_series_international-labour-organization_2026-09-24.csv"
    assert entry.rows == 2 and entry.url.startswith("http://127.0.0.1")
    assert manifest.problems("kgz") == []


def test_a_vintage_that_was_edited_is_found(home, ilostat):
    fetch(ilostat, "fetch", "ilostat", "kgz", "--series", "EMP_NIFL_SEX_RT")
    file = next((home / "data/kgz/vintages").glob("*.csv"))
    file.write_text(file.read_text().replace("57.5", "75.5"))
    (problem,) = manifest.problems("kgz")
    assert problem.file.startswith("data/kgz/vintages/") and problem.fix == "Fetch it again."
    file.unlink()
    (problem,) = manifest.problems("kgz")
    assert problem.found == "no file"


def test_what_lies_in_the_cache_is_not_asked_again_unless_told(home, ilostat):
    words = ("fetch", "ilostat", "kgz", "--series", "EMP_NIFL_SEX_RT")
    fetch(ilostat, *words)
    fetch(ilostat, *words)
    assert len(ilostat.addresses("/data")) == 1
    fetch(ilostat, *words, "--refresh")
    assert len(ilostat.addresses("/data")) == 2


def test_accepting_keeps_what_stood_there_as_a_vintage(home, ilostat, capsys):
    before = held(home, "EMP_NIFL_SEX_RT")
    whole = pd.read_csv(home / "data/kgz/sdg_series.csv", dtype=str, keep_default_na=False)
    assert fetch(ilostat, "fetch", "ilostat", "kgz", "--series", "EMP_NIFL_SEX_RT", "--accept") == 0
    after = held(home, "EMP_NIFL_SEX_RT")
    total = after[after["sex"] == "total"]
    assert total[["year", "value", "release"]].to_numpy().tolist() == [
        ["2022", "60", "2026-09-24"],
        ["2024", "57.5", "2026-09-24"],
    ]
    assert set(after["indicator"]) == set(before["indicator"]) and set(after["label"]) == set(before["label"])
    earlier = home / "data/kgz/vintages/sdg_series_international-labour-organization_2026.csv"
    assert len(pd.read_csv(earlier)) == (before["sex"] == "total").sum()
    # Women and men were not sent: their lines stay, with their release.
    assert set(after.loc[after["sex"] != "total", "release"]) == {"2026"}
    assert manifest.problems("kgz") == []
    # Every other row stays where it was, and the series stands where it stood.
    now = pd.read_csv(home / "data/kgz/sdg_series.csv", dtype=str, keep_default_na=False)
    others, series = whole[whole["series"] != "EMP_NIFL_SEX_RT"], "EMP_NIFL_SEX_RT"
    pd.testing.assert_frame_equal(
        now[now["series"] != series].reset_index(drop=True), others.reset_index(drop=True)
    )
    assert now["series"].eq(series).idxmax() == whole["series"].eq(series).idxmax()
    study = load_study("kgz")
    assert (study.sdg_series.frame["series"] == "EMP_NIFL_SEX_RT").sum() == len(after) == 26


def test_another_order_of_columns_gives_the_same_rows(home, ilostat):
    turned = "\n".join(",".join(reversed(line.split(","))) for line in
                       informality(("SEX_T", 2022, "60.0"), ("SEX_T", 2024, "57.5")).decode().splitlines())  # fmt: skip
    words = ("fetch", "ilostat", "kgz", "--series", "EMP_NIFL_SEX_RT", "--refresh")
    fetch(ilostat, *words)
    file = next((home / "data/kgz/vintages").glob("*.csv"))
    first = file.read_bytes()
    ilostat.answers("/data/indicator", Reply(turned.encode() + b"\n"))
    fetch(ilostat, *words)
    assert file.read_bytes() == first


def test_no_rows_is_told_and_changes_nothing(home, ilostat, capsys):
    ilostat.answers("/data/indicator", Reply(HEAD.encode() + b"\n"))
    assert fetch(ilostat, "fetch", "ilostat", "kgz", "--series", "EMP_NIFL_SEX_RT") == 0
    assert "the service sent no rows of the country. What is held stays as it is." in capsys.readouterr().out
    assert not (home / "data/kgz/vintages").exists()


def test_one_series_that_fails_does_not_stop_the_next(home, ilostat, capsys):
    ilostat.answers(
        "/data/indicator?id=GONE", Reply(b'{"error":"deprecated or invalid dataset id=GONE"}', 400)
    )
    code = fetch(ilostat, "fetch", "ilostat", "kgz", "--series", "GONE", "--series", "EMP_NIFL_SEX_RT")
    out = capsys.readouterr().out
    assert code == 1
    assert "kgz GONE: The service refused." in out
    assert "kgz EMP_NIFL_SEX_RT: release 2026-09-24, 2 rows" in out


def test_a_changed_layout_is_an_error_and_no_wrong_column(home, ilostat, capsys):
    ilostat.answers(
        "/data/indicator", Reply(b"ref_area,indicator,time,obs_value_new\nKGZ,EMP_NIFL_SEX_RT,2022,60\n")
    )
    assert fetch(ilostat, "fetch", "ilostat", "kgz", "--series", "EMP_NIFL_SEX_RT") == 1
    assert "expected the column 'obs_value'" in capsys.readouterr().out


def item(year: int, value: str, **dims) -> dict:
    return {
        "goal": ["1"], "target": ["1.2"], "indicator": ["1.2.1"], "series": "SI_POV_NAHC",
        "seriesDescription": "Below the national line", "geoAreaCode": "417", "geoAreaName": "Kyrgyzstan",
        "timePeriodStart": float(year), "value": value, "source": "NSC", "footnotes": [""],
        "attributes": {"Nature": "C", "Units": "PERCENT"},
        "dimensions": {"Reporting Type": "G", "Location": "ALLAREA", **dims},
    }  # fmt: skip


def test_all_pages_of_the_un_database_are_read(home, service, capsys):
    def page(number: int, *items: dict) -> Reply:
        return Reply(json.dumps({"size": 1000, "totalElements": 3, "totalPages": 2, "pageNumber": number,
                                 "data": list(items)}).encode())  # fmt: skip

    service.answers(
        "/v1/sdg/Series/List",
        Reply(json.dumps([{"code": "SI_POV_NAHC", "release": "2026.Q3.G.02"}]).encode()),
    )
    service.answers("/v1/sdg/Series/Data", page(1, item(2021, "33.3"), item(2021, "36.1", Location="RURAL")),
                    page(2, item(2022, "NaN")))  # fmt: skip
    assert fetch(service, "fetch", "unsd", "kgz", "--series", "SI_POV_NAHC") == 0
    out = capsys.readouterr().out
    asked = service.addresses("/v1/sdg/Series/Data")
    assert asked == [
        "/v1/sdg/Series/Data?seriesCode=SI_POV_NAHC&areaCode=417&pageSize=1000&page=1",
        "/v1/sdg/Series/Data?seriesCode=SI_POV_NAHC&areaCode=417&pageSize=1000&page=2",
    ]
    assert "release 2026-09, 2 rows in" in out
    assert "1 rows left out: no value" in out
    rows = pd.read_csv(next((home / "data/kgz/vintages").glob("*.csv")))
    assert dict(zip(rows["location"], rows["value"], strict=True)) == {"national": 33.3, "rural": 36.1}


def test_world_bank_pages_and_its_message(home, service, capsys):
    rows = [{"indicator": {"id": "SP.POP.TOTL", "value": "Population, total"}, "country": {"id": "KG", "value": "x"},
             "countryiso3code": "KGZ", "date": "2024", "value": 7224614, "unit": "", "obs_status": "", "decimal": 0}]  # fmt: skip
    service.answers(
        "/v2/country",
        Reply(json.dumps([{"page": 1, "pages": 1, "lastupdated": "2026-10-01"}, rows]).encode()),
    )
    assert fetch(service, "fetch", "worldbank", "kgz", "--series", "SP.POP.TOTL") == 0
    file = home / "data/kgz/vintages/context_series_world-bank_2026-10-01.csv"
    assert pd.read_csv(file)["value"].tolist() == [7_224_614]
    # Status 200 even for an unknown code: the message must not pass for an empty series.
    service.answers(
        "/v2/country", Reply(json.dumps([{"message": [{"id": "120", "value": "Invalid value"}]}]).encode())
    )
    assert fetch(service, "fetch", "worldbank", "kgz", "--series", "SP.NOPE") == 1
    assert "The service answered with a message." in capsys.readouterr().out


def test_an_answer_in_other_units_does_not_mix_with_the_line_held(home, service, capsys):
    service.answers("/metadata/toc/indicator", Reply(json.dumps(TOC).encode()))
    rows = informality(("SEX_T", 2024, "57.5")).replace(b"EMP_NIFL_SEX_RT", b"EMP_TEMP_SEX_INS_NB")
    service.answers("/data/indicator", Reply(rows))
    frame = pd.read_csv(home / "data/kgz/context_series.csv", dtype=str, keep_default_na=False)
    frame.loc[frame["series"] == "EMP_TEMP_SEX_INS_NB", "unit"] = "million_persons"
    frame.to_csv(home / "data/kgz/context_series.csv", index=False)
    assert fetch(service, "fetch", "ilostat", "kgz", "--series", "EMP_TEMP_SEX_INS_NB") == 0
    assert "1 rows left out: another unit than the one held" in capsys.readouterr().out


def test_boundaries_with_their_licence(home, service, capsys):
    areas = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {}, "geometry": None}] * 25,
    }
    record = {"boundaryYearRepresented": "2020", "boundaryLicense": "CC BY 4.0", "boundarySource": "OCHA",
              "gjDownloadURL": f"{service.url}/files/KHM-ADM1.geojson"}  # fmt: skip
    service.answers("/api/current/gbOpen/KHM/ADM1/", Reply(json.dumps(record).encode()))
    service.answers("/files/", Reply(json.dumps(areas).encode()))
    assert fetch(service, "fetch", "boundaries", "khm") == 0
    assert (
        "khm ADM1: 25 areas of 2020, CC BY 4.0, in data/khm/geography/adm1.geojson" in capsys.readouterr().out
    )
    (entry,) = manifest.read("khm").downloads
    assert (entry.name, entry.rows, entry.licence) == ("geography/adm1.geojson", 25, "CC BY 4.0")
    service.answers("/files/", Reply(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n"))
    assert fetch(service, "fetch", "boundaries", "khm", "--refresh") == 1
    assert "found a pointer of Git LFS, expected GeoJSON" in capsys.readouterr().out
    assert len(json.loads((home / "data/khm/geography/adm1.geojson").read_text())["features"]) == 25


def recorded(shared, name: str) -> Reply:
    return Reply((shared / "data" / name).read_bytes())


def desk() -> services.Desk:
    return services.Desk(Transport(Patience(attempts=1, seconds_between=0)), dt.date(2026, 11, 24))


def test_the_recorded_answers_of_ilostat(home, service, shared):
    service.answers(
        "/metadata/toc/indicator", recorded(shared, "ilostat/api_samples/rplumber_toc_indicator.json")
    )
    service.answers(
        "/data/indicator", recorded(shared, "ilostat/api_samples/rplumber_UNE_DEAP_SEX_AGE_RT_A.csv")
    )
    wish = services.Wish("ilostat", "ken", "UNE_DEAP_SEX_AGE_RT", service.url)
    table, (page,) = services.fetch_series(wish, desk())
    assert table.edition.release == "2026-09-24"
    assert table.frame["country_iso3"].value_counts().to_dict() == {"KEN": 6, "X01": 4, "USA": 3}
    rows, left = table.in_layout("ken")
    assert rows[["year", "value", "age"]].iloc[-1].tolist() == [2021, 5.585, "15+"]
    assert rows["obs_status"].tolist().count("B") == 1 and left == {}
    assert page.new and page.path.read_bytes() == service.script["/data/indicator"][0].body


def test_the_recorded_answers_of_the_un_database(home, service, shared):
    service.answers("/v1/sdg/Series/List", Reply(b"[]"))
    service.answers(
        "/v1/sdg/Series/Data", recorded(shared, "unsd_sdg/api_samples/v1_Series_Data_SH_H2O_SAFE.json")
    )
    table, pages = services.fetch_series(services.Wish("unsd", "khm", "SH_H2O_SAFE", service.url), desk())
    assert len(pages) == 1 and table.edition.release == "2026-11-24"
    assert table.frame[["country_iso3", "year", "value"]].to_numpy().tolist() == [
        ["M49:1", 2000, 61.26163483],
        ["M49:1", 2024, 73.73517609],
    ]
    # Rows of the world are no rows of the country.
    assert len(table.in_layout("khm")[0]) == 0


def test_an_answer_about_others_writes_nothing(home, ilostat, capsys):
    ilostat.answers("/data/indicator", Reply(informality(("SEX_T", 2022, "60.0")).replace(b"KGZ", b"KAZ")))
    assert fetch(ilostat, "fetch", "ilostat", "kgz", "--series", "EMP_NIFL_SEX_RT", "--accept") == 0
    assert "the service sent no rows of the country" in capsys.readouterr().out
    assert not (home / "data/kgz/vintages").exists()


def test_an_unknown_service_is_named(home, capsys):
    assert sse(["fetch", "ilostats", "khm"]) == 2
    assert "Did you mean 'ilostat'?" in capsys.readouterr().err


def on(monkeypatch, day: str) -> None:
    """Let the command run on another day."""
    from sse_analysis.cli import fetching

    date = SimpleNamespace(today=lambda: dt.date.fromisoformat(day))
    monkeypatch.setattr(fetching, "dt", SimpleNamespace(date=date))


def test_a_release_is_named_by_a_list_of_the_same_day(home, ilostat, monkeypatch):
    """A list kept from last week named the new values by the old release, and replaced its vintage."""
    words = ("fetch", "ilostat", "kgz", "--series")
    on(monkeypatch, "2026-11-20")
    fetch(ilostat, *words, "EMP_NIFL_SEX_RT")
    old = home / "data/kgz/vintages/sdg_series_international-labour-organization_2026-09-24.csv"
    before = old.read_bytes()
    on(monkeypatch, "2026-11-26")
    (home / "data/kgz/.cache/ilostat/EMP_NIFL_SEX_RT_A.csv").unlink()
    newer = [TOC[0] | {"last.update": "25/11/2026 07:10:19"}]
    ilostat.answers("/metadata/toc/indicator", Reply(json.dumps(newer).encode()))
    ilostat.answers("/data/indicator", Reply(informality(("SEX_T", 2022, "60.5"), ("SEX_T", 2024, "58"))))
    assert fetch(ilostat, *words, "EMP_NIFL_SEX_RT") == 0
    assert old.read_bytes() == before
    assert old.with_name(old.name.replace("2026-09-24", "2026-11-25")).is_file()


def paged(number: int, *items: dict, pages: int = 2, rows: int = 2) -> Reply:
    page = {"size": 1000, "totalElements": rows, "totalPages": pages, "pageNumber": number}
    return Reply(json.dumps(page | {"data": list(items)}).encode())


@pytest.fixture
def unsd(service):
    listed = [{"code": "SI_POV_NAHC", "release": "2026.Q3.G.02"}]
    service.answers("/v1/sdg/Series/List", Reply(json.dumps(listed).encode()))
    return service


def test_pages_of_two_days_never_make_one_series(home, unsd, monkeypatch):
    words = ("fetch", "unsd", "kgz", "--series", "SI_POV_NAHC")
    unsd.answers("/v1/sdg/Series/Data", paged(1, item(2021, "33.3")), paged(2, item(2022, "33.9")))
    on(monkeypatch, "2026-11-20")
    fetch(unsd, *words)
    (home / "data/kgz/.cache/unsd/SI_POV_NAHC.2.json").unlink()
    for page, value in ((1, "30.1"), (2, "30.2")):
        unsd.answers(
            f"/v1/sdg/Series/Data?seriesCode=SI_POV_NAHC&areaCode=417&pageSize=1000&page={page}",
            paged(page, item(2020 + page, value)),
        )
    on(monkeypatch, "2026-11-26")
    assert fetch(unsd, *words) == 0
    rows = pd.read_csv(next((home / "data/kgz/vintages").glob("*.csv")))
    assert rows["value"].tolist() == [30.1, 30.2]


def test_pages_that_hold_less_than_is_counted_are_refused(home, unsd, capsys):
    unsd.answers("/v1/sdg/Series/Data", paged(1, item(2021, "33.3")), paged(2, rows=2))
    assert fetch(unsd, "fetch", "unsd", "kgz", "--series", "SI_POV_NAHC") == 1
    assert (
        "SI_POV_NAHC.1.json: found 1 rows on 2 pages, expected 2. Fetch it again with --refresh"
        in capsys.readouterr().out
    )
    assert not (home / "data/kgz/vintages").exists()


def test_more_pages_than_a_series_has_are_refused(home, unsd, capsys):
    unsd.answers("/v1/sdg/Series/Data", paged(1, item(2021, "33.3"), pages=201))
    assert fetch(unsd, "fetch", "unsd", "kgz", "--series", "SI_POV_NAHC") == 1
    assert "SI_POV_NAHC.1.json: found 201 pages, expected at most 200" in capsys.readouterr().out


@pytest.mark.parametrize(
    "answer", [b'["a"]', b'{"error": "busy"}', b"<html>maintenance</html>", b"\xff\xfe\x00"]
)
def test_an_answer_of_another_shape_is_one_clear_error(home, unsd, capsys, answer):
    unsd.answers("/v1/sdg/Series/Data", Reply(answer))
    assert fetch(unsd, "fetch", "unsd", "kgz", "--series", "SI_POV_NAHC") == 1
    out = capsys.readouterr().out
    assert "kgz SI_POV_NAHC: An answer cannot be read." in out and "SI_POV_NAHC.1.json: found" in out


def test_a_list_of_another_shape_is_one_clear_error(home, ilostat, capsys):
    ilostat.answers("/metadata/toc/indicator", Reply(b'{"error": "busy"}'))
    assert fetch(ilostat, "fetch", "ilostat", "kgz", "--series", "EMP_NIFL_SEX_RT") == 1
    assert 'toc.json: found {"error": "busy"}, expected a list of series' in capsys.readouterr().out
    ilostat.answers(
        "/metadata/toc/indicator", Reply(json.dumps([TOC[0] | {"last.update": "2026-09-24"}]).encode())
    )
    assert fetch(ilostat, "fetch", "ilostat", "kgz", "--series", "EMP_NIFL_SEX_RT", "--refresh") == 1
    assert "found '2026-09-24', expected a day such as 24/09/2026" in capsys.readouterr().out


def test_an_answer_about_another_series_is_refused(home, ilostat, capsys):
    other = informality(("SEX_T", 2022, "60.0")).replace(b"EMP_NIFL_SEX_RT", b"UNE_DEAP_SEX_RT")
    ilostat.answers("/data/indicator", Reply(other))
    assert fetch(ilostat, "fetch", "ilostat", "kgz", "--series", "EMP_NIFL_SEX_RT", "--accept") == 1
    assert "found the series UNE_DEAP_SEX_RT, expected 'EMP_NIFL_SEX_RT'" in capsys.readouterr().out
    assert not (home / "data/kgz/vintages").exists()


def test_a_year_with_two_values_is_not_taken(home, ilostat, capsys):
    rows = (
        ("SEX_T", 2022, "60.0"),
        ("SEX_T", 2022, "12.0"),
        ("SEX_T", 2024, "57.5"),
        ("SEX_T", 2024, "57.50"),
    )
    ilostat.answers("/data/indicator", Reply(informality(*rows)))
    fetch(ilostat, "fetch", "ilostat", "kgz", "--series", "EMP_NIFL_SEX_RT")
    assert "1 rows left out: several values for one cell" in capsys.readouterr().out
    rows = pd.read_csv(next((home / "data/kgz/vintages").glob("*.csv")))
    assert rows[["year", "value"]].to_numpy().tolist() == [[2024, 57.5]]


def test_accepting_a_series_accepts_no_other_table(home, ilostat):
    """An edit of the ledger that nobody looked at was accepted with it."""
    ledger = home / "data/kgz/ledger.csv"
    ledger.write_bytes(ledger.read_bytes() + b"\n")
    before = [problem.file for problem in manifest.problems("kgz")]
    assert before == ["data/kgz/ledger.csv"]
    fetch(ilostat, "fetch", "ilostat", "kgz", "--series", "EMP_NIFL_SEX_RT", "--accept")
    assert [problem.file for problem in manifest.problems("kgz")] == before


def test_a_series_in_another_unit_is_not_accepted(home, ilostat, capsys):
    """The publisher went from percent to thousandths: every value is ten times the one held."""
    before = (home / "data/kgz/sdg_series.csv").read_bytes()
    old = held(home, "EMP_NIFL_SEX_RT").query("sex == 'total'")
    rows = [("SEX_T", int(row.year), str(10 * float(row.value) + 2)) for row in old.itertuples()]
    ilostat.answers("/data/indicator", Reply(informality(*rows)))
    words = ("fetch", "ilostat", "kgz", "--series", "EMP_NIFL_SEX_RT")
    assert fetch(ilostat, *words) == 0
    assert fetch(ilostat, *words, "--accept") == 1
    out = capsys.readouterr().out
    assert (
        "EMP_NIFL_SEX_RT: found every value about 10 times the one held, expected values of one unit" in out
    )
    assert (home / "data/kgz/sdg_series.csv").read_bytes() == before
