"""The perimeter: unknown never puts a form out."""

from __future__ import annotations

import datetime as dt
import itertools

import pandas as pd
import pytest
import yaml

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
        "Rules by this project, 2026-11-23, status proposal: nothing is decided before a committee approves it."
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


FILE = "data/common/perimeter_rules.yml"
NEW_DAY = dt.date(2027, 1, 1)
EVE = NEW_DAY - dt.timedelta(days=1)


def _with(tmp_path, monkeypatch, change):
    """Let the rules be those of the project with some keys changed."""
    content = yaml.safe_load(paths.data_file("common", "perimeter_rules.yml").read_text(encoding="utf-8"))
    change(content["rule_sets"])
    path = tmp_path / "perimeter_rules.yml"
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    others = rules.constants._path
    monkeypatch.setattr(
        rules.constants, "_path", lambda root, file: path if file == path.name else others(root, file)
    )


def _second_core(sets, **dates):
    """Core asks for two principles from a day on."""
    first = sets["core"] | {"in_force_to": EVE}
    rule = {"passes": ["yes", "partly"], "all_of": ["people_over_capital"]}
    second = sets["core"] | {"version": "2", "in_force_from": NEW_DAY, "kinds": {"any": rule}}
    sets["core"] = [first, second | dates]


def _forms():
    return load_study("kgz").legal_forms


def _core(on):
    frame = perimeter.screen(_forms().frame, on=on)
    return frame[frame["rule_set"].eq("core")].set_index("name")


def test_a_version_is_used_from_its_first_day_and_the_other_until_the_eve(tmp_path, monkeypatch):
    before = _core(EVE)
    _with(tmp_path, monkeypatch, _second_core)
    sets = {day: {item.code: item for item in perimeter.rule_sets(day)} for day in (EVE, NEW_DAY, None)}
    assert [sets[day]["core"].version for day in (EVE, NEW_DAY, None)] == ["1", "2", "2"]
    assert list(sets[EVE]) == list(SETS) and sets[EVE]["broad"] == sets[NEW_DAY]["broad"]
    assert sets[NEW_DAY]["core"].cited.endswith("(version 2, in force from 2027-01-01)")
    pd.testing.assert_frame_equal(_core(EVE), before)
    on_the_day = _core(NEW_DAY)
    moved = on_the_day.index[on_the_day["verdict"].ne(before["verdict"])]
    assert "in" in set(on_the_day.loc[moved, "verdict"]) and "in" not in set(before["verdict"])


def test_what_a_new_version_moves_is_told_on_its_day(tmp_path, monkeypatch):
    _with(tmp_path, monkeypatch, _second_core)
    study = load_study("kgz")
    landscape = mapping.landscape(study.ledger, study.legal_forms)
    given = (study.legal_forms, study.decisions, landscape, study.organizations)
    found = {day: mapping.entering_and_leaving(*given, on=day).frame for day in (EVE, NEW_DAY)}
    steps = {day: frame.loc[frame["between"].eq("days"), "step"].tolist() for day, frame in found.items()}
    assert "2027-01-01" not in steps[EVE] and "2027-01-01" in steps[NEW_DAY]


def test_a_day_without_a_version_settles_nothing_and_says_why(tmp_path, monkeypatch):
    undated = _core(EVE)
    _with(tmp_path, monkeypatch, lambda sets: sets["core"].update(in_force_from=NEW_DAY))
    frame = _core(EVE)
    why = "no version of this rule set is in force on 2026-12-31: version 1 from 2027-01-01"
    judged = frame[~frame["verdict"].isin(["counted elsewhere", "outside"])]
    assert set(judged["verdict"]) == {"undecided"} and set(judged["because"]) == {why}
    assert set(undated["verdict"]) > {"undecided", "out"}
    pd.testing.assert_frame_equal(_core(NEW_DAY), undated)
    result = mapping.perimeter_screening(_forms(), perimeter.DecisionLog("kgz"), on=EVE)
    assert {"core", "national"} <= {code for code, _, _ in result.rule_sets}
    assert why in result.summary().plain()


def test_two_versions_on_one_day_are_refused(tmp_path, monkeypatch):
    _with(tmp_path, monkeypatch, lambda sets: _second_core(sets, in_force_from=EVE, version="1"))
    with pytest.raises(SourceError) as error:
        perimeter.rule_sets(EVE)
    assert str(error.value) == (
        f"{FILE} has 2 problems:\n"
        f"  - {FILE}, column 'rule_sets.core[1]': found version '1' again, as in rule_sets.core[0], expected a version of its "
        "own\n"
        f"  - {FILE}, column 'rule_sets.core[1]': found in force on 2026-12-31, as is rule_sets.core[0], expected one version "
        "in force on a day. End the earlier version on the day before the later one begins."
    )


def test_versions_without_dates_overlap(tmp_path, monkeypatch):
    _with(
        tmp_path, monkeypatch, lambda sets: sets.update(core=[sets["core"], sets["core"] | {"version": "2"}])
    )
    with pytest.raises(SourceError, match=r"found in force on 9999-12-31, as is rule_sets\.core\[0\]"):
        perimeter.rule_sets()


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        (
            {"in_force_from": "soon"},
            "column 'rule_sets.core.in_force_from': found 'soon', expected a date such as",
        ),
        (
            {"in_force_from": NEW_DAY, "in_force_to": EVE},
            "column 'rule_sets.core.in_force_to': found 2026-12-31, before 2027-01-01, expected a last day after",
        ),
        ({"in_force_form": NEW_DAY}, "column 'rule_sets.core': found 'in_force_form', expected one of"),
    ],
)
def test_dates_that_are_none_and_misspelt_keys_are_named(tmp_path, monkeypatch, keys, told):
    _with(tmp_path, monkeypatch, lambda sets: sets["core"].update(keys))
    with pytest.raises(SourceError) as error:
        perimeter.rule_sets()
    assert told in str(error.value)
