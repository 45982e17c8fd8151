"""Public microdata of three countries, through parameter files alone: the published numbers come back."""

import numpy as np
import pandas as pd
import pytest

from sse_analysis import formalization
from sse_analysis.errors import DesignError, SourceError
from sse_analysis.parameters.microdata import Microdata
from sse_analysis.results.absence import Absence
from sse_analysis.survey import SurveySample
from sse_analysis.survey.opening import open_persons


def changed(study, **design) -> Microdata:
    given = study.parameters.microdata
    return given.model_copy(update={"design": given.design.model_copy(update=design)})


def test_brazil_has_its_persons_strata_and_single_units(real):
    people = real("bra").persons
    stage = people.sample.binding.plan.first
    assert len(people.sample.data) == 1379
    assert (len(stage.size), int((stage.size == 1).sum()), len(stage.stratum)) == (465, 134, 1313)
    assert people.notes[0] == (
        "1,379 persons in 1,313 sampling units and 465 strata; 134 strata have one unit, treated by the rule 'certainty'."
    )


def test_brazil_without_a_rule_for_single_units_is_refused_and_the_strata_are_listed(real):
    study = real("bra")
    people = open_persons("bra", changed(study, singleton="fail"))
    with pytest.raises(DesignError) as caught:
        formalization.indicator_831(people)
    text = str(caught.value)
    assert "134" in text
    for word in ("certainty", "adjust_r", "adjust_centred", "average"):
        assert word in text


def test_brazil_gives_indicator_831_with_most_cells_of_its_profile_withheld(real):
    people = real("bra").persons
    table = formalization.indicator_831(people).to_frame()
    total = table.iloc[0]
    raw = people.sample.mean("informal").frame.iloc[0]
    assert (total["label"], total["n"]) == ("all", 596)
    assert total["estimate"] == pytest.approx(100 * raw["estimate"], abs=1e-9)
    assert total["estimate"] == pytest.approx(36.9134, abs=1e-3)
    assert total["se"] == pytest.approx(2.4521, abs=1e-3)
    by_area = formalization.jobs_profile(people, groups={"region": "area"}).to_frame()
    assert len(by_area) == 27
    assert by_area["obs_status"].eq("Q").sum() > 20
    assert by_area.loc[by_area["obs_status"].eq("Q"), "estimate"].isna().all()
    secret = by_area["conf_status"].eq("C")
    told = ["estimate", "se", "ci_low", "ci_high", "cv", "n", "n_eff"]
    assert secret.any() and by_area.loc[secret, told].isna().all(axis=None)
    assert by_area.loc[~secret, "n"].dropna().ge(10).all()


def test_a_table_with_withheld_cells_says_so_and_prints_no_number_for_them(real):
    result = formalization.jobs_profile(real("bra").persons, groups={"region": "area"})
    table = result.summary()
    withheld = [row for row in table.rows if isinstance(row[2], dict) and row[2]["text"] == "suppressed"]
    assert len(withheld) == int(result.frame["obs_status"].eq("Q").sum())
    assert result.notes[0].startswith(f"{len(withheld)} of 27 cells are not printed")


def test_argentina_has_point_estimates_and_a_warning_and_no_standard_error(real):
    people = real("arg").persons
    found = formalization.concepts(people)
    row = found.to_frame().iloc[0]
    assert row["estimate"] == pytest.approx(33.516, abs=5e-4)
    assert row[["se", "ci_low", "ci_high", "cv", "df"]].isna().all()
    assert found.notes[1] == (
        "2,000 persons. The file has neither strata nor sampling units: these are point estimates, and no standard error "
        "can be computed."
    )
    assert found.frame["label"].tolist() == ["Wage earners without a pension deduction"]
    assert "points only: the file has no design" not in found.summary().title


def test_what_is_nothing_without_a_standard_error_is_refused_for_argentina(real):
    people = real("arg").persons
    refused = formalization.determinants(people)
    assert isinstance(refused, Absence)
    assert refused.reason == "not_computable"
    assert refused.why == (
        "The file has neither strata nor sampling units, so no standard error can be computed, and this answer is nothing "
        "without one."
    )


def test_the_two_quarters_of_argentina_are_matched_by_person(real):
    panel = real("arg").panel
    assert panel.waves == ("2016 Q3", "2016 Q4")
    count = panel.counts
    assert count["first"] == count["second"] == 2000
    assert 0 < count["matched"] < 2000
    assert isinstance(formalization.transitions(panel), Absence)


def test_chile_gives_the_published_level_and_rate(real):
    people = real("chl").persons
    employed = people.sample.total("employed").frame.iloc[0]
    assert round(employed["estimate"]) == 8_942_425
    assert round(employed["se"]) == 99_282
    assert employed["df"] == 3983
    data = people.sample.data
    status = data["labour_status"]
    rate = SurveySample(
        data.assign(idle=status.eq("unemployed").astype(float), force=status.isin(["employed", "unemployed"]).astype(float)),
        people.sample.design,
    ).ratio("idle", "force")  # fmt: skip
    assert rate.frame.loc[0, "estimate"] == pytest.approx(0.082285, abs=5e-7)
    assert rate.frame.loc[0, "se"] == pytest.approx(0.002129, abs=5e-7)


def test_chile_asks_nothing_on_informality_and_nobody_is_called_informal(real):
    people = real("chl").persons
    assert people.headline is None
    refused = formalization.indicator_831(people)
    assert isinstance(refused, Absence)
    assert refused.reason == "not_computable"
    assert refused.why.startswith("The survey does not ask what the concepts need. icls17: status not asked")
    assert "registered or bookkeeping not asked" in refused.why
    assert "informal" not in people.sample.data
    assert refused.plot() is refused


def test_the_rule_certainty_is_named_beside_every_chilean_number(real):
    assert "treated by the rule 'certainty'" in real("chl").persons.notes[0]


def test_a_second_reading_comes_from_the_copy_and_is_the_same(real, survey_home):
    first = real("bra").persons.sample.data
    copies = list((survey_home / "data" / "bra" / ".cache").glob("*.parquet"))
    assert copies
    again = open_persons("bra", real("bra").parameters.microdata).sample.data
    pd.testing.assert_frame_equal(first, again)


def test_a_changed_file_is_not_answered_from_the_copy(real, survey_home):
    study = real("arg")
    path = survey_home / "data" / "arg" / "small.csv"
    path.write_text("w,s,k,d,q\n1,1,1,3,1\n1,2,1,3,2\n")
    given = study.parameters.microdata.model_copy(update={
        "file": "small.csv", "panel": None,
        "design": study.parameters.microdata.design.model_copy(update={"weights": "w"}),
        "variables": {
            name: one.model_copy(update={"column": column, "codes": codes, "missing": ()})
            for name, one, column, codes in (
                ("sex", study.parameters.microdata.variables["sex"], "s", {1: 1, 2: 2}),
                ("labour_status", study.parameters.microdata.variables["sex"], "k", {1: 1}),
                ("status", study.parameters.microdata.variables["sex"], "d", {3: 1}),
                ("socialsec", study.parameters.microdata.variables["sex"], "q", {1: 1, 2: 0}),
            )
        },
    })  # fmt: skip
    assert np.nanmean(open_persons("arg", given).sample.column("informal")) == 0.5
    path.write_text("w,s,k,d,q\n1,1,1,3,2\n1,2,1,3,2\n")
    assert np.nanmean(open_persons("arg", given).sample.column("informal")) == 1.0


def test_a_column_that_the_file_does_not_have_is_named_with_the_nearest(real):
    study = real("chl")
    given = changed(study, weights="fact_call")
    with pytest.raises(SourceError) as caught:
        open_persons("chl", given)
    assert str(caught.value) == (
        "data/chl/ene_2020efm_reduced.csv.gz lacks 1 column that the parameters name:\n"
        "  - data/chl/ene_2020efm_reduced.csv.gz: found no such column, expected the column 'fact_call'. "
        "Did you mean 'fact_cal'?"
    )
