"""Open a file of a publisher: packed or not, with or without byte order mark, UTF-8 or Windows-1252."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
from pathlib import Path

import pandas as pd

from sse_analysis import paths
from sse_analysis.errors import Failure, SourceError


def content_of(path: Path) -> tuple[bytes, str, str]:
    """Return the unpacked bytes of a file, its name for messages, and the SHA-256 of the file as it is."""
    name = str(paths.relative(path))
    try:
        raw = path.read_bytes()
    except OSError as error:
        failure = Failure(name, f"a file that does not open ({error.strerror})", "a readable file")
        raise SourceError(f"{name} cannot be read:", [failure]) from None
    if not raw.strip():
        problem = Failure(name, "an empty file", "the answer of a publisher", "Fetch it again.")
        raise SourceError(f"{name} cannot be read:", [problem])
    return _unpacked(raw, name), name, hashlib.sha256(raw).hexdigest()


def _unpacked(raw: bytes, name: str) -> bytes:
    if not raw.startswith(b"\x1f\x8b"):
        return raw
    try:
        return gzip.decompress(raw)
    except (OSError, EOFError):
        problem = Failure(name, "a packed file that breaks off", "a whole file", "Fetch it again.")
        raise SourceError(f"{name} cannot be read:", [problem]) from None


def text_of(content: bytes) -> str:
    """Return the text: UTF-8 with or without byte order mark, else Windows-1252 as older UNSD files are."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def frame_of(text: str, *, separator: str = ",", skip: int = 0) -> pd.DataFrame:
    """Return comma-separated text as cells of text; a column without a head is dropped if it is empty."""
    frame = pd.read_csv(io.StringIO(text), sep=separator, dtype=str, keep_default_na=False, skiprows=skip)
    unnamed = [
        name for name in frame.columns if str(name).startswith("Unnamed:") and (frame[name] == "").all()
    ]
    return frame.drop(columns=unnamed)


def require(frame: pd.DataFrame, columns: list[str], file: str) -> None:
    """Refuse a file that lacks a column it must have; every one is listed."""
    problems = [
        Failure(file, f"the columns {', '.join(map(str, frame.columns[:12]))}", f"the column '{name}'",
                "Has the publisher changed its layout?")
        for name in columns if name not in frame.columns
    ]  # fmt: skip
    if problems:
        raise SourceError(f"{file} does not have the layout of its publisher:", problems)


def member_of(content: bytes, starts: str) -> tuple[bytes, str]:
    """Return the member of a zip archive whose name starts so, and its name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        name = next((name for name in archive.namelist() if Path(name).name.startswith(starts)), None)
        if name is None:
            raise SourceError(f"The archive has no file that starts with '{starts}'.")
        return archive.read(name), Path(name).name
