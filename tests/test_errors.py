"""One wording for every message."""

import pytest

from sse_analysis.errors import (
    Failure,
    SchemaError,
    SSEAnalysisError,
    extra_needed,
    nearest,
    one_of,
    suggestion,
)


def test_a_failure_says_where_what_and_what_to_do():
    failure = Failure(
        "data/khm/ledger.csv", "'entitees'", "one of 'entities'", "Did you mean 'entities'?", 12, "unit"
    )
    assert str(failure) == (
        "data/khm/ledger.csv, line 12, column 'unit': found 'entitees', expected one of 'entities'. "
        "Did you mean 'entities'?"
    )


def test_an_error_lists_every_failure_in_order():
    failures = [Failure("a.csv", "1", "2"), Failure("b.csv", "3", "4")]
    assert str(SchemaError("2 problems:", failures)) == (
        "2 problems:\n  - a.csv: found 1, expected 2\n  - b.csv: found 3, expected 4"
    )


@pytest.mark.parametrize(
    ("word", "expected"), [("kmh", "khm"), ("KHM", "khm"), ("grde", "grade"), ("zzzz", None), (7, None)]
)
def test_the_nearest_word_is_offered_only_when_it_is_close(word, expected):
    assert nearest(word, ["khm", "vnm", "grade"]) == expected


def test_no_suggestion_is_an_empty_text():
    assert suggestion("zzzz", ["khm"]) == ""
    assert suggestion("kmh", ["khm"]) == "Did you mean 'khm'?"


def test_long_lists_are_cut_and_counted():
    assert one_of("abc") == "one of 'a', 'b', 'c'"
    assert one_of(range(20), limit=2) == "one of '0', '1' ... (20 codes)"


def test_a_missing_extra_says_what_to_type():
    assert str(extra_needed("splink", "link", "Linking registers")) == (
        "Linking registers needs the package 'splink', which is not installed. "
        "Install the extra: pip install 'sse_analysis[link]'"
    )


def test_a_message_holds_nothing_that_a_screen_obeys():
    failure = Failure("t.csv", "'\x1b[31mred\x9b'", "text\u202e", row=2)
    assert str(failure) == "t.csv, line 2: found '\ufffd[31mred\ufffd', expected text\ufffd"
    assert str(SSEAnalysisError("\x1b]0;title\x07", [failure])) == f"\ufffd]0;title\ufffd\n  - {failure}"
