"""Set-up on a machine with nothing: what is run, what is not run twice, what a lack is called."""

import ast
import importlib.util
import re
import subprocess
import sys

import pytest

UV = "./.venv/bin/python -m uv pip install --python ./.venv/bin/python --compile-bytecode --quiet "
PIP = "./.venv/bin/python -m pip install --quiet "
LOCKED = "--require-hashes --requirement ./requirements.lock"
OURS = "--no-deps --no-build-isolation --editable ."


def refused(machine):
    with pytest.raises(machine.module.Refusal) as caught:
        machine.module.set_up()
    return str(caught.value)


def test_a_bare_machine_gets_the_locked_packages_through_uv(machine):
    machine.module.set_up()
    assert machine.calls == [
        f"{sys.executable} -m venv ./.venv",
        PIP + "--only-binary :all: uv",
        UV + LOCKED,
        UV + OURS,
    ]


def test_without_uv_pip_installs_the_same(machine):
    machine.fail = ("--only-binary :all: uv",)
    machine.module.set_up()
    assert machine.calls[2:] == [PIP + LOCKED, PIP + OURS]


def test_when_uv_fails_pip_is_tried(machine):
    machine.fail = ("-m uv",)
    machine.module.set_up()
    assert machine.calls[2:] == [UV + LOCKED, PIP + LOCKED, PIP + OURS]


def test_a_second_run_only_asks_whether_the_package_is_there(machine):
    machine.module.set_up()
    machine.calls.clear()
    machine.module.set_up()
    assert machine.calls == ["./.venv/bin/python -I -c import sse_analysis"]


@pytest.mark.parametrize("file", ["requirements.lock", "pyproject.toml"])
def test_a_changed_list_of_packages_is_installed_into_the_same_environment(machine, file):
    machine.module.set_up()
    machine.calls.clear()
    (machine.home / file).write_text("changed", encoding="utf-8")
    machine.module.set_up()
    assert machine.calls[-2:] == [UV + LOCKED, UV + OURS]
    assert not any("-m venv" in call for call in machine.calls)


def test_a_moved_folder_gets_a_new_environment(machine):
    machine.module.set_up()
    stamp = machine.module.STAMP
    stamp.write_text(stamp.read_text().replace(str(machine.home), "/elsewhere"), encoding="utf-8")
    machine.calls.clear()
    machine.module.set_up()
    assert machine.calls[0].endswith("-m venv ./.venv")


def test_a_broken_environment_is_made_anew(machine):
    machine.module.set_up()
    machine.calls.clear()
    machine.fail = ("import sse_analysis", "pip --version")
    machine.module.set_up()
    assert machine.calls[2].endswith("-m venv ./.venv")


def test_an_interrupted_installation_leaves_no_stamp(machine):
    machine.module.set_up()
    (machine.home / "requirements.lock").write_text("changed", encoding="utf-8")
    machine.fail = ("--requirement",)
    refused(machine)
    assert not machine.module.STAMP.exists()


def test_no_network_is_told_with_what_to_do(machine):
    machine.fail = ("install",)
    assert refused(machine) == (
        "Installing the dependencies failed; the messages above say why. "
        "Check the network, or the proxy in HTTPS_PROXY, and start again: what is installed is kept."
    )


def lacking(monkeypatch, *modules):
    known = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name in modules else known(name))


def test_a_python_without_venv_is_told_what_to_install(machine, monkeypatch):
    lacking(monkeypatch, "venv")
    assert refused(machine) == "Python has no module venv. Debian and Ubuntu: apt-get install python3-venv"


def test_where_ensurepip_is_missing_the_pip_of_the_machine_serves(machine, monkeypatch):
    lacking(monkeypatch, "ensurepip")
    machine.module.set_up()
    assert machine.calls[:2] == [
        f"{sys.executable} -m venv --without-pip ./.venv",
        f"{sys.executable} -m pip --python ./.venv/bin/python install --quiet pip",
    ]


def test_an_old_python_is_refused_and_a_newer_one_is_named(machine, monkeypatch):
    monkeypatch.setattr(machine.module.sys, "version_info", (3, 9, 1))
    monkeypatch.setattr(machine.module.shutil, "which", lambda name: name if name == "python3.12" else None)
    assert refused(machine) == (
        "Python 3.9.1 is too old: Python 3.11 or later is needed. "
        "This machine has one: python3.12 bootstrap.py, or make PYTHON=python3.12."
    )
    monkeypatch.setattr(machine.module.shutil, "which", lambda name: None)
    assert refused(machine) == "Python 3.9.1 is too old: Python 3.11 or later is needed."


def test_an_old_python_can_read_the_script(project):
    """Python 3.6 must get as far as the refusal."""
    text = (project / "bootstrap.py").read_text(encoding="utf-8")
    ast.parse(text, feature_version=(3, 6))
    assert "from __future__ import annotations" not in text
    later = re.compile(r"\b(list|dict|tuple|set|type)\[|removeprefix|removesuffix|\w \| None|:=")
    assert later.findall(text) == []


def test_only_the_standard_library_is_needed(project):
    probe = "import sys; sys.path.insert(0, '.'); import bootstrap; print('ok')"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", probe], cwd=project, capture_output=True, text=True
    )
    assert done.stdout.strip() == "ok", done.stderr


def test_a_lack_is_exit_code_3(machine, monkeypatch, capsys):
    machine.fail = ("install",)
    monkeypatch.setattr(machine.module.sys, "argv", ["bootstrap.py", "test"])
    assert machine.module.main() == 3
    assert capsys.readouterr().err.startswith("bootstrap.py: Installing the dependencies failed;")


def test_the_exit_code_of_the_tests_is_passed_on(machine, monkeypatch):
    monkeypatch.setattr(machine.module.sys, "argv", ["bootstrap.py", "test", "-k", "perimeter"])
    machine.fail = ("-m pytest",)
    assert machine.module.main() == 1
    assert machine.calls[-1] == "./.venv/bin/python -m pytest -k perimeter"


def test_all_tests_run_in_two_processes_and_chosen_ones_in_one(machine, monkeypatch):
    def words(*given, cores):
        monkeypatch.setattr(machine.module.os, "sched_getaffinity", lambda _: range(cores), raising=False)
        monkeypatch.setattr(machine.module.sys, "argv", ["bootstrap.py", "test", *given])
        assert machine.module.main() == 0
        return machine.calls[-1].removeprefix("./.venv/bin/python -m pytest")

    assert words(cores=8) == words(cores=2) == " --numprocesses 2"
    assert words(cores=1) == ""
    assert words("tests/setup", cores=8) == " tests/setup"
    assert words("-n", "0", cores=8) == " -n 0"


def test_reports_are_all_made_and_the_index_is_named(machine, monkeypatch, capsys):
    monkeypatch.setattr(machine.module.sys, "argv", ["bootstrap.py", "reports", "--jobs", "1"])
    (machine.home / "outputs").mkdir()
    (machine.home / "outputs" / "index.html").touch()
    assert machine.module.main() == 0
    assert machine.calls[-1] == "./.venv/bin/python -m sse_analysis run --all --jobs 1"
    assert capsys.readouterr().out.endswith("\nOpen outputs/index.html in a browser.\n")


def test_children_may_compile_and_prefer_the_kernel_of_the_project(bootstrap, monkeypatch, tmp_path):
    for variable in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH"):
        monkeypatch.setenv(variable, "1")
    probe = (
        "import os; names = ['PYTHONDONTWRITEBYTECODE', 'PYTHONPATH', 'JUPYTER_PREFER_ENV_PATH'];"
        f"open({str(tmp_path / 'seen')!r}, 'w').write(str([os.environ.get(name) for name in names]))"
    )
    assert bootstrap.run(sys.executable, "-c", probe) == 0
    assert (tmp_path / "seen").read_text() == "[None, None, '1']"


def test_clean_keeps_what_is_in_git(machine):
    outputs = machine.home / "outputs"
    (outputs / "khm").mkdir(parents=True)
    (outputs / "README.md").touch()
    (outputs / "index.html").touch()
    (machine.home / ".venv").mkdir()
    assert machine.module.clean([]) == 0
    assert sorted(path.name for path in machine.home.rglob("*") if path.is_file()) == [
        "README.md",
        "pyproject.toml",
        "requirements.lock",
    ]


def test_make_knows_the_same_tasks(project, bootstrap):
    makefile = (project / "Makefile").read_text(encoding="utf-8")
    assert re.search(r"^TASKS := (.*)$", makefile, re.M)[1].split() == list(bootstrap.TASKS)


def test_make_only_hands_on(project):
    recipes = re.findall(r"^\t(.*)$", (project / "Makefile").read_text(encoding="utf-8"), re.M)
    assert all(recipe.startswith("@$(PYTHON) bootstrap.py ") for recipe in recipes)


def test_a_run_for_publication_ends_with_the_tests(project):
    """Whoever reads the end of its output must find pytest's summary."""
    steps = re.findall(r"^step \S+ (.*)$", (project / ".ci" / "run").read_text(encoding="utf-8"), re.M)
    assert steps[-1] == "make test"
    assert {"make reports", "make lint", "make test-slow", "make test-browser"} < set(steps)
    limits = re.findall(r"^ *step (\d+)m ", (project / ".ci" / "run").read_text(encoding="utf-8"), re.M)
    assert sum(map(int, limits)) <= 70
