"""Whatever stands in a cell, a table is read or refused with the line; nothing else happens."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sound_rows import SOUND

from sse_analysis.errors import SchemaError
from sse_analysis.schema.check import failures
from sse_analysis.schema.layouts import LAYOUTS
from sse_analysis.schema.tables import _typed, _with_amounts
from sse_analysis.sources.read import TextTable

TODAY = dt.date(2026, 11, 23)
WORDS = st.text(max_size=12) | st.from_regex(r"[-+]?[0-9๐-๙.,;=% -]{1,10}", fullmatch=True)


def judge(name, change):
    layout = LAYOUTS[name]
    row = dict.fromkeys(layout.names, "") | SOUND[name] | change
    table = TextTable("t.csv", layout.names, (tuple(row.values()),), (2,), "")
    found = failures(table, layout, country="khm", today=TODAY)
    if not found:
        frame = _typed(table, layout)
        return _with_amounts(frame) if name == "ledger" else frame
    assert all(failure.row == 2 and failure.column and failure.found for failure in found)
    return str(SchemaError("t", found))


@pytest.mark.parametrize("name", sorted(SOUND))
@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(data=st.data())
def test_any_cell_is_sound_or_named(name, data):
    column = data.draw(st.sampled_from(LAYOUTS[name].names))
    judge(name, {column: data.draw(WORDS)})


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(value=st.floats(allow_nan=False, allow_infinity=False, min_value=0, max_value=1e15))
@example(value=24.8)
@example(value=0.1)
def test_an_amount_is_the_number_that_a_reader_would_write_out(value):
    text = repr(value)
    frame = judge("ledger", {"value": text, "scale": "million", "unit": "persons", "measure": "members"})
    assert frame.loc[0, "amount"] == float(Fraction(text) * 10**6)
