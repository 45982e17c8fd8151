"""Activity across forms and countries: the reference program, by hand, and the truth of the synthetic country."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.meta_analysis import combine_effects

from sse_analysis import Absence, load_study, mapping, paths, synthetic
from sse_analysis.mapping.borrowed import FILE, best_pairs, drawn, pooled_odds
from sse_analysis.sources import constants

REAL = ("khm", "kgz", "mng", "tha", "vnm")


@pytest.fixture(scope="module")
def xsy():
    synthetic.ensure("xsy")
    return load_study("xsy")


def _found(study):
    rule = {"rule": study.parameters.mapping.headline, "as_of": study.parameters.data_cutoff}
    return mapping.borrowed_activity(
        mapping.landscape(study.ledger, study.legal_forms, **rule),
        mapping.registered_to_active(study.ledger, study.legal_forms),
        mapping.active_organizations(study.entity_survey, country=study.country),
    )


def test_mean_and_spread_are_those_of_the_reference_program():
    active, every = pd.Series([2000, 7480, 256, 13958]), pd.Series([5523, 31000, 321, 22861])
    odds, within = np.log(active / (every - active)), 1 / active + 1 / (every - active)
    theirs, ours = combine_effects(odds, within, method_re="dl"), pooled_odds(active, every)
    assert ours.between == pytest.approx(theirs.tau2, rel=1e-12)
    assert ours.mean == pytest.approx(theirs.mean_effect_re, rel=1e-12)
    assert ours.variance == pytest.approx(1 / theirs.weights_re.sum(), rel=1e-12)


def test_a_form_without_a_pair_gets_the_interval_of_the_next_share():
    found = _found(load_study("khm"))
    row = found.frame.set_index("line_label").loc["Agricultural cooperatives"]
    pool = pooled_odds(found.pool["active"], found.pool["registered"])
    reach = stats.t.ppf(0.975, 2) * np.sqrt(pool.between + pool.variance)
    assert row["ci_low"] == pytest.approx(100 / (1 + np.exp(reach - pool.mean)))
    assert row["basis"] == "borrowed" and pd.isna(row["observed"])
    # The tempting answers: the mean of the shares as a value, or its interval, which is far too narrow for a new form.
    assert row["ci_high"] - row["ci_low"] > 90
    assert (row["worst_low"], row["worst_high"]) == (0, 100)


def test_an_own_pair_is_counted_in_its_own_year_and_nothing_is_drawn_below_it():
    row = _found(load_study("vnm")).frame.query("basis == 'own'").iloc[0]
    assert (row["listed"], row["year"]) == (22_861, 2018)  # not 61 percent of the 29,378 of 2022
    assert row["count_low"] == 13_958 and row["count_high"] == 22_861
    assert pd.isna(row["ci_low"]) and row["worst_low"] == pytest.approx(100 * 13_958 / 22_861)


def test_rules_of_thumb_and_small_parts_are_never_borrowed_from():
    study = load_study("kgz")
    funnel = mapping.registered_to_active(study.ledger, study.legal_forms).frame
    assert funnel["flag"].str.startswith("rule of thumb").sum() == 4
    assert best_pairs(funnel).empty  # neither "one third" of 19,358 nor 8 of 182 human rights organizations
    lent = constants.table(FILE)
    assert "kgz" not in set(lent["country"])


@pytest.mark.parametrize("country", REAL)
def test_what_is_lent_is_what_the_ledger_of_the_country_says(country):
    study = load_study(country)
    own = best_pairs(mapping.registered_to_active(study.ledger, study.legal_forms).frame)
    rows = constants.table(FILE, numbers=("registered", "active", "year"))
    rows = rows[rows["country"].eq(country)]
    names = ["form", "registered", "active", "year", "registered_id", "active_id"]
    assert (
        rows[names].astype(str).values.tolist()
        == own[names].astype(rows[names].dtypes.to_dict()).astype(str).values.tolist()
    )
    held = study.ledger.frame.set_index("id")
    for row in rows.to_dict("records"):
        assert held.loc[row["active_id"], "source_url"] == row["source_url"]
        assert float(held.loc[row["active_id"], "amount"]) == row["active"]


def test_nothing_synthetic_is_lent_and_nothing_real_is_borrowed(xsy):
    assert set(_found(xsy).pool["country"]) == {"xsy"}
    assert "xsy" not in set(constants.table(FILE)["country"])
    assert set(_found(load_study("tha")).pool["country"]) == {"tha", "khm", "mng", "vnm"}


def test_too_few_shares_lend_nothing():
    from sse_analysis.mapping import borrowed as one

    assert constants.threshold("mapping.least_pairs") == 3
    found = one._next_share(None, 0.95)
    assert np.isnan(found["ci_low"]) and (found["worst_low"], found["worst_high"]) == (0.0, 100.0)


def test_groups_of_the_survey_are_drawn_together_and_hold_their_truth(xsy):
    result = _found(xsy)
    assert result.notes[-1].endswith(
        "Of a group of the survey: its own interval, before it is drawn towards the others."
    )
    found = result.frame.query("basis == 'survey'").set_index("line_label")
    assert len(found) >= 6
    entities = pd.read_csv(paths.data_file("xsy", "truth/entities.csv"))
    links = pd.read_csv(paths.data_file("xsy", "truth/links.csv"))
    listed = entities[entities["entity_id"].isin(links["entity_id"]) & entities["tier"].eq("primary")]
    groups = {"Survey: self-help group": ["XSY-self_help_group-group"], "Survey: foundation or fund": ["XSY-foundation-foundation"],
              "Survey: social enterprise": ["XSY-social_enterprise-social_enterprise"]}  # fmt: skip
    told = 0
    for label, forms in groups.items():
        if label in found.index:
            share = 100 * listed.loc[listed["legal_form_id"].isin(forms), "state"].eq("active").mean()
            told += 1
            assert found.loc[label, "ci_low"] <= share <= found.loc[label, "ci_high"]
    assert told == 3


@pytest.mark.parametrize("spread", [0.0, 0.3, 1.0])
def test_drawing_together_covers_as_often_as_it_says(spread):
    """Also where shares do not differ: a spread taken as known at its estimate of 0 covered 9 of 12 in one draw."""
    rng = np.random.default_rng(7)
    held, width, plain = [], [], []
    for _ in range(60):
        truth = 1 / (1 + np.exp(-rng.normal(0.4, spread, 8)))
        every = pd.Series(np.full(8, 25))
        active = pd.Series(rng.binomial(25, truth))
        low, high = drawn(active, every)
        held += list((low / 100 <= truth) & (truth <= high / 100))
        width.append((high - low).mean() / 100)
        plain.append(
            np.nanmean(
                stats.beta.ppf(0.975, active + 1, 25 - active) - stats.beta.ppf(0.025, active, 26 - active)
            )
        )
    assert np.mean(held) > 0.93  # 480 intervals: 95 percent with a standard error of 1
    assert np.mean(width) < np.mean(plain)


def test_one_share_that_stands_apart_widens_all_and_keeps_its_place():
    every = pd.Series([40] * 6)
    same, apart = (drawn(pd.Series(active), every) for active in ([20] * 6, [20, 20, 20, 20, 20, 38]))
    assert (same[1] - same[0]).max() < (apart[1] - apart[0]).min()
    assert apart[1][5] > apart[1][0] + 20  # 38 of 40 still reaches far above 20 of 40
    assert apart[0][0] == pytest.approx(apart[0][1])


def test_shares_of_nothing_and_of_all_have_an_interval():
    low, high = drawn(pd.Series([0, 10, 5]), pd.Series([10, 10, 10]))
    assert np.isfinite(low).all() and np.isfinite(high).all()
    assert ((low > 0) & (high < 100)).all()


def test_what_is_printed_and_drawn():
    found = _found(load_study("vnm"))
    assert "61 known, 61 to 100 (own)" in found.plot().alt
    assert "own figures, counted" in found.summary().plain()
    missing = Absence(id="x", country="khm", reason="no_data", what="x", why="x")
    assert mapping.borrowed_activity(missing, missing, missing) is missing


@pytest.mark.parametrize("country", ["vnm", "tha", "khm"])
def test_what_is_too_wide_to_use_says_so_and_gives_no_number(country):
    """Viet Nam: 1 to 99 percent of 73,000 groups was printed as between 700 and 72,000 active ones."""
    found = _found(load_study(country))
    lent = found.frame.query("basis == 'borrowed'")
    assert len(lent) and not lent["usable"].any() and set(lent["obs_status"]) == {"U"}
    assert (lent["ci_high"] - lent["ci_low"] > constants.threshold("mapping.usable_width")).all()
    rows = [row for row in found.summary().rows if "other forms and countries" in str(row[3])]
    assert len(rows) == len(lent)
    assert all(row[3]["text"].endswith("not a usable figure") for row in rows)
    assert all(cell == {"text": "not usable", "tone": "absent"} for row in rows for cell in row[-2:])
    assert found.plot().alt.count("not a usable figure") == len(lent)
    assert any(note.startswith("What others lend is no usable figure here: only") for note in found.notes)


def test_own_pairs_stay_usable():
    found = _found(load_study("vnm")).frame.query("basis == 'own'")
    assert len(found) and found["usable"].all() and set(found["obs_status"]) == {"A"}
