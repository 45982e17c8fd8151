"""How a batch ended, in the words printed at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sse_analysis.batch.performing import Outcome
from sse_analysis.batch.progress import clock
from sse_analysis.batch.running import Batch

_WORDS = {"made": "made", "taken": "taken from the store", "fresh": "already up to date"}
_KINDS = {
    "cell": "an exception",
    "time": "time limit",
    "memory": "memory limit",
    "output": "output limit",
    "kernel": "kernel lost",
    "changed": "inputs changed",
    "touched": "inputs written",
    "check": "output checks",
    "environment": "environment",
    "internal": "internal error",
}

_OF_DATA = ("SchemaError", "SourceError", "ParameterError")


def lines(batch: Batch) -> list[str]:
    """Return the lines printed at the end of a batch: totals, then every failure in full."""
    text = []
    for outcome in batch.outcomes:
        text += [f"{outcome.job}: {note}" for note in outcome.notes]
    failed = [
        outcome for outcome in batch.outcomes if outcome.problem and outcome.problem.kind != "interrupted"
    ]
    if failed:
        text += ["", *_table(failed)]
        for outcome in failed:
            text += ["", *_details(outcome)]
        text.append("")
    return [*text, _totals(batch)]


def _totals(batch: Batch) -> str:
    counts = Counter(outcome.how for outcome in batch.outcomes)
    stopped = sum(1 for o in batch.outcomes if o.problem and o.problem.kind == "interrupted")
    failed = counts["failed"] - stopped
    parts = [f"{counts[how]} {word}" for how, word in _WORDS.items() if counts[how]]
    parts += [f"{failed} failed"] if failed else []
    parts += [f"{stopped} not done"] if stopped else []
    total = len(batch.outcomes)
    head = "Interrupted. " if batch.interrupted else ""
    return f"{head}{total} report{'' if total == 1 else 's'}: {', '.join(parts)}, in {clock(batch.seconds)}."


def _table(failed: list[Outcome]) -> Iterator[str]:
    """Yield a table: country, analysis, what kind, cell, error."""
    rows = [("country", "analysis", "failed by", "cell", "error")]
    for outcome in failed:
        country, _, analysis = outcome.job.partition("/")
        problem = outcome.problem
        first = problem.error.splitlines()[0]
        cell = str(problem.cell) if problem.cell else "-"
        rows.append((country, analysis, _KINDS.get(problem.kind, problem.kind), cell, first))
    widths = [max(len(row[place]) for row in rows) for place in range(4)]
    for row in rows:
        head = "  ".join(word.ljust(width) for word, width in zip(row[:4], widths, strict=True))
        yield f"{head}  {row[4]}"


def _details(outcome: Outcome) -> Iterator[str]:
    problem = outcome.problem
    where = f", cell {problem.cell}" if problem.cell else ""
    code = f": {problem.source}" if problem.source else ""
    yield f"{outcome.job}{where}{code}"
    several = tuple(problem.error.splitlines())
    body = several if len(several) > 1 else problem.last or several
    for line in body:
        yield f"    {line}"
    if problem.error.startswith(_OF_DATA):
        yield f"    see every problem at once: sse check {outcome.job.partition('/')[0]}"
    if outcome.kept:
        yield f"    kept: {outcome.kept}"
