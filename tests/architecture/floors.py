"""The floors of the house, and what the syntax tree says of every room."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "sse_analysis"

#: From the ground up. Rooms of one tuple are siblings and never import one another.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("vocabulary", "decimals"),
    ("errors",),
    ("paths",),
    ("reference",),
    ("parameters",),
    ("sources",),
    ("connectors",),
    ("schema",),
    ("harmonize",),
    ("perimeter",),
    ("results",),
    ("survey",),
    ("mapping", "sdg", "formalization"),
    ("regional",),
    ("committee",),
    ("synthetic",),
    ("study",),
    ("tables",),
    ("figures",),
    ("report",),
    ("batch",),
    ("cli",),
    ("__main__",),
)
#: Plain records that stand on the floor of ``results`` or ``sources`` and may be used from below it.
RECORDS = ("sse_analysis.results.exhibit", "sse_analysis.results.absence", "sse_analysis.sources.table")
#: The one lift: a result may ask the presentation floors for its table and its chart, inside a function.
LIFT = {"sse_analysis.results.base": ("figures", "tables")}
#: Modules that import by a name made up at run time, each for its reason.
BY_NAME = {
    "sse_analysis": "the front door opens a room when it is asked for",
    "sse_analysis.cli": "a command is imported when it is used",
    "sse_analysis.tables.base": "a result finds its table and chart, which is the lift",
    "sse_analysis.batch.parent": "a forked child calls the function it is told",
    "sse_analysis.batch.preloading": "kernels fork from a process that has imported the libraries",
}


@dataclass(frozen=True)
class Import:
    module: str
    target: str
    line: int

    def __str__(self) -> str:
        return f"{self.module.replace('.', '/')}.py:{self.line} imports {self.target}"


@lru_cache(maxsize=1)
def modules() -> dict[str, Path]:
    """Return dotted name and file of every module of the package."""
    found = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


@lru_cache(maxsize=512)
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def imports(module: str) -> list[Import]:
    """Return every import of our own modules, wherever it stands in the file."""
    found = []
    for node in ast.walk(tree(modules()[module])):
        if isinstance(node, ast.Import):
            found += [Import(module, name.name, node.lineno) for name in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [f"{node.module}.{name.name}" for name in node.names]
            found += [
                Import(module, name if name in modules() else node.module, node.lineno) for name in names
            ]
    return [item for item in found if item.target.split(".")[0] == "sse_analysis"]


def unseen(module: str) -> list[str]:
    """Return imports the rule of the floors cannot follow: relative ones, and names made up at run time."""
    found = []
    for node in ast.walk(tree(modules()[module])):
        if isinstance(node, ast.ImportFrom) and node.level:
            found.append(f"{module}:{node.lineno} imports relatively")
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in ("import_module", "__import__") and module not in BY_NAME:
                found.append(f"{module}:{node.lineno} calls {name}")
    return found


def room(module: str) -> str:
    """Return the room of a module: the first name below the package."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def floor(name: str) -> int:
    return next((number for number, rooms in enumerate(FLOORS) if name in rooms), -1)


def functions(file: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree(file)) if isinstance(node, kinds)]


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function without its docstring."""
    total = function.end_lineno - function.lineno + 1
    first = function.body[0]
    if (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    ):
        total -= first.end_lineno - first.lineno + 1
    return total


def positional(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how many arguments a caller may give by position, without self and cls."""
    names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    return len([name for name in names if name not in ("self", "cls")])
