"""Which countries and analyses a command line means."""

from __future__ import annotations

from collections.abc import Sequence

import click

from sse_analysis import paths
from sse_analysis.errors import ParameterError, one_of, suggestion
from sse_analysis.reference.countries import is_private_use


def countries(given: Sequence[str], *, everything: bool) -> tuple[str, ...]:
    """Return the countries to work on, each once; a synthetic country only when it is named.

    Raises
    ------
    UsageError
        If none is named and ``--all`` is not given, or both are.
    ParameterError
        If one has no parameter file; all such are named.
    """
    from sse_analysis.batch.portal import countries as here

    have = here()
    if everything and given:
        raise click.UsageError("Give either countries or --all, not both.")
    if everything:
        return tuple(code for code in have if not is_private_use(code))
    if not given:
        raise click.UsageError(
            f"Name at least one country, or use --all. Here: {', '.join(have) or 'none yet'}."
        )
    words = [word for text in given for word in text.split(",") if word.strip()] or list(given)
    codes = dict.fromkeys(text if text == "regional" else paths.country_code(text) for text in words)
    unknown = [code for code in codes if code not in have]
    if unknown:
        raise ParameterError("\n".join(_unknown(code, have) for code in unknown))
    for code in codes:
        _make_synthetic(code)
    return tuple(codes)


def _make_synthetic(code: str) -> None:
    """Write the synthetic country before its files are listed, if it has none yet."""
    if is_private_use(code):
        from sse_analysis import synthetic

        synthetic.ensure(code)


def _unknown(code: str, have: Sequence[str]) -> str:
    from sse_analysis import reference

    parts = [f"There is no country '{code}' here.", suggestion(code, have)]
    parts.append(f"Here: {', '.join(have) or 'none yet'}.")
    parts += [f"Add it with: sse new {code}"] if reference.exists(code) else []
    return " ".join(part for part in parts if part)


def analyses(given: Sequence[str]) -> tuple[str, ...]:
    """Return the analyses of ``--only``, which may be repeated or hold commas.

    Raises
    ------
    ParameterError
        If one is unknown.
    """
    from sse_analysis.batch.jobs import REPORTS

    words = [word.strip().lower() for text in given for word in text.split(",") if word.strip()]
    if given and not words:
        raise ParameterError(f"Found an empty --only, expected {one_of(REPORTS)}.")
    for word in words:
        if word not in REPORTS:
            hint = suggestion(word, REPORTS)
            raise ParameterError(f"Found analysis '{word}', expected {one_of(REPORTS)}. {hint}".strip())
    return tuple(dict.fromkeys(words))
