"""Delete what no published report refers to."""

from __future__ import annotations

from sse_analysis import paths
from sse_analysis.batch import files, performing
from sse_analysis.batch.store import Store
from sse_analysis.errors import SetupError


def clean() -> tuple[int, int]:
    """Return how many stored results were deleted, and their bytes.

    Raises
    ------
    SetupError
        If a batch is at work on these outputs.
    """
    folder = paths.output_folder()
    if not folder.is_dir():
        return 0, 0
    with files.exclusive(folder / ".store" / ".batch") as alone:
        if not alone:
            raise SetupError("A batch is at work on these outputs. Clean up when it has ended.")
        performing.scrub()
        store, kept = Store(), _referred()
        gone = [store.folder / key for key in store if key not in kept]
        size = sum(file.stat().st_size for entry in gone for file in entry.rglob("*") if file.is_file())
        return len(store.prune(kept)), size


def _referred() -> set[str]:
    kept: set[str] = set()
    for file in paths.output_folder().rglob("*.record.json"):
        record = files.read_json(file) or {}
        kept |= {record.get("key", ""), *record.get("render", {}).values()}
    return kept
