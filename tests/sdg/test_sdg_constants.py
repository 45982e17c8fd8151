"""Constants are data, complete, and carry their source or their author."""

from __future__ import annotations

import pytest

from sse_analysis.errors import SourceError
from sse_analysis.sdg import constants

_JUDGEMENTS = ("readings", "gaps", "standings", "sdsn_match", "contribution")


def test_the_agenda_has_17_goals_and_169_targets():
    table = constants.table("targets")
    counts = table.dropna(subset=["target"]).groupby("goal").size()
    assert counts.tolist() == [7, 8, 13, 10, 9, 8, 5, 12, 8, 10, 10, 11, 5, 10, 12, 12, 19]
    assert table["label"].is_unique
    assert table["target"].isna().sum() == 17


@pytest.mark.parametrize("name", _JUDGEMENTS)
def test_a_judgement_has_author_date_and_status(name):
    table = constants.table(name)
    assert set(table["author"]) == {"project"}
    assert table["date"].str.fullmatch(r"\d{4}-\d{2}-\d{2}").all()
    assert set(table["status"]) == {"proposal"}


def test_every_method_has_source_and_edition():
    for name, about in constants.methods()["methods"].items():
        for key in ("name", "edition", "source_title", "source_publisher", "source_date", "source_url"):
            assert about[key], (name, key)


def test_series_of_readings_matches_and_spreads_are_described(study_of):
    known = set(study_of("khm").sdg_indicators.frame["series"])
    for name in ("readings", "sdsn_match", "reference_sd"):
        assert set(constants.table(name)["series"]) <= known, name


def test_targets_of_gaps_and_shared_series_exist():
    targets = set(constants.target_labels())
    gaps = constants.table("gaps")["target"]
    assert set(gaps) - targets == {"14"}
    shared = constants.table("readings").query("reading == 'also_serves'")["detail"].str.split()
    assert {code for codes in shared for code in codes} <= targets


def test_every_unit_of_the_series_has_words(study_of):
    for country in ("khm", "kgz", "mng", "tha", "vnm"):
        units = set(study_of(country).sdg_series.frame["unit"])
        assert units - set(constants.methods()["units"]) <= {"index", "ratio"}


def test_an_unknown_method_is_refused():
    with pytest.raises(SourceError) as caught:
        constants.method("eurostatt")
    assert str(caught.value) == (
        "A method of measuring progress is not described.\n"
        "  - data/common/sdg_methods.yml: found 'eurostatt', expected one of 'unsd', 'eurostat', 'open_sdg', 'escap', "
        "'oecd', 'sdsn'. Did you mean 'eurostat'?"
    )


def test_a_citation_ends_with_the_edition_and_claims_none_that_is_not_known():
    assert constants.citation("unsd") == (
        "United Nations Statistics Division, Sustainable Development Goals Progress Chart, technical note (undated); edition "
        "not known"
    )
    assert constants.citation("oecd").endswith("Measuring distance to the SDG targets (2016)")
    assert not any(
        constants.citation(name).rstrip().endswith("edition") for name in constants.methods()["methods"]
    )
