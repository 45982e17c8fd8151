"""Which activity serves which target: judgements with author and claim, read and held against their rules."""

from __future__ import annotations

import pandas as pd

from sse_analysis import paths
from sse_analysis.errors import Failure, SchemaError, one_of, suggestion
from sse_analysis.results.absence import Absence
from sse_analysis.results.base import Provenance
from sse_analysis.results.sdg import ActivityMatrix
from sse_analysis.sdg import constants
from sse_analysis.sources.read import TextTable, read_csv
from sse_analysis.sources.table import SourcedTable

FILE = "activity_targets.csv"
COLUMNS = ("country_iso3", "isic", "target", "weight", "primary", "rationale", "claim_source", "author", "date",
           "status")  # fmt: skip
#: Levels of a cell; an activity and a target without a row are at level 0.
LEVELS = (0.0, 0.5, 1.0)
NOTES = (
    "Weight 1: the activity itself serves the target; 0.5: it may; no row: no more than any work. A judgement of "
    "this project until a committee approves it.",
    "A claim source names a claim of the table of claims; its grade is that of the claim, and most cells have none. A claim "
    "about another country is no evidence for this one.",
)


def activity_matrix(country: str, sdg_claims: SourcedTable | Absence) -> ActivityMatrix:
    """Return the matrix of a country, or the common one when the country has none of its own.

    Parameters
    ----------
    country : str
    sdg_claims : SourcedTable
        Claims whose ids the cells name, for the grade of evidence.

    Returns
    -------
    ActivityMatrix
        One row a cell: ``isic`` (two digits of ISIC Rev. 4), ``isic_label, goal, target, target_label, weight,
        primary, rationale, claim_source, grade`` (missing without a claim that was read on this country or in general),
        ``elsewhere`` (the claim is about another country), ``author, date, status``.

    Raises
    ------
    SchemaError
        With every cell that breaks a rule: an unknown target or activity, another weight, not one primary
        target an activity, a cell twice.
    """
    own = paths.data_file(country, FILE)
    table = read_csv(own if own.is_file() else paths.data_file("common", FILE))
    wrong = list(_failures(table))
    if wrong:
        raise SchemaError(f"{table.file} has {len(wrong)} problems:", wrong)
    frame = pd.DataFrame(list(table.rows), columns=list(table.header), dtype="str")
    labels, (grades, elsewhere) = _activities(), _evidence(sdg_claims, country)
    frame = frame.assign(
        weight=frame["weight"].astype(float),
        primary=frame["primary"].eq("yes"),
        isic_label=frame["isic"].map(labels),
        goal=frame["target"].str.split(".").str[0].astype(int),
        target_label=frame["target"].map(constants.target_labels()),
        grade=frame["claim_source"].map(grades),
        elsewhere=frame["claim_source"].isin(elsewhere),
        place=constants.agenda_place(frame["target"]),
        obs_status="A",
        conf_status="F",
    )
    frame = frame.sort_values(["place", "weight", "isic"], ascending=[True, False, True], kind="stable")
    return ActivityMatrix(
        frame=frame.drop(columns="place").reset_index(drop=True),
        country=country,
        sources=(
            f"project, activity matrix ({max(frame['date'])}), status {', '.join(sorted(set(frame['status'])))}",
        ),
        notes=NOTES,
        provenance=Provenance(inputs=((table.file, table.digest), *constants.inputs("targets", "isic"))),
    )


def _activities() -> dict[str, str]:
    rows = constants.table("isic")
    return dict(zip(rows["isic"], rows["label"], strict=True))


def _evidence(sdg_claims: SourcedTable | Absence, country: str) -> tuple[dict[str, str], set[str]]:
    """Return the grade of each claim on this country or in general, and the ids of claims on other countries."""
    if isinstance(sdg_claims, Absence):
        return {}, set()
    rows = sdg_claims.frame.dropna(subset=["evidence_grade"])
    foreign = rows["country_iso3"].notna() & rows["country_iso3"].ne(country.upper())
    near = rows[~foreign]
    return dict(zip(near["id"], near["evidence_grade"], strict=True)), set(rows.loc[foreign, "id"])


def _failures(table: TextTable):
    missing = [name for name in COLUMNS if name not in table.header]
    if missing:
        for name in missing:
            yield Failure(
                table.file, "no such column", f"the column '{name}'", "Add it to the header.", 1, name
            )
        return
    targets, activities = constants.target_labels(), _activities()
    seen: set[tuple[str, str]] = set()
    primary: dict[str, int] = {}
    for line, cells in zip(table.lines, table.rows, strict=True):
        row = dict(zip(table.header, cells, strict=True))
        yield from _cell(table.file, line, row, targets=targets, activities=activities)
        if (row["isic"], row["target"]) in seen:
            yield Failure(
                table.file, f"'{row['isic']}, {row['target']}' a second time", "each cell once", "", line
            )
        seen.add((row["isic"], row["target"]))
        primary[row["isic"]] = primary.get(row["isic"], 0) + (row["primary"] == "yes")
    for isic, count in primary.items():
        if count != 1:
            fix = "Say which target this work serves first."
            yield Failure(
                table.file, f"{count} primary targets of activity {isic}", "one", fix, column="primary"
            )


def _cell(file: str, line: int, row: dict[str, str], *, targets: dict, activities: dict):
    if row["isic"] not in activities:
        expected = "two digits of a division of ISIC Rev. 4, such as '01'"
        yield Failure(file, f"'{row['isic']}'", expected, suggestion(row["isic"], activities), line, "isic")
    if row["target"] not in targets:
        yield Failure(file, f"'{row['target']}'", "one of the 169 targets, such as '8.3'", "", line, "target")
    if row["weight"] not in ("0.5", "1", "1.0"):
        yield Failure(file, f"'{row['weight']}'", one_of((0.5, 1)), "A cell at 0 has no row.", line, "weight")
    if row["primary"] not in ("yes", "no"):
        yield Failure(file, f"'{row['primary']}'", one_of(("yes", "no")), "", line, "primary")
    for name in ("rationale", "claim_source", "author", "date", "status"):
        if not row[name]:
            yield Failure(file, "an empty cell", "why, on which claim, by whom and when", "", line, name)
