"""Everything that names dependencies names the same ones, and names what is imported."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest
import yaml

#: What conda-forge calls differently; None for what it lacks and pip brings.
ON_CONDA_FORGE = {
    "matplotlib": "matplotlib-base",
    "fontpkg-noto-sans": None,
    "fontpkg-noto-sans-khmer": None,
    "fontpkg-noto-sans-thai": None,
    "roc-validator": None,
    "rocrate": None,
    "svy": None,
    "typst": None,
}
#: Needed, yet imported by no line of ours: entry points, plug-ins, and packages opened as files.
NOT_IMPORTED = {
    "fontpkg-noto-sans",
    "fontpkg-noto-sans-khmer",
    "fontpkg-noto-sans-thai",
    "openpyxl",  # pandas.read_excel
}


@pytest.fixture(scope="module")
def pyproject(project):
    return tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def wanted(pyproject):
    extras = pyproject["optional-dependencies"]
    return sorted({*pyproject["dependencies"], *extras["lab"], *extras["test"]})


@pytest.fixture(scope="module")
def lock(project):
    return (project / "requirements.lock").read_text(encoding="utf-8")


def name(requirement):
    """Return the name of a requirement as indexes compare it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[<>=!~ ;\[]", requirement, maxsplit=1)[0]).lower()


def imported(folder):
    """Return the distributions that the modules of a folder import, without the standard library."""
    owners = packages_distributions()
    found = set()
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules = [node.module]
            else:
                continue
            tops = {module.split(".")[0] for module in modules} - {"sse_analysis"}
            found |= {name(owners[top][0]) for top in tops - sys.stdlib_module_names if top in owners}
    return found


def test_conda_gets_what_pyproject_asks_for(project, wanted):
    given = yaml.safe_load((project / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    (pip,) = [entry["pip"] for entry in given if isinstance(entry, dict)]
    conda = [entry for entry in given if isinstance(entry, str)]
    from_pip = [
        entry for entry in wanted if name(entry) in ON_CONDA_FORGE and not ON_CONDA_FORGE[name(entry)]
    ]
    renamed = [
        entry.replace(name(entry), ON_CONDA_FORGE.get(name(entry), name(entry)), 1)
        for entry in wanted
        if entry not in from_pip
    ]
    assert sorted(conda) == sorted(["python>=3.11", "pip", *renamed])
    assert sorted(pip) == sorted(["-e .", *from_pip])


def test_conda_users_are_told_that_it_is_untested(project):
    head = (project / "environment.yml").read_text(encoding="utf-8").splitlines()[1]
    assert head.startswith("# Untested: no conda was at hand.")


def test_what_the_package_imports_is_declared(project, pyproject):
    extras = pyproject["optional-dependencies"]
    users = [entry for extra, entries in extras.items() if extra not in ("lab", "test") for entry in entries]
    declared = {name(entry) for entry in [*pyproject["dependencies"], *users]}
    assert imported(project / "sse_analysis") - declared == set()


def test_what_is_declared_is_imported(project, pyproject):
    needed = {name(entry) for entry in pyproject["dependencies"]}
    assert needed - imported(project / "sse_analysis") - NOT_IMPORTED == set()


def test_what_tests_and_benchmarks_import_is_declared(project, wanted):
    used = imported(project / "tests") | imported(project / "benchmarks")
    assert used - {name(entry) for entry in wanted} == set()


def test_every_dependency_is_locked_with_hashes(lock, wanted):
    blocks = [block for block in re.split(r"\n(?=\S)", lock) if block.strip()]
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert [block.splitlines()[0] for block in blocks if not re.match(r"[a-z0-9-]+==\S+", block)] == []
    assert {name(entry) for entry in wanted} - {name(block) for block in blocks} == set()


def test_locked_versions_satisfy_what_is_asked_for(lock, wanted):
    from packaging.requirements import Requirement

    locked = re.findall(r"^([a-z0-9-]+)==(\S+)", lock, re.M)
    ranges = {name(entry): Requirement(entry).specifier for entry in wanted}
    wrong = [f"{key}=={version}" for key, version in locked if key in ranges and version not in ranges[key]]
    assert wrong == []


def test_the_lock_names_no_place(lock):
    assert not re.search(r"https?://|file:|--(extra-)?index-url|--find-links|(?<![\w.-])/", lock)


@pytest.mark.parametrize("heavy", ["torch", "tensorflow", "jax", "nvidia-cublas-cu12", "plotly"])
def test_nothing_heavy_comes_along(lock, heavy):
    assert not re.search(rf"^{heavy}==", lock, re.M)
