"""A project wherever it lies and wherever one stands: its reports hold its own data, never those of another project."""

from __future__ import annotations

import os

import pytest
from projects import small_project

PLAIN = {name: value for name, value in os.environ.items() if name not in ("SSE_HOME", "SSE_OUTPUTS")}
SAME = "1 report made again: every number, sentence and page is the same.\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project in a folder with spaces and other letters, found by where one stands and by no variable."""
    home = tmp_path_factory.mktemp("places") / "dự án \u0e01 (1) 'x' %41"
    home.mkdir()
    made = small_project(home)
    done = made.sse("run", "khm", "--only", "mapping", "--to", "html,pdf", env=PLAIN)
    assert done.returncode == 0, done.stdout + done.stderr
    return made


def test_a_page_is_made_of_this_project_also_where_a_child_writes_it(project):
    """The annexes read the project again; the child that writes them stands in a folder of its own."""
    assert project.record("khm/mapping")["run"]["kernel"] == "forked"
    page = (project.outputs / "khm/mapping.html").read_text(encoding="utf-8")
    annex = page[page.index('id="annex-parameters"') :]
    assert "2025-01-01" in annex  # its own data_cutoff
    assert "ledger.csv" not in page  # it has no such table; the project of this package has
    checked = project.sse("verify", "outputs/khm", env=PLAIN)
    assert (checked.returncode, checked.stdout) == (0, SAME)


def test_from_a_folder_inside_and_through_a_link_it_is_the_same_project(project, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(project.home)
    fresh = "khm/mapping              fresh"
    for place in (project.home / "data/khm", link, link / "notebooks"):
        told = project.sse("status", "khm", env=PLAIN, cwd=place).stdout
        assert told.splitlines()[0] == fresh
    done = project.sse("verify", "../outputs/khm/mapping.html", env=PLAIN, cwd=project.home / "data")
    assert (done.returncode, done.stdout) == (0, SAME)
    done = project.sse("status", "khm", env=PLAIN | {"SSE_HOME": str(link)}, cwd=tmp_path)
    assert done.stdout.splitlines()[0] == fresh


def test_outputs_may_be_a_link_to_another_disk(project, tmp_path):
    other = tmp_path / "disk"
    other.mkdir()
    (tmp_path / "out").symlink_to(other)
    env = PLAIN | {"SSE_OUTPUTS": str(tmp_path / "out")}
    assert project.sse("run", "tha", "--only", "sdg", "--to", "html", env=env).returncode == 0
    assert (other / "tha/sdg.html").is_file()
    done = project.sse("verify", str(tmp_path / "out/tha"), env=env)
    assert (done.returncode, done.stdout) == (0, SAME)
    assert project.sse("clean", env=env).stdout == "Deleted 0 stored results, 0.0 MiB.\n"
    again = project.sse("run", "tha", "--only", "sdg", "--to", "html", env=env)
    assert "1 already up to date" in again.stdout
