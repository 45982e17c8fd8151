"""What a frozen state was made of, kept by content: a file that two versions share is there once."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Mapping

from sse_analysis import paths
from sse_analysis.errors import SourceError

#: Files that headline numbers are computed from. What lies in ``user`` stays out of git, so it is never copied.
_WANTED = re.compile(
    r"data/common/.+\.(csv|yml)|data/[a-z]{3}/([a-z_]+\.(csv|yml)|registers/[^/]+)"
    r"|parameters/[a-z]{3}(/decisions)?\.yml"
)
#: Larger files are known by their digest only.
LARGEST = 8_000_000


def wanted(path: str) -> bool:
    """Tell whether numbers depend on the file at a path of the project."""
    return _WANTED.fullmatch(path) is not None


def keep(country: str, files: Mapping[str, str]) -> None:
    """Keep the content of the wanted files, given their SHA-256 by path.

    A file above :data:`LARGEST` bytes is left out; a difference it makes is then shown without its parts.

    Raises
    ------
    SourceError
        If a file changed since its digest was taken.
    """
    for path, digest in files.items():
        source, target = paths.root() / path, paths.kept_file(country, digest)
        if not wanted(path) or target.is_file() or source.stat().st_size > LARGEST:
            continue
        raw = source.read_bytes()
        if hashlib.sha256(raw).hexdigest() != digest:
            raise SourceError(f"{path} changed while it was being frozen. Freeze again.")
        target.parent.mkdir(parents=True, exist_ok=True)
        half = target.with_suffix(".half")
        half.write_bytes(gzip.compress(raw, mtime=0))
        half.replace(target)


def content(country: str, digest: str) -> bytes | None:
    """Return what was kept under a digest; None where it was not kept.

    Raises
    ------
    SourceError
        If it is not what was kept.
    """
    file = paths.kept_file(country, digest)
    if not file.is_file():
        return None
    try:
        with gzip.open(file) as stream:
            raw = stream.read(LARGEST + 1)
    except (OSError, EOFError):
        raw = b""
    if hashlib.sha256(raw).hexdigest() != digest:
        place = paths.relative(file)
        raise SourceError(
            f"{place} is broken: its content does not fit its name. Take the file back from git."
        )
    return raw
