"""What goes wrong is said in full, harms nothing else, and never looks like a report."""

from __future__ import annotations

import json
import re

import pytest
from projects import FRONT, TABLE, WORDS, small_project

BAD = {
    "mapping": 'if country == "khm":\n    {"a": 1}["b"]\nif country == "mng":\n    import time; time.sleep(60)',
    "sdg": (
        "import signal\nflag = os.environ['SSE_HOME'] + '/once-' + country\n"
        'if country == "khm" or (country == "tha" and not os.path.exists(flag)):\n'
        "    open(flag, 'w').close(); os.kill(os.getpid(), signal.SIGKILL)\n"
        'if country == "mng":\n    much = bytearray(600_000_000)'
    ),
    "formalization": 'country = "tha" if country == "khm" else country\n'
    + TABLE.replace('"number"', '"other"'),
}

EXPECTED = """
country  analysis       failed by      cell  error
khm      mapping        an exception   5     KeyError: 'b'
khm      sdg            kernel lost    5     the kernel was lost (killed by signal 9)
khm      formalization  output checks  -     The report 'khm formalization' fails its checks and is not published.
mng      mapping        time limit     5     stopped after 5 seconds, the limit 'limits.seconds' of its parameters
mng      sdg            memory limit   5     MemoryError (the limit 'limits.memory_mb' of its parameters is 256 MiB)

khm/mapping, cell 5: if country == "khm":
    Cell In[5], line 2
          1 if country == "khm":
    ----> 2     {"a": 1}["b"]
          3 if country == "mng":
          4     import time; time.sleep(60)
    KeyError: 'b'
    kept: outputs/khm/mapping.failed.ipynb

khm/sdg, cell 5: import signal
    the kernel was lost (killed by signal 9)
    kept: outputs/khm/sdg.failed.ipynb

khm/formalization
    The report 'khm formalization' fails its checks and is not published.
      - notebook cell 6, exhibit 'other': found country 'tha', expected 'khm'. The cell shows another country's result; load the study with the parameter 'country'.
      - notebook cell 7, exhibit 'words': found country 'tha', expected 'khm'. The cell shows another country's result; load the study with the parameter 'country'.
      - HTML, 'other': found country 'tha', expected 'khm'
      - HTML, 'words': found country 'tha', expected 'khm'
    kept: outputs/khm/formalization.failed.ipynb

mng/mapping, cell 5: if country == "khm":
    stopped after 5 seconds, the limit 'limits.seconds' of its parameters
    kept: outputs/mng/mapping.failed.ipynb

mng/sdg, cell 5: import signal
          2 flag = os.environ['SSE_HOME'] + '/once-' + country
          3 if country == "khm" or (country == "tha" and not os.path.exists(flag)):
          4     open(flag, 'w').close(); os.kill(os.getpid(), signal.SIGKILL)
          5 if country == "mng":
    ----> 6     much = bytearray(600_000_000)
    MemoryError:
    kept: outputs/mng/sdg.failed.ipynb

"""


@pytest.fixture(scope="module")
def batches(tmp_path_factory):
    """A good batch, then one in which most notebooks fail."""
    project = small_project(tmp_path_factory.mktemp("faults"))
    project.country("mng", "5")
    text = (project.home / "parameters/mng.yml").read_text()
    project.write("parameters/mng.yml", text + "limits: {seconds: 5, memory_mb: 256}\n")
    good = project.sse("run", "khm", "tha", "--to", "html", "--jobs", "3")
    before = {name: (project.outputs / name).read_bytes() for name in project.published()}
    for name, cell in BAD.items():
        project.analysis(name, FRONT % name, TABLE, cell, WORDS)
    bad = project.sse("run", "--all", "--to", "html", "--jobs", "4")
    return project, good, bad, before


def test_a_failure_stops_no_other_and_the_exit_code_says_so(batches):
    project, good, bad, _ = batches
    assert (good.returncode, bad.returncode) == (0, 1)
    assert (
        re.sub(r"[\d.]+ s\.$", "N s.", bad.stdout.splitlines()[-1]) == "9 reports: 4 made, 5 failed, in N s."
    )
    assert "tha/sdg: the kernel was lost (killed by signal 9); trying once more" in bad.stderr
    assert project.record("tha/sdg")["run"]["attempts"] == 2
    assert project.record("mng/formalization")["run"]["attempts"] == 1


def test_every_failure_is_told_in_full(batches):
    said = batches[2].stdout
    assert said[: len(EXPECTED)] == EXPECTED
    assert len(said.splitlines()) == len(EXPECTED.splitlines()) + 1


def test_an_earlier_good_report_stays_as_it_was_and_is_called_earlier(batches):
    project, _, _, before = batches
    kept = [name for name in before if name.startswith("khm/")]
    assert len(kept) == 13  # three reports (page, notebook, record, table) and their provenance
    assert [name for name in kept if (project.outputs / name).read_bytes() != before[name]] == []
    index = json.loads((project.outputs / "index.json").read_text())["reports"]
    entry = next(e for e in index if (e["country"], e["analysis"]) == ("khm", "mapping"))
    assert entry["status"] == "failed"
    assert entry["problem"] == "cell 5: KeyError: 'b'. What is linked here is from an earlier run."


def test_nothing_wrong_or_half_written_is_published(batches):
    project = batches[0]
    names = project.published()
    assert [n for n in names if n.startswith("mng/")] == [
        "mng/formalization.html", "mng/formalization.ipynb", "mng/formalization.record.json",
        "mng/mapping.failed.ipynb", "mng/mapping.failed.json", "mng/ro-crate-metadata.json",
        "mng/sdg.failed.ipynb", "mng/sdg.failed.json",
        "mng/tables/formalization/number.csv", "mng/tables/formalization/other.csv",
    ]  # fmt: skip
    assert not list((project.outputs / ".work").iterdir())
    assert not list(project.outputs.rglob(".writing-*"))


def test_the_failed_notebook_has_the_error_on_top_and_the_outputs_so_far(batches):
    kept = json.loads((batches[0].outputs / "khm/mapping.failed.ipynb").read_text())
    top = "".join(kept["cells"][0]["source"])
    assert top.splitlines()[0] == "**This notebook failed in cell 5; it is no report.** KeyError: 'b'"
    outputs = [output for cell in kept["cells"] for output in cell.get("outputs", [])]
    shown = [o["data"]["application/vnd.sse.exhibit+json"]["kind"] for o in outputs if "data" in o]
    assert shown == ["front", "table"]
    assert [o["ename"] for o in outputs if o["output_type"] == "error"] == ["KeyError"]


def test_status_tells_failed_from_fresh(batches):
    said = batches[0].sse("status", "khm", "tha").stdout
    assert said == (
        "khm/mapping              failed   cell 5: KeyError: 'b'\n"
        "    kept: outputs/khm/mapping.failed.ipynb\n"
        "khm/sdg                  failed   cell 5: the kernel was lost (killed by signal 9)\n"
        "    kept: outputs/khm/sdg.failed.ipynb\n"
        "khm/formalization        failed   The report 'khm formalization' fails its checks and is not published.\n"
        "    kept: outputs/khm/formalization.failed.ipynb\n"
        "tha/mapping              fresh\n"
        "tha/sdg                  fresh\n"
        "tha/formalization        fresh\n"
    )


def test_only_failed_checks_give_exit_code_4(batches):
    done = batches[0].sse("run", "khm", "--only", "formalization", "--to", "html")
    assert done.returncode == 4  # from the store: nothing is executed a second time
    assert "khm/formalization: FAILED" in done.stderr
