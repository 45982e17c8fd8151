"""The house stands as drawn: imports run downwards, rooms stay small, the front door stays light."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))
import floors

MODULES = floors.modules()
PROJECT = floors.PACKAGE.parent
TESTS = sorted(file for file in (PROJECT / "tests").rglob("*.py") if "node_modules" not in file.parts)
#: Their charts and tables are tested with the results they show.
TESTED_ELSEWHERE = {"figures", "tables"}
#: Asking for help, at the door and at the heaviest commands.
HELPS = (["--help"], ["run", "--help"], ["check", "--help"], ["verify", "--help"], ["new", "--help"])
#: Modules that only their own framework loads.
ALLOWED_AT_THE_HEAD = ("sse_analysis.report.exporters", "sse_analysis.batch.engine")
HEAVY = (
    "pandas",
    "numpy",
    "scipy",
    "seaborn",
    "matplotlib",
    "statsmodels",
    "papermill",
    "nbconvert",
    "typst",
)


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


def test_every_import_can_be_followed():
    assert [line for module in MODULES for line in floors.unseen(module)] == []


def test_every_module_says_what_it_is_for():
    filled = {name: file for name, file in MODULES.items() if file.read_text(encoding="utf-8").strip()}
    assert [name for name, file in filled.items() if not ast.get_docstring(floors.tree(file))] == []


def test_nothing_is_left_unfinished():
    words = re.compile(r"\b(TO" + "DO|FIX" + r"ME|XXX|NotImplementedError)\b")
    files = [*MODULES.values(), *TESTS, PROJECT / "bootstrap.py"]
    found = [
        f"{file.relative_to(PROJECT)}: {word}"
        for file in files
        if file.name != Path(__file__).name
        for word in words.findall(file.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_test_is_switched_off():
    """A test that needs what a machine may lack says so in one of these files; nothing is expected to fail."""
    may = {"conftest.py", "test_batch_files.py", "test_batch_cluster.py", "test_batch_kernels.py"}
    may.add("test_survey_wrong_answers.py")
    words = re.compile(r"pytest\.skip|mark\.skip|skipif|x" + "fail|importorskip")
    switched = [file.name for file in TESTS if words.search(file.read_text(encoding="utf-8"))]
    assert set(switched) - may - {Path(__file__).name} == set()


def test_names_of_test_files_are_unique():
    """Test folders are no packages, so pytest tells files of one name apart by nothing."""
    names = [file.name for file in TESTS if file.name.startswith("test_")]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_rooms_have_tests_of_their_own():
    tested = {folder.name for folder in (PROJECT / "tests").iterdir()}
    rooms = {floors.room(module) for module in MODULES if MODULES[module].name == "__init__.py"} - {""}
    assert sorted(rooms - tested - TESTED_ELSEWHERE) == []


def test_the_front_door_has_at_most_twenty_names():
    import sse_analysis

    assert len(sse_analysis.__all__) <= 20
    assert set(dir(sse_analysis)) == set(sse_analysis.__all__)


@pytest.mark.parametrize(
    "code",
    [
        "import sse_analysis; dir(sse_analysis)",
        *(f"from sse_analysis.cli import main; main({words!r})" for words in HELPS),
    ],
)
def test_nothing_heavy_is_imported_at_the_door(code):
    probe = f"{code}; import sys; print(sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("package", [name for name in HEAVY if name not in ("pandas", "numpy", "scipy")])
def test_heavy_packages_are_imported_where_they_are_used(package):
    """At the head of a file they would slow every start; ``report.exporters`` is what nbconvert itself loads."""
    wrong = []
    for name, file in MODULES.items():
        heads = [node for node in floors.tree(file).body if isinstance(node, ast.Import | ast.ImportFrom)]
        names = [getattr(node, "module", None) or node.names[0].name for node in heads]
        if any(word.split(".")[0] == package for word in names) and name not in ALLOWED_AT_THE_HEAD:
            wrong.append(name)
    assert wrong == []
