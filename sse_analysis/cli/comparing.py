"""``sse diff``."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click

_HELP = """Say which headline numbers moved between two versions, and why.

One name compares with the present. Every cause (data of a file, a declared correction, a decision, parameters, the
day that laws count for, the method) is recomputed from the inputs the version kept; the parts add up to the move.
Takes some seconds a cause.

\b
Examples:
  sse diff khm NAC-1
  sse diff khm NAC-1 NAC-2
  sse diff khm NAC-1 NAC-2 --format csv > changes.csv
"""


@click.command("diff", help=_HELP, short_help="What moved between two versions, and why.")
@click.argument("country")
@click.argument("before")
@click.argument("after", required=False)
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), help="Day of the present [default: today].")
@click.option(
    "--format", "form", type=click.Choice(["text", "csv", "json"]), default="text", show_default=True
)
def diff_command(country: str, before: str, after: str | None, date: dt.datetime | None, form: str) -> int:
    from sse_analysis import load_study
    from sse_analysis.cli import choosing
    from sse_analysis.committee import difference

    if after and date:
        raise click.UsageError("--date is the day of the present; with two versions each has its own.")
    (code,) = choosing.countries((country,), everything=False)
    one = frozen(code, before)
    other = frozen(code, after) if after else now(code, on=date.date() if date else dt.date.today())
    moved = difference.changes(one, other, load=load_study)
    passed = None if form == "csv" else passages(one, other)
    _PRINTED[form](one, other, moved, difference.crossings(one, other), passed)
    return 0


def passages(one: Any, other: Any) -> Any:
    """Return the organizations that entered or left; nobody at risk is named."""
    import dataclasses

    from sse_analysis import load_study
    from sse_analysis.committee import passing
    from sse_analysis.report.protection import cleaned

    found = passing.passages(one, other, load=load_study)
    code = one.state["country"]
    return found and tuple(dataclasses.replace(row, **cleaned(vars(row), code)) for row in found)


def frozen(country: str, name: str) -> Any:
    """Return a frozen version as a side of the comparison."""
    from sse_analysis.committee import difference, replaying, versions

    versions.lineage(country, name)
    state = versions.read(country, name)
    files, lost = replaying.kept_files(country, state)
    log = _log(country, files)
    basis = None if lost else _basis(state, files, log)
    return difference.Side(state, basis, log)


def now(country: str, *, on: dt.date) -> Any:
    """Return the present as a side of the comparison."""
    from sse_analysis.cli import freezing
    from sse_analysis.committee import difference, replaying

    state = freezing.present(country, on=on) | {"name": "now", "status": "not frozen", "parent": ""}
    files = replaying.present_files(state)
    log = _log(country, files)
    return difference.Side(state, _basis(state, files, log), log)


def _log(country: str, files: dict[str, bytes]) -> Any:
    from sse_analysis import perimeter

    raw = files.get(f"parameters/{country}/decisions.yml")
    if raw is None:
        return perimeter.DecisionLog(country)
    return perimeter.read_decisions(country, raw, forms=_forms(files.get(f"data/{country}/legal_forms.csv")))


def _forms(raw: bytes | None) -> list[str]:
    import csv
    import io

    if raw is None:
        return []
    return [row["id"] for row in csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""))]


def _basis(state: dict[str, Any], files: dict[str, bytes], log: Any) -> Any:
    from sse_analysis.committee import replaying

    day = dt.date.fromisoformat(state["date"])
    return replaying.Basis(files, {one.topic: one for one in log.in_force(day)}, day)


def _as_text(one: Any, other: Any, moved: Any, crossed: Any, passed: Any) -> None:
    from sse_analysis.committee import wording

    for line in wording.lines(one, other, moved, crossed, passed):
        click.echo(line)


def _as_csv(_one: Any, _other: Any, moved: Any, _crossed: Any, _passed: Any) -> None:
    from sse_analysis.committee import wording
    from sse_analysis.report import data

    click.echo(data.written([wording.COLUMNS, *wording.rows(moved)]).decode(), nl=False)


def _as_json(one: Any, other: Any, moved: Any, crossed: Any, passed: Any) -> None:
    import dataclasses
    import json

    content = {
        "country": one.state["country"],
        "from": one.state["name"],
        "to": other.state["name"],
        "changes": [dataclasses.asdict(change) | {"move": change.move} for change in moved],
        "forms": [dataclasses.asdict(row) for row in crossed],
        "organizations": None if passed is None else [dataclasses.asdict(row) for row in passed],
    }
    click.echo(json.dumps(content, ensure_ascii=False, indent=1))


_PRINTED = {"text": _as_text, "csv": _as_csv, "json": _as_json}
