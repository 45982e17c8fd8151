"""Every printed figure is the figure of its source: outputs against the tables of facts, read without the package."""

from __future__ import annotations

import json
import re

import pandas as pd
import pytest

COUNTRIES = ("khm", "kgz", "mng", "tha", "vnm")
EXHIBIT = "application/vnd.sse.exhibit+json"
SCALE = {"one": 1.0, "million": 1e6, "billion": 1e9, "trillion": 1e12}
#: A number in prose: amount, label, year, grade. Its ledger id stands in brackets behind, in the order of the numbers.
QUOTED = re.compile(r"(?:are|is|and|[,:;]|rank) (\d[\d,]*(?:\.\d+)?) (?:(?!\d\d).)*?\((\d{4}), grade (\w)")
NOTED = re.compile(r"\[([A-Z]{3}-[^\]]+)\]$")


def text(path):
    return pd.read_csv(path, dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def ledger(shared):
    frame = text(shared / "facts" / "sse_published_figures.csv")
    return {
        row.id: (float(row.value) * SCALE[row.scale], row.year, row.grade, row.country_iso3.lower())
        for row in frame.itertuples()
        if row.value
    }


def cells(outputs, country):
    """Return (value, ledger id, year) of every cell of the mapping tables that names one ledger row."""
    pairs = (("value", "ledger_id"), ("registered", "registered_id"), ("active", "active_id"))
    for path in sorted((outputs / country / "tables" / "mapping").glob("*.csv")):
        frame = text(path)
        for value, key in pairs:
            if value in frame and key in frame:
                given = frame[(frame[value] != "") & (frame[key] != "") & ~frame[key].str.contains(r" \+ ")]
                years = given["year"] if "year" in given else pd.Series("", index=given.index)
                yield from zip(given[value], given[key], years, strict=True)


@pytest.mark.parametrize("country", COUNTRIES)
def test_ledger_figures_in_tables(outputs, ledger, country):
    seen = list(cells(outputs, country))
    assert len(seen) > 50
    wrong = [
        (value, key)
        for value, key, year in seen
        if ledger[key][0] != pytest.approx(float(value)) or ledger[key][3] != country
        or (year and ledger[key][1][:4] != year[:4])
    ]  # fmt: skip
    assert wrong == []


def sentences(notebook):
    """Return the sentences that results wrote into an executed notebook."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    bundles = [output.get("data", {}) for cell in cells for output in cell.get("outputs", [])]
    exhibits = [bundle[EXHIBIT] for bundle in bundles if EXHIBIT in bundle]
    return [line for one in exhibits if one["kind"] == "statement" for line in one["paragraphs"]]


@pytest.mark.parametrize("country", COUNTRIES)
def test_ledger_figures_in_prose(outputs, ledger, country):
    quoted = []
    for sentence in sentences(outputs / country / "mapping.ipynb"):
        numbers, note = QUOTED.findall(sentence), NOTED.search(sentence)
        if numbers:
            keys = note[1].split("; ")
            assert len(numbers) == len(keys), sentence
            quoted += [(*number, key) for number, key in zip(numbers, keys, strict=True) if key in ledger]
    assert len(quoted) >= 3
    for amount, year, grade, key in quoted:
        assert (float(amount.replace(",", "")), year, grade, country) == (
            ledger[key][0], ledger[key][1][:4], ledger[key][2], ledger[key][3],
        )  # fmt: skip


@pytest.mark.parametrize("country", COUNTRIES)
def test_informality_rates_gaps_and_revisions(outputs, shared, country):
    facts = text(shared / "facts" / "informality_series.csv")
    facts = facts[facts["country_iso3"] == country.upper()]
    key = ["concept", "scope", "sex", "location", "dataset", "release_date", "year"]
    held = facts.assign(value=facts["value"].astype(float)).groupby(key)["value"].agg(set)
    folder = outputs / country / "tables" / "formalization"
    rates = text(folder / "formalization-rates.csv").assign(sex="total")
    gaps = text(folder / "formalization-gap.csv")
    revised = text(folder / "formalization-revisions.csv")
    printed = [rates]
    printed += [gaps.assign(sex=sex, value=gaps[sex]) for sex in ("female", "male")]
    for end in ("from", "to"):
        renamed = {f"dataset_{end}": "dataset", f"release_{end}": "release_date", f"value_{end}": "value"}
        printed.append(revised.rename(columns=renamed))
    rows = pd.concat([part[[*key, "value"]] for part in printed])
    assert len(rows) > 100
    assert [
        row for row in rows.itertuples(index=False) if float(row.value) not in held[tuple(row[:-1])]
    ] == []
    assert (gaps["female"].astype(float) - gaps["male"].astype(float)).to_numpy() == pytest.approx(
        gaps["gap"].astype(float).to_numpy()
    )


@pytest.mark.parametrize("country", COUNTRIES)
def test_goal_tables_show_the_newest_value_of_each_series(outputs, shared, country):
    facts = text(shared / "facts" / "sdg_series.csv")
    facts = facts[(facts["country_iso3"] == country.upper()) & (facts["value"] != "")]
    newest = facts.sort_values("year").groupby(["series", "sex", "age", "location"]).last()
    paths = sorted((outputs / country / "tables" / "sdg").glob("sdg-goal-[0-9][0-9].csv"))
    rows = pd.concat([text(path) for path in paths])
    rows = rows[rows["value"] != ""]
    assert len(rows) > 90
    for row in rows.itertuples():
        fact = newest.loc[(row.series, row.sex, row.age, row.location)]
        assert (row.year, float(row.value)) == (fact["year"], pytest.approx(float(fact["value"])))
