"""Jobs travel as lines, and a line cannot lead out of the project."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from projects import small_project

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


@pytest.mark.slow
def test_the_commands_of_the_page_on_scaling_do_every_job_once(tmp_path):
    """Word for word as printed in docs/scaling.md, in a project of its own."""
    page = (Path(__file__).parents[2] / "docs/scaling.md").read_text(encoding="utf-8")
    block = re.search(r"```bash\n(sse jobs --jsonl.*?)```", page, re.S).group(1)
    assert "xargs" in block and "sse exec --job-file -" in block
    project = small_project(tmp_path)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-ec", block], capture_output=True, text=True, cwd=project.home,
        env=project.environment | {"PATH": path}, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert sorted(one["job"] for one in told if one["how"] == "made") == sorted(
        f"{country}/{name}" for country in ("khm", "tha") for name in ("mapping", "sdg", "formalization")
    )
    assert [(one["job"], one["how"]) for one in told[6:]] == [("khm/mapping", "fresh")]
