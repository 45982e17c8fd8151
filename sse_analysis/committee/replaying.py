"""The numbers of a version once more, from the files that were kept: the ground for saying why a number moved."""

from __future__ import annotations

import datetime as dt
import hashlib
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sse_analysis import paths
from sse_analysis.committee import keeping
from sse_analysis.committee.numbers import PARTS, Number, Part
from sse_analysis.perimeter import Decision, DecisionLog

#: Takes the code of a country and returns its study.
Load = Callable[[str], Any]


@dataclass(frozen=True, eq=False)
class Basis:
    """What numbers are computed from.

    Parameters
    ----------
    files : dict of str to bytes
        Content by path of the project.
    decisions : dict of str to Decision
        The decision in force for each legal form, or rule of counting, that has one.
    date : date
        Day for which laws count.
    """

    files: Mapping[str, bytes] = field(repr=False)
    decisions: Mapping[str, Decision]
    date: dt.date


def kept_files(country: str, state: Mapping[str, Any]) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Return the kept content of a frozen state by path, and the paths of which it was not kept."""
    found, lost = {}, []
    for path, digest in state["inputs"].items():
        if not keeping.wanted(path):
            continue
        raw = keeping.content(country, digest)
        if raw is None:
            lost.append(path)
        else:
            found[path] = raw
    return found, tuple(lost)


def present_files(state: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the content of the files of the present state, which was never frozen."""
    return {path: (paths.root() / path).read_bytes() for path in state["inputs"] if keeping.wanted(path)}


def present_basis(country: str, log: DecisionLog, *, on: dt.date) -> Basis:
    """Return what the numbers of a country are computed from now, under the decisions in force on a day."""
    folders = (paths.data_folder(country), paths.data_folder("common"), paths.parameter_folder())
    found = {paths.relative(file).as_posix(): file for folder in folders for file in folder.rglob("*")}
    own = {path: file for path, file in found.items() if keeping.wanted(path) and file.is_file()}
    files = {
        path: file.read_bytes()
        for path, file in sorted(own.items())
        if path.split("/")[0] == "data"
        or path.startswith((f"parameters/{country}.", f"parameters/{country}/"))
    }
    return Basis(files, {one.topic: one for one in log.in_force(on)}, on)


class Replay:
    """Computes numbers from a basis; a part whose inputs were seen before is not computed again.

    Parameters
    ----------
    country : str
    load : callable
        Returns the study of the country in the project that :func:`sse_analysis.paths.home` points to.
    """

    def __init__(self, country: str, load: Load):
        self.country, self._load = country, load
        self._known: dict[tuple[str, str], list[Number]] = {}

    def numbers(self, basis: Basis) -> dict[str, Number]:
        """Return the numbers of a basis by their ids."""
        return {row["id"]: row for row in self._rows(basis) if "why" not in row}

    def absent(self, basis: Basis) -> dict[str, str]:
        """Return why a total of a basis cannot be computed, by its id."""
        return {row["id"]: row["why"] for row in self._rows(basis) if "why" in row}

    @contextmanager
    def study(self, basis: Basis) -> Iterator[Any]:
        """Give the study of a basis while its files lie in a folder of their own."""
        with tempfile.TemporaryDirectory() as place, paths.home(_laid_out(Path(place), basis)):
            study = self._load(self.country)
            # The log of the mixture stands in no file: a study reads it lazily, and finds this one.
            vars(study)["decisions"] = _log(self.country, basis)
            yield study

    def _rows(self, basis: Basis) -> list[Number]:
        keys = [(part.name, self._digest(part, basis)) for part in PARTS]
        if any(key not in self._known for key in keys):
            with self.study(basis) as study:
                for part, key in zip(PARTS, keys, strict=True):
                    if key not in self._known:
                        self._known[key] = list(part.rows(study, basis.date))
        return [row for key in keys for row in self._known[key]]

    def _digest(self, part: Part, basis: Basis) -> str:
        pieces = [
            path.encode() + b"\0" + hashlib.sha256(raw).digest()
            for path, raw in sorted(basis.files.items())
            if part.reads(path)
        ]
        if part.judged:
            chosen = sorted((form, one.option) for form, one in basis.decisions.items())
            pieces.append(repr((chosen, basis.date)).encode())
        return hashlib.sha256(b"\0".join(pieces)).hexdigest()


def _laid_out(folder: Path, basis: Basis) -> Path:
    (folder / "parameters").mkdir()
    for path, raw in basis.files.items():
        target = paths.inside(folder, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(raw)
    return folder


def _log(country: str, basis: Basis) -> DecisionLog:
    """Return a log in which exactly the decisions of the basis are in force."""
    always = {"decided_on": dt.date.min, "in_force_from": None, "replaces": ""}
    return DecisionLog(country, tuple(replace(one, **always) for one in basis.decisions.values()))
