"""How tables are set on a page."""

from __future__ import annotations

import pytest
from report_samples import hostile_table, landscape, long_table, matrix, wide_table

from sse_analysis.report import fonts
from sse_analysis.report.exhibits import revive
from sse_analysis.report.fitting import (
    COMPACT,
    LANDSCAPE,
    PORTRAIT,
    USUAL,
    Fit,
    Need,
    depth,
    fit,
    needs,
    shares,
)
from sse_analysis.report.paged import printed
from sse_analysis.results.exhibit import Column, Table


def read_back(table: Table) -> Table:
    """Return the table as a document holds it."""
    return revive(table.record(), svg="", cell=1)


@pytest.mark.parametrize(
    ("table", "look", "turned", "parts"),
    [
        (landscape(), USUAL, False, 1),
        (long_table(45), USUAL, False, 1),
        (hostile_table(), USUAL, False, 1),
        (wide_table(14), COMPACT, False, 1),
        (wide_table(18), USUAL, True, 1),
        (matrix(), USUAL, True, 1),
        (wide_table(32), COMPACT, True, 2),
    ],
)
def test_the_setting_of_a_table(table, look, turned, parts):
    table = read_back(table)
    found = fit(table, printed(table))
    assert (found.look, found.turned, len(found.parts)) == (look, turned, parts)


@pytest.mark.parametrize(
    "table", [landscape(), long_table(45), matrix(), hostile_table(), wide_table(14), wide_table(32)]
)
def test_no_part_is_wider_than_its_page_and_no_word_than_its_column(table):
    table = read_back(table)
    found = fit(table, printed(table))
    least = [need.least for need in needs(table, printed(table), found.look)]
    for columns, widths in found.parts:
        assert sum(widths) <= (LANDSCAPE if found.turned else PORTRAIT) + 0.01
        assert all(width >= least[column] - 0.01 for column, width in zip(columns, widths, strict=True))


def test_a_column_of_decimals_has_room_for_the_longest_whole_part_beside_the_longest_ending():
    values = ("4,739", "0.416", "35.4")
    table = read_back(
        Table(
            id="t",
            country="khm",
            title="t",
            sources=(),
            columns=(Column("Target"), Column("W", "decimal")),
            rows=tuple(("8.5", value) for value in values),
        )
    )
    least = needs(table, printed(table), USUAL)[1].least
    assert least == pytest.approx(fonts.width("4,739.416") * USUAL.size + 2 * USUAL.gap)
    assert least > max(fonts.width(value) for value in values) * USUAL.size + 2 * USUAL.gap


def test_parts_repeat_the_stub_and_together_have_every_column_once():
    table = read_back(wide_table(32))
    parts = [columns for columns, _ in fit(table, printed(table)).parts]
    assert all(columns[0] == 0 for columns in parts)
    assert sorted(column for columns in parts for column in columns[1:]) == list(range(1, 32))


def test_short_columns_get_what_they_need_and_long_ones_the_rest():
    short, long = Need(20, 30, 30, 1.0), Need(40, 900, 68, 1.0)
    assert shares([short, long, long], 400) == pytest.approx((30, 185, 185))
    assert shares([short, Need(40, 900, 68, 2.0), long], 400)[1] > 185


def test_a_narrow_table_is_not_stretched_over_the_page():
    assert shares([Need(30, 40, 40, 1.0), Need(30, 60, 60, 1.0)], 480) == pytest.approx((54, 81))


def test_digits_are_equally_wide_and_words_are_measured():
    assert len({fonts.width(digit) for digit in "0123456789"}) == 1
    assert fonts.width("Hợp tác xã") == pytest.approx(5.0, abs=0.6)
    assert fonts.width("m", bold=True) > fonts.width("m")


def test_the_depth_of_rows_grows_with_their_lines():
    words = ["a few words that fill more than one line of a narrow column " * 4] * 3
    setting = Fit(USUAL, False, (((0, 1), (60.0, 200.0)),))
    one, many = depth([["x"] * 3, ["y"] * 3], setting), depth([["x"] * 3, words], setting)
    assert one == 3 * (1.25 * 8 + 8) and many > 3 * one
