"""ILOSTAT: website and rplumber files (codes, labels or both), and the CSV of the SDMX service."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from sse_analysis.errors import Failure, SourceError
from sse_analysis.sources.series import areas, opening, values
from sse_analysis.sources.series.table import Edition, SeriesTable, assemble, breakdown_of

PUBLISHER = "International Labour Organization"
URL = "https://ilostat.ilo.org/data/"
LICENCE = "CC BY 4.0"
_DATASET = re.compile(r"^([A-Z0-9]+_[A-Z0-9_]*?_(?:NB|RT))(?:_[AQM])?(?![A-Z])")
_DIMENSIONS = ("classif1", "classif2")
#: Columns of the SDMX service that are no dimension of the data.
_SDMX = {"DATAFLOW", "REF_AREA", "FREQ", "MEASURE", "SEX", "TIME_PERIOD", "OBS_VALUE", "OBS_STATUS", "UNIT_MEASURE_TYPE",
         "UNIT_MEASURE", "UNIT_MULT", "SOURCE", "NOTE_SOURCE", "NOTE_INDICATOR", "NOTE_CLASSIF", "DECIMALS",
         "UPPER_BOUND", "LOWER_BOUND"}  # fmt: skip


def recognises(header: list[str]) -> bool:
    names = set(header)
    return "obs_value" in names or {"DATAFLOW", "REF_AREA"} <= names


def read(path: Path, *, release: str = "undated") -> SeriesTable:
    """Read a file of ILOSTAT; columns are found by name, whatever their order.

    A published break, unreliable or imputed value keeps its mark. Modelled estimates (``_2`` in the code)
    carry nature M. Notes stay as codes.

    Raises
    ------
    SourceError
        If the file holds a message of the service, or lacks its columns.
    """
    content, file, digest = opening.content_of(path)
    text = opening.text_of(content)
    if text.lstrip().startswith("{"):
        problem = Failure(file, text.strip()[:200], "rows of ILOSTAT", "Is the data set withdrawn?")
        raise SourceError(f"{file} is a message of the service, no data:", [problem])
    frame = opening.frame_of(text)
    if "DATAFLOW" in frame:
        rows = _sdmx(frame, file)
    else:
        rows = _labels(frame, file, Path(file).name) if "obs_status.label" in frame and "ref_area" not in frame \
            else _codes(frame, file)  # fmt: skip
    edition = Edition(PUBLISHER, "ILOSTAT", release, URL, LICENCE)
    return assemble(rows.assign(dataset="ILOSTAT " + rows["series"]), edition, file=file, digest=digest)


def _codes(frame: pd.DataFrame, file: str) -> pd.DataFrame:
    opening.require(frame, ["ref_area", "indicator", "time", "obs_value"], file)
    dims = {name: frame[name] if name in frame else pd.Series("", index=frame.index) for name in _DIMENSIONS}
    status = frame["obs_status"] if "obs_status" in frame else pd.Series("", index=frame.index)
    base = pd.DataFrame({
        "country_iso3": frame["ref_area"], "series": frame["indicator"], "label": frame["indicator"],
        "time": frame["time"], "printed": frame["obs_value"], "sex": _sex(frame.get("sex"), frame.index),
        "obs_status": status.map(values.rules()["status"]["ilostat"]).fillna(""),
        "nature": frame["indicator"].map(lambda code: "M" if re.search(r"_2[A-Z]", code) else ""),
        "note": _notes(frame),
    })  # fmt: skip
    return _classified(base, dims)


def _labels(frame: pd.DataFrame, file: str, name: str) -> pd.DataFrame:
    opening.require(frame, ["ref_area.label", "indicator.label", "time", "obs_value"], file)
    found = _DATASET.match(name)
    series = found[1] if found else None
    dims = {
        each: frame[f"{each}.label"] if f"{each}.label" in frame else pd.Series("", index=frame.index)
        for each in _DIMENSIONS
    }
    marks = frame["obs_status.label"].str.strip().str.lower()
    sex = frame["sex.label"].str.removeprefix("Sex: ") if "sex.label" in frame else None
    base = pd.DataFrame({
        "country_iso3": areas.from_names(frame["ref_area.label"]),
        "series": series or frame["indicator.label"], "label": frame["indicator.label"],
        "time": frame["time"], "printed": frame["obs_value"], "sex": _sex(sex, frame.index),
        "obs_status": marks.map(values.rules()["status"]["ilostat_labels"]).fillna(""), "note": "",
    })  # fmt: skip
    return _classified(base, dims)


def _sex(cells: pd.Series | None, index: pd.Index) -> pd.Series:
    if cells is None:
        return pd.Series("total", index=index)
    found = values.coded(cells, "sex")
    return found.where(found.notna(), "other")


def _notes(frame: pd.DataFrame) -> pd.Series:
    columns = [name for name in ("note_classif", "note_indicator", "note_source") if name in frame]
    if not columns or frame.empty:
        return pd.Series("", index=frame.index, dtype="str")
    joined = frame[columns].apply(lambda row: " ".join(cell for cell in row if cell), axis=1)
    return joined.where(joined == "", "ILOSTAT notes " + joined).astype("str")


def _classified(base: pd.DataFrame, dims: dict[str, pd.Series]) -> pd.DataFrame:
    """Add age, place, unit, classification and breakdown from the two classification columns."""
    base = base.assign(
        age="all", location="national", unit=_unit(base["series"]), breakdown="", classification=""
    )
    for cells in dims.values():
        parts = pd.DataFrame([_part(cell) for cell in cells], index=base.index,
                             columns=["kind", "family", "code"])  # fmt: skip
        for kind in ("age", "location", "unit"):
            mine = parts["kind"] == kind
            base.loc[mine, kind] = parts.loc[mine, "code"]
        other = (parts["kind"] == "part") & ~values.is_total(parts["code"])
        words = (parts["family"] + "=" + parts["code"]).where(other, "")
        base["breakdown"] = (base["breakdown"] + ";" + words).str.strip(";")
        family = parts["family"].where(parts["kind"].isin(["part", "age"]), "")
        base["classification"] = (base["classification"] + ";" + family).str.strip(";")
    return base


def _part(cell: str) -> tuple[str, str, str]:
    """Return kind (age, location, unit, part), family and code of ``ECO_SECTOR_AGR`` or ``Area type: Rural``."""
    if not cell:
        return "none", "", ""
    if ": " in cell:
        family, code = cell.split(": ", 1)
        if family == "Currency":
            return "unit", family, values.rules()["currencies"].get(code.lower(), code.lower())
        if family == "Area type":
            return "location", family, code.lower()
        if family.startswith("Age"):
            return "age", family, values.ages(pd.Series([code])).iloc[0]
        return "part", family, code
    if cell.lower() in values.rules()["currencies"]:
        return "unit", "CUR_TYPE", values.rules()["currencies"][cell.lower()]
    family, _, code = cell.rpartition("_")
    if cell.startswith("AGE_"):
        words = {"TOTAL": "all"}.get(code) or values.ages(pd.Series([code])).iloc[0]
        return "age", family, words
    if cell.startswith("GEO_COV_"):
        places = {"NAT": "national", "URB": "urban", "RUR": "rural"}
        return "location", "GEO_COV", places.get(code, code.lower())
    return "part", family, code


def _unit(series: pd.Series) -> pd.Series:
    known = {}
    for code in series.unique():
        starts = values.rules()["ilostat_units"]
        unit = next((unit for start, unit in starts if str(code).startswith(start)), "")
        rate = str(code).endswith("_RT") and unit not in ("percent_per_year",)
        known[code] = "percent" if rate else unit or "see label"
    return series.map(known)


def _sdmx(frame: pd.DataFrame, file: str) -> pd.DataFrame:
    opening.require(frame, ["REF_AREA", "MEASURE", "TIME_PERIOD", "OBS_VALUE"], file)
    dims = [name for name in frame.columns if name not in _SDMX]
    flow = frame["DATAFLOW"].str.extract(r"DF_([A-Z0-9_]+)", expand=False).fillna(frame["MEASURE"])
    plain = {name: frame[name].str.rpartition("_")[2] for name in dims}
    status = frame["OBS_STATUS"].map(values.rules()["status"]["ilostat"]).fillna("")
    unit = frame["UNIT_MEASURE"] if "UNIT_MEASURE" in frame else pd.Series("", index=frame.index)
    return pd.DataFrame({
        "country_iso3": frame["REF_AREA"], "series": flow, "label": flow, "time": frame["TIME_PERIOD"],
        "printed": frame["OBS_VALUE"], "sex": _sex(frame.get("SEX"), frame.index), "obs_status": status,
        "unit": values.units(unit), "power": frame.get("UNIT_MULT", "0"),
        "lower": frame.get("LOWER_BOUND", ""),
        "upper": frame.get("UPPER_BOUND", ""),
        "breakdown": breakdown_of(pd.DataFrame(plain, index=frame.index), dims),
        "classification": ";".join(sorted(dims)),
    })  # fmt: skip
