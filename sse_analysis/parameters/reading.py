"""Read a parameter file, and say everything that is wrong with it at once, line by line."""

from __future__ import annotations

import datetime as dt
import os
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from sse_analysis import paths
from sse_analysis.errors import Failure, ParameterError, nearest
from sse_analysis.parameters.parsing import parse
from sse_analysis.parameters.records import CountryParameters, RegionalParameters
from sse_analysis.parameters.wording import describe
from sse_analysis.reference import countries as reference

MAX_BYTES = 1_000_000
Record = TypeVar("Record", CountryParameters, RegionalParameters)


def load(country: str) -> CountryParameters:
    """Return the parameters of a country.

    Parameters
    ----------
    country : str
        ISO 3166-1 alpha-3 code in any case.

    Raises
    ------
    ParameterError
        If the country has no parameter file, or the file has any problem; all problems are listed.
    """
    code = paths.country_code(country)
    _must_exist(code)
    return _read(paths.parameter_file(code), CountryParameters)


def load_regional() -> RegionalParameters:
    """Return the parameters of the regional report."""
    file = paths.parameter_file("regional")
    if not file.is_file():
        raise ParameterError(f"{paths.relative(file)} does not exist; the regional report needs it.")
    return _read(file, RegionalParameters)


def available() -> tuple[str, ...]:
    """Return the countries that have a parameter file, sorted."""
    files = (file for file in paths.parameter_folder().glob("*.yml") if file.is_file())
    return tuple(sorted(file.stem for file in files if file.stem != "regional"))


def problems(country: str) -> list[Failure]:
    """Return every problem of a parameter file instead of raising."""
    try:
        load_regional() if country == "regional" else load(country)
    except ParameterError as error:
        return list(error.failures) or [
            Failure(f"parameters/{country}.yml", "an error", "a readable file", error.message)
        ]
    return []


def _must_exist(code: str) -> None:
    if paths.parameter_file(code).is_file():
        return
    have = available()
    hint = nearest(code, have)
    meant = f"Did you mean '{hint}'? " if hint else ""
    raise ParameterError(
        f"There is no country '{code}' here: parameters/{code}.yml does not exist. {meant}"
        f"Countries with a parameter file: {', '.join(have) or 'none'}. Add one with: sse new {code}"
    )


def _read(file: Path, record: type[Record]) -> Record:
    stamp = file.stat()
    return _read_once(file, record, stamp.st_size, (stamp.st_ino, stamp.st_mtime_ns, stamp.st_ctime_ns))


@lru_cache(maxsize=32)
def _read_once(file: Path, record: type[Record], size: int, _state: tuple[int, ...]) -> Record:
    """Read a file once while it stays the same; its time of last change cannot be set back by a program."""
    name = str(paths.relative(file))
    if size > MAX_BYTES:
        raise _error(
            name, [Failure(name, f"{size:,} bytes", f"at most {MAX_BYTES:,}", "Is this a parameter file?")]
        )
    parsed = parse(file.read_bytes(), name)
    if not parsed.failures and not isinstance(parsed.content, dict):
        parsed.failures = [Failure(name, "no keys", "'key: value' lines", "See another country's file.")]
    if parsed.failures:
        raise _error(name, parsed.failures)
    try:
        parameters = record.model_validate(_lists_to_tuples(parsed.content))
    except ValidationError as error:
        raise _error(name, describe(error, name, record, (parsed.lines, parsed.raw))) from None
    failures = _identity(file, parameters, name, lines=parsed.lines)
    if failures:
        raise _error(name, failures)
    return parameters


def _error(name: str, failures: list[Failure]) -> ParameterError:
    count = f"{len(failures)} problem{'s' if len(failures) != 1 else ''}"
    return ParameterError(f"{name} has {count}:", failures)


def _lists_to_tuples(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _lists_to_tuples(item) for key, item in value.items()}
    return tuple(_lists_to_tuples(item) for item in value) if isinstance(value, list) else value


def _identity(file: Path, parameters: Record, name: str, *, lines: dict) -> list[Failure]:
    """Check what a record alone cannot know: the file's name, the list of countries, the calendar."""
    one = isinstance(parameters, CountryParameters)
    codes = {("country",): parameters.country} if one else dict(_numbered(parameters.countries))
    failures = []
    if one and parameters.country != file.stem:
        found, expected = f"'{parameters.country}'", f"'{file.stem}', the name of the file"
        fix = "Correct the code or rename the file."
        failures.append(Failure(name, found, expected, fix, lines.get(("country",)), "country"))
    for key, code in codes.items():
        if not reference.exists(code):
            place = lines.get(key), ".".join(map(str, key))
            failures.append(
                Failure(name, f"'{code}'", "a country of ISO 3166-1", reference.hint(code), *place)
            )
    return failures + [
        failure
        for key in ("data_cutoff", "approved_on")
        for failure in _era(name, key, parameters, lines=lines)
    ]


def _numbered(codes: tuple[str, ...]) -> list[tuple[tuple, str]]:
    return [(("countries", number), code) for number, code in enumerate(codes)]


def _era(name: str, key: str, parameters: Record, *, lines: dict) -> list[Failure]:
    day = getattr(parameters, key)
    if not isinstance(day, dt.date) or day.year <= 2400:
        return []
    fix = f"Buddhist era? Write {day.year - 543}."
    return [Failure(name, str(day), "a year of the common era", fix, lines.get((key,)), key)]


def of_run(code: str) -> str:
    """Return the code of a country that may be loaded here: any, but in a run for one country only that one.

    The batch says in ``SSE_COUNTRY`` for whom a kernel runs. What a cell prints as text names no country, and the
    record of a report lists the data of one: figures of another would stand under its name without a trace.

    Raises
    ------
    ParameterError
        If a notebook that runs for one country asks for another.
    """
    meant = os.environ.get("SSE_COUNTRY", "")
    if meant and code != meant:
        fix = "Write load_study(country). Countries stand side by side in the regional report."
        problem = Failure("load_study", f"'{code}'", f"'{meant}'", fix)
        raise ParameterError(f"This notebook runs for '{meant}' and loads another country.", [problem])
    return code
