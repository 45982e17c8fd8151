"""The documents for people, taken apart into what can be tried."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "data/README.md",
    "docs/registers.md",
    "notebooks/my/README.md",
    "outputs/README.md",
)


def text(name: str) -> str:
    return (PROJECT / name).read_text(encoding="utf-8")


def blocks(language: str) -> Iterator[tuple[str, str]]:
    """Yield document and source of every fenced block of a language."""
    for name in DOCUMENTS:
        for block in re.findall(rf"```{language}\n(.*?)```", text(name), re.S):
            yield name, block


def commands(*, inline: bool = True) -> Iterator[tuple[str, list[str]]]:
    """Yield document and words of every command: lines of shell blocks, and commands inside sentences."""
    for name, block in blocks("bash"):
        for line in block.splitlines():
            if words := shlex.split(line, comments=True):
                yield name, words
    for name in DOCUMENTS if inline else ():
        prose = re.sub(r"```.*?```", "", text(name), flags=re.S)
        for line in re.findall(r"`((?:sse|make|python|jupytext) [^`]+)`", prose):
            yield name, shlex.split(line)


def files_named() -> Iterator[tuple[str, str]]:
    """Yield document and every path of the project that it names in code marks."""
    for name in DOCUMENTS:
        for path in re.findall(r"`((?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:md|toml|lock|yml|py))`", text(name)):
            yield name, path
