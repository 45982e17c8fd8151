"""Where the folders are. No other file builds a path of the project."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from sse_analysis.errors import Failure, ParameterError, SourceError

ANALYSES = ("mapping", "sdg", "formalization")
_COUNTRY = re.compile(r"[a-z]{3}")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


@lru_cache(maxsize=8)
def _find_root(start: str, override: str | None) -> Path:
    if override:
        root = Path(override).expanduser().resolve()
        if not (root / "parameters").is_dir():
            raise SourceError(
                f"SSE_HOME is {root}, which has no folder 'parameters'. Point it to the project folder."
            )
        return root
    package_home = Path(__file__).resolve().parent.parent
    here = Path(start)
    for folder in (here, *here.parents, package_home):
        if (folder / "parameters").is_dir() and (folder / "data").is_dir():
            return folder
    raise SourceError(
        f"No project found: neither {start} nor a folder above it holds 'parameters' and 'data'. "
        "Start from the project folder, or set SSE_HOME to it."
    )


def root() -> Path:
    """Return the project folder: ``SSE_HOME``, else the nearest folder upwards that holds one."""
    return _find_root(os.getcwd(), os.environ.get("SSE_HOME"))


@contextmanager
def home(folder: Path) -> Iterator[None]:
    """Take another folder for the project while the context lasts; for one thread, and kernels started in it."""
    before = os.environ.get("SSE_HOME")
    os.environ["SSE_HOME"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["SSE_HOME"]
        else:
            os.environ["SSE_HOME"] = before


def country_code(text: object) -> str:
    """Return ``text`` as the lower-case ISO 3166-1 alpha-3 code used for folders.

    Raises
    ------
    ParameterError
        If it is anything but three letters, which also keeps paths inside the project.
    """
    code = text.strip().lower() if isinstance(text, str) else ""
    if not _COUNTRY.fullmatch(code):
        raise ParameterError(
            f"'{text}' is not a country code. Expected three letters of ISO 3166-1, such as 'khm'."
        )
    return code


def inside(folder: Path, name: str) -> Path:
    """Return ``folder / name``, refusing a name that leads out of the folder.

    Links are followed before the comparison, so a link cannot lead out either.
    """
    target = (folder / name).resolve()
    if not target.is_relative_to(folder.resolve()):
        raise ParameterError(
            "A path leads out of its folder.",
            [Failure(str(relative(folder)), f"'{name}'", "a file inside this folder")],
        )
    return target


def relative(path: Path) -> Path:
    """Return ``path`` as a reader of the project knows it: relative to the project folder."""
    try:
        return path.resolve().relative_to(root())
    except ValueError:
        return path


def parameter_folder() -> Path:
    return root() / "parameters"


def parameter_file(country: str) -> Path:
    """Return ``parameters/<iso3>.yml``, or ``parameters/regional.yml``."""
    name = country if country == "regional" else country_code(country)
    return parameter_folder() / f"{name}.yml"


def register_folder(country: str) -> Path:
    """Return ``data/<iso3>/registers``, where registers and their descriptions lie."""
    return root() / "data" / country_code(country) / "registers"


def decisions_file(country: str) -> Path:
    """Return ``parameters/<iso3>/decisions.yml``."""
    return parameter_folder() / country_code(country) / "decisions.yml"


def version_file(country: str, name: str) -> Path:
    """Return ``parameters/<iso3>/versions/<name>.json``, where a frozen state stands."""
    return inside(version_folder(country), f"{name}.json")


def kept_file(country: str, digest: str) -> Path:
    """Return where the content of an input of a frozen state is kept, under its SHA-256."""
    return inside(version_folder(country) / "kept", f"{digest}.gz")


def version_folder(country: str) -> Path:
    return parameter_folder() / country_code(country) / "versions"


def data_folder(country: str) -> Path:
    """Return ``data/<iso3>``; ``common`` is the folder shared by countries."""
    return root() / "data" / (country if country == "common" else country_code(country))


def data_file(country: str, name: str) -> Path:
    return inside(data_folder(country), name)


def notebook_folder() -> Path:
    return root() / "notebooks"


def notebook_file(analysis: str) -> Path:
    """Return ``notebooks/<analysis>.ipynb``."""
    if not _NAME.fullmatch(analysis):
        raise ParameterError(f"'{analysis}' is not the name of a notebook.")
    return notebook_folder() / f"{analysis}.ipynb"


def output_folder(country: str | None = None) -> Path:
    """Return ``outputs`` or ``outputs/<iso3>`` (``regional`` is a folder beside the countries).

    ``SSE_OUTPUTS`` moves the whole folder, so that two batches can be kept apart.
    """
    override = os.environ.get("SSE_OUTPUTS")
    folder = Path(override).expanduser().resolve() if override else root() / "outputs"
    if country is None:
        return folder
    return folder / (country if country == "regional" else country_code(country))


def is_output(file: Path) -> bool:
    """Tell whether a file lies among the reports: in ``outputs``, also while ``SSE_OUTPUTS`` names another folder."""
    folders = (root() / "outputs", output_folder())
    return any(file.resolve().is_relative_to(folder.resolve()) for folder in folders)
