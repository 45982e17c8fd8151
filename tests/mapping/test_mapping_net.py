"""Double counting: gross to net by hand and on real ledgers, memberships to persons, the truth of the synthetic country."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest
from mapping_rows import ledger, legal_forms

from sse_analysis import Absence, load_study, mapping, paths, synthetic

COOPERATIVE = "KHM-cooperative-cooperative"


@pytest.fixture(scope="module")
def xsy():
    synthetic.ensure("xsy")
    return load_study("xsy")


def _landscape(country: str):
    study = load_study(country)
    rule = {"rule": study.parameters.mapping.headline, "as_of": study.parameters.data_cutoff}
    return study, mapping.landscape(study.ledger, study.legal_forms, **rule)


def _by_hand(*rows: dict, country: str = "khm"):
    forms = legal_forms({"id": f"{country.upper()}-cooperative-cooperative"}, country=country)
    return mapping.landscape(ledger(*rows, country=country), forms)


def _sums(result) -> dict[str, float]:
    frame = result.frame
    return (
        frame[frame["part"].isin(["gross", "net"])]
        .drop_duplicates("part")
        .set_index("part")["value"]
        .to_dict()
    )


def test_by_hand_each_reason_takes_out_its_line():
    found = mapping.net_organizations(_by_hand(
        {"value": 100.0},
        {"form": "cooperative_union", "legal_form": "Unions of cooperatives", "value": 7.0},
        {"form": "association", "legal_form": "Associations", "value": 30.0},
        {"form": "association_and_ngo", "legal_form": "Associations and NGOs", "value": 55.0},
        {"form": "self_help_group", "legal_form": "Women's rice groups of the north", "value": 9.0},
    ))  # fmt: skip
    assert _sums(found) == {"gross": 201.0, "net": 130.0}  # not 201, and not 185 with associations twice
    out = found.frame[found.frame["part"].eq("taken out")].set_index("label")["because"]
    assert out["Unions of cooperatives"].startswith("second tier")
    assert out["Associations and NGOs"] == "several forms together, of which some stand here: association"
    assert out["Women's rice groups of the north"].startswith("names no whole form")


def test_years_too_far_apart_give_no_sum_and_say_why():
    rows = (
        {"value": 100.0},
        {"form": "association", "legal_form": "Associations", "value": 30.0, "year": 2006},
    )
    found = mapping.net_organizations(_by_hand(*rows))
    assert all(pd.isna(value) for value in _sums(found).values())  # not 130
    last = found.frame.iloc[-1]
    assert (last["why_absent"], last["obs_status"]) == ("reference years from 2006 to 2020", "O")
    wide = mapping.net_organizations(_by_hand(*rows), window=20)
    assert _sums(wide)["net"] == 130.0


def test_an_old_count_of_the_whole_form_gives_way_to_new_ones_of_its_legal_forms():
    _, landscape = _landscape("vnm")
    found = mapping.net_organizations(landscape).frame.set_index("label")
    assert (
        found.loc["Foundations and funds", "because"]
        == "more than 5 years older than the counts of its legal forms"
    )
    # The broad perimeter adds the same lines: two ways to one number.
    assert found.loc["Sum of the 4 counted forms", "value"] == 177_418 == 71_890 + 29_378 + 73_000 + 3_150
    assert found.loc["People's credit funds", "because"] == "counted inside another form: cooperative"


def test_a_sum_over_several_years_is_of_none_of_them_and_shows_what_it_adds():
    _, landscape = _landscape("vnm")
    result = mapping.net_organizations(landscape)
    net = result.frame[result.frame["part"].eq("net")].iloc[0]
    assert net["years"] == "2021 to 2023" and pd.isna(net["year"])  # never 177,418 of 2023
    assert sum(float(one.replace(",", "")) for one in net["because"].split(" + ")) == net["value"]
    words = result.summary().plain()
    assert (
        "177,418 | 2021 to 2023 | 71,890 + 29,378 + 73,000 + 3,150" in words and "177,418 | 2023" not in words
    )
    assert "no sum: reference years from 2006 to 2025" in words
    assert "Foundations and funds | 1,500 | 2006" in words  # no minus: there is nothing it is taken from


def test_gross_less_what_is_taken_out_is_net():
    result = mapping.net_organizations(_by_hand(
        {"value": 100.0},
        {"form": "association", "legal_form": "Associations", "value": 30.0, "year": 2018},
        {"form": "cooperative_union", "legal_form": "Unions of cooperatives", "value": 7.0},
    ))  # fmt: skip
    frame, words = result.frame, result.summary().plain()
    sums = _sums(result)
    assert sums["gross"] - frame.loc[frame["part"].eq("taken out"), "value"].sum() == sums["net"] == 130.0
    assert "All lines added | 137 | 2018 to 2020" in words and "Unions of cooperatives | −7" in words
    one = mapping.net_organizations(_by_hand({"value": 100.0})).frame.iloc[-1]
    assert (one["label"], one["year"], one["years"]) == ("The one counted form", 2020, "2020")


def test_memberships_of_several_years_say_so():
    study, landscape = _landscape("vnm")
    result = mapping.persons_behind(landscape, study.context, study.persons)
    total = result.frame[result.frame["part"].eq("memberships")].iloc[0]
    assert (total["label"], total["value"], total["years"]) == (
        "Sum of the 2 counted forms",
        7.6e6,
        "2020 to 2025",
    )
    most = result.frame[result.frame["label"].eq("At most")].iloc[0]
    assert (most["value"], most["years"]) == (7.6e6, "2020 to 2025")
    assert result.frame.loc[result.frame["value"].eq(7.6e6), "year"].isna().all()  # never 7.6 million of 2025


@pytest.mark.parametrize("country", ["khm", "kgz", "mng", "tha", "vnm"])
def test_every_line_stands_once_and_the_sums_add_up(country):
    _, landscape = _landscape(country)
    found = mapping.net_organizations(landscape).frame
    lines = found[found["part"].isin(["counted", "taken out"])]
    assert not lines["ledger_id"].duplicated().any()
    sums = found.drop_duplicates("part").set_index("part")["value"]
    for part, rows in (("gross", lines), ("net", lines[lines["part"].eq("counted")])):
        assert pd.isna(sums[part]) or sums[part] == rows["value"].sum()
    assert mapping.net_organizations(landscape).summary().groups[0][1] == "Counted once"


def test_thai_memberships_are_no_persons():
    study, landscape = _landscape("tha")
    found = mapping.persons_behind(landscape, study.context, study.persons).frame
    total = found[found["part"].eq("memberships")].iloc[0]
    assert (
        total["value"] == 11_321_747 + 13_000_000 + 1_445_773
    )  # kinds and credit bodies are inside the cooperatives
    bound = found[found["part"].eq("bound")].set_index("label")["value"]
    assert bound["At most"] == total["value"]
    assert bound["At least, if nobody belongs to two organizations of one form"] == 13_000_000
    assert not found["part"].eq("survey").any()


def test_the_population_is_the_most_persons_there_can_be():
    members = {"measure": "members", "unit": "persons"}
    landscape = _by_hand({"value": 10.0}, {"value": 9e6} | members, {"form": "association", "legal_form": "Associations",
                         "value": 9e6} | members)  # fmt: skip
    study = load_study("khm")
    found = mapping.persons_behind(landscape, study.context, study.persons).frame
    people = study.context.frame.query("series == 'SP.POP.TOTL' and year == 2020")["value"].iloc[-1]
    most = found[found["label"].eq("At most")].iloc[0]
    assert (most["value"], most["because"]) == (people, "the population")  # not 18 million
    least = found[found["label"].str.endswith("without any assumption")].iloc[0]
    assert least["value"] == 900_000  # 9 million members in 10 organizations: one has at least so many


def test_households_are_in_no_sum_of_persons():
    landscape = _by_hand({"value": 50.0, "measure": "members", "unit": "persons"},
                         {"value": 80.0, "measure": "member_households", "unit": "households"})  # fmt: skip
    study = load_study("khm")
    found = mapping.persons_behind(landscape, study.context, study.persons).frame
    assert found.loc[found["part"].eq("memberships"), "value"].tolist() == [50.0]


def test_persons_and_memberships_cover_the_truth(xsy):
    truth = json.loads(paths.data_file("xsy", "truth.json").read_text(encoding="utf-8"))["values"]
    _, landscape = _landscape("xsy")
    found = mapping.persons_behind(landscape, xsy.context, xsy.persons).frame
    said = found[found["part"].eq("survey")].set_index("unit")
    for unit, name in (("persons", "sse.members"), ("memberships", "sse.memberships")):
        assert said.loc[unit, "ci_low"] < truth[name] < said.loc[unit, "ci_high"]
    bound = found[found["part"].eq("bound")].set_index("label")["value"]
    assert (
        bound["At least, if nobody belongs to two organizations of one form"]
        < truth["sse.members"]
        < bound["At most"]
    )
    # The tempting answer: memberships taken for persons lie far outside the interval.
    assert truth["sse.memberships"] > said.loc["persons", "ci_high"]


def test_registers_from_entries_to_organizations(xsy):
    given = (xsy.organizations, xsy.registers, xsy.legal_forms)
    found = mapping.net_of_registers(*given, country="xsy")
    rows = found.frame.set_index("label")
    records = sum(len(one.frame) for one in xsy.registers)
    statuses = sum(
        int(one.frame["second_status"].notna().sum()) for one in xsy.registers if "second_status" in one.frame
    )
    assert rows.loc["Entries in all registers", "value"] == records + statuses
    out = rows[rows["part"].eq("taken out")]["value"]
    assert rows.loc["Organizations counted once", "value"] == records + statuses - out.sum()
    assert out["Statuses over another form"] == 57 and out["Second tier"] == 41
    truth = pd.read_csv(paths.data_file("xsy", "truth/entities.csv"))
    links = pd.read_csv(paths.data_file("xsy", "truth/links.csv"))
    listed = truth[truth["entity_id"].isin(links["entity_id"]) & truth["tier"].eq("primary")]
    # Registers keep the dead, so what they call dissolved is put back before the truth is asked for.
    net = rows.loc["Net also of links that are missed"]
    assert net["low"] <= len(listed) - out["Dissolved"] <= net["high"]
    assert rows.loc["Organizations counted once", "value"] > len(listed) - out["Dissolved"]


def test_without_registers_or_missed_links_it_says_so(xsy):
    khm = load_study("khm")
    found = mapping.net_of_registers(khm.organizations, khm.registers, khm.legal_forms, country="khm")
    assert isinstance(found, Absence)
    unknown = replace(xsy.organizations, missed=None)
    found = mapping.net_of_registers(unknown, xsy.registers, xsy.legal_forms, country="xsy")
    assert "Net also of links that are missed" not in set(found.frame["label"])
    assert "How many links are missed is not known." in found.notes


def test_who_did_not_say_whether_a_member_is_named_beside_the_total(xsy):
    _, landscape = _landscape("xsy")
    found = mapping.persons_behind(landscape, xsy.context, xsy.persons).frame
    raw = pd.read_csv(paths.data_file("xsy", "microdata/lfs.csv"), usecols=["AGE", "M1", "W"])
    silent = int((raw["AGE"].ge(15) & ~raw["M1"].isin([1, 2])).sum())
    said = found[found["part"].eq("survey")]
    assert silent > 100
    assert said["because"].str.contains(f"; {silent:,} of 15 and over did not answer or were not asked").all()
    assert said["value"].iloc[0] == pytest.approx(raw.loc[raw["M1"].eq(1), "W"].sum())
