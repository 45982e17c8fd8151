"""Economic units by hand, against the truth of the synthetic country, and what is refused."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from sse_analysis import formalization, load_study, paths
from sse_analysis.errors import SchemaError, SourceError
from sse_analysis.parameters.microdata import Enterprises
from sse_analysis.results.absence import Absence
from sse_analysis.survey.enterprises import open_enterprises
from sse_analysis.synthetic import enterprises as generator

#: Size classes are data of the project, also where a test makes a country of its own.
COMMON = paths.data_folder("common")
NAMES = {
    "enterprise": "unit", "isic2": "activity", "firmsize": "workers", "registered": "registered",
    "bookkeeping": "books", "destination": "own_use",
}  # fmt: skip


def described(**changes) -> Enterprises:
    variables = {name: {"column": column} for name, column in NAMES.items()}
    variables["destination"] = {"column": "own_use", "codes": {0: 1, 1: 2}}
    given = {
        "title": "t", "publisher": "p", "year": 2025, "file": "units.csv", "format": "csv",
        "design": {"weights": "w", "strata": "s", "psu": ("u",)}, "variables": variables,
    }  # fmt: skip
    return Enterprises.model_validate(given | changes, strict=False)


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """Return a function that writes a file of units and opens it through the parameters, as any country does."""
    monkeypatch.setenv("SSE_HOME", str(tmp_path))
    (tmp_path / "parameters").mkdir()
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "common").symlink_to(COMMON)
    folder = tmp_path / "data" / "xsz"
    folder.mkdir(parents=True)

    def open_(frame: pd.DataFrame, given: Enterprises | None = None):
        frame.to_csv(folder / "units.csv", index=False)
        return open_enterprises("xsz", given or described())

    return open_


def units(n: int = 480) -> pd.DataFrame:
    """Two strata of sampling units with six enterprises each; every fourth is registered, every sixth for own use."""
    place = np.arange(n)
    return pd.DataFrame({
        "unit": [f"U{number}" for number in place], "w": 1.0 + place % 3, "s": 2 * place // n, "u": place // 6,
        "activity": np.where(place % 2, 47, 1), "workers": 1 + place % 5, "registered": (place % 4 == 0).astype(int),
        "books": 0, "own_use": (place % 6 == 5).astype(int),
    })  # fmt: skip


def by_hand(frame: pd.DataFrame, influence: np.ndarray) -> float:
    """Return the standard error of a total over a stratified cluster sample, with replacement."""
    sums = pd.Series(influence).groupby([frame["s"], frame["u"]]).sum()
    strata = sums.groupby(level=0)
    return float(np.sqrt((strata.size() * strata.var(ddof=1)).sum()))


def cells(result, measure: str) -> pd.DataFrame:
    return result.of(measure).set_index(["group", "label"])


def test_units_people_and_shares_by_hand(opened):
    frame = units()
    frame.loc[[1, 7], "workers"] = np.nan
    found = formalization.informal_units(opened(frame))
    informal = (frame["registered"].eq(0) & frame["own_use"].eq(0)).to_numpy()
    w, workers = frame["w"].to_numpy(), frame["workers"].to_numpy()
    mine = informal & frame["activity"].eq(47).to_numpy()
    place = ("activity", "Trade and repair of vehicles")

    count = w[mine].sum()
    row = cells(found, "units").loc[place]
    assert row["estimate"] == pytest.approx(count)
    assert row["se"] == pytest.approx(by_hand(frame, w * mine))
    assert row["n"] == mine.sum()

    told = mine & ~np.isnan(workers)
    mean = (w[told] * workers[told]).sum() / w[told].sum()
    row = cells(found, "people").loc[place]
    assert row["estimate"] == pytest.approx(count * mean)
    assert row["estimate"] > (w[told] * workers[told]).sum()
    z = w * mine * mean + count * w * told * (np.nan_to_num(workers) - mean) / w[told].sum()
    assert row["se"] == pytest.approx(by_hand(frame, z))

    trade = frame["activity"].eq(47).to_numpy()
    share = count / w[trade].sum()
    row = cells(found, "share").loc[place]
    assert row["estimate"] == pytest.approx(100 * share)
    assert row["se"] == pytest.approx(100 * by_hand(frame, w * trade * (mine - share) / w[trade].sum()))
    assert any(note.startswith("2 informal units did not say how many work in them") for note in found.notes)


def test_kinds_are_parts_of_all_units(opened):
    found = formalization.informal_units(opened(units()))
    table = cells(found, "units").loc["all units"]
    assert table["estimate"].sum() == pytest.approx(units()["w"].sum())
    assert cells(found, "share").loc["all units", "estimate"].sum() == pytest.approx(100)


def test_where_every_unit_is_informal_the_share_of_each_group_is_all_of_it(opened):
    found = formalization.informal_units(opened(units().assign(registered=0, own_use=0)))
    shares = cells(found, "share")
    for label in ("Agriculture, forestry and fishing", "Trade and repair of vehicles"):
        assert shares.loc[("activity", label), "estimate"] == pytest.approx(100)


def test_few_units_and_what_gives_them_away_are_not_printed(opened):
    frame = units()
    frame.loc[frame.index[:2], "activity"] = 41
    frame["registered"] = 0
    found = formalization.informal_units(opened(frame))
    table = cells(found, "units").loc["activity"]
    assert table.loc["Construction", "conf_status"] == "C"
    assert table["conf_status"].eq("D").sum() == 1
    for measure in ("units", "people", "share"):
        rows = cells(found, measure).loc["activity"]
        withheld = rows["conf_status"].isin(["C", "D"])
        assert withheld.sum() == 2
        assert rows.loc[withheld, ["estimate", "se", "n"]].isna().all(axis=None)
    printed = next(row for row in found.summary().rows if row[1] == "Construction")
    assert all(isinstance(cell, dict) and not any(map(str.isdigit, cell["text"])) for cell in printed[2:])


def test_a_group_without_informal_units_is_no_row_of_zeros_and_is_named(opened):
    frame = units()
    frame.loc[:39, ["activity", "registered", "own_use"]] = [41, 1, 0]
    found = formalization.informal_units(opened(frame))
    assert not found.frame["label"].eq("Construction").any()
    assert "No informal unit is in the sample of: Construction." in found.notes
    assert "The size classes are cuts of this project, a proposal; no standard sets them." in found.notes
    assert found.frame["estimate"].notna().all()


def test_numbers_that_vary_too_much_are_marked_or_left_out(opened):
    frame = units(48)
    frame["w"] = np.where(frame["u"] % 4 == 0, 40.0, 1.0)
    status = cells(formalization.informal_units(opened(frame)), "units").loc["all units", "obs_status"]
    assert status["informal units"] == "Q"
    assert "not reliable" in formalization.informal_units(opened(frame)).notes[0]
    frame["w"] = np.where(frame["u"] % 4 == 0, 4.0, 1.0)
    found = formalization.informal_units(opened(frame))
    assert cells(found, "units").loc[("all units", "informal units"), "obs_status"] == "U"
    assert next(row for row in found.summary().rows if row[1] == "informal units")[2].endswith(" (care)")


def test_without_a_design_there_are_points_and_no_intervals(opened):
    given = described(design={"weights": "w"})
    found = formalization.informal_units(opened(units().drop(columns=["s", "u"]), given))
    row = cells(found, "units").loc[("all units", "informal units")]
    assert row["estimate"] > 0
    assert np.isnan(row["se"])
    assert any("without standard errors" in note for note in found.notes)


def test_units_that_answer_neither_are_informal_and_counted_in_a_note(opened):
    frame = units().assign(own_use=0)
    frame[["registered", "books"]] = frame[["registered", "books"]].astype("float64")
    frame.loc[:2, ["registered", "books"]] = np.nan
    found = formalization.informal_units(opened(frame))
    assert any(
        note.startswith("3 units answered neither on registration nor on accounts") for note in found.notes
    )


def test_a_survey_that_cannot_tell_informal_units_is_refused_at_once(opened):
    variables = {name: {"column": NAMES[name]} for name in ("enterprise", "isic2")}
    with pytest.raises(SchemaError) as caught:
        opened(units(), described(variables=variables))
    assert str(caught.value) == (
        "The survey of household enterprises cannot tell informal units:\n"
        "  - enterprises.variables, column 'firmsize': found not described, expected the column of 'firmsize'\n"
        "  - enterprises.variables: found neither is described, expected the column of 'registered' or 'bookkeeping'. "
        "Without registration or accounts every unit would count as informal."
    )


def test_units_twice_and_units_of_nobody_are_named_together(opened):
    frame = units()
    frame.loc[3, "unit"] = "U2"
    frame.loc[5, "workers"] = 0
    with pytest.raises(SchemaError) as caught:
        opened(frame)
    assert str(caught.value) == (
        "The survey of household enterprises has 2 problems:\n"
        "  - data/xsz/units.csv, line 7, column 'workers': found '0': fewer than one person, expected 1 or more: the owner "
        "counts\n"
        "  - data/xsz/units.csv, line 4, column 'unit': found 'U2': twice, expected each unit once"
    )


def test_codes_without_meaning_and_a_missing_file_say_where(opened, tmp_path):
    with pytest.raises(SchemaError, match=r"column 'registered'.*7 without a code"):
        opened(units().assign(registered=7))
    with pytest.raises(SourceError, match=r"a file of units\. Put it there, or correct 'enterprises\.file'"):
        open_enterprises("xsz", described(file="nowhere.csv"))


def test_a_country_without_a_survey_gets_the_absence_that_names_the_file():
    found = open_enterprises("khm", None)
    assert isinstance(found, Absence)
    missing = formalization.informal_units(found)
    assert (missing.id, missing.country) == ("formalization-units", "khm")
    assert "block enterprises of the parameters" in missing.file


def test_the_synthetic_survey_covers_the_truth_and_agrees_with_the_labour_force_survey():
    study = load_study("xsy")
    found = formalization.informal_units(study.enterprises)
    truth = json.loads(paths.data_file("xsy", "truth.json").read_text())["values"]
    kinds = {"informal units": "informal", "formal units": "formal", "units for own use": "own_use"}
    for measure, stem in (("units", "units.as_answered."), ("people", "units.as_answered.people.")):
        rows = cells(found, measure).loc["all units"].loc[list(kinds)]
        wanted = np.array([truth[stem + key] for key in kinds.values()])
        assert ((rows["estimate"] - wanted).abs() <= 3 * rows["se"]).all(), rows.assign(truth=wanted)
    sizes = cells(found, "units").loc["people in the unit"]
    wanted = np.array([truth[f"units.as_answered.informal.size.{name}"] for name in generator.SIZES])
    assert ((sizes["estimate"] - wanted).abs() <= 3 * sizes["se"]).all(), sizes.assign(truth=wanted)

    people = study.persons.sample
    owners = people.data["status"].isin([2, 3]) & people.data["unit_icls17"].eq("informal")
    other = people.count(domain=owners).frame.iloc[0]
    row = cells(found, "units").loc[("all units", "informal units")]
    assert abs(other["estimate"] - row["estimate"]) <= 3 * np.hypot(other["se"], row["se"])


def test_table_and_chart_say_the_numbers():
    found = formalization.informal_units(load_study("xsy").enterprises)
    row = cells(found, "units").loc[("all units", "informal units")]
    table, chart = found.summary(), found.plot()
    assert table.rows[0][:3] == ("all units", "informal units", f"{row['estimate']:,.0f}")
    assert f"all units, informal units: {row['estimate'] / 1000:,.1f} thousand units" in chart.alt
    assert chart.svg == found.plot().svg
