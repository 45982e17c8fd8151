"""The questionnaire as a workbook for KoboToolbox and ODK, and their exports as the files of the survey."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from sse_analysis import paths, reference
from sse_analysis.errors import Failure, SourceError
from sse_analysis.sources import questionnaire, sheets
from sse_analysis.sources.read import read_csv

_ENGLISH = "English (en)"
_LARGEST = 50_000_000


def choices(country: str) -> dict[str, dict[str, str]]:
    """Return legal forms and areas of a country by code, named in English and in the national language."""
    return {
        "legal_form": _named(paths.data_file(country, "legal_forms.csv"), "id"),
        "area": _named(paths.data_file(country, "areas.csv"), "unit_code"),
    }


def _named(file: Path, code: str) -> dict[str, str]:
    if not file.is_file():
        return {}
    frame = pd.read_csv(file, dtype="str", keep_default_na=False)
    if "valid_to" in frame:
        # A form or an area that the law has ended is no answer any more.
        frame = frame[frame["valid_to"].eq("") | frame["valid_to"].gt(dt.date.today().isoformat())]
    local = frame.get("name_local", pd.Series("", frame.index))
    labels = frame["name_en"].where(
        local.eq("") | local.eq(frame["name_en"]), frame["name_en"] + " / " + local
    )
    return dict(zip(frame[code], labels, strict=True))


def write(
    country: str, path: Path, *, version: str, languages: Mapping[str, Mapping[str, str]] | None = None
) -> tuple[Path, dict[str, list[str]]]:
    """Write the XLSForm of a country; return its file and, by language, the texts that have no translation.

    Parameters
    ----------
    languages : dict of dict, optional
        Words by English words, under the name a form gives a language, such as ``Khmer (km)``. A text without words
        stands in English in that column, and in the sheet ``to_translate``.

    Raises
    ------
    SourceError
        If the file is there already: a form that is in the field is never overwritten.
    """
    from openpyxl import Workbook

    if path.exists():
        raise SourceError(
            f"{paths.relative(path)} exists and is not overwritten. Choose another name with --output."
        )
    name = reference.country(country).name
    sheets = questionnaire.form(country, name, choices=choices(country), version=version)
    book = Workbook()
    book.remove(book.active)
    lacking: dict[str, list[str]] = {}
    for title, rows in sheets.items():
        if title != "settings":
            rows = _in_languages(rows, languages or {}, _names(title), lacking)
        _fill(book.create_sheet(title), rows)
    todo = [{"language": name, "text": text} for name, texts in lacking.items() for text in texts]
    if todo:
        _fill(book.create_sheet("to_translate"), todo)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path, lacking


def _fill(sheet: Any, rows: list[dict[str, object]]) -> None:
    heads = list(dict.fromkeys(key for row in rows for key in row))
    sheet.append(heads)
    for row in rows:
        sheet.append([row.get(head) or None for head in heads])
        for cell in sheet[sheet.max_row]:
            if cell.data_type == "f":
                cell.data_type = "s"
            # Also a spreadsheet in which somebody edits the cell takes it for text.
            cell.quotePrefix = str(cell.value or "")[:1] in ("=", "+", "-", "@", "\t", "\r")


def _names(sheet: str) -> Callable[[dict], bool]:
    """Tell which rows of a sheet are proper names, already in the national language: legal forms and areas."""
    return lambda row: sheet == "choices" and row["list_name"] in ("legal_form", "area")


def _in_languages(
    rows: list[dict[str, object]], languages: Mapping[str, Mapping[str, str]], named: Callable[[dict], bool],
    lacking: dict[str, list[str]],
) -> list[dict[str, object]]:  # fmt: skip
    """Return rows with label and hint in English and in every language; what has no words is noted in ``lacking``."""
    made = []
    for row in rows:
        texts = {head: str(row[head]) for head in ("label", "hint") if row.get(head)}
        own = {key: value for key, value in row.items() if key not in ("label", "hint")}
        own |= {f"{head}::{_ENGLISH}": text for head, text in texts.items()}
        for language, words in languages.items():
            own |= {f"{head}::{language}": words.get(text, text) for head, text in texts.items()}
            missing = [text for text in texts.values() if text not in words and not named(row)]
            known = lacking.setdefault(language, [])
            known += [text for text in missing if text not in known]
        made.append(own)
    return made


def take(country: str, export: Path, *, languages: Iterable[Mapping[str, str]] = ()) -> tuple[Path, int]:
    """Write ``surveys/entities.csv`` and ``items.csv`` from an export, and return the folder and the count.

    An answer whose ``frame_id`` stands in ``contacts.csv`` is one of the sample, with the stratum from there; its weight
    is the frame of the stratum (``strata.csv``: ``stratum, frame_size``) over the answers of the stratum. Every other
    answer came by an open link: it has the kind of its legal form for a stratum, and no weight. ``languages`` are those
    of :func:`questionnaire.read`.

    Raises
    ------
    SourceError
        If the export does not fit the form, or answers are there already.
    """
    name = export.name
    frame = questionnaire.read(_raw(export), choices=choices(country), name=name, languages=languages)
    folder = paths.data_file(country, "surveys")
    target = folder / "entities.csv"
    if target.exists():
        raise SourceError(
            f"{paths.relative(target)} exists and is not overwritten. Move it away, then read the export again."
        )
    frame = _placed(frame, folder, country, name)
    folder.mkdir(parents=True, exist_ok=True)
    book = folder / "items.csv"
    if not book.exists():
        questionnaire.items().to_csv(book, index=False, lineterminator="\n")
    half = target.with_suffix(".half")
    frame.to_csv(half, index=False, lineterminator="\n")
    half.replace(target)
    return target, len(frame)


def _raw(export: Path) -> pd.DataFrame:
    """Return an export as text: CSV with comma or semicolon, or the first sheet of a workbook."""
    if not export.is_file():
        raise SourceError(f"There is no file '{export.name}'.")
    if export.stat().st_size > _LARGEST:
        raise SourceError(
            f"{export.name} is larger than {_LARGEST // 1_000_000} MB, which no such export is."
        )
    if export.suffix.lower() == ".xlsx":
        from sse_analysis.sources import bounds

        bounds.check(export, export.name)
        return pd.read_excel(export, engine="openpyxl", dtype="str", keep_default_na=False)
    heads, *rows = sheets.read(export).rows
    long = [
        Failure(export.name, f"{len(row)} cells", f"{len(heads)}, as in the first line", row=line)
        for line, row in enumerate(rows, 2)
        if any(row[len(heads) :])
    ]
    if long:
        raise SourceError(f"{export.name} has rows of more cells than heads:", long)
    filled = [(row + [""] * len(heads))[: len(heads)] for row in rows if any(row)]
    return pd.DataFrame(filled, columns=heads, dtype="str")


def _placed(frame: pd.DataFrame, folder: Path, country: str, name: str) -> pd.DataFrame:
    """Return the answers with ``source, stratum, frame_size, weight``."""
    strata = _side(folder / "contacts.csv", "frame_id", "stratum")
    sizes = _side(folder / "strata.csv", "stratum", "frame_size")
    kinds = _side(paths.data_file(country, "legal_forms.csv"), "id", "form_type")
    drawn = frame["frame_id"].map(strata).astype("str")
    unknown = frame["frame_id"].notna() & drawn.isna()
    if strata and unknown.any():
        wrong = [
            Failure(
                name,
                f"'{number}'",
                "a number of contacts.csv, or nothing",
                row=int(row) + 2,
                column="frame_id",
            )
            for row, number in frame.loc[unknown, "frame_id"].items()
        ]
        raise SourceError(f"{name} has invitations that nobody sent:", wrong)
    size = drawn.map({stratum: _size(folder / "strata.csv", text) for stratum, text in sizes.items()}).astype(
        "float64"
    )
    weight = (size / drawn.map(drawn.value_counts())).round(4)
    placed = {
        "source": drawn.notna().map({True: "frame", False: "open_link"}),
        "stratum": drawn.fillna(frame["legal_form"].map(kinds)), "frame_size": size, "weight": weight,
    }  # fmt: skip
    return frame.assign(**placed)


def _side(file: Path, key: str, value: str) -> dict[str, str]:
    if not file.is_file():
        return {}
    table = read_csv(file)
    absent = [name for name in (key, value) if name not in table.header]
    if absent:
        place = str(paths.relative(file))
        raise SourceError(
            f"{place} lacks a column.",
            [Failure(place, "no such column", f"the column '{one}'") for one in absent],
        )
    places = table.header.index(key), table.header.index(value)
    return {row[places[0]]: row[places[1]] for row in table.rows}


def _size(file: Path, text: str) -> int:
    if text.isascii() and text.isdigit():
        return int(text)
    problem = Failure(
        str(paths.relative(file)), f"'{text}'", "a whole number such as 1414", column="frame_size"
    )
    raise SourceError("The sizes of the strata cannot be read.", [problem])
