"""Numbers and dates that stood in real pages of the region, and what must not be guessed."""

from __future__ import annotations

import datetime as dt

import pytest

from sse_analysis.sources import dates, numbers


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("29.378", ",", 29378),
        ("68.013,075 tỷ", None, 68_013_075_000_000),
        ("5.935 nghìn", ",", 5_935_000),
        ("12,5 млн", None, 12_500_000),
        ("3 тыс.", None, 3000),
        ("1 254¹", None, 1254),
        ("318*", None, 318),
        ("1 254", None, 1254),
        ("1.234.567", None, 1_234_567),
        ("๑๒๓", None, 123),
        ("១២៣,៥", None, 123.5),
        ("2 ล้าน", None, 2_000_000),
        ("1,217", ".", 1217),
        ("1,217.5", None, 1217.5),
        ("0", None, 0),
        (17, None, 17),
        ("-12", None, -12),
        ("12 (3)", None, 12),
    ],
)
def test_numbers_are_read_as_they_were_meant(text, decimal, value):
    assert numbers.read(text, decimal=decimal) == numbers.Reading(float(value))


@pytest.mark.parametrize("text", ["", None, "-", "..", "n/a", float("nan")])
def test_nothing_is_not_zero(text):
    assert numbers.read(text) == numbers.Reading()


@pytest.mark.parametrize(
    ("text", "decimal", "doubt"),
    [
        ("29.378", None, "'29.378': it may be 29378 or 29.378; say which sign is the decimal one"),
        ("1,2171", ".", "'1,2171': a footnote may be glued to it"),
        ("1,2171", None, "'1,2171': a footnote may be glued to it"),
        ("1.234,5", ".", "'1.234,5': its decimal sign is ',', that of the column '.'"),
        ("about 30", None, "'about 30': it is no number"),
        ("12 34", None, "'12 34': its spaces do not part thousands"),
        (True, None, "'True' is no number"),
    ],
)
def test_what_is_not_sure_is_a_doubt_and_no_value(text, decimal, doubt):
    assert numbers.read(text, decimal=decimal) == numbers.Reading(None, doubt)


def test_the_sure_numbers_of_a_column_show_its_decimal_sign():
    assert numbers.decimal_of(["29.378", "12,5", "7"]) == ","
    assert numbers.decimal_of(["29.378", "1.200.000"]) == ","
    assert numbers.decimal_of(["29.378", "7"]) is None
    assert numbers.decimal_of(["1.5", "1,5"]) is None


@pytest.mark.parametrize(
    ("text", "given", "day"),
    [
        ("2022", {}, (2022, 1, 1)),
        ("๒๕๖๕", {"calendar": "buddhist"}, (2022, 1, 1)),
        ("ธ.ค. 65", {"calendar": "buddhist"}, (2022, 12, 1)),
        ("5 ม.ค. 2564", {"calendar": "mixed"}, (2021, 1, 5)),
        ("31/12/2565", {"calendar": "mixed"}, (2022, 12, 31)),
        ("03.04.2021", {}, (2021, 4, 3)),
        ("03.04.2021", {"order": "mdy"}, (2021, 3, 4)),
        ("2021-04-03", {"calendar": "mixed"}, (2021, 4, 3)),
        (dt.datetime(2021, 4, 3, 10), {}, (2021, 4, 3)),
        (2019, {}, (2019, 1, 1)),
        (2019.0, {}, (2019, 1, 1)),
    ],
)
def test_dates_of_three_calendars(text, given, day):
    assert dates.read(text, **given) == numbers.Reading(dt.date(*day))


@pytest.mark.parametrize(
    ("text", "given", "doubt"),
    [
        ("2565", {}, "'2565' may be of the Buddhist era; say calendar: mixed or buddhist"),
        ("2021", {"calendar": "buddhist"}, "'2021' is no year of the Buddhist era; say calendar: mixed"),
        ("31.02.2021", {}, "'31.02.2021' is no day of a calendar"),
        ("last year", {}, "'last year' is no date of the form that is expected"),
        ("12.13.2021", {}, "'12.13.2021' is no day of a calendar"),
    ],
)
def test_doubtful_dates(text, given, doubt):
    assert dates.read(text, **given) == numbers.Reading(None, doubt)
