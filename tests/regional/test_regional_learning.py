"""One definition for all countries, and who could show whom how."""

import pytest

from sse_analysis import load_region, mapping, regional
from sse_analysis.regional.learning import HELD


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
    frame = regional.learn_next(figures, region).frame
    names = {study.country: study.name for study in region}
    assert frame["value"].isna().all()
    assert len(frame)
    held = figures.frame[figures.frame["value"].notna()].groupby("line")["country"].agg(set)
    for row in frame.itertuples():
        publishers = held[row.line]
        assert 0 < len(publishers) < len(names)
        if row.country in publishers:
            assert row.reason == HELD
        else:
            told = {code for code, name in names.items() if name in row.reason}
            assert told == publishers, (row.line, row.country)


def test_what_all_publish_is_no_gap(region):
    figures = regional.sse_figures(region, window=3)
    counts = figures.frame.groupby("line")["value"].agg(["count", "size"])
    whole = set(counts.index[counts["count"].eq(counts["size"])])
    assert not whole & set(regional.learn_next(figures, region).frame["line"])


def test_the_table_prints_the_neighbours(region):
    table = regional.learn_next(regional.sse_figures(region, window=3), region).summary()
    assert "published by " in table.plain()
