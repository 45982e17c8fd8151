"""A report is stale when content it depends on changed, and only then."""

import json
import os

from sse_analysis.batch import jobs, keys, records


def _plan(country="khm", analysis="mapping"):
    return records.plan(jobs.select([country], [analysis], ["html"])[0])


def test_a_byte_of_data_changes_the_key_of_its_country_only(home):
    before, other = _plan(), _plan("tha")
    home.write("data/khm/numbers.csv", "value\n8\n")
    after = _plan()
    assert after.key != before.key
    assert keys.changed(before.components, after.components) == ["inputs: data/khm/numbers.csv changed"]
    assert _plan("tha").key == other.key


def test_common_data_belongs_to_every_country(home):
    before = _plan(), _plan("tha")
    home.write("data/common/new.csv", "a\n")
    after = _plan(), _plan("tha")
    assert [a.key != b.key for a, b in zip(before, after, strict=True)] == [True, True]
    assert keys.changed(before[1].components, after[1].components) == ["inputs: data/common/new.csv is new"]


def test_a_parameter_counts_and_a_comment_or_a_limit_does_not(home):
    before = _plan()
    text = (home.home / "parameters/khm.yml").read_text()
    home.write("parameters/khm.yml", text + "# a remark\nlimits: {seconds: 77}\n")
    assert _plan().key == before.key and _plan().limits.seconds == 77
    home.write("parameters/khm.yml", text.replace("baseline_year: 2015", "baseline_year: 2016"))
    assert keys.changed(before.components, _plan().components) == [
        "parameters: parameters/khm.yml: sdg.baseline_year changed"
    ]


def test_cells_and_tags_count_and_outputs_and_ids_do_not(home):
    before, file = _plan(), home.home / "notebooks/mapping.ipynb"
    content = json.loads(file.read_text())
    content["cells"][2] |= {
        "outputs": [{"output_type": "stream", "name": "stdout", "text": "x"}],
        "id": "other",
    }
    file.write_text(json.dumps(content))
    assert _plan().key == before.key
    content["cells"][3]["metadata"]["tags"] = ["remove"]
    file.write_text(json.dumps(content))
    assert keys.changed(before.components, _plan().components) == [
        "notebook: notebooks/mapping.ipynb changed"
    ]


def test_dates_of_files_do_not_matter_whichever_way_the_clock_goes(home):
    before = _plan().key
    for when in (0, 4_000_000_000):
        for file in home.home.rglob("*.*"):
            os.utime(file, (when, when))
        assert _plan().key == before


def test_the_library_counts_without_its_pages_and_the_pages_without_the_library():
    library, pages = keys.library(), keys.writers()
    assert "sse_analysis/study.py" in library and "sse_analysis/batch/engine.py" in library
    assert not [name for name in library if name.startswith(("sse_analysis/report/", "sse_analysis/cli/"))]
    assert "html.py" in pages and "rendering.py" in pages and "study.py" not in pages


def test_installed_versions_count():
    import pandas

    assert dict(keys.environment())["pandas"] == pandas.__version__
