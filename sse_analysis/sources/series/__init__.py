"""Statistical series as their publishers release them, read by name into one layout.

:func:`read` recognises the publisher by the head of the file; nothing is read by position.
"""

from __future__ import annotations

from pathlib import Path

from sse_analysis.errors import Failure, SourceError
from sse_analysis.sources.series import ilostat, opening, sdmx_ml, unsd, worldbank
from sse_analysis.sources.series.table import EXTRA, LAYOUT, Edition, SeriesTable

__all__ = ["EXTRA", "LAYOUT", "Edition", "SeriesTable", "read"]


def read(path: Path, *, release: str = "undated", country: str = "") -> SeriesTable:
    """Read a file of ILOSTAT, the UN database, the World Bank, or SDMX-ML, whichever it is.

    Parameters
    ----------
    country : str
        Whose national data a file of SDMX-ML holds.

    Raises
    ------
    SourceError
        If the head of the file is none of these; the columns found are named.
    """
    content, file, _ = opening.content_of(path)
    if content.lstrip().startswith(b"<"):
        return sdmx_ml.read(path, country=country, release=release)
    text = opening.text_of(content)
    if text.lstrip().startswith("{"):
        return unsd.read(path, release=release) if '"data"' in text else ilostat.read(path, release=release)
    if text.lstrip().startswith("[") or text.startswith('"Data Source"'):
        return worldbank.read(path, release=release)
    header = list(opening.frame_of(text.split("\n", 1)[0] + "\n").columns)
    for reader in (ilostat, unsd, worldbank):
        if reader.recognises(header):
            return reader.read(path, release=release)
    if sdmx_ml.recognises(header):
        return sdmx_ml.read(path, country=country, release=release)
    found = f"the columns {', '.join(header[:8])}"
    raise SourceError(
        f"{file} is of no publisher that is known here:",
        [Failure(file, found, "a file of ILOSTAT, the UN database, the World Bank, or SDMX-ML")],
    )
