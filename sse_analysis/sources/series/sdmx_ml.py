"""National SDG data in SDMX-ML (structure-specific), and the same rows flattened to CSV."""

from __future__ import annotations

import io
import logging
from functools import lru_cache
from pathlib import Path

import pandas as pd

from sse_analysis.errors import Failure, SourceError, extra_needed
from sse_analysis.sources.series import opening, values
from sse_analysis.sources.series.table import Edition, SeriesTable, assemble, breakdown_of

_SHOWN = ("SEX", "AGE", "URBANISATION")
#: What is no part of a whole: how, when and in which unit a figure was reported.
_ABOUT = ("FREQ", "REPORTING_TYPE", "SERIES", "REF_AREA", "UNIT_MEASURE", "TIME_PERIOD", "OBS_VALUE", "OBS_STATUS",
          "UNIT_MULT", "NATURE", "TIME_DETAIL", "COMMENT_OBS", "SOURCE_DETAIL", "DATA_LAST_UPDATE", "BASE_PER",
          "COMMENT_TS", "file")  # fmt: skip


def recognises(header: list[str]) -> bool:
    return {"SERIES", "REF_AREA", "OBS_VALUE"} <= set(header)


def read(path: Path, *, country: str, release: str = "undated", edition: Edition | None = None,
         codelists: Path | None = None) -> SeriesTable:  # fmt: skip
    """Read SDMX-ML 2.1 structure-specific data, or its flattened rows.

    Parameters
    ----------
    country : str
        Whose national data they are; codes of its parts (``KG02``) become ``location``.
    codelists : Path, optional
        Table ``dimension, code, name_en``: names of series and places.

    Notes
    -----
    One series may hold several units: the unit is part of the key. ``UNIT_MULT`` is applied. A breakdown
    whose code starts with ``_L_`` is national and kept as it is.
    """
    content, file, digest = opening.content_of(path)
    frame = _observations(content, file) if content.lstrip().startswith(b"<") else _flat(content)
    opening.require(frame, ["SERIES", "REF_AREA", "TIME_PERIOD", "OBS_VALUE"], file)
    names = _names(codelists)
    rows = _rows(frame, country.upper(), names)
    given = edition or Edition("National statistical office", "National SDG indicators", release)
    return assemble(rows, given, file=file, digest=digest)


def _flat(content: bytes) -> pd.DataFrame:
    return opening.frame_of(opening.text_of(content))


def _observations(content: bytes, file: str) -> pd.DataFrame:
    """Return every observation with the attributes of its series, through the package ``sdmx1``."""
    try:
        import sdmx
    except ImportError:
        raise extra_needed("sdmx1", "fetch", "Reading SDMX-ML") from None
    # The package warns that it infers the structure; the files carry none, and every attribute is text.
    logging.getLogger("sdmx").setLevel(logging.ERROR)
    try:
        message = sdmx.read_sdmx(io.BytesIO(content))
    except Exception as error:
        problem = Failure(
            file, f"XML that cannot be read ({type(error).__name__})", "SDMX-ML 2.1", "Fetch it again."
        )
        raise SourceError(f"{file} cannot be read:", [problem]) from None
    rows = [
        _observation(key, one) for data in message.data for key, many in data.series.items() for one in many
    ]
    return pd.DataFrame(rows, dtype="str").fillna("")


def _observation(key, one) -> dict[str, str]:
    series = {name: str(value.value) for name, value in key.values.items()}
    attributes = {name: str(value.value) for name, value in one.attached_attribute.items()}
    told = {name: str(value.value) for name, value in key.attrib.items()}
    return {**series, **told, **attributes, "TIME_PERIOD": str(one.dim), "OBS_VALUE": str(one.value)}


@lru_cache(maxsize=4)
def _names(codelists: Path | None) -> dict[str, dict[str, str]]:
    if codelists is None:
        return {}
    frame = opening.frame_of(opening.text_of(opening.content_of(codelists)[0]))
    return {
        dimension: dict(zip(part["code"], part["name_en"], strict=True))
        for dimension, part in frame.groupby("dimension")
    }


def _rows(frame: pd.DataFrame, country: str, names: dict[str, dict[str, str]]) -> pd.DataFrame:
    empty = pd.Series("", index=frame.index)
    dims = [name for name in frame.columns if name not in (*_ABOUT, *_SHOWN)]
    sex, urban = frame.get("SEX", empty), frame.get("URBANISATION", empty)
    found = values.coded(sex, "sex")
    national = frame["REF_AREA"].str.lower().isin(values.rules()["national"])
    part = frame["REF_AREA"].map(lambda code: names.get("REF_AREA", {}).get(code, code))
    place = values.coded(urban, "location")
    label = frame["SERIES"].map(lambda code: names.get("SERIES", {}).get(code, code))
    indicator = frame.get("file", empty)
    return pd.DataFrame({
        "country_iso3": country, "series": frame["SERIES"], "label": label, "indicator": indicator,
        "time": frame["TIME_PERIOD"], "printed": frame["OBS_VALUE"],
        "sex": found.where(found.notna(), "other"), "age": values.ages(frame.get("AGE", empty)),
        "location": part.where(~national, place.where(place.notna(), "national")),
        "breakdown": breakdown_of(frame.assign(place=place.fillna("").where(~national, "")), [*dims, "place"]),
        "classification": _families(frame, dims), "level": pd.Series("region", frame.index).where(~national, ""),
        "unit": values.units(frame.get("UNIT_MEASURE", empty)), "power": frame.get("UNIT_MULT", "0"),
        "nature": frame.get("NATURE", empty).where(frame.get("NATURE", empty).isin(["C", "CA", "E", "G", "M"]), ""),
        "obs_status": frame.get("OBS_STATUS", empty), "note": frame.get("COMMENT_OBS", empty),
    })  # fmt: skip


def _families(frame: pd.DataFrame, dims: list[str]) -> pd.Series:
    words = pd.Series("", index=frame.index, dtype="str")
    for name in sorted(dims):
        cells = values.is_total(frame[name])
        words = words + pd.Series(["" if total else f";{name}" for total in cells], index=frame.index)
    return words.str.removeprefix(";")


def read_open_sdg(path: Path, *, country: str, series: str, edition: Edition | None = None,
                  unit: str = "percent") -> SeriesTable:  # fmt: skip
    """Read the older CSV of an Open SDG site: year, one column a dimension in any language, value.

    Parameters
    ----------
    series : str
        Code of the indicator, which only the file's name carries.
    """
    content, file, digest = opening.content_of(path)
    frame = opening.frame_of(opening.text_of(content))
    known = values.rules()["languages"]
    low = {name: str(name).strip().lower() for name in frame.columns}
    time = next((name for name in frame if low[name] in known["year"]), None)
    value = next((name for name in frame if low[name] in known["value"]), None)
    if time is None or value is None:
        opening.require(frame, ["Year", "Value"], file)
    sex = next((name for name in frame if low[name] in known["sex"]), None)
    area = next((name for name in frame if low[name] in known["area"]), None)
    dims = [name for name in frame.columns if name not in (time, value, sex, area)]
    place = frame[area] if area else pd.Series("", index=frame.index)
    rows = pd.DataFrame({
        "country_iso3": country.upper(), "series": series, "label": series, "time": frame[time],
        "printed": frame[value], "sex": values.coded(frame[sex], "sex") if sex else "total",
        "location": place.where(place != "", "national"), "unit": unit,
        "level": pd.Series("region", frame.index).where(place != "", ""),
        "breakdown": breakdown_of(frame, dims),
    })  # fmt: skip
    given = edition or Edition("National statistical office", "National SDG indicators (Open SDG)")
    return assemble(rows, given, file=file, digest=digest)
