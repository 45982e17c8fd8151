"""The portal and a real report with the keyboard alone: order, focus that is seen, search, details, sorting, back."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def walk(outputs, node) -> dict:
    """What a reader met who pressed only keys."""
    return node("walk.mjs", outputs / "index.html", outputs / "khm" / "mapping.html", timeout=400)


@pytest.mark.parametrize("part", ["start", "inside"])
def test_the_first_stop_skips_to_the_main_part(walk, part):
    first = walk[part]["first"]
    assert first["name"] == "A.skip" and first["ring"] and first["inView"] and first["uncovered"]
    assert (walk[part]["target"], walk[part]["within"]) == ("MAIN", True)


@pytest.mark.parametrize(("part", "least"), [("listed", 30), ("walked", 100)])
def test_every_link_is_reached_in_order_and_seen(walk, part, least):
    found = walk[part]
    assert found["count"] >= least
    assert {name: found[name] for name in ("missed", "disordered", "faint", "hidden")} == {
        "missed": [], "disordered": [], "faint": [], "hidden": [],
    }  # fmt: skip


def test_search_leaves_the_reports_that_have_all_words(walk):
    search = walk["search"]
    assert search["field"]["ring"] and search["field"]["inView"]
    everything = search[""]
    total = len(everything["cards"])
    assert search["cambodia mapping"] == {
        "told": f"1 report of {total}", "cards": ["Mapping, Cambodia"], "heads": ["Cambodia"],
    }  # fmt: skip
    for words in ("KHM", "កម្ពុជា"):
        assert (search[words]["told"], search[words]["heads"]) == (f"3 reports of {total}", ["Cambodia"])
    goals = search["SUSTAINABLE"]
    assert len(goals["cards"]) == len(goals["heads"]) >= 6
    assert search["zzz"] == {"told": "No report has these words", "cards": [], "heads": []}
    assert search["again"] == everything
    assert search["violations"] == []


def test_details_open_and_close_by_key(walk):
    for part in ("files", "code"):
        assert walk[part] == {"before": False, "open": True, "shown": True, "after": False}


def test_a_link_leads_to_the_report_and_back(walk, outputs):
    assert walk["arrived"] == {
        "address": (outputs / "khm" / "mapping.html").as_uri(),
        "title": "Cambodia: mapping of the social and solidarity economy",
    }
    assert walk["back"]["address"] == (outputs / "index.html").as_uri()


def test_a_link_of_the_contents_leads_to_its_section(walk):
    link = walk["link"]
    assert link["hash"] == link["href"] and 0 <= link["top"] < 300


def test_a_table_sorts_by_key(walk):
    given, up, down, again = walk["sorted"]
    assert [one["state"] for one in (given, up, down, again)] == [None, "ascending", "descending", None]
    assert len(set(given["rows"])) > 1 and sorted(given["rows"]) == sorted(up["rows"])
    assert down["rows"] != up["rows"] and again["rows"] == given["rows"]


def test_nothing_complains(walk):
    assert walk["complaints"] == []
