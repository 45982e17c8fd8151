"""The concept engine: the reference table, every option, the audit, the bounds."""

import numpy as np
import pandas as pd
import pytest

from sse_analysis.errors import CodeError, SchemaError
from sse_analysis.harmonize.concepts import changes, side_by_side
from sse_analysis.harmonize.informality import bounds, chosen_options, classify
from sse_analysis.harmonize.rules import rule_set, table

NA = float("nan")


@pytest.fixture(scope="module")
def truth(shared):
    return pd.read_csv(shared / "oracles" / "inputs" / "informality_truth_table.csv")


@pytest.fixture(scope="module")
def workers(shared):
    persons = pd.read_csv(shared / "oracles" / "inputs" / "lfs_a.csv")
    return persons[persons["lstatus"].eq(1)]


def _one(**answers):
    return classify(pd.DataFrame([{"status": 1.0} | answers]))


def _job(options=None, edition="icls17_ilo", **answers):
    frame = classify(pd.DataFrame([answers]), options=options, edition=edition).frame
    return frame["job"].iloc[0]


def test_all_700_rows_of_the_reference_table_agree(truth):
    frame = classify(truth).frame
    assert int(frame["unit"].eq(truth["ife_prod"]).sum()) == 700
    assert int(frame["job"].eq(truth["ife_nature"]).sum()) == 700


def test_all_employed_persons_of_the_reference_survey_agree(workers):
    frame = classify(workers).frame
    assert len(workers) == 1190
    assert frame["unit"].eq(workers["ife_prod"]).all() and frame["job"].eq(workers["ife_nature"]).all()


def test_an_unknown_answer_goes_on_and_is_no_no():
    """The tempting mistake takes a missing registration for *not registered*."""
    asked = {"fixed_premises": 1, "firmsize": 10, "instsec": 4, "status": 3}
    assert classify(pd.DataFrame([asked | {"registered": NA}])).frame["unit"].iloc[0] == 2
    assert classify(pd.DataFrame([asked | {"registered": 0}])).frame["unit"].iloc[0] == 1


def test_accounts_come_before_registration():
    frame = _one(bookkeeping=1, registered=0).frame
    assert (frame["unit"].iloc[0], frame["unit_rule"].iloc[0]) == (2, "accounts")


def test_subsistence_occupations_are_household_units():
    assert _one(isco2=63, registered=1).frame["unit_rule"].iloc[0] == "subsistence"


def test_option_not_registered():
    asked = {"status": 3, "registered": 0, "fixed_premises": 1, "firmsize": 6}
    assert _job(**asked) == 1
    assert _job({"not_registered": "go_on"}, **asked) == 2


def test_option_size_threshold():
    asked = {"status": 3, "fixed_premises": 1, "firmsize": 7}
    assert _job(**asked) == 2
    assert _job({"size_threshold": 10}, **asked) == 1
    assert _job(status=3, fixed_premises=NA, firmsize=40) == 1


def test_option_unknown_social_security():
    option = {"unknown_social_security": "missing"}
    assert _job(status=1) == 1
    assert pd.isna(_job(option, status=1))
    assert _job(option, status=1, annual_leave=1, sick_leave=1) == 2
    assert _job(option, status=1, annual_leave=0) == 1
    assert pd.isna(_job(option, status=1, annual_leave=1, sick_leave=NA))


def test_option_contributing_family():
    asked = {"status": 5, "registered": 1, "socialsec": 1}
    assert _job(**asked) == 1
    assert _job({"contributing_family": "recognised"}, **asked) == 2
    assert _job(edition="icls21", **asked) == 2


def test_option_cooperative_member():
    asked = {"status": 4, "registered": 0, "socialsec": 1}
    assert _job(**asked) == 1
    assert _job({"cooperative_member": "as_employee"}, **asked) == 2
    assert _job({"cooperative_member": "as_employee"}, status=4, registered=1, socialsec=0) == 2


def test_registration_makes_cooperative_members_formal_by_definition():
    """The mechanical link: nothing but the register differs between the two."""
    same = {"status": 4, "instsec": 4, "socialsec": 0, "annual_leave": 0}
    assert (_job(registered=1, **same), _job(registered=0, **same)) == (2, 1)


def test_dependent_contractors_exist_in_the_21st_only():
    asked = {"status": 7, "registered": 1, "socialsec": 1}
    assert _job(edition="icls21", **asked) == 2
    assert pd.isna(_job(**asked))


def test_a_person_without_status_has_no_job():
    found = classify(pd.DataFrame({"status": [1, NA], "socialsec": [1, 1]}))
    assert found.frame["job"].isna().tolist() == [False, True]
    assert found.audit().iloc[-1][["rule", "n"]].to_list() == ["none", 1]


def test_every_row_is_decided_by_one_rule(truth):
    found = classify(truth)
    audit = found.audit()
    assert audit.groupby("part")["n"].sum().to_dict() == {"job": 700, "unit": 700}
    assert audit.groupby("part")["share"].sum().round(9).to_dict() == {"job": 100.0, "unit": 100.0}
    counts = audit.set_index(["part", "rule"])["n"]
    assert counts[("unit", "institution")] == 118 and counts[("job", "unknown_informal")] == 27


def test_a_rule_that_an_option_switches_off_is_not_in_the_audit(truth):
    rules = classify(truth, options={"not_registered": "go_on"}).audit()["rule"]
    assert "not_registered" not in set(rules)


def test_the_audit_is_weighted(workers):
    audit = classify(workers).audit(workers["weight"])
    assert audit.loc[audit["part"].eq("job"), "weight"].sum() == pytest.approx(workers["weight"].sum())


def test_rate_and_bounds(workers):
    weight = workers["weight"]
    low, high = bounds(workers, weight)
    rate = classify(workers).rate(weight)
    assert low < rate < high
    assert rate == pytest.approx(100 * weight[workers["ife_nature"].eq(1)].sum() / weight.sum())


def test_bounds_are_the_rate_when_everything_is_answered(truth):
    full = truth.assign(
        instsec=4, isic2=47, destination=1, bookkeeping=0, registered=1, socialsec=0, annual_leave=0, sick_leave=0,
        firmsize=3, fixed_premises=1,
    )  # fmt: skip
    assert bounds(full) == (classify(full).rate(), classify(full).rate())


@pytest.mark.parametrize("seed", range(5))
def test_no_completion_of_the_data_leaves_the_bounds(truth, seed):
    dice = np.random.default_rng(seed)
    low, high = bounds(truth)
    filled = truth.copy()
    for name in ("bookkeeping", "registered", "socialsec", "annual_leave", "sick_leave", "fixed_premises"):
        filled[name] = filled[name].fillna(pd.Series(dice.integers(0, 2, len(truth)), index=truth.index))
    filled["instsec"] = filled["instsec"].fillna(
        pd.Series(dice.choice([1, 2, 4], len(truth)), index=truth.index)
    )
    filled["firmsize"] = filled["firmsize"].fillna(
        pd.Series(dice.integers(1, 50, len(truth)), index=truth.index)
    )
    assert low <= classify(filled).rate() <= high


def test_components_add_up(workers):
    parts = classify(workers).components(workers["weight"])
    assert parts["share"].sum() == pytest.approx(100)
    informal = parts.loc[parts["job"].eq("informal"), "share"].sum()
    assert informal == pytest.approx(classify(workers).rate(workers["weight"]))


def test_concepts_side_by_side(workers):
    table_ = side_by_side(
        workers,
        {
            "17th ICLS": {},
            "21st ICLS": {"edition": "icls21"},
            "no insurance": {"edition": "social_insurance"},
        },
        weights=workers["weight"],
    ).set_index("concept")
    assert table_.loc["17th ICLS", "rate"] == pytest.approx(64.455797, abs=1e-6)
    assert table_.loc["no insurance", "rate"] == pytest.approx(78.801419, abs=1e-6)
    assert table_["rate"].between(table_["lowest"] - 1e-9, table_["highest"] + 1e-9).all()
    assert table_.loc["17th ICLS", "not_asked"] == "isco2"


def test_who_changes_class_between_two_concepts(workers):
    one, other = classify(workers), classify(workers, edition="social_insurance")
    moved = changes(one, other)
    assert moved["n"].sum() == int(one.frame["job"].ne(other.frame["job"]).sum())
    assert set(moved["becomes"]) == {"informal"}


def test_index_of_the_persons_is_kept(workers):
    assert classify(workers).frame.index.equals(workers.index)


def test_questions_not_asked_are_named():
    assert classify(pd.DataFrame({"status": [1.0]})).not_asked == (
        "instsec", "isic2", "isco2", "destination", "bookkeeping", "registered", "socialsec", "fixed_premises",
        "firmsize", "annual_leave", "sick_leave",
    )  # fmt: skip


def test_every_edition_names_its_source_and_has_rules():
    editions = table("editions")
    assert [row["edition"] for row in editions] == ["icls17_ilo", "icls21", "social_insurance"]
    for row in editions:
        assert row["source_title"] and row["source_publisher"] and row["source_url"].startswith("https://")
        assert rule_set(row["edition"]).rules


def test_defaults_of_the_options():
    assert chosen_options() == {
        "not_registered": "informal",
        "size_threshold": 6,
        "unknown_social_security": "informal",
        "contributing_family": "informal",
        "cooperative_member": "by_unit",
    }


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"size_treshold": 5},
            "'size_treshold' is not an option of the rules. Expected one of 'not_registered', 'size_threshold', "
            "'unknown_social_security', 'contributing_family', 'cooperative_member'. Did you mean 'size_threshold'?",
        ),
        ({"size_threshold": "6"}, "option 'size_threshold': found '6', expected a whole number from 1."),
        (
            {"not_registered": "formal"},
            "option 'not_registered': found 'formal', expected one of 'informal', 'go_on'. Did you mean 'informal'?",
        ),
    ],
)
def test_wrong_options(given, message):
    with pytest.raises(CodeError) as error:
        chosen_options(given)
    assert str(error.value) == message


def test_wrong_codes_are_all_named():
    with pytest.raises(SchemaError) as error:
        classify(pd.DataFrame({"registered": [1, 9], "socialsec": ["yes", "no"]}))
    assert str(error.value) == (
        "The persons' table has 3 problems:\n"
        "  - persons, column 'status': found no such column, expected the column 'status'. Recode the status in "
        "employment to the codes of tables/informality_questions.csv.\n"
        "  - persons, column 'registered': found 9, expected 1 yes; 0 no or in process. Recode it first.\n"
        "  - persons, column 'socialsec': found values of type str, expected numbers. Recode it first."
    )


def test_a_weight_that_is_missing_is_refused(workers):
    weight = workers["weight"].where(workers.index != workers.index[0])
    with pytest.raises(SchemaError, match="Some weights are missing or negative"):
        classify(workers).rate(weight)
