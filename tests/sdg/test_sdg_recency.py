"""How old the figures are: in the first sentence and on the title page, from the data."""

from __future__ import annotations

import pytest

from sse_analysis import sdg
from sse_analysis.sdg import recency
from sse_analysis.sources.table import period_of

FIVE = ("khm", "kgz", "mng", "tha", "vnm")


def _three(series, **changes):
    """Three lines: two of a release of 2020 that end in 2016 and 2019, one of 2025 that ends in 2024."""
    old = {"release": "2020-10", "dataset": "Database"}
    return series(
        (2012, 1.0, {"series": "A"} | old), (2016, 2.0, {"series": "A"} | old), (2019, 3.0, {"series": "B"} | old),
        (2020, float("nan"), {"series": "B"} | old), (2024, 4.0, {"series": "C", "release": "2025"}), **changes,
    )  # fmt: skip


def test_the_first_sentence_says_how_old_the_figures_are(series, indicators):
    standing = sdg.baseline(_three(series), indicators(), as_of=2026)
    first = recency.sentences(standing.frame[standing.frame["value"].notna()], as_of=2026)[0]
    assert first == (
        "2 of 3 indicator lines end in 2020 or earlier. 2 come from Office, Database (2020-10), 6 years before the data "
        "cutoff of this report; what was published since is not in it. Half of the lines end in 2019 or earlier; 1 reaches "
        "2024, the newest year."
    )


def test_a_missing_value_does_not_make_a_line_younger(series):
    found = recency.recency(recency.latest_of(recency.lines_of(_three(series))))
    assert (found.lines, found.middle, found.newest, found.to_until) == (3, 2019, 2024, 2)


def test_the_title_page_does_not_let_the_newest_release_stand_for_all(series):
    table = _three(series)
    assert recency.period_words(table) == "2 of 3 indicator lines end in 2020 or earlier, newest of 2024"
    assert period_of(table) == "figures for 2012 to 2024, newest release 2025"


def test_figures_as_new_as_their_release_say_the_release(series):
    table = series((2024, 1.0), (2023, 1.0, {"series": "B"}), release="2024-05")
    latest = recency.latest_of(recency.lines_of(table))
    assert recency.sentences(latest, as_of=2026) == [
        "2 of 2 indicator lines come from Office, Survey (2024-05). Half of the lines end in 2023 or earlier; 1 reaches "
        "2024, the newest year."
    ]
    assert recency.period_words(table) == period_of(table)


@pytest.mark.parametrize("country", FIVE)
def test_title_page_and_first_sentence_count_the_same_lines(country, standing_of, study_of, said_of):
    standing = standing_of(country)
    words = sdg.headline(
        standing, said_of(country), sdg.claimed_targets(said_of(country), standing)
    ).paragraphs[0]
    title = study_of(country).front_matter("sdg").data_as_of
    lines = standing.frame[standing.frame["value"].notna()]
    old = int((lines["year"] <= 2020).sum())
    assert words.startswith(f"{old} of {len(lines)} indicator lines end in 2020 or earlier.")
    assert (
        title
        == f"{old} of {len(lines)} indicator lines end in 2020 or earlier, newest of {lines['year'].max()}"
    )
    assert old / len(lines) > 0.8, "a title that says 'newest release 2026' hides this"
