"""Editions of a report: how much it says, in which language, in which format.

The name of an edition is the end of its file: ``html``, ``km.pdf``, ``brief.html``, ``brief.km.docx``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sse_analysis.errors import ReportError, one_of, suggestion

FORMATS = ("html", "pdf", "docx")
PROFILES = ("full", "brief", "dossier")


@dataclass(frozen=True)
class Edition:
    profile: str = "full"
    language: str = "en"
    format: str = "html"

    @property
    def name(self) -> str:
        """Name of the edition, the end of the file's name."""
        usual = {"full", "en"}
        return ".".join(part for part in (self.profile, self.language, self.format) if part not in usual)


def parse(name: str) -> Edition:
    """Return the edition of a name such as ``brief.km.pdf``.

    Raises
    ------
    ReportError
        If the format is unknown, or a part is neither a profile nor a language with a catalogue.
    """
    from sse_analysis.report import languages

    *parts, form = name.split(".")
    if form not in FORMATS:
        hint = suggestion(form, FORMATS)
        raise ReportError(f"Found format '{form}', expected {one_of(FORMATS)}. {hint}".strip())
    profile = parts.pop(0) if parts and parts[0] in PROFILES else "full"
    language = parts.pop(0) if parts and parts[0] in languages.languages() else "en"
    if parts:
        known = (*PROFILES, *languages.languages())
        hint = suggestion(parts[0], known)
        raise ReportError(
            f"Found edition '{name}', expected {one_of(known)} before the format. {hint}".strip()
        )
    return Edition(profile, language, form)


def named(formats: Iterable[str], *, profile: str = "full", language: str = "en") -> tuple[str, ...]:
    """Return the names of an edition in several formats."""
    return tuple(Edition(profile, language, form).name for form in formats)
