"""Everything that names dependencies names the same ones."""

import re
import subprocess
import sys
import tomllib

import pytest
import yaml

#: Names that differ on conda-forge.
CONDA_NAMES = {"distributed": "distributed"}
#: Packages conda-forge lacks; they come through pip.
ONLY_PIP = ("fontpkg-noto-sans", "fontpkg-noto-sans-khmer", "fontpkg-noto-sans-thai", "svy", "typst")


@pytest.fixture(scope="module")
def wanted(project):
    given = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = given["optional-dependencies"]
    return sorted([*given["dependencies"], *extras["lab"], *extras["test"]])


def name(requirement):
    return re.split(r"[<>=!~ ;\[]", requirement, maxsplit=1)[0].lower()


def test_conda_gets_what_pyproject_asks_for(project, wanted):
    given = yaml.safe_load((project / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    pip = next(entry["pip"] for entry in given if isinstance(entry, dict))
    conda = [entry for entry in given if isinstance(entry, str) and entry not in ("pip", "python>=3.11")]
    renamed = {new: old for old, new in CONDA_NAMES.items()}
    found = [*(renamed.get(entry, entry) for entry in conda), *(entry for entry in pip if entry != "-e .")]
    assert sorted(found) == sorted(set(wanted))
    assert sorted(name(entry) for entry in pip if entry != "-e .") == sorted(ONLY_PIP)


def test_every_dependency_is_locked_with_hashes(project, wanted):
    text = (project / "requirements.lock").read_text(encoding="utf-8")
    blocks = [block for block in re.split(r"\n(?=\S)", text) if block.strip()]
    assert all("--hash=sha256:" in block for block in blocks)
    locked = {name(block) for block in blocks}
    assert {name(entry) for entry in wanted} - locked == set()


def test_the_lock_names_no_place(project):
    text = (project / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"https?://|file:|--(extra-)?index-url|--find-links|(?<![\w.-])/", text)


def test_make_and_bootstrap_know_the_same_tasks(project):
    sys.path.insert(0, str(project))
    import bootstrap

    makefile = (project / "Makefile").read_text(encoding="utf-8")
    assert re.search(r"^TASKS := (.*)$", makefile, re.M)[1].split() == list(bootstrap.TASKS)


def test_bootstrap_needs_only_the_standard_library(project):
    probe = "import sys; sys.path.insert(0, '.'); import bootstrap; print('ok')"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", probe], cwd=project, capture_output=True, text=True
    )
    assert done.stdout.strip() == "ok", done.stderr


def test_an_old_python_is_refused_with_a_reason(project, monkeypatch):
    sys.path.insert(0, str(project))
    import bootstrap

    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 1))
    with pytest.raises(bootstrap.Refusal) as caught:
        bootstrap.set_up()
    assert str(caught.value) == "Python 3.9.1 is too old: Python 3.11 or later is needed."


def test_the_citation_file_is_complete(project):
    given = yaml.safe_load((project / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "title", "message", "authors", "license", "version"} <= set(given)
    version = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    import sse_analysis

    assert given["version"] == version == sse_analysis.__version__
