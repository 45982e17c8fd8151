"""Bounds of the SDSN score, supplied by the user: their licence does not let them travel with the project.

A synthetic country brings bounds that were invented with it; they are read for it alone.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sse_analysis import paths
from sse_analysis.errors import Failure, SourceError
from sse_analysis.reference.countries import is_private_use
from sse_analysis.sdg import constants

FOLDER = "data/common/user"
CSV = "sdg_bounds.csv"
#: Where a synthetic country keeps its own, and what is printed with them.
INVENTED = "invented/sdg_bounds.csv"
WARNING = "The bounds are invented with the synthetic country: no score here is one of the SDG Index."
COLUMNS = ("series", "lower", "upper", "red", "green")
#: Start of the column heads of a workbook of the SDG Index, letters and digits only, and our name for them.
_HEADS = {
    "indcode": "sdsn_code",
    "optimum": "upper",
    "lowerbound": "lower",
    "greenthreshold": "green",
    "redthreshold": "red",
}


@dataclass(frozen=True)
class Bounds:
    """Bounds by series, and the file they were read from.

    ``frame`` has index series and columns ``lower, upper, red, green`` in the unit of our series.
    """

    frame: pd.DataFrame
    file: str
    digest: str
    invented: bool = False


def bounds_of(country: str) -> Bounds | None:
    """Return the invented bounds of a synthetic country, or those that the user placed; None when there are none.

    A file of invented bounds in the folder of a real country is never read.

    Raises
    ------
    SourceError
        As :func:`user_bounds`.
    """
    if is_private_use(country) and (own := paths.data_file(country, INVENTED)).is_file():
        name = str(paths.relative(own))
        return Bounds(_from_csv(own, name), name, _digest(own), invented=True)
    return user_bounds()


def user_folder() -> Path:
    """Return the folder of files that the user brings, which no version control keeps."""
    return paths.data_folder("common") / "user"


def user_bounds() -> Bounds | None:
    """Return the bounds that the user placed in ``data/common/user``, or None when there are none.

    ``sdg_bounds.csv`` (series, lower, upper, red, green) comes first; else the newest-named workbook of the
    SDG Index (``*.xlsx``), whose codebook is matched to our series by ``sdg_methods_sdsn_match.csv``.

    Raises
    ------
    SourceError
        If the file there does not have the columns it needs.
    """
    folder = user_folder()
    table = folder / CSV
    if table.is_file():
        return Bounds(_from_csv(table, f"{FOLDER}/{CSV}"), f"{FOLDER}/{CSV}", _digest(table))
    workbooks = sorted(folder.glob("*.xlsx")) if folder.is_dir() else []
    if not workbooks:
        return None
    book = workbooks[-1]
    return Bounds(_from_workbook(book), f"{FOLDER}/{book.name}", _digest(book))


def _from_csv(path: Path, name: str) -> pd.DataFrame:
    frame = pd.read_csv(path)
    _require(set(COLUMNS) - set(frame.columns), name, COLUMNS)
    return frame.set_index("series")[list(COLUMNS[1:])].astype(float)


def _from_workbook(path: Path) -> pd.DataFrame:
    book = codebook(path)
    match = constants.table("sdsn_match").set_index("sdsn_code")
    known = book.join(match[["series", "factor"]], how="inner")
    values = known[list(COLUMNS[1:])].div(known["factor"], axis=0)
    return values.set_index(known["series"]).dropna()


def codebook(path: Path) -> pd.DataFrame:
    """Return the codebook of a workbook of the SDG Index: index code, columns ``lower, upper, red, green``.

    Heads are found by their words, because editions print them differently.
    """
    sheets = pd.read_excel(path, sheet_name=None, nrows=0, engine="openpyxl")
    name = next((sheet for sheet in sheets if "codebook" in sheet.lower()), None)
    _require({"sheet Codebook"} if name is None else set(), path.name, ("sheet Codebook",))
    frame = pd.read_excel(path, sheet_name=name, engine="openpyxl")
    frame = frame.rename(columns=lambda head: _ours(str(head)))
    _require(set(_HEADS.values()) - set(frame.columns), path.name, tuple(_HEADS.values()))
    frame["sdsn_code"] = frame["sdsn_code"].astype(str).str.strip()
    numbers = frame[list(COLUMNS[1:])].apply(pd.to_numeric, errors="coerce")
    return numbers.set_index(frame["sdsn_code"])


def _ours(head: str) -> str:
    plain = re.sub(r"[^a-z0-9]", "", head.lower())
    return next((name for start, name in _HEADS.items() if plain.startswith(start)), head)


def _require(absent: set[str], file: str, expected: tuple[str, ...]) -> None:
    if absent:
        problems = [
            Failure(file, "no such column or sheet", f"'{name}'", column=name) for name in sorted(absent)
        ]
        raise SourceError(f"The bounds cannot be read. The file needs {', '.join(expected)}.", problems)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
