"""The portal lists every report, and is written only when something changed."""

import json

from sse_analysis.batch import portal


def test_countries_stand_by_name_and_an_unchanged_portal_is_left_alone(home):
    home.country("che")  # Switzerland: first by code, second by name
    portal.update()
    index = home.outputs / "index.json"
    listed = [entry["country"] for entry in json.loads(index.read_text())["reports"]]
    assert list(dict.fromkeys(listed)) == ["khm", "che", "tha"]
    before = index.stat().st_mtime_ns
    portal.update()
    assert index.stat().st_mtime_ns == before


def test_a_country_whose_parameters_are_wrong_is_shown_as_failed(home):
    home.write("parameters/tha.yml", "country: tha\n")
    portal.update()
    entries = json.loads((home.outputs / "index.json").read_text())["reports"]
    states = {(entry["country"], entry["status"]) for entry in entries}
    assert states == {("khm", "missing"), ("tha", "failed")}
    problem = next(entry["problem"] for entry in entries if entry["country"] == "tha")
    assert problem.startswith("parameters/tha.yml has ") and "\n" not in problem
