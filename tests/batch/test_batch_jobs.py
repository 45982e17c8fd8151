"""Jobs travel as lines, and a line cannot lead out of the project."""

import json

import pytest

from sse_analysis.batch import jobs
from sse_analysis.errors import ParameterError


def test_a_job_comes_back_from_its_line():
    for job in jobs.select(["khm", "regional"], [], ["pdf"]):
        assert jobs.from_json(jobs.to_json(job, key="x")) == job


def test_reports_are_selected_in_reading_order():
    found = jobs.select(["tha", "regional"], [], ["html"])
    assert [job.id for job in found] == ["tha/mapping", "tha/sdg", "tha/formalization", "regional/regional"]
    assert [job.parameters for job in found] == [(("country", "tha"),)] * 3 + [()]
    assert [job.id for job in jobs.select(["tha", "regional"], ["regional", "sdg"], [])] == [
        "tha/sdg",
        "regional/regional",
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"country": "../x"},
            "'../x' is not a country code. Expected three letters of ISO 3166-1, such as 'khm'.",
        ),
        (
            {"analysis": "../../evil"},
            "'../../evil' is not the name of the report of notebooks/sdg.ipynb.",
        ),
        ({"analysis": "mapping"}, "'mapping' is not the name of the report of notebooks/sdg.ipynb."),
        (
            {"analysis": "..", "notebook": "notebooks/...ipynb"},
            "'..' is not the name of the report of notebooks/...ipynb.",
        ),
        (
            {"notebook": "../../evil.ipynb"},
            "A path leads out of its folder.\n  - .: found '../../evil.ipynb', expected a file inside this folder",
        ),
        ({"formats": ["exe"]}, "Found format 'exe', expected one of 'html', 'pdf', 'docx'."),
    ],
)
def test_a_line_that_leads_out_is_refused(home, change, message):
    line = json.loads(jobs.to_json(jobs.select(["khm"], ["sdg"], ["html"])[0]))
    with pytest.raises(ParameterError) as caught:
        jobs.from_json(json.dumps(line | change))
    assert str(caught.value) == message
