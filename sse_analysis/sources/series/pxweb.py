"""Tables of national offices out of PX-Web: text with a title line, and workbooks with indented places."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pandas as pd

from sse_analysis.errors import Failure, SourceError
from sse_analysis.sources.series import opening, values
from sse_analysis.sources.series.table import Edition, SeriesTable, assemble, breakdown_of

_YEAR = re.compile(r"(?<!\d)((?:Prel?\. ?|prel_)?(?:19|20)\d\d(?: ?\(\*\))?)(?!\d)")
_SEX = {"male": "male", "female": "female", "total": "total"}


def read_text(path: Path, *, country: str, publisher: str, release: str = "undated") -> SeriesTable:
    """Read a PX-Web text file: ``;`` between cells, a title line or none, years in the head or in a column.

    ``Prel.`` and ``(*)`` mark preliminary values, ``..`` missing ones. The title is the data set.
    """
    content, file, digest = opening.content_of(path)
    title, frame = _text_table(opening.text_of(content), Path(file).stem)
    rows = _from_heads(frame, title) if not _year_column(frame) else _from_column(frame, title)
    edition = Edition(publisher, title, release)
    return assemble(rows.assign(country_iso3=country.upper()), edition, file=file, digest=digest)


def _text_table(text: str, name: str) -> tuple[str, pd.DataFrame]:
    lines = text.replace("\r\n", "\n").split("\n")
    head = next((place for place, line in enumerate(lines[:5]) if line.count(";") >= 1), None)
    if head is None:
        raise SourceError(
            f"{name} is no PX-Web table:", [Failure(name, "no line with ';'", "a head in five lines")]
        )
    title = lines[0].strip().strip('"') if head else name
    frame = opening.frame_of("\n".join(lines[head:]), separator=";")
    again = (frame == pd.Series(frame.columns, index=frame.columns)).all(axis=1)
    return title, frame[~again].reset_index(drop=True)


def _year_column(frame: pd.DataFrame) -> str | None:
    return next(
        (name for name in frame.columns if str(name).strip().lower() in values.rules()["languages"]["year"]),
        None,
    )


def _series(title: str) -> str:
    short = re.split(r" by [A-Z]", title)[0]
    return re.sub(r"[^a-z0-9]+", "_", short.lower()).strip("_")


def _from_heads(frame: pd.DataFrame, title: str) -> pd.DataFrame:
    """Unfold a table with a year in the head of each column, such as ``Total Prel. 2016``."""
    stub = [name for name in frame.columns if not _YEAR.search(str(name))]
    long = frame.melt(stub, [name for name in frame.columns if name not in stub], "head", "printed")
    year = long["head"].str.extract(_YEAR, expand=False)
    item = [
        re.sub(r"\s+", " ", head.replace(when, " ")).strip()
        for head, when in zip(long["head"], year, strict=True)
    ]
    return _arranged(long.assign(time=year, item=item), stub, title)


def _from_column(frame: pd.DataFrame, title: str) -> pd.DataFrame:
    """Unfold a table with a column of years."""
    time = _year_column(frame)
    stub = [frame.columns[0]] if frame.columns[0] != time else [frame.columns[1]]
    items = [name for name in frame.columns if name not in (*stub, time)]
    long = frame.melt([*stub, time], items, "item", "printed")
    return _arranged(long.rename(columns={time: "time"}), stub, title)


_PLACES = ("cities, provincies", "region", "aimag", "administrator unit")


def _arranged(long: pd.DataFrame, stub: list[str], title: str) -> pd.DataFrame:
    name = stub[0]
    places = str(name).strip().lower() in _PLACES
    first = long[name].str.strip()
    national = first.str.lower().isin(values.rules()["national"])
    item = long["item"].astype("str").str.replace(".", " ", regex=False).str.strip()
    sex, urban = item.str.lower().map(_SEX), _urban(item)
    plain = item.where(sex.isna(), "")
    parts = pd.DataFrame({"item": plain, "group": first.where(~pd.Series(places, long.index), "")})
    unit = _unit_of(item.where(item != "", "") + " " + first.where(~pd.Series(places, long.index), ""), title)
    return pd.DataFrame({
        "series": _series(title), "label": title, "time": long["time"], "printed": long["printed"],
        "sex": sex.fillna("total"),
        "location": first.where(~national, "national") if places else pd.Series("national", long.index),
        "level": pd.Series("area", long.index).where(~national, "") if places else "",
        "breakdown": _broken(parts, urban), "classification": _classification(parts), "unit": unit,
    })  # fmt: skip


def _urban(item: pd.Series) -> pd.Series:
    return item.str.lower().str.extract(r"\b(urban|rural)\b", expand=False)


def _broken(parts: pd.DataFrame, urban: pd.Series) -> pd.Series:
    return breakdown_of(parts, ["item", "group"])


def _classification(parts: pd.DataFrame) -> pd.Series:
    return pd.Series(["group" if group else "item" if item else "" for item, group in
                      zip(parts["item"], parts["group"], strict=True)], index=parts.index)  # fmt: skip


def _unit_of(words: pd.Series, title: str) -> pd.Series:
    known = {word: _unit(word) or _unit(title) or "see label" for word in words.unique()}
    return words.map(known)


def _unit(words: str) -> str:
    low = words.strip().lower()
    return next((unit for mark, unit in values.rules()["pxweb_units"] if mark in low), "")


def read_workbook(path: Path, *, country: str, publisher: str, release: str = "undated") -> SeriesTable:
    """Read a PX-Web workbook: sheet ``Data`` (title, head, rows), sheet ``Meta-Data`` (unit, download date).

    Places are told apart by their leading spaces: ``level`` is their depth and ``parent`` the place above,
    because the same name may be a province and a district. Trailing columns without a head are dropped.
    """
    content, file, digest = opening.content_of(path)
    sheets = pd.read_excel(io.BytesIO(content), sheet_name=None, header=None, dtype=str, engine="openpyxl")
    if "Data" not in sheets:
        raise SourceError(
            f"{file} is no PX-Web workbook:", [Failure(file, ", ".join(sheets), "a sheet 'Data'")]
        )
    data, meta = sheets["Data"], _meta(sheets.get("Meta-Data"))
    title = str(data.iloc[0, 0]).strip()
    head = [("" if pd.isna(cell) else str(cell).strip()) for cell in data.iloc[1]]
    body = data.iloc[2:].reset_index(drop=True).fillna("")
    years = [place for place, cell in enumerate(head) if _YEAR.fullmatch(cell)]
    stubs = [place for place in range(len(head)) if place not in years]
    frame = _indented(body, head, stubs, years)
    series = _table_id(Path(file).name) or _series(title)
    unit = _unit(title) or _unit(meta.get("Unit", "")) or "see label"
    rows = frame.assign(country_iso3=country.upper(), series=series, label=title, unit=unit)
    downloaded = meta.get("Download date time", "")[:10]
    edition = Edition(
        publisher, f"{series} {title}", downloaded if release == "undated" and downloaded else release
    )
    return assemble(rows, edition, file=file, digest=digest)


def _meta(sheet: pd.DataFrame | None) -> dict[str, str]:
    if sheet is None:
        return {}
    return {
        str(row[0]): str(row[1]).strip() for row in sheet.fillna("").itertuples(index=False) if len(row) > 1
    }


def _table_id(name: str) -> str:
    found = re.match(r"DT_NSO_[A-Z0-9]+_[A-Z0-9]+", name)
    return found[0] if found else ""


def _indented(body: pd.DataFrame, head: list[str], stubs: list[int], years: list[int]) -> pd.DataFrame:
    """Return long rows with sex, place, level, parent and the remaining stub as breakdown."""
    sexes = next((place for place in stubs if head[place].lower() == "sex"), None)
    where = _place_column(body, stubs, sexes)
    other = [place for place in stubs if place not in (sexes, where)]
    cells = body[where].astype("str")
    depth = cells.str.len() - cells.str.lstrip().str.len()
    name = cells.str.strip().replace("", "(no name printed)")
    national = name.str.lower().isin(values.rules()["national"]) & (depth == 0)
    groups = (
        body[other].astype("str").apply(lambda column: column.str.strip())
        if other
        else pd.DataFrame(index=body.index)
    )
    groups = groups.rename(columns=lambda place: (head[place] or "group").lower().replace(" ", "_"))
    keys = pd.DataFrame({
        "sex": body[sexes].str.strip().str.lower().map(_SEX) if sexes is not None else "total",
        "location": name.where(~national, "national"),
        "level": ("depth " + depth.astype(str)).where(~national, ""), "parent": _parents(name, depth, national),
        "breakdown": breakdown_of(groups, list(groups.columns)),
        "classification": ";".join(groups.columns),
    })  # fmt: skip
    wide = pd.concat([keys, body[years].set_axis([head[place] for place in years], axis=1)], axis=1)
    return wide.melt(list(keys.columns), [head[place] for place in years], "time", "printed")


def _place_column(body: pd.DataFrame, stubs: list[int], sexes: int | None) -> int:
    """Return the stub that holds places: the one with the national row; else the last."""
    candidates = [place for place in stubs if place != sexes]
    wanted = values.rules()["national"]
    marks = [place for place in candidates if body[place].str.strip().str.lower().isin(wanted).any()]
    return marks[-1] if marks else candidates[-1]


def _parents(name: pd.Series, depth: pd.Series, national: pd.Series) -> pd.Series:
    above: list[tuple[int, str]] = []
    found = []
    for word, deep, whole in zip(name, depth, national, strict=True):
        if whole:
            above = []
            found.append("")
            continue
        above = [pair for pair in above if pair[0] < deep]
        found.append(" > ".join(word for _, word in above))
        above.append((deep, word))
    return pd.Series(found, index=name.index, dtype="str")
