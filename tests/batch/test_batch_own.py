"""A reader's own notebooks: two of one name never take each other's place."""

from __future__ import annotations

from pathlib import Path

import pytest
from projects import FRONT, TABLE, command, notebook, small_project

from sse_analysis.batch import jobs, performing, records
from sse_analysis.batch.execution import Executed

SAYS = 'Statement(id="words", country=country, paragraphs=("This is %s.",))'


@pytest.fixture
def project(tmp_path):
    made = small_project(tmp_path)
    for name in ("a", "b"):
        made.write(f"notebooks/my/{name}/x.ipynb", notebook(FRONT % "x", TABLE, SAYS % name))
    return made


def _page(project):
    return (project.outputs / "khm/my/x.html").read_text(encoding="utf-8")


def test_the_second_of_two_notebooks_of_one_name_is_refused(project):
    run = ("run", "khm", "--to", "html", "--notebook")
    assert project.sse(*run, "notebooks/my/a/x.ipynb").returncode == 0
    second = project.sse(*run, "notebooks/my/b/x.ipynb")
    assert (second.returncode, second.stdout, second.stderr) == (
        2,
        "",
        "notebooks/my/b/x.ipynb was not run: outputs/khm/my/x.* is the report of notebooks/my/a/x.ipynb, which has the "
        "same name. Rename one of the two notebooks.\n",
    )
    assert (
        "This is a." in _page(project) and project.record("khm/my/x")["notebook"] == "notebooks/my/a/x.ipynb"
    )
    assert project.sse(*run, "notebooks/my/a/x.ipynb").returncode == 0  # the first may run again
    (project.home / "notebooks/my/a/x.ipynb").rename(project.home / "notebooks/my/x.ipynb")
    moved = project.sse(*run, "notebooks/my/x.ipynb")  # one that was moved keeps its place
    assert moved.returncode == 0, moved.stderr
    assert project.record("khm/my/x")["notebook"] == "notebooks/my/x.ipynb"


def test_of_two_at_the_same_time_one_is_published_and_the_other_says_why_not(project, monkeypatch):
    """Both are planned before either has published."""
    monkeypatch.setenv("SSE_HOME", str(project.home))
    monkeypatch.setenv("SSE_OUTPUTS", str(project.outputs))
    plans = [
        records.plan(jobs.own(project.home / f"notebooks/my/{name}/x.ipynb", "khm", ("html",)))
        for name in "ab"
    ]
    monkeypatch.setattr(
        performing, "execute", lambda plan, *_, **__: Executed(plan.notebook.text.encode(), 1)
    )
    monkeypatch.setattr(performing.rendering, "render", lambda job, book, forms, **_: {
        "html": {"report.html": book}, "data": {"about.json": b"{}"}
    })  # fmt: skip
    first, second = (performing.perform(plan, performing.Desk()) for plan in plans)
    assert (first.how, second.how, second.problem.kind) == ("made", "failed", "check")
    assert "is the report of notebooks/my/a/x.ipynb, which has the same name" in second.problem.error
    assert "This is a." in _page(project) and "This is b." not in _page(project)
    standing = records.standing(plans[0])
    assert standing.state != "failed" and not records.failure_file(plans[1].job).exists()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("../outputs/khm/x.ipynb", "lies among the reports. Copy it into notebooks/my/ and run the copy.\n"),
        ("my/x.y.ipynb", "has a dot in its name, which tells languages and formats of a report apart. Call it x-y.ipynb.\n"),
        ("my/x.failed.ipynb", "has a dot in its name, which tells languages and formats of a report apart. Call it x-failed.ipynb.\n"),
    ],
)  # fmt: skip
def test_a_place_or_name_that_would_hide_another_report_is_refused(
    project, monkeypatch, capsys, name, message
):
    monkeypatch.setenv("SSE_HOME", str(project.home))
    monkeypatch.setenv("SSE_OUTPUTS", str(project.outputs))
    project.write(f"notebooks/{name}", notebook(FRONT % "x"))
    given = str(project.home / "notebooks" / name)
    assert command("run", "khm", "--notebook", given, capsys=capsys) == (2, "", f"'{given}' {message}")


def test_a_folder_is_no_notebook(project, monkeypatch, capsys):
    monkeypatch.setenv("SSE_HOME", str(project.home))
    (project.home / "notebooks/my/y.ipynb").mkdir()
    given = str(project.home / "notebooks/my/y.ipynb")
    assert command("run", "khm", "--notebook", given, capsys=capsys) == (
        2, "", "notebooks/my/y.ipynb cannot be read: Is a directory.\n",
    )  # fmt: skip


def test_a_notebook_on_top_of_the_project_does_not_depend_on_its_own_report(project):
    project.write("báo cáo [1].ipynb", notebook(FRONT % "x", TABLE))
    for _ in range(2):
        done = project.sse("run", "khm", "--notebook", "báo cáo [1].ipynb", "--to", "html")
        assert done.returncode == 0, done.stdout
    assert not any(
        name.startswith("outputs/") for name in project.record("khm/my/báo cáo [1]")["components"]["inputs"]
    )
    same = project.sse("verify", "outputs/khm/my")
    assert (same.returncode, same.stdout) == (
        0,
        "1 report made again: every number, sentence and page is the same.\n",
    )


LOADS = 'from sse_analysis import load_study\nprint(len(load_study(%s).parameters.country), "figures")'


def test_a_run_for_one_country_loads_no_other(project):
    """``load_study("khm")`` left in a copy: what its cells printed was published as that of Thailand."""
    shows = [FRONT % "x", TABLE, SAYS % "it"]
    project.write("notebooks/my/x.ipynb", notebook(*shows, LOADS % '"khm"'))
    done = project.sse("run", "tha", "--to", "html", "--notebook", "notebooks/my/x.ipynb")
    assert done.returncode == 1
    assert (
        "load_study: found 'khm', expected 'tha'. Write load_study(country). Countries stand side by side in the "
        "regional report."
    ) in " ".join(done.stdout.split())
    assert not (project.outputs / "tha/my/x.html").exists()
    project.write("notebooks/my/x.ipynb", notebook(*shows, LOADS % "country.upper()"))
    assert project.sse("run", "tha", "--to", "html", "--notebook", "notebooks/my/x.ipynb").returncode == 0


def test_an_own_notebook_of_the_region_is_refused_and_not_skipped(project):
    """It ended well, with no report and no word."""
    region = Path(__file__).parents[2] / "parameters/regional.yml"
    project.write("parameters/regional.yml", region.read_text(encoding="utf-8"))
    done = project.sse("run", "khm,regional", "--notebook", "notebooks/my/a/x.ipynb")
    assert done.returncode == 2
    assert "--notebook runs for countries, and 'regional' is none." in " ".join(done.stderr.split())
