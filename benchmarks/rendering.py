"""Time the pages of every report, HTML and PDF, in a warm process, and weigh them.

    python benchmarks/rendering.py [FOLDER]      FOLDER holds <iso3>/<analysis>.ipynb, as outputs/ does

Seconds are those of the processor (all threads), since a machine may be shared: the best of some rounds over all
reports, after one round that is not counted. Drawings are made light anew in every round, and Typst forgets a
document once it is set, so no report profits from its own earlier round.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parent.parent
ANALYSES = ("mapping", "sdg", "formalization")
SECONDS, MEGABYTES = 0.5, 1.5


def executed(folder: Path) -> list[Path]:
    """Return the executed notebooks of countries, none of the regional report and none of the store."""
    return [file for file in sorted(folder.glob("???/*.ipynb")) if file.stem in ANALYSES]


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    gc.collect()
    began = time.process_time()
    made = work()
    return made, time.process_time() - began


def rendered(node: Any) -> dict[str, tuple[float, int]]:
    """Return seconds and bytes of each step: the document read and annexed, its page, its PDF."""
    from sse_analysis import report
    from sse_analysis.report.vector import slim

    slim.cache_clear()
    page, reading = timed(lambda: report.annexed(report.document(node)))
    found = {"document": (reading, 0)}
    for form in report.FORMATS:
        made, seconds = timed(lambda form=form: report.write(page, [form])[form])
        found[form] = (seconds, len(made))
    return found


def measure(files: list[Path], rounds: int) -> dict[str, dict[str, tuple[float, int]]]:
    """Return the best of the rounds for every report and step."""
    import nbformat

    best: dict[str, dict[str, tuple[float, int]]] = {}
    nodes = {f"{f.parent.name}/{f.stem}": nbformat.reads(f.read_text(), as_version=4) for f in files}
    for turn in range(rounds + 1):
        for name, node in nodes.items():
            found = rendered(node)
            if turn:
                before = best.get(name, found)
                best[name] = {step: min(found[step], before[step]) for step in found}
    return best


def show(best: dict[str, dict[str, tuple[float, int]]]) -> int:
    print(f"{'report':20}{'document':>9}{'html':>7}{'pdf':>7}{'all':>7}{'html MB':>9}{'pdf MB':>8}")
    missed = 0
    for name, steps in best.items():
        seconds = {step: spent for step, (spent, _) in steps.items()}
        weights = [steps[form][1] / 1e6 for form in ("html", "pdf")]
        good = sum(seconds.values()) <= SECONDS and max(weights) <= MEGABYTES
        missed += not good
        row = "".join(f"{seconds[step]:{w}.3f}" for step, w in (("document", 9), ("html", 7), ("pdf", 7)))
        print(
            f"{name:20}{row}{sum(seconds.values()):7.3f}{weights[0]:9.2f}{weights[1]:8.2f}{'' if good else '  MISSED'}"
        )
    print(f"\n{len(best)} reports, aim {SECONDS} s and {MEGABYTES} MB a file: {missed} missed")
    return 1 if missed else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=HOME / "outputs")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    files = executed(given.folder)
    if not files:
        print(f"No executed notebook in {given.folder}. Make the reports first: make reports")
        return 2
    return show(measure(files, given.rounds))


if __name__ == "__main__":
    sys.exit(main())
