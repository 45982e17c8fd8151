"""A break that the project declares cuts the series of every report, not of one."""

from __future__ import annotations

import pandas as pd
import pytest

from sse_analysis import sdg
from sse_analysis.sdg import constants
from sse_analysis.sdg.lines import lines_of, with_stretches
from sse_analysis.sources.breaks import FILE
from sse_analysis.sources.constants import table

CONCEPTS = constants.reading()["concepts_with_declared_breaks"]


@pytest.mark.parametrize("iso3", ["khm", "kgz", "mng", "tha", "vnm"])
def test_declared_breaks_cut_the_lines_of_their_concept(study_of, iso3):
    """Formalization cut Viet Nam at 2019 while the goals read a trend from 2015 to 2024."""
    rows = lines_of(study_of(iso3).sdg_series)
    declared = table(FILE)
    declared = declared[declared["country_iso3"].eq(iso3.upper()) & declared["dataset"].isna()]
    cut = rows[rows["series"].isin(list(CONCEPTS)) & rows["break_reason"].notna()]
    for series, line in rows[rows["series"].isin(list(CONCEPTS))].groupby("series"):
        due = {int(year) for year in declared["year"]} & set(line["year"])
        assert due <= set(cut.loc[cut["series"].eq(series), "year"])


def test_the_trend_of_viet_nam_starts_behind_its_break(standing_of):
    frame = standing_of("vnm").frame.set_index("series")
    rates, outside = frame.loc["EMP_NIFL_SEX_RT"], frame.loc["SDG_0831_SEX_ECO_RT:NAG"]
    assert (rates["trend_from"], rates["trend_to"], rates["n_points"]) == (2019, 2024, 6)
    assert rates["yearly_change"] == pytest.approx(-0.529, abs=5e-4)
    assert rates["yearly_change"] != pytest.approx(-0.941, abs=5e-4)
    assert (outside["trend"], outside["trend_from"]) == ("no clear direction", 2019)


def test_a_declared_break_of_another_data_set_or_country_cuts_nothing():
    row = {
        "country_iso3": "THA",
        "series": "EMP_NIFL_SEX_RT",
        "dataset": "ILOSTAT EMP_NIFL_SEX_RT",
        "release": "2026",
    }
    line = pd.DataFrame(
        [
            row | {"sex": "total", "age": "15+", "location": "national", "indicator": "8.3.1", "year": year,
                   "value": 60.0, "obs_status": pd.NA, "note": ""}
            for year in (2015, 2016, 2017, 2019)
        ]
    )  # fmt: skip
    assert with_stretches(line)["stretch"].eq(0).all()


def test_a_large_step_of_informality_is_told_beside_the_trend(standing_of):
    """Formalization asked about 2017 in Thailand while the goals printed a plain trend over it."""
    lines = standing_of("tha").frame.set_index("series")
    assert lines.loc["EMP_NIFL_SEX_RT", ["trend", "large_steps"]].tolist() == [
        "better",
        "−7.7 points in 2017",
    ]
    assert lines["large_steps"].notna().sum() == 2
    notes = sdg.goal(standing_of("tha"), 8).summary().notes
    told = "Informal employment, share of employment: −7.7 points in 2017, large and flagged by nobody; ask before reading"
    assert any(note.startswith(told) for note in notes)
    years = {
        iso3: standing_of(iso3).frame["large_steps"].dropna().str[-4:].tolist()
        for iso3 in ("khm", "kgz", "mng", "vnm")
    }
    assert years == {"khm": [], "kgz": ["2019"], "mng": [], "vnm": ["2022"]}
