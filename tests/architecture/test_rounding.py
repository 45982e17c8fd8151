"""Every number that a reader sees is rounded in one place, ``sse_analysis.decimals``, on its decimal digits."""

from __future__ import annotations

import ast

from tests.architecture.floors import PACKAGE

#: Rooms whose sentences, cells and labels are printed.
ROOMS = (
    "perimeter", "results", "survey", "mapping", "sdg", "formalization", "regional", "committee", "tables", "figures",
    "report",
)  # fmt: skip
#: What may be rounded by the machine, each for its reason.
NOT_PRINTED = {
    "report/drawn.py": "coordinates of a drawing",
    "report/room.py": "coordinates of a drawing",
    "report/spark.py": "coordinates of a drawing",
    "report/shaping.py": "coordinates of a drawing",
    "report/vector.py": "coordinates of a drawing",
    "figures/theme.py": "coordinates of a drawing",
    "survey/enterprises.py": "a code of two digits, not a number",
    "sdg/ranking.py": "ties of means that differ by the rounding of their sums",
    "mapping/composition.py": "how many bodies are the largest tenth",
    "mapping/unlisted.py": "how many records are drawn",
}
_ROUNDS = ("round", "rint", "around")


def _rounding(spec: ast.JoinedStr) -> bool:
    last = spec.values[-1]
    return isinstance(last, ast.Constant) and str(last.value)[-1:] in "feg%"


def _strays(tree: ast.AST) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FormattedValue) and isinstance(node.format_spec, ast.JoinedStr):
            if _rounding(node.format_spec) and not _is_exact(node.value):
                found.append((node.lineno, ast.unparse(node)))
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in _ROUNDS or (name == "format" and isinstance(node.func, ast.Name)):
                found.append((node.lineno, ast.unparse(node)))
        elif _is_method(node) or _is_pattern(node):
            found.append((getattr(node, "lineno", node.value.lineno), ast.unparse(node.value)))
    return found


def _is_method(node: ast.AST) -> bool:
    """Tell whether a text with a pattern such as ``{:.1f}`` is about to be formatted."""
    text = node.value if isinstance(node, ast.Attribute) and node.attr == "format" else None
    return isinstance(text, ast.Constant) and ":" in str(text.value)


def _is_pattern(node: ast.AST) -> bool:
    """Tell whether seaborn is asked to write numbers into cells by a pattern of its own."""
    value = node.value if isinstance(node, ast.keyword) and node.arg in ("fmt", "annot") else None
    return isinstance(value, ast.Constant) and value.value not in ("", False)


def _is_exact(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and getattr(value.func, "id", "") == "exact"


def _all() -> dict[str, list[tuple[int, str]]]:
    files = {
        file.relative_to(PACKAGE).as_posix(): file
        for room in ROOMS
        for file in sorted((PACKAGE / room).rglob("*.py"))
    }
    return {name: _strays(ast.parse(file.read_text(encoding="utf-8"))) for name, file in files.items()}


def test_no_number_is_rounded_on_its_binary_digits():
    strange = [
        f"{name}:{line} {words}"
        for name, strays in _all().items()
        if name not in NOT_PRINTED
        for line, words in strays
    ]
    assert not strange, "\n".join(
        ["write f'{exact(value):.1f}' or rounded(value, 1) of sse_analysis.decimals:", *strange]
    )


def test_what_may_be_rounded_by_the_machine_still_is():
    found = _all()
    assert [name for name in NOT_PRINTED if not found.get(name)] == []


def test_every_way_to_round_is_seen():
    ways = ("f'{x:.1f}'", "f'{x:,.{n}f}'", "f'{x:g}'", "f'{x:.0%}'", "round(x, 1)", "x.round(1)", "np.around(x)",
            "format(x, '.1f')", "'{:.1f}'.format", "heat(fmt='.1f')", "heat(annot=True)")  # fmt: skip
    assert [way for way in ways if not _strays(ast.parse(way))] == []
    fine = (
        "f'{exact(x):.1f}'",
        "f'{x:,}'",
        "f'{x}'",
        "rounded(x, 1)",
        "f'{x:%b}'",
        "heat(fmt='')",
        "words.format(x)",
    )
    assert [way for way in fine if _strays(ast.parse(way))] == []
