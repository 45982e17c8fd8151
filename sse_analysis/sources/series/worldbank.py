"""World Bank: the download archive with its preface, long tables, the API."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd

from sse_analysis.errors import Failure, SourceError
from sse_analysis.sources.series import opening, values
from sse_analysis.sources.series.table import Edition, SeriesTable, assemble

PUBLISHER = "World Bank"
DATASET = "World Development Indicators"
URL = "https://databank.worldbank.org/source/world-development-indicators"
LICENCE = "CC BY 4.0"
_CODE = ("indicator code", "indicator_code")
_ISO = ("country code", "iso3")
_KEYS = {"country name", "country_name", "country code", "iso3", "year", "indicator name", "indicator code",
         "indicator_code", "value"}  # fmt: skip


def recognises(header: list[str]) -> bool:
    names = {str(name).lower() for name in header}
    return bool(names & set(_ISO)) and bool(
        names & {"indicator code", "indicator_code", "year", "country name"}
    )


def read(
    path: Path, *, release: str = "undated", indicator: str = "", about: Path | None = None
) -> SeriesTable:
    """Read a file of the World Bank in any of its forms.

    Parameters
    ----------
    indicator : str
        Code of the series, for tables that hold one series and do not name it.
    about : Path, optional
        A table ``indicator_code, title``, for tables that hold codes only.

    Notes
    -----
    A year without a cell in the wide form is no observation; the API's ``null`` is one that is missing.
    """
    content, file, digest = opening.content_of(path)
    if content.startswith(b"PK\x03\x04"):
        content, _ = opening.member_of(content, "API_")
    text = opening.text_of(content)
    if text.lstrip().startswith("["):
        rows, stated = _api(text, file)
    else:
        frame, stated = _without_preface(text)
        rows = _rows(frame, file, indicator)
    titles = dict(values.rules()["worldbank_names"]) | _titles(about)
    label = rows["series"].map(titles)
    rows = rows.assign(label=label.where(label.notna(), rows["label"]))
    rows = rows.assign(unit=rows["label"].map(unit_of), country_iso3=rows["country_iso3"].str.upper())
    edition = Edition(PUBLISHER, DATASET, stated if release == "undated" else release, URL, LICENCE)
    return assemble(rows, edition, file=file, digest=digest)


def metadata(path: Path) -> pd.DataFrame:
    """Return a ``Metadata_Country`` or ``Metadata_Indicator`` file as cells of text."""
    return opening.frame_of(opening.text_of(opening.content_of(path)[0]))


def unit_of(label: str) -> str:
    """Return our unit from the name of an indicator; ``see label`` where the name has none we know."""
    low = label.lower()
    return next((unit for words, unit in values.rules()["worldbank_units"] if words in low), "see label")


def _without_preface(text: str) -> tuple[pd.DataFrame, str]:
    """Return the table below the lines "Data Source" and "Last Updated Date", and the date they state."""
    lines = text.splitlines()
    if not lines[0].lstrip('"').startswith("Data Source"):
        return opening.frame_of(text), "undated"
    start = next(place for place, line in enumerate(lines) if line.lstrip('"').startswith("Country Name"))
    stated = re.search(r"Last Updated Date\"?,\"?(\d{4}-\d{2}-\d{2})", "\n".join(lines[:start]))
    return opening.frame_of("\n".join(lines[start:])), stated[1] if stated else "undated"


def _rows(frame: pd.DataFrame, file: str, indicator: str) -> pd.DataFrame:
    names = {str(name).lower(): name for name in frame.columns}
    iso = next((names[name] for name in _ISO if name in names), None)
    if iso is None:
        opening.require(frame, ["Country Code"], file)
    years = [name for name in frame.columns if re.fullmatch(r"(19|20)\d\d", str(name))]
    code = next((names[name] for name in _CODE if name in names), None)
    if years:
        opening.require(frame, ["Indicator Code", "Indicator Name"], file)
        return _long(frame, [iso, code, names["indicator name"]], years)
    opening.require(frame, [names.get("year", "Year")], file)
    if "value" in names:
        series = frame[code] if code else pd.Series(indicator or _named(file), index=frame.index)
        return pd.DataFrame({"country_iso3": frame[iso], "series": series, "label": series,
                             "time": frame[names["year"]], "printed": frame[names["value"]]})  # fmt: skip
    wide = [name for name in frame.columns if str(name).lower() not in _KEYS]
    long = frame.melt([iso, names["year"]], wide, "label", "printed")
    long = long[long["printed"] != ""].reset_index(drop=True)
    return long.rename(columns={iso: "country_iso3", names["year"]: "time"}).assign(series=long["label"])


def _long(frame: pd.DataFrame, keys: list[str], years: list[str]) -> pd.DataFrame:
    long = frame.melt(keys, years, "time", "printed")
    long = long[long["printed"] != ""].reset_index(drop=True)
    return long.rename(columns=dict(zip(keys, ["country_iso3", "series", "label"], strict=True)))


def _named(file: str) -> str:
    """Return the code of the two tables that are known by their file name only."""
    known = {"population": "SP.POP.TOTL", "gdp": "NY.GDP.MKTP.CD"}
    stem = Path(file).name.split(".")[0]
    if stem in known:
        return known[stem]
    problem = Failure(
        file, "a table without the code of its series", "the code", "Give indicator='SP.POP.TOTL'."
    )
    raise SourceError(f"{file} does not say which series it holds:", [problem])


def _titles(about: Path | None) -> dict[str, str]:
    if about is None:
        return {}
    frame = opening.frame_of(opening.text_of(opening.content_of(about)[0]))
    return dict(zip(frame["indicator_code"], frame["title"], strict=True))


def _api(text: str, file: str) -> tuple[pd.DataFrame, str]:
    try:
        given = json.loads(text)
    except json.JSONDecodeError as error:
        problem = Failure(file, f"JSON that breaks off ({error.msg})", "a whole answer", "Fetch it again.")
        raise SourceError(f"{file} cannot be read:", [problem]) from None
    pages = given if given and isinstance(given[0], list) else [given]
    wrong = [page for page in pages if len(page) < 2]
    if wrong:
        message = json.dumps(wrong[0])[:200]
        raise SourceError(f"{file} is a message of the service, no data:", [Failure(file, message, "rows")])
    items = [item for page in pages for item in page[1] or []]
    rows = pd.DataFrame(
        [
            {
                "country_iso3": item.get("countryiso3code") or item["country"]["id"],
                "series": item["indicator"]["id"],
                "label": item["indicator"]["value"],
                "time": item["date"],
                "printed": "" if item["value"] is None else repr(item["value"]),
                "obs_status": item.get("obs_status") or "",
            }
            for item in items
        ],
        columns=["country_iso3", "series", "label", "time", "printed", "obs_status"],
        dtype="str",
    )
    return rows, str(pages[0][0].get("lastupdated", "undated"))
