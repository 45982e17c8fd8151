"""Bring what was fetched into the data folder: beside what is held as a vintage, or in its place when told so."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sse_analysis import paths
from sse_analysis.connectors.revisions import LINE, Revision, compare
from sse_analysis.sources import manifest
from sse_analysis.sources.series import LAYOUT, SeriesTable

HELD = ("sdg_series", "context_series")
_ABOUT = ("goal", "target", "indicator", "label")


@dataclass(frozen=True, eq=False)
class Landed:
    """One series in the data folder.

    ``left_out`` counts rows that do not fit the layout, by reason; ``file`` is the vintage.
    """

    series: str
    table: str
    release: str
    file: Path
    rows: int
    left_out: dict[str, int]
    revision: Revision


def held_table(country: str, series: str) -> tuple[str, pd.DataFrame]:
    """Return the table of the data folder that holds a series, and its rows; ``sdg_series`` when none does."""
    for name in HELD:
        rows = _read(paths.data_file(country, f"{name}.csv"))
        if (rows["series"] == series).any():
            return name, rows
    return HELD[0], _read(paths.data_file(country, f"{HELD[0]}.csv"))


def _read(path: Path) -> pd.DataFrame:
    if not path.is_file():
        return pd.DataFrame(columns=list(LAYOUT), dtype="str")
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def land(table: SeriesTable, *, country: str, code: str, licence: str, url: str, today: dt.date) -> Landed:
    """Write a series as a vintage, record it in ``sources.yml``, and compare it with what is held.

    Notes
    -----
    Rows whose unit differs from the one held stay out: they are another line. Goal, target, indicator and
    label are those of the project where it knows the series.
    """
    name, held = held_table(country, code)
    rows, left = table.in_layout(country)
    mine = held[held["series"] == code]
    rows, apart = _like_held(rows, mine)
    left = {**left, **({"another unit than the one held": apart} if apart else {})}
    release = table.edition.release
    file = _vintage(country, name, table.edition.publisher, release)
    columns = [column for column in LAYOUT if not (name == "context_series" and column in ("goal", "target"))]
    merged = _merged(_read(file), _text(rows)[columns], code)
    _write(file, merged)
    note(country, {
        "name": str(file.relative_to(paths.data_folder(country))), "dataset": f"{table.edition.dataset} {code}",
        "release": release, "url": url, "licence": licence, "fetched_on": today,
        "sha256": _digest(file), "rows": len(merged),
    })  # fmt: skip
    return Landed(code, name, release, file, len(rows), left, compare(mine, rows))


def _like_held(rows: pd.DataFrame, held: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    if held.empty or rows.empty:
        return rows, 0
    same = rows["unit"].isin(set(held["unit"]))
    about = {name: held[name].iloc[0] for name in _ABOUT if name in held}
    if set(rows["age"]) == {"all"} and held["age"].nunique() == 1:
        # The publisher has no column for the age; what is held says for whom the series is defined.
        about["age"] = held["age"].iloc[0]
    return rows[same].assign(**about), int((~same).sum())


def _vintage(country: str, name: str, publisher: str, release: str) -> Path:
    slug = re.sub(r"[^a-z0-9]+", "-", publisher.lower()).strip("-")
    when = re.sub(r"[^0-9A-Za-z.-]+", "-", release)
    return paths.data_folder(country) / "vintages" / f"{name}_{slug}_{when}.csv"


def _merged(there: pd.DataFrame, rows: pd.DataFrame, code: str) -> pd.DataFrame:
    """Put a series where it stood, or at the end; all other rows stay as they are, in their order."""
    mine = there["series"].eq(code).to_numpy(bool)
    place = int(mine.argmax()) if mine.any() else len(there)
    others = there.reindex(columns=rows.columns)
    ordered = rows.sort_values(["series", "sex", "age", "location", "year"], kind="stable")
    before, after = others[:place][~mine[:place]], others[place:][~mine[place:]]
    return pd.concat([before, ordered, after], ignore_index=True)


def _text(rows: pd.DataFrame) -> pd.DataFrame:
    words = rows.copy()
    for name in ("value", "lower", "upper"):
        words[name] = words[name].map(lambda number: "" if pd.isna(number) else f"{number:.15g}")
    return words.astype("str").replace({"nan": "", "<NA>": ""})


def _write(path: Path, frame: pd.DataFrame) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    frame.to_csv(temporary, index=False, lineterminator="\n")
    temporary.replace(path)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def note(country: str, download: dict) -> None:
    """Put a download into ``sources.yml``, in the place of an earlier one of the same file and data set."""
    manifest.add_download(country, download)


def accept(landed: Landed, *, country: str, today: dt.date) -> int:
    """Put the fetched lines of a series in the place of the held ones, which become a vintage of their own.

    A line that the service did not send, such as women apart, stays as it is: releases never mix in a line.

    Returns
    -------
    int
        How many rows now stand for the series.
    """
    path = paths.data_file(country, f"{landed.table}.csv")
    held, fresh = _read(path), _read(landed.file)
    fresh = fresh[fresh["series"] == landed.series].reindex(columns=held.columns if len(held) else None)
    given = set(_lines(fresh))
    replaced = held["series"].eq(landed.series) & pd.Series(
        [line in given for line in _lines(held)], held.index
    )
    for (publisher, release), part in held[replaced].groupby(["publisher", "release"]):
        earlier = _vintage(country, landed.table, publisher, release)
        if earlier != landed.file:
            _write(earlier, _merged(_read(earlier), part, landed.series))
            _noted(country, earlier, part, today)
    mine = pd.concat([held[held["series"].eq(landed.series) & ~replaced], fresh], ignore_index=True)
    _write(path, _merged(held, mine, landed.series))
    manifest.accept(country, today, only=path.name)
    return len(mine)


def _lines(frame: pd.DataFrame) -> list[tuple[str, ...]]:
    return list(frame[LINE].itertuples(index=False, name=None))


def _noted(country: str, file: Path, part: pd.DataFrame, today: dt.date) -> None:
    first = part.iloc[0]
    note(country, {
        "name": str(file.relative_to(paths.data_folder(country))), "dataset": f"{first['dataset']} {first['series']}",
        "release": first["release"], "url": first["url"], "licence": "as in the table it stood in",
        "fetched_on": today, "sha256": _digest(file), "rows": len(_read(file)),
    })  # fmt: skip


__all__ = ["Landed", "accept", "held_table", "land"]
