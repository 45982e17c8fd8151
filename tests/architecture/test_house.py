"""The house stands as drawn: imports run downwards, rooms stay small, the front door stays light."""

import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))
import floors

MODULES = floors.modules()


def _allowed(item):
    here, there = floors.room(item.module), floors.room(item.target)
    if here == there or item.target in floors.RECORDS or item.module == "sse_analysis":
        return True
    if there in floors.LIFT.get(item.module, ()):
        return True
    if there == "":
        return floors.floor(here) > floors.floor("paths")
    return floors.floor(there) < floors.floor(here)


def test_every_room_has_its_floor():
    rooms = {floors.room(module) for module in MODULES} - {""}
    assert sorted(name for name in rooms if floors.floor(name) < 0) == []


def test_imports_run_downwards_and_siblings_do_not_meet():
    wrong = [str(item) for module in MODULES for item in floors.imports(module) if not _allowed(item)]
    assert wrong == []


def test_the_rule_would_notice_an_import_upwards_and_one_between_siblings():
    upwards = floors.Import("sse_analysis.reference.codes", "sse_analysis.study", 1)
    sideways = floors.Import("sse_analysis.sdg.claims", "sse_analysis.mapping", 1)
    assert not _allowed(upwards) and not _allowed(sideways)


def test_no_file_is_longer_than_300_lines():
    lengths = {name: len(file.read_text(encoding="utf-8").splitlines()) for name, file in MODULES.items()}
    assert {name: lines for name, lines in lengths.items() if lines > 300} == {}


def test_no_function_is_longer_than_40_lines():
    long = {
        f"{name}.{function.name}": floors.length(function)
        for name, file in MODULES.items()
        for function in floors.functions(file)
        if floors.length(function) > 40
    }
    assert long == {}


def test_every_module_and_public_function_says_what_it_is_for():
    import ast

    silent = [name for name, file in MODULES.items() if not ast.get_docstring(floors.tree(file))]
    assert [name for name in silent if MODULES[name].read_text().strip()] == []


def test_nothing_is_left_unfinished():
    words = ("TODO", "FIXME", "XXX", "NotImplementedError")
    found = [
        f"{name}: {word}" for name, file in MODULES.items() for word in words if word in file.read_text()
    ]
    assert found == []


def test_the_front_door_has_at_most_twenty_names():
    import sse_analysis

    assert len(sse_analysis.__all__) <= 20
    assert set(dir(sse_analysis)) == set(sse_analysis.__all__)


@pytest.mark.parametrize("code", ["import sse_analysis", "from sse_analysis.cli import main"])
def test_nothing_heavy_is_imported_at_the_door(code):
    heavy = "pandas", "numpy", "seaborn", "matplotlib", "statsmodels", "papermill", "nbconvert", "typst"
    probe = f"{code}; import sys; print(sorted(set({heavy!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "package", ["seaborn", "statsmodels", "matplotlib", "typst", "papermill", "nbconvert"]
)
def test_heavy_packages_are_imported_where_they_are_used(package):
    """At the head of a file they would slow every start; ``report.exporters`` is what nbconvert itself loads."""
    import ast

    wrong = []
    for name, file in MODULES.items():
        heads = [node for node in floors.tree(file).body if isinstance(node, ast.Import | ast.ImportFrom)]
        names = [getattr(node, "module", None) or node.names[0].name for node in heads]
        if any(word.split(".")[0] == package for word in names) and name not in ALLOWED_AT_THE_HEAD:
            wrong.append(name)
    assert wrong == []


#: Modules that only their own framework loads.
ALLOWED_AT_THE_HEAD = ("sse_analysis.report.exporters", "sse_analysis.batch.engine")
