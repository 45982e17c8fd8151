"""The regional tables on the figures that ship."""

import pytest

from sse_analysis import load_region, regional
from sse_analysis.regional.comparability import COMPARABLE

WINDOW = 3


@pytest.fixture(scope="module")
def region():
    return load_region()


@pytest.fixture(scope="module")
def series(region):
    targets = regional.claimed_targets(region)
    return regional.sdg_lines(region, region.not_comparable, targets=targets, window=WINDOW)


@pytest.fixture(scope="module")
def figures(region):
    return regional.sse_figures(region, window=WINDOW)


def test_targets_are_those_a_source_names_and_not_ours(region):
    assert regional.claimed_targets(region) == (
        "1.2",
        "2.3",
        "3.8",
        "6.b",
        "7.2",
        "8.3",
        "8.5",
        "8.6",
        "11.1",
        "13.1",
    )


def test_national_poverty_lines_and_currencies_are_never_compared(series):
    frame = series.frame.set_index("line")
    for line in ("SI_POV_NAHC", "SDG_0851_SEX_OCU_NB"):
        assert not frame.loc[line, "status"].eq(COMPARABLE).any()
    assert "each country draws its own poverty line" in series.summary().plain()


def test_a_changed_definition_is_not_compared(series):
    """Mongolia's 27.2 percent of 2024 follows a fall of 14.7 points that nobody flagged."""
    cell = series.frame.query("line == 'EMP_NIFL_SEX_RT' and country == 'mng'").iloc[0]
    assert (round(cell["value"], 1), cell["status"]) == (27.2, "other concept")


def test_comparable_cells_share_unit_concept_and_time(series, figures):
    for table in (series, figures):
        like = table.frame[table.frame["status"].eq(COMPARABLE)]
        for _, line in like.groupby("line"):
            assert line["unit"].nunique() == line["concept"].nunique() == 1
            assert line["year"].max() - line["year"].min() <= WINDOW
            assert len(line) > 1
        apart = table.frame[table.frame["status"].ne(COMPARABLE)]
        assert apart["reason"].ne("").all()


def test_agricultural_cooperatives_are_not_all_cooperatives(figures):
    figures = figures.frame.set_index(["line", "country"])
    assert figures.loc[("cooperative-existing", "vnm"), "value"] == 29_378
    assert figures.loc[("cooperative-existing", "vnm"), "status"] == COMPARABLE
    assert figures.loc[("cooperative-existing", "khm"), "status"] == "other concept"


def test_families_are_not_persons(figures):
    figures = figures.frame
    units = figures[figures["line"].eq("cooperative-members") & figures["status"].eq(COMPARABLE)]["unit"]
    assert set(units) == {"persons"}


def test_the_lines_of_informality_break_where_the_country_reports_break(region):
    rates = regional.informality_lines(region, dataset=region.parameters.informality_dataset)
    frame = rates.frame
    cambodia = frame[frame["country"].eq("khm")]
    assert list(cambodia["year"]) == [2012, 2019] and cambodia["line"].nunique() == 2
    mongolia = frame[frame["country"].eq("mng")].set_index("year")
    assert mongolia.loc[2024, "line"] != mongolia.loc[2023, "line"]
    assert "Mongolia: 55.1 in 2006, 27.2 in 2024, 18 years, 4 breaks in the series" in rates.plot().alt


def test_the_sentences_count_what_the_tables_hold(region, series, figures):
    rates = regional.informality_lines(region, dataset=region.parameters.informality_dataset)
    said = regional.headline(figures, series, rates).plain()
    held = series.frame["value"].notna().sum()
    assert f"Of {held} SDG values of targets that a source names" in said


def test_absent_inputs_stay_absent(region):
    assert regional.informality_lines((), dataset="x").reason == "no_data"
    none = regional.sdg_lines((), region.not_comparable, targets=("8.3",), window=WINDOW)
    assert none.reason == "no_data"
