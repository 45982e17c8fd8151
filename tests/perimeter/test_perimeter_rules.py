"""The perimeter: unknown never puts a form out."""

from __future__ import annotations

import itertools

import pytest

from sse_analysis import load_study, mapping, paths, perimeter
from sse_analysis.errors import SourceError
from sse_analysis.perimeter import rules
from sse_analysis.perimeter.screening import judge

PRINCIPLES = ("voluntary_membership", "democratic_governance", "autonomy", "people_over_capital")
SETS = {item.code: item for item in perimeter.rule_sets()}


def form(kind: str = "cooperative", **verdicts: str) -> dict:
    return {"form_type": kind} | dict.fromkeys(PRINCIPLES, "yes") | verdicts


def test_six_rule_sets_and_whose_they_are():
    assert list(SETS) == ["core", "national", "broad", "un_tse", "ciriec", "self_identified"]
    assert perimeter.authorship() == (
        "Rules by project, 2026-11-23, status proposal: nothing is decided before a committee approves it."
    )


@pytest.mark.parametrize("code", SETS)
@pytest.mark.parametrize(
    "kind", ["cooperative", "foundation", "social_enterprise", "self_help_group", "other"]
)
def test_more_knowledge_never_contradicts_a_verdict(code, kind):
    """Whatever the unknowns turn out to be, a form that is in stays in and one that is out stays out."""
    for words in itertools.product(("yes", "no", "unknown"), repeat=4):
        known = dict(zip(PRINCIPLES, words, strict=True))
        verdict, _ = judge(form(kind, **known), SETS[code])
        if verdict == "undecided":
            continue
        unknown = [name for name, word in known.items() if word == "unknown"]
        for answers in itertools.product(("yes", "partly", "no"), repeat=len(unknown)):
            settled, _ = judge(form(kind, **known | dict(zip(unknown, answers, strict=True))), SETS[code])
            assert settled in (verdict, "undecided")


def test_a_missing_verdict_is_unknown():
    assert judge(form(autonomy=float("nan")), SETS["core"])[0] == "undecided"


def test_core_says_why():
    assert judge(form(), SETS["core"]) == ("in", "passes")
    assert judge(form(autonomy="partly"), SETS["core"]) == ("in", "partly only: autonomy and independence")
    assert judge(form(voluntary_membership="no"), SETS["core"]) == (
        "out", "fails: voluntary cooperation and mutual aid",
    )  # fmt: skip


def test_a_law_that_asks_no_vote_of_a_foundation_leaves_it_to_practice():
    assert judge(form("foundation", democratic_governance="no"), SETS["core"])[0] == "undecided"
    assert judge(form("cooperative", democratic_governance="no"), SETS["core"])[0] == "out"


def test_partly_limited_surplus_is_not_settled_for_the_satellite_account():
    assert judge(form(people_over_capital="partly"), SETS["un_tse"])[0] == "undecided"
    assert judge(form(people_over_capital="no"), SETS["un_tse"])[0] == "out"


def test_farmer_association_of_cambodia_is_out_of_the_core_and_in_the_broad():
    frame = mapping.perimeter_screening(load_study("khm").legal_forms).frame
    own = frame[frame["name"].eq("Farmer association")].set_index("rule_set")["verdict"]
    assert (own["core"], own["broad"]) == ("out", "in")


def test_statuses_and_second_views_are_counted_elsewhere():
    frame = mapping.perimeter_screening(load_study("tha").legal_forms).frame
    own = frame[frame["id"].eq("THA-other-public_benefit_organization")]
    assert set(own["verdict"]) == {"counted elsewhere"}


def totals(country: str, **options) -> dict[tuple[str, str], object]:
    study = load_study(country)
    landscape = mapping.landscape(study.ledger, study.legal_forms)
    result = mapping.perimeter_counts(landscape, mapping.perimeter_screening(study.legal_forms), **options)
    rows = result.frame[result.frame["level"].eq("total")]
    return {(row.rule_set, row.verdict): row for row in rows.itertuples()}


def test_seven_thai_kinds_make_up_all_cooperatives():
    assert (
        totals("tha")["core", "in"].value == 6_653
    )  # thrift and credit bodies are kinds here, not a double count


def test_credit_funds_inside_all_cooperatives_are_not_added_again():
    assert totals("vnm")["core", "in"].value == 29_378  # not 29,378 + 1,200


def test_figures_of_far_years_are_not_added():
    row = totals("tha")["core", "undecided"]
    assert row.why_absent == "reference years from 2006 to 2024"
    assert row.value != row.value
    assert row.obs_status == "O"


def test_a_misspelt_principle_is_named(tmp_path, monkeypatch):
    path = tmp_path / "perimeter_rules.yml"
    text = paths.data_file("common", "perimeter_rules.yml").read_text(encoding="utf-8")
    path.write_text(text.replace("all_of: [voluntary_membership, autonomy, people_over_capital]",
                                 "all_of: [voluntary_membership, autonomie, people_over_capital]"))  # fmt: skip
    monkeypatch.setattr(rules.constants, "_path", lambda root, file: path)
    with pytest.raises(SourceError) as error:
        perimeter.rule_sets()
    assert str(error.value) == (
        "data/common/perimeter_rules.yml has 1 problem:\n"
        "  - data/common/perimeter_rules.yml, column 'rule_sets.un_tse.kinds.any.all_of': found 'autonomie', expected one "
        "of 'voluntary_membership', 'democratic_governance', 'autonomy', 'people_over_capital'. Did you mean 'autonomy'?"
    )
