"""Do two wordings count the same thing?"""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from sse_analysis.mapping import lines
from sse_analysis.mapping import wording as words


def named(text: str, *names: str) -> bool:
    return words.is_named(words.take_apart(text), words.names_of(*names))


def test_a_plural_names_its_singular():
    assert named("Savings and credit cooperatives", "Savings and credit cooperative")
    assert named("Pasture user groups", "Pasture user group / herder group (nukhurlul, partnership)")


def test_a_kind_does_not_name_the_form():
    assert not named("Agricultural cooperatives", "Cooperative")
    assert not named("Human rights organizations", "Association")


def test_a_local_name_with_its_gloss_names_the_form():
    assert named("Hội (associations)", "Association", "Hội")
    assert named(
        "Quỹ xã hội, quỹ từ thiện (social and charity funds)",
        "Social fund / charity fund",
        "Quỹ xã hội, quỹ từ thiện",
    )


def test_a_gloss_that_narrows_is_not_a_name():
    assert not named("Savings and credit cooperatives (licensed)", "Savings and credit cooperative")
    assert not named("Hội (associations), local scope", "Association", "Hội")


def test_an_abbreviation_is_spelled_out():
    assert named("Domestic NGOs", "Domestic non-governmental organization")


@pytest.mark.parametrize(
    ("text", "measure", "base"),
    [
        (
            "Registered civil society organizations (NSO register)",
            "entities_registered",
            "Civil society organizations",
        ),
        ("Active civil society organizations", "entities_active", "Civil society organizations"),
        ("Active civil society organizations", "entities_registered", "Active civil society organizations"),
        ("Registered social enterprises", "entities_active", "Registered social enterprises"),
        ("Registered", "entities", "Registered"),
    ],
)
def test_a_status_word_is_left_out_only_before_the_measure_it_repeats(text, measure, base):
    assert words.take_apart(text, measure).base == base


def test_all_of_a_form_is_the_form_but_not_with_its_federations():
    names = words.names_of("Cooperative")
    assert words.is_all_of(words.take_apart("All cooperatives"), names)
    assert not words.is_all_of(words.take_apart("All cooperatives incl. federations"), names)
    assert not words.is_all_of(words.take_apart("Agricultural-sector cooperatives (all)"), names)


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("Unions of agricultural cooperatives", True),
        ("Aimag federations of pasture user groups (AFPUG)", True),
        ("Mongolian National Cooperative Alliance", True),
        ("Credit unions", False),
        ("Herder cooperatives in the federation", False),
        ("Cooperatives", False),
    ],
)
def test_a_body_of_bodies_is_known_by_its_head_noun(text, tier):
    assert words.is_second_tier(text) is tier


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("Community enterprises and networks", True),
        ("Cooperatives, unions and groups", True),
        ("All cooperatives incl. federations", True),
        ("Industry and handicraft cooperatives", False),
        ("Marketing and credit-saving cooperatives of herders in the federation", False),
    ],
)
def test_two_tiers_in_one_wording_are_seen(text, joined):
    assert words.joins_tiers(text) is joined


def test_a_part_has_the_words_of_its_whole_and_more():
    whole = words.take_apart("Cooperatives")
    assert words.is_part(words.take_apart("Agricultural cooperatives"), whole)
    assert not words.is_part(words.take_apart("Cooperatives"), whole)
    assert not words.is_part(words.take_apart("All cooperatives incl. federations"), whole)


@pytest.mark.parametrize(
    ("wording", "name", "tier", "expected"),
    [
        ("Kredit unions", "Credit union", "primary", "primary"),
        ("Savings unions", "Village savings union", "primary", "primary"),
        ("Unions of cooperatives", "Cooperative", "primary", "secondary"),
        ("Unions of credit cooperatives", "Union of cooperatives", "secondary", "secondary"),
    ],
)
def test_a_union_of_the_first_tier_by_its_law_stays_there_however_it_is_spelt(wording, name, tier, expected):
    row = SimpleNamespace(form="mutual_credit", legal_form=wording)
    form = {"tier": tier, "first_tier_union": tier == "primary" and words.has_tier_head(name)}
    assert lines._tier(row, form) == expected
