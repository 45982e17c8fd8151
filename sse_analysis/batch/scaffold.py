"""Start a new country: a parameter file and empty tables, all or nothing."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass

from sse_analysis import parameters, paths, reference
from sse_analysis.batch import files
from sse_analysis.errors import ParameterError


@dataclass(frozen=True)
class Created:
    """A new country and its files, relative to the project."""

    country: str
    name: str
    files: tuple[str, ...]


def create(iso3: str, *, today: dt.date | None = None) -> Created:
    """Create ``parameters/<iso3>.yml`` and ``data/<iso3>/``.

    Raises
    ------
    ParameterError
        If the code is no country of ISO 3166-1, or the country is already here.
    """
    from sse_analysis.schema import tables
    from sse_analysis.sources import manifest

    code, today = paths.country_code(iso3), today or dt.date.today()
    country = reference.country(code)
    folder, file = paths.data_folder(code), paths.parameter_file(code)
    _must_be_new(code)
    texts = tables.empty_files()
    texts |= {manifest.NAME: manifest.of_new_tables(texts, today, contents=tables.titles())}
    files.write_folder(folder, {name: text.encode() for name, text in texts.items()})
    try:
        _write_new(file, parameters.template(code, country.name, cutoff=today))
    except BaseException:
        files.remove(folder)
        raise
    names = [file, *(folder / name for name in sorted(texts))]
    return Created(code, country.name, tuple(str(paths.relative(name)) for name in names))


def _must_be_new(code: str) -> None:
    there = [
        str(paths.relative(place))
        for place in (paths.parameter_file(code), paths.data_folder(code))
        if place.exists()
    ]
    if there:
        raise ParameterError(
            f"'{code}' is already here: {' and '.join(there)}. Nothing was changed. "
            f"Check it with: sse check {code}"
        )


def _write_new(file: os.PathLike[str], text: str) -> None:
    with open(file, "x", encoding="utf-8") as stream:
        stream.write(text)
