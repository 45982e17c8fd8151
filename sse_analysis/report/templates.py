"""Templates, styles and scripts of pages, and the engine that fills them in."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined


def engine() -> Environment:
    """Return a template engine: everything escaped, an unknown name an error."""
    return Environment(
        loader=PackageLoader("sse_analysis.report", "assets"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@lru_cache(maxsize=8)
def asset(name: str) -> str:
    """Return a file of ``report/assets`` as text."""
    return files("sse_analysis.report").joinpath("assets", name).read_text(encoding="utf-8")


@lru_cache(maxsize=2)
def script_hash(name: str = "sort.js") -> str:
    """Return the one script of a page as its content security policy names it: no other script runs."""
    digest = hashlib.sha256(asset(name).encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"
