"""Finished work under its content key: ``outputs/.store/<key>/`` with a manifest of digests.

An entry is written under a temporary name and renamed, so it is whole or absent. It is verified each time
it is used: one whose bytes do not match its manifest, or that was made under another key, is thrown away
and made again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sse_analysis import paths
from sse_analysis.batch import files
from sse_analysis.batch.keys import digest

MANIFEST = "manifest.json"


class Store:
    """The store of an outputs folder.

    Attributes
    ----------
    discarded : list of str
        Keys of corrupt entries that were thrown away.
    """

    def __init__(self, folder: Path | None = None):
        self.folder = folder or paths.output_folder() / ".store"
        self.discarded: list[str] = []

    def fetch(self, key: str) -> dict[str, bytes] | None:
        """Return the files of an entry, None when there is none or it was corrupt."""
        place = self.folder / key
        if not place.is_dir():
            return None
        manifest = files.read_json(place / MANIFEST)
        try:
            found = {name: (place / name).read_bytes() for name in manifest["files"]}
            whole = all(digest(data) == manifest["files"][name] for name, data in found.items())
            if whole and manifest["key"] == key:
                return found
        except (OSError, TypeError, KeyError, AttributeError):
            pass
        self.discarded.append(key)
        files.remove(place)
        return None

    def add(self, key: str, contents: dict[str, bytes]) -> None:
        """Keep files under a key, in place of an entry that is there."""
        manifest = {"key": key, "files": {name: digest(data) for name, data in contents.items()}}
        text = json.dumps(manifest, indent=1, sort_keys=True).encode()
        files.remove(self.folder / key)
        files.write_folder(self.folder / key, contents | {MANIFEST: text})

    def __iter__(self) -> Iterator[str]:
        """Yield the keys of all entries."""
        if self.folder.is_dir():
            yield from sorted(entry.name for entry in self.folder.iterdir() if _is_key(entry))

    def prune(self, keep: Iterable[str]) -> list[str]:
        """Delete the entries nobody refers to; return their keys."""
        kept = set(keep)
        gone = [key for key in self if key not in kept]
        for key in gone:
            files.remove(self.folder / key)
            files.remove(self.folder / f"{key}.lock")
        return gone

    @contextmanager
    def lock(self, key: str) -> Iterator[None]:
        """Let one process at a time work on a key; the next one finds the finished entry."""
        with files.locked(self.folder / f"{key}.lock"):
            yield


def _is_key(entry: Path) -> bool:
    return entry.is_dir() and not entry.name.startswith(".")
