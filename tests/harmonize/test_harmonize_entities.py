"""Linkage against a known truth: the registers of the synthetic country, across scripts, with errors and without numbers."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest

from sse_analysis.errors import EstimationError
from sse_analysis.harmonize import entities, linkage, missed, names
from sse_analysis.mapping import coverage, registered, unlisted
from sse_analysis.results.absence import Absence
from sse_analysis.sources import registers
from sse_analysis.synthetic import generate


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    home = tmp_path_factory.mktemp("registers")
    (home / "parameters").mkdir()
    (home / "data").mkdir()
    return generate("xsy", folder=home / "data" / "xsy", people=700_000, seed=11)


@pytest.fixture(scope="module")
def records(country):
    folder = country / "registers"
    found = []
    for name in ("cooperatives", "enterprises", "groups"):
        about = registers.describe(folder / f"{name}.yml")
        found.append(registers.read(folder / about.file, about, name=name))
    return tuple(found)


@pytest.fixture(scope="module")
def linked(records):
    return entities.link(entities.pooled(records))


@pytest.fixture(scope="module")
def judged(country, linked):
    truth = pd.read_csv(country / "truth" / "links.csv", dtype="str")
    truth["key"] = truth["register"] + ":" + truth["record_id"]
    return linked.entities.merge(truth[["key", "entity_id"]], on="key", validate="one_to_one")


def test_every_record_of_three_layouts_is_read(records, country):
    truth = pd.read_csv(country / "truth" / "links.csv")
    assert {one.name: len(one.frame) for one in records} == truth["register"].value_counts().to_dict()
    assert [registers.unused_codes(one) for one in records] == [{}, {}, {}]
    years = pd.concat([one.frame["registered_on"] for one in records]).dt.year
    assert years.between(1950, 2025).all()


def test_links_agree_with_the_truth(judged):
    quality = linkage.cluster_quality(judged["entity_id"], judged["organization"])
    assert quality.f1 >= 0.95 and quality.precision >= 0.99 and quality.b3_f1 >= 0.98


def test_links_cross_scripts(judged):
    """Of the true pairs written in two scripts, nearly all are found, also those without a number."""
    cyrillic = judged["name"].str.contains("[а-яА-Я]")
    both = judged.assign(script=cyrillic, numbered=judged["tax_id"].notna())
    pairs = both.merge(both, on="entity_id")
    pairs = pairs[(pairs["key_x"] < pairs["key_y"]) & (pairs["script_x"] != pairs["script_y"])]
    same = pairs["organization_x"].eq(pairs["organization_y"])
    assert len(pairs) > 100 and same.mean() >= 0.95
    without = ~(pairs["numbered_x"] & pairs["numbered_y"])
    assert same[without].mean() >= 0.7


def test_net_organizations_cover_the_truth(judged, linked):
    """What the links leave is too many; with the links that names are known to miss the interval holds the truth."""
    truth, found, lost = judged["entity_id"].nunique(), len(linked.organizations), linked.missed
    print(f"{truth} organizations on lists, {found} found, {lost.estimate:.0f} links missed")
    assert found > truth
    assert found - lost.high <= truth <= found - lost.low
    assert abs(found - lost.estimate - truth) < found - truth


def test_missed_links_by_hand():
    found = missed.missed_links(200, 150, 90)
    assert (found.recall, found.estimate) == (0.75, 30.0)
    variance = 90 * 0.25 / 0.75**2 + 90**2 * 0.25 / (200 * 0.75**3)
    assert found.high == pytest.approx(30 + 1.959963984540054 * variance**0.5)
    assert missed.missed_links(29, 20, 5) is None and missed.missed_links(100, 0, 5) is None
    assert missed.missed_links(100, 100, 50).high == 0.0


def test_names_alone_are_not_linked(judged):
    """The tempting wrong way: the same folded name is one organization. Common names join strangers, errors part friends."""
    naive = names.cores(judged["name"], judged["legal_form"])
    assert linkage.cluster_quality(judged["entity_id"], naive).f1 < 0.85


def test_what_a_person_says_overrules_and_leaves_the_list(records, linked):
    pooled = entities.pooled(records)
    assert len(linked.review) > 0
    pair = tuple(linked.review.loc[0, ["left", "right"]])
    ends = linked.pairs.assign(
        organization=linked.pairs["left"].map(linked.entities.set_index("key")["organization"])
    )
    alone = ~ends["organization"].duplicated(keep=False)
    by_name = ends[alone & ends["decided_by"].eq("names")].iloc[0]
    again = entities.link(pooled, answers={pair: True, (by_name["left"], by_name["right"]): False})
    cluster = again.entities.set_index("key")["organization"]
    assert cluster[pair[0]] == cluster[pair[1]]
    assert cluster[by_name["left"]] != cluster[by_name["right"]]
    waiting = set(zip(again.review["left"], again.review["right"], strict=True))
    assert pair not in waiting and "person" in set(again.pairs["decided_by"])


def test_the_order_of_records_changes_nothing(records, linked):
    pooled = entities.pooled(records).sample(frac=1, random_state=3)
    again = entities.link(pooled).entities.set_index("key")["organization"]
    assert again.sort_index().equals(linked.entities.set_index("key")["organization"].sort_index())


def test_a_large_cluster_is_broken_and_sent_to_a_person(records, monkeypatch):
    monkeypatch.setattr(entities, "MOST_RECORDS", 1)
    found = entities.link(entities.pooled(records))
    assert "names" not in set(found.pairs["decided_by"])


def test_without_shared_numbers_nothing_is_guessed(records):
    pooled = entities.pooled(records).assign(tax_id=pd.NA)
    with pytest.raises(EstimationError, match="No two records share a registration number"):
        entities.link(pooled)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Кооператив «Хлеб»", 'Kooperativ "Hleb"'),
        ("ЖУЛИТА Алта", "Julita Alta"),
        ("Hợp tác xã Đông", "hop tac xa dong"),
    ],
)
def test_names_of_two_scripts_fold_to_one(one, other):
    assert names.folded(one) == names.folded(other)


def test_words_of_the_form_are_learnt_and_left_out():
    texts = pd.Series(
        [f"Kooperativo Name{number} Word{number % 25}" for number in range(99)] + ["Kooperativo"]
    )
    cores = names.cores(texts, pd.Series(["coop"] * 100))
    assert cores[:2].tolist() == ["name0 vord0", "name1 vord1"]
    assert cores[99] == "koperativo"


def test_coverage_covers_the_organizations_that_no_list_holds(country, records, linked):
    """Producer cooperatives stand on three lists; how many there are in all is known."""
    truth = json.loads((country / "truth.json").read_text())["values"]
    found = unlisted.not_on_any_list(linked, records, country="xsy")
    average = found.frame.set_index("model").loc["log-linear: average by AIC"]
    total = truth["entities.total.XSY-cooperative-producer"]
    assert found.frame["scope"].unique().tolist() == ["XSY-cooperative-producer"]
    assert average["ci_low"] <= total <= average["ci_high"]
    assert average["listed"] < total


def test_missed_links_are_carried_into_every_interval(records, linked):
    found = unlisted.not_on_any_list(linked, records, country="xsy").frame
    assert (found["estimate"] <= found["as_linked"] + 1e-9).all()
    blind = unlisted.not_on_any_list(replace(linked, missed=None), records, country="xsy").frame
    assert blind["estimate"].tolist() == blind["as_linked"].tolist() == found["as_linked"].tolist()
    width = {name: frame["ci_high"] - frame["ci_low"] for name, frame in (("found", found), ("blind", blind))}
    average = found["model"].eq("log-linear: average by AIC")
    assert (width["found"] > width["blind"])[average].all()


def test_a_link_put_in_moves_two_organizations_into_one():
    on = pd.DataFrame({"a": [True] * 5 + [False] * 4 + [True], "b": [False] * 5 + [True] * 4 + [True]})
    put = unlisted._put_in(on, {("a", "b"): 4}, 0.5)
    assert len(put) == 8 and int((put["a"] & put["b"]).sum()) == 3
    assert len(unlisted._put_in(on, {("a", "b"): 4}, 50.0)) == 6
    assert int(on.sum().sum()) == 11


def test_coverage_of_the_living_from_the_true_links(country):
    """Chapman and log-linear models on the closed population of the three lists recover its size."""
    values = json.loads((country / "truth.json").read_text())["values"]
    cells = values["lists.target_cooperatives"]
    lists = values["lists.order"]
    rows = [[*map(int, pattern), count] for pattern, count in cells.items() if pattern != "000"]
    counts = pd.DataFrame(rows, columns=[*lists, "count"])
    models = coverage.log_linear(counts, lists, count="count", models=[",".join(lists)])
    row = models.iloc[0]
    assert abs(row["estimate"] - values["entities.target_cooperatives"]) < 3 * row["se"]


def test_overlap_counts_every_organization_once(linked, records):
    missing = Absence(id="a", country="xsy", reason="no_data", what="w", why="y")
    found = registered.organizations(linked, records, missing, country="xsy")
    assert (
        found.frame["organizations"].sum() == len(linked.organizations) == found.forms["organizations"].sum()
    )
    assert found.frame["records"].sum() == len(linked.entities) == found.forms["records"].sum()
    states = found.forms[["active", "dormant", "dissolved", "unknown"]].sum(axis=1)
    assert states.tolist() == found.forms["organizations"].tolist()
    assert found.plot().alt.startswith(
        f"{len(linked.organizations):,} organizations in 7 combinations of registers;"
    )


def test_a_country_without_registers_says_what_would_fill_each_section():
    missing = Absence(id="a", country="khm", reason="no_data", what="w", why="y")
    ids = [
        registered.registers(missing, country="khm").id,
        registered.organizations(missing, missing, missing, country="khm").id,
        unlisted.not_on_any_list(missing, missing, country="khm").id,
    ]
    assert ids == ["no-mapping-registers", "no-mapping-linkage", "no-mapping-coverage"]
