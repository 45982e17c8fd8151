"""One reader a format; each returns text categories or narrow numbers, and value labels where the file has them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sse_analysis.errors import Failure, SourceError, extra_needed
from sse_analysis.sources.microdata import layouts
from sse_analysis.sources.microdata.narrow import narrowed

if TYPE_CHECKING:
    from sse_analysis.parameters.microdata import SurveyFile

Read = tuple[pd.DataFrame, dict[str, dict[str, str]]]


def columns_of(path: Path, given: SurveyFile, layout: Path | None) -> list[str]:
    """Return the columns a file has, without reading its rows."""
    if given.format == "fixed":
        return [field.name for field in layouts.read(layout, given.encoding)]
    if given.format == "csv":
        return list(
            pd.read_csv(path, sep=given.separator, encoding=given.encoding, nrows=0, dtype=str).columns
        )
    if given.format == "parquet":
        import pyarrow.parquet as pq

        return list(pq.read_schema(path).names)
    _, meta = _statistics(path, given, metadataonly=True)
    return list(meta.column_names)


def csv(path: Path, wanted: list[str], given: SurveyFile, layout: Path | None) -> Read:
    """Read a CSV file, also compressed; every cell is text first, so that leading zeros stay."""
    table = _csv_reader(path, wanted, given).read_all()
    return pd.DataFrame({name: narrowed(table.column(name), decimal=given.decimal) for name in wanted}), {}


def _csv_reader(path: Path, wanted: list[str], given: SurveyFile):
    import pyarrow as pa
    from pyarrow import csv as reader

    return reader.open_csv(
        pa.input_stream(str(path)),
        read_options=reader.ReadOptions(encoding=given.encoding, block_size=1 << 24),
        parse_options=reader.ParseOptions(delimiter=given.separator),
        convert_options=reader.ConvertOptions(
            include_columns=wanted, column_types={name: pa.string() for name in wanted}, strings_can_be_null=True,
            null_values=["", "NA"],
        ),
    )  # fmt: skip


def parquet(path: Path, wanted: list[str], given: SurveyFile, layout: Path | None) -> Read:
    """Read a Parquet file; text becomes categories, numbers keep the type they were written in."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(path, columns=wanted)
    frame = {}
    for name in wanted:
        column = table.column(name)
        text = pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
        frame[name] = (column.dictionary_encode() if text else column).to_pandas()
    return pd.DataFrame(frame), {}


def statistics(path: Path, wanted: list[str], given: SurveyFile, layout: Path | None) -> Read:
    """Read a file of Stata or SPSS with its value labels; codes stay codes."""
    frame, meta = _statistics(path, given, usecols=wanted)
    labels = {
        name: {_plain(code): str(words) for code, words in known.items()}
        for name, known in meta.variable_value_labels.items()
        if name in wanted
    }
    columns = {name: _narrow(frame[name]) for name in wanted}
    return pd.DataFrame(columns), labels


def _statistics(path: Path, given: SurveyFile, **options):
    try:
        import pyreadstat
    except ImportError:
        raise extra_needed("pyreadstat", "microdata", "A file of Stata or SPSS") from None
    reader = pyreadstat.read_dta if given.format == "stata" else pyreadstat.read_sav
    encoding = None if given.encoding == "utf-8" else given.encoding
    return reader(str(path), encoding=encoding, apply_value_formats=False, **options)


def _narrow(column: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(column):
        whole = column.dropna().mod(1).eq(0).all() and not column.isna().any()
        return pd.to_numeric(column, downcast="integer") if whole else column
    return column.astype("str").replace("", pd.NA).astype("category")


def _plain(code: object) -> str:
    return str(int(code)) if isinstance(code, float) and code.is_integer() else str(code)


def fixed(path: Path, wanted: list[str], given: SurveyFile, layout: Path | None) -> Read:
    """Read columns by position; positions count bytes, as the layouts of statistics offices do."""
    import gzip

    import pyarrow as pa

    fields = {field.name: field for field in layouts.read(layout, given.encoding)}
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rb") as stream:
        lines = stream.read().splitlines()
    lines = [line for line in lines if line.strip()]
    end = max(fields[name].end for name in wanted)
    short = max((len(line) for line in lines), default=0)
    first = min(fields[name].start for name in wanted)
    if short < first:
        problem = Failure(
            str(path.name), f"lines of {short} bytes", f"columns from byte {first + 1}", "Is it the layout?"
        )
        raise SourceError("The layout does not fit the file.", [problem])
    grid = np.array(lines, dtype=f"S{end}").view("u1").reshape(len(lines), end)
    frame = {}
    for name in wanted:
        field = fields[name]
        cells = np.ascontiguousarray(grid[:, field.start : field.end]).view(f"S{field.width}")[:, 0]
        words = pa.array(np.char.strip(np.char.decode(cells, given.encoding)).astype(object))
        frame[name] = narrowed(pa.chunked_array([words]), decimal=given.decimal)
    return pd.DataFrame(frame), {}


READERS: dict[str, Callable[..., Read]] = {
    "csv": csv,
    "parquet": parquet,
    "stata": statistics,
    "spss": statistics,
    "fixed": fixed,
}
