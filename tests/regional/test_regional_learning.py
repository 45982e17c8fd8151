"""One definition for all countries, and who could show whom how."""

import datetime as dt

import pytest

from sse_analysis import load_region, mapping, regional
from sse_analysis.regional.learning import HELD

CUTOFF = dt.date(2026, 11, 23)


@pytest.fixture(scope="module")
def region():
    return load_region()


def test_core_counts_are_those_of_the_country_reports_and_every_form_is_counted_once(region):
    frame = regional.core_perimeter(region).frame
    for study in region:
        on = study.parameters.data_cutoff
        screening = mapping.perimeter_screening(study.legal_forms, study.decisions, on=on).frame
        core = screening[screening["rule_set"].eq("core")]["verdict"]
        own = frame[frame["country"].eq(study.country)].set_index("line")["value"]
        assert own.sum() == len(study.legal_forms.frame)
        assert {verdict: int(value) for verdict, value in own.items()} == {
            **{verdict: int(core.eq(verdict).sum()) for verdict in ("in", "undecided", "out")},
            "other": int((~core.isin(["in", "undecided", "out"])).sum()),
        }


def test_a_gap_names_every_neighbour_that_publishes_the_figure_and_no_other(region):
    figures = regional.sse_figures(region, window=3)
    frame = regional.learn_next(figures, region, as_of=CUTOFF, max_age=10).frame
    names = {study.country: study.name for study in region}
    assert frame["value"].isna().all()
    assert len(frame)
    held = figures.frame[figures.frame["value"].notna()].set_index(["line", "country"])["year"]
    for row in frame.itertuples():
        years = held[row.line]
        assert 0 < len(years) < len(names)
        told = {code for code, name in names.items() if name in row.reason}
        if row.country in years:
            assert row.reason == f"{HELD} ({years[row.country]})"
        elif row.reason.startswith("no figure; "):
            assert told == set() and row.line.endswith("-bodies")
        else:
            assert told == set(years[years >= 2016].index) != set(), (row.line, row.country)


def test_what_all_publish_is_no_gap(region):
    figures = regional.sse_figures(region, window=3)
    counts = figures.frame.groupby("line")["value"].agg(["count", "size"])
    whole = set(counts.index[counts["count"].eq(counts["size"])])
    learned = regional.learn_next(figures, region, as_of=CUTOFF, max_age=10)
    assert not whole & set(learned.frame["line"])


def test_the_table_prints_the_neighbours(region):
    figures = regional.sse_figures(region, window=3)
    learned = regional.learn_next(figures, region, as_of=CUTOFF, max_age=10)
    said = learned.summary().plain()
    assert "published by Cambodia (2022)" in said
    assert "Cambodia (2022), Thailand (2006)" not in said
    assert "No advice rests on a figure from before 2016" in " ".join(learned.summary().notes)


def test_who_counts_the_same_bodies_under_another_status_or_apart_is_sent_to_nobody(region):
    """Viet Nam publishes 71,890 associations, status not said: not *no figure*, and nothing to ask Cambodia for."""
    figures = regional.sse_figures(region, window=3)
    learned = regional.learn_next(figures, region, as_of=CUTOFF, max_age=10)
    own = figures.frame.query("line == 'association-bodies' and country == 'vnm'").iloc[0]
    assert (own["value"], own["said"]) == (71_890, "B, “more than”, status not said")
    for frame in (figures.frame, learned.frame):
        parts = frame.query("line == 'association_and_ngo-bodies'").set_index("country")["reason"]
        assert parts["vnm"] == "no figure; Association: 71,890 (2023, B, “more than”, status not said)"
        assert parts["tha"] == "no figure; Association: 10,780 (2006, C, registered)"
    advice = learned.frame.query("line == 'association-bodies'").set_index("country")["reason"]
    assert advice["vnm"] == "published here (2023)"
    assert advice["mng"] == "published by Cambodia (2022), Viet Nam (2023)"


def test_the_age_limit_is_a_parameter_and_old_figures_advise_nobody(region):
    assert region.parameters.advice_max_age_years == 10
    figures = regional.sse_figures(region, window=3)
    wide = regional.learn_next(figures, region, as_of=CUTOFF, max_age=50).summary().plain()
    assert "Thailand (2006)" in wide
    narrow = regional.learn_next(figures, region, as_of=CUTOFF, max_age=0)
    assert set(narrow.frame["line"]) == {"none"}
