"""A threshold that a published number depends on is a row of data with author and status, never a number in the code."""

from __future__ import annotations

import ast

import pytest

from sse_analysis.errors import SourceError
from sse_analysis.sources import constants
from tests.architecture.floors import PACKAGE

ROOMS = ("mapping", "sdg", "formalization", "regional", "committee")
#: Numbers that stand in the code, each for its reason.
IN_CODE = {
    "seed of a random generator, printed": {"SEED", "_SEED", "_DRAWS", "DRAWS", "PERMUTATIONS", "POINTS"},
    "quantile of the normal distribution": {"Z", "_Z", "_CHAO_Z"},
    "a rate is printed per so many people": {"PER", "_PER"},
    "how much is drawn or listed; the data file has all": {
        "MOST_FORMS", "MOST_TARGETS", "TIMES", "_TIMES", "_ALIKE", "_LISTED", "LISTED", "AREAS", "_MEMBERS",
    },
    "rounding of a computer, or a unit": {"_EMPTY", "_ROUNDING", "_DAYS", "LARGEST"},
    "a code": {"_SIGN", "VERDICTS", "ARROWS", "_FARM", "LAYOUT", "LEVELS", "_IMPUTED_GOAL", "_TOP_SCORE", "_CLASSES",
               "_TWINS"},
    "definition of a published method, cited where it stands": {"ANCHOR_LOG_ODDS"},
    "grid of an integral": {"WIDEST", "_STEPS"},
    "argument that a caller gives, printed with the result": {"LEVEL", "UNCHECKED"},
}  # fmt: skip


def _numbers(node: ast.AST) -> bool:
    held = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant)]
    return any(isinstance(value, (int, float)) and not isinstance(value, bool) for value in held)


def _named() -> list[tuple[str, str]]:
    found = []
    for room in ROOMS:
        for path in sorted((PACKAGE / room).rglob("*.py")):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
                if (
                    isinstance(node, (ast.Assign, ast.AnnAssign))
                    and node.value is not None
                    and _numbers(node.value)
                ):
                    names = [
                        name.id
                        for target in targets
                        for name in ast.walk(target)
                        if isinstance(name, ast.Name)
                    ]
                    found += [(f"{room}/{path.name}", name) for name in names]
    return found


def test_no_threshold_stands_in_the_code():
    known = set().union(*IN_CODE.values())
    strange = [f"{place}: {name}" for place, name in _named() if name.isupper() and name not in known]
    assert not strange, f"{strange}: move the number to data/common/thresholds.csv, or give its reason here"


def test_every_reason_is_still_needed():
    held = {name for _, name in _named()}
    assert set().union(*IN_CODE.values()) <= held


@pytest.mark.parametrize("file", [constants.THRESHOLDS, constants.SIZE_CLASSES])
def test_every_threshold_has_a_reason_an_author_and_the_status_of_a_proposal(file):
    rows = constants.table(file)
    assert rows[["rationale", "author", "date", "status"]].notna().all(axis=None)
    assert set(rows["author"]) == {"project"} and set(rows["status"]) == {"proposal"}


def test_every_threshold_is_used_and_none_is_missing():
    used = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "threshold":
                used |= {part.value for part in node.args if isinstance(part, ast.Constant)}
    assert used == set(constants.table(constants.THRESHOLDS)["name"])


def test_a_threshold_that_is_missing_is_named():
    with pytest.raises(SourceError, match=r"no row 'mapping.least_score', expected a row of that name"):
        constants.threshold("mapping.least_score")


def test_classes_are_those_of_the_table():
    assert constants.size_classes("workers")[0] == (0, "none")
    assert [low for low, _ in constants.size_classes("members")] == [1, 10, 50, 100, 500]


def test_no_sentence_is_cut_off_after_its_first_line():
    """A string that stands alone behind ``return`` is printed by nobody: citations ended in "edition ;"."""
    lost = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.JoinedStr):
                lost.append(f"{path.name}:{node.lineno}")
    assert not lost
