"""Code lists, countries and units."""

import pytest

from sse_analysis import reference
from sse_analysis.errors import CodeError, ParameterError, UnitError
from sse_analysis.reference import codes, units
from sse_analysis.reference.countries import is_private_use


def test_every_code_has_a_label_and_a_source():
    for row in codes.table("codes"):
        assert row["label"] and row["source"], row


def test_an_unknown_code_names_the_nearest():
    with pytest.raises(CodeError) as caught:
        codes.check("cooperativ", "form_type")
    assert str(caught.value) == (
        "'cooperativ' is not a code of 'form_type'. Expected one of 'cooperative', 'association', 'mutual', "
        "'foundation', 'social_enterprise', 'self_help_group', 'other'. Did you mean 'cooperative'?"
    )


def test_countries_have_their_own_names():
    vnm = reference.country("vnm")
    assert (vnm.name, vnm.name_national, vnm.national_language, vnm.m49) == (
        "Viet Nam",
        "Việt Nam",
        "vi",
        "704",
    )
    assert reference.country("lao").name == "Laos"


def test_a_country_that_does_not_exist_is_refused():
    with pytest.raises(ParameterError, match=r"'zzq' is not a country of ISO 3166-1\."):
        reference.country("zzq")


@pytest.mark.parametrize(
    ("code", "free"), [("xsy", True), ("xaa", True), ("xkx", False), ("khm", False), ("x1a", False)]
)
def test_only_private_use_codes_are_synthetic(code, free):
    assert is_private_use(code) is free


def test_a_synthetic_country_says_so():
    assert reference.country("xsy").banner.startswith("Synthetic country")
    assert reference.country("khm").banner == ""


def test_units_of_one_kind_add():
    assert units.add([(2.0, "entities"), (3.0, "entities")]) == (5.0, "entities")


@pytest.mark.parametrize(
    ("amounts", "message"),
    [
        ([(1, "households"), (1, "persons")], "households and persons are different kinds of unit and cannot be added. Show them side by side."),
        ([(1, "percent"), (1, "percent")], "figures in 'percent' cannot be added. Add the counts behind them."),
        ([], "nothing to add: a sum of no figures is not zero."),
        ([(float("nan"), "persons")], "one of the figures is missing, so the sum is unknown, not smaller."),
    ],
)  # fmt: skip
def test_two_kinds_of_unit_never_add(amounts, message):
    with pytest.raises(UnitError) as caught:
        units.add(amounts)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("kmh", "'kmh' is not a country of ISO 3166-1. Did you mean 'khm'?"),
        ("xkx", "'xkx' is not a country of ISO 3166-1."),
    ],
)
def test_the_nearest_country_is_one_of_ours_first(code, message):
    with pytest.raises(ParameterError) as caught:
        reference.country(code)
    assert str(caught.value).startswith(message)


def test_no_code_stands_twice_in_its_list():
    pairs = [(row["field"], row["code"]) for row in codes.table("codes")]
    assert len(pairs) == len(set(pairs))


@pytest.mark.parametrize(
    ("field", "count"),
    [
        ("principle", 4),
        ("value", 6),
        ("aspiration", 2),
        ("form_type", 7),
        ("icls_minimum_set", 4),
        ("r204_area", 7),
    ],
)
def test_the_lists_of_the_standards_are_whole(field, count):
    assert len(codes.codes(field)) == count


@pytest.mark.parametrize(
    ("measure", "allowed"),
    [
        ("entities", ("entities",)),
        ("member_households", ("families", "households")),
        ("members", ("entities", "memberships", "persons")),
        ("turnover", ("KGS", "KHR", "MNT", "THB", "USD", "VND")),
        ("share_of_entities", ("percent",)),
    ],
)
def test_a_measure_has_its_units(measure, allowed):
    assert units.units_of(measure) == allowed
