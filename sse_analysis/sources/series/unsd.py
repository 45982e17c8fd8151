"""The UN database of SDG indicators: Excel and CSV downloads of several years, long files, the API."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd

from sse_analysis.errors import Failure, SourceError
from sse_analysis.sources.series import areas, opening, values
from sse_analysis.sources.series.table import Edition, SeriesTable, assemble, breakdown_of

PUBLISHER = "United Nations Statistics Division"
DATASET = "Global SDG Indicators Database"
URL = "https://unstats.un.org/sdgs/dataportal"
LICENCE = "free to copy and redistribute with citation (UN DESA, SDG Indicators Database)"
#: Our names for the columns of each layout, letters and digits only, lower case.
_HEADS = {
    "goal": ("goal", "goalcode"), "target": ("target", "targetcode"),
    "indicator": ("indicator", "indicatorcode"), "series": ("seriescode", "series"),
    "label": ("seriesdescription", "seriesdesc"), "m49": ("geoareacode", "m49"),
    "iso3": ("iso3cd", "iso3"), "time": ("timeperiod", "year", "timeperiodstart"), "printed": ("value",),
    "lower": ("lowerbound",), "upper": ("upperbound",), "nature": ("nature", "naturecode"),
    "unit": ("units", "unitscode"), "status": ("observationstatus",), "note": ("footnote", "footnotes"),
    "release": ("seriesrelease",), "folded": ("dimensions",),
}  # fmt: skip
#: Heads that describe a row and are no dimension of the data.
_OTHERS = {
    "geoareaname", "geoareadesc", "timedetail", "timecoverage", "baseperiod", "source", "geoinfourl", "goaldesc",
    "targetdesc", "indicatordesc", "indicatortier", "valuetype", "x", "y", "size", "reportingtype", "reportingtypecode",
    "unitmultiplier", "freq", "freqcode", }  # fmt: skip


def recognises(header: list[str]) -> bool:
    names = {_plain(name) for name in header}
    return (
        bool(names & set(_HEADS["series"]))
        and bool(names & {*_HEADS["m49"], *_HEADS["iso3"]})
        and "value" in names
    )


def read(path: Path, *, release: str = "undated", about: Path | None = None) -> SeriesTable:
    """Read a file of the database: CSV of any layout, workbook (sheet ``data``), or answer of the API.

    Parameters
    ----------
    about : Path, optional
        The file with the meaning of each series, for layouts that keep it apart (``*_series.csv``).
    """
    content, file, digest = opening.content_of(path)
    frame = _frame(content, file)
    names = {_plain(name): name for name in frame.columns}
    rows = pd.DataFrame(index=frame.index)
    for ours, heads in _HEADS.items():
        head = next((names[name] for name in heads if name in names), None)
        if head is not None:
            rows[ours] = frame[head].astype("str")
    _require(rows, file)
    dims = _dimensions(frame, names)
    rows = _placed(rows, dims)
    rows = _described(rows, about)
    edition = Edition(PUBLISHER, DATASET, release, URL, LICENCE)
    return assemble(rows, edition, file=file, digest=digest)


def _plain(name: object) -> str:
    return re.sub(r"[^a-z0-9]", "", str(name).lower())


def _require(rows: pd.DataFrame, file: str) -> None:
    problems = [
        Failure(
            file,
            "no such column",
            f"one of {', '.join(_HEADS[name])}",
            "Has the layout changed?",
            column=name,
        )
        for name in ("series", "time", "printed")
        if name not in rows
    ]
    if "m49" not in rows and "iso3" not in rows:
        problems.append(Failure(file, "no column with the country", "GeoAreaCode or ISO3CD"))
    if problems:
        raise SourceError(f"{file} does not have a layout of the UN database:", problems)


def _frame(content: bytes, file: str) -> pd.DataFrame:
    if content.startswith(b"PK\x03\x04"):
        import io

        sheets = pd.ExcelFile(io.BytesIO(content), engine="openpyxl")
        name = "data" if "data" in sheets.sheet_names else sheets.sheet_names[0]
        return sheets.parse(name, dtype=str, keep_default_na=False)
    text = opening.text_of(content)
    return _api(text, file) if text.lstrip().startswith(("{", "[")) else opening.frame_of(text)


def _api(text: str, file: str) -> pd.DataFrame:
    """Return items of the API as rows; several pages are a list of answers."""
    try:
        given = json.loads(text)
    except json.JSONDecodeError as error:
        problem = Failure(file, f"JSON that breaks off ({error.msg})", "a whole answer", "Fetch it again.")
        raise SourceError(f"{file} cannot be read:", [problem]) from None
    pages = given if isinstance(given, list) else [given]
    items = [item for page in pages for item in page.get("data", [])]
    return pd.DataFrame([_item(item) for item in items], dtype="str").fillna("")


def _item(item: dict) -> dict[str, str]:
    first = {name: (item.get(name) or [""])[0] for name in ("goal", "target", "indicator")}
    attributes, dims = item.get("attributes", {}), item.get("dimensions", {})
    return {
        **first, "SeriesCode": item.get("series", ""), "SeriesDescription": item.get("seriesDescription", ""),
        "GeoAreaCode": item.get("geoAreaCode", ""), "TimePeriod": item.get("timePeriodStart", ""),
        "Value": item.get("value", ""), "LowerBound": item.get("lowerBound") or "",
        "UpperBound": item.get("upperBound") or "", "FootNote": " ".join(item.get("footnotes") or ()),
        "Source": item.get("source", ""),
        **{f"[{name}]": code for name, code in {**attributes, **dims}.items()},
    }  # fmt: skip


def _dimensions(frame: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Return one column a dimension, names letters only; codes are taken, their descriptions left."""
    taken = {head for heads in _HEADS.values() for head in heads} | _OTHERS
    dims: dict[str, pd.Series] = {}
    for plain, head in names.items():
        if plain in taken or plain.endswith("desc"):
            continue
        dims[plain.removesuffix("code") or plain] = frame[head].astype("str")
    if "dimensions" in names:
        dims |= _folded(frame[names["dimensions"]])
    return pd.DataFrame(dims, index=frame.index)


def _folded(cells: pd.Series) -> dict[str, pd.Series]:
    known = {cell: _unfold(cell) for cell in cells.unique()}
    keys = sorted({name for parts in known.values() for name in parts})
    return {name: cells.map(lambda cell, name=name: known[cell].get(name, "")) for name in keys}


def _unfold(cell: str) -> dict[str, str]:
    pairs = (part.split("=", 1) for part in str(cell).split(";") if "=" in part)
    return {_plain(name): code for name, code in pairs}


def _placed(rows: pd.DataFrame, dims: pd.DataFrame) -> pd.DataFrame:
    """Return rows with sex, age, place and the remaining breakdown."""
    empty = pd.Series("", index=rows.index)
    sex, age, place = (dims.get(name, empty) for name in ("sex", "age", "location"))
    found, where = values.coded(sex, "sex"), values.coded(place, "location")
    country = rows["iso3"] if "iso3" in rows else areas.from_numbers(rows["m49"])
    mark = rows["status"] if "status" in rows else dims.get("observationstatus", empty)
    rest = [
        name for name in dims.columns if name not in ("sex", "age", "location", "observationstatus", *_OTHERS)
    ]
    nature = rows.get("nature", empty).str.upper()
    return rows.assign(
        country_iso3=country.str.upper(),
        sex=found.where(found.notna(), "other"),
        age=values.ages(age),
        location=where.where(where.notna(), "national"),
        unit=values.units(rows.get("unit", empty)),
        nature=nature.where(nature.isin(["C", "CA", "E", "G", "M", "N"]), ""),
        obs_status=mark.str.upper().where(mark.str.upper().isin(list("ABIEPUVO")), ""),
        breakdown=breakdown_of(dims, rest),
        classification=_families(dims, rest),
        series=rows["series"],
        label=rows.get("label", rows["series"]),
    )


def _families(dims: pd.DataFrame, rest: list[str]) -> pd.Series:
    words = pd.Series("", index=dims.index, dtype="str")
    for name in sorted(rest):
        words = words + pd.Series([f";{name}" if cell else "" for cell in dims[name]], index=dims.index)
    return words.str.removeprefix(";")


def _described(rows: pd.DataFrame, about: Path | None) -> pd.DataFrame:
    """Take what the file leaves out from the file with the meaning of each series."""
    if about is None:
        return rows
    known = opening.frame_of(opening.text_of(opening.content_of(about)[0]))
    code = "name" if "name" in known and "concept" in known else "series"
    known = known.drop_duplicates(code).set_index(code)
    heads = {"label": ("series_desc", "description"), "goal": ("goal",), "target": ("target",),
             "indicator": ("indicator",)}  # fmt: skip
    for ours, names in heads.items():
        name = next((name for name in names if name in known), None)
        if name is not None:
            told = rows["series"].map(known[name])
            rows = rows.assign(**{ours: told.where(told.notna(), rows.get(ours, ""))})
    return _first_place(rows)


def _first_place(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep the first indicator of a series that serves several, and name the others in the note."""
    several = rows["indicator"].str.contains(",")
    others = "also " + rows["indicator"].str.partition(",")[2].str.strip()
    note = rows.get("note", pd.Series("", index=rows.index))
    first = {name: rows[name].str.partition(",")[0].str.strip() for name in ("goal", "target", "indicator")}
    return rows.assign(note=note.where(~several, (note + "; " + others).str.removeprefix("; ")), **first)
