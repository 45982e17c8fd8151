"""Publication tables of the scorecard of dimensions."""

from __future__ import annotations

from sse_analysis.results.exhibit import Cell, Column, Table
from sse_analysis.results.mapping_dimensions import DimensionScores
from sse_analysis.tables.base import absent_cell, build_table, data_of, number, percent, text

#: What the groups are called, and the ending of the id.
GROUPS = {"form": ("Legal form", ""), "chain": ("Value chain", "-by-chain")}
_OUTCOMES = ("invited", "complete", "partial", "refused", "not_found", "defunct")


@build_table.register
def dimension_scores_table(result: DimensionScores) -> Table:
    parts = {"scores": _scores, "items": _questions, "response": _response, "overall": _overall}
    return parts[result.part](result)


def word(name: str) -> str:
    """Return a dimension of the codebook as it is printed."""
    return name.replace("_", " ").capitalize()


def between(low: object, high: object, *, decimals: int = 2) -> Cell:
    """Return an interval in one cell, or the word for its absence."""
    ends = number(low, decimals=decimals), number(high, decimals=decimals)
    return f"{ends[0]} to {ends[1]}" if all(isinstance(end, str) for end in ends) else absent_cell("too few")


def _scores(result: DimensionScores) -> Table:
    rows = [
        (
            text(word(row["dimension"])), text(row["label"]), number(row["n"]),
            number(row["estimate"], decimals=2, absent="too few"), between(row["ci_low"], row["ci_high"]),
            between(row["lowest"], row["highest"]),
        )
        for row in result.frame.to_dict("records")
    ]  # fmt: skip
    heads = (("Answered", "decimal"), ("Score", "decimal"), ("95% interval", "center"), ("Bounds", "center"))
    name, ending = GROUPS[result.by]
    return Table(
        id=f"dimensions{ending}", country=result.country, title=f"Scores of the dimensions by {name.lower()}",
        sources=result.sources, notes=result.notes, stub=2, rows=tuple(rows), **data_of(result),
        columns=(Column("Dimension", width=1.2), Column(name, width=1.8), *(Column(*head) for head in heads)),
    )  # fmt: skip


def _questions(result: DimensionScores) -> Table:
    rows = [
        (
            text(word(row["dimension"])), number(row["items"]), number(row["complete"]),
            number(row["alpha"], decimals=2, absent="too few"), between(row["alpha_low"], row["alpha_high"]),
            text(row["weakest"], absent="too few"), number(row["weakest_item_rest"], decimals=2, absent="too few"),
            *(percent(row[name]) for name in ("unanswered", "not_applicable", "at_top")),
        )
        for row in result.items.to_dict("records")
    ]  # fmt: skip
    heads = (
        ("Questions", "decimal"), ("Complete answers", "decimal"), ("Cronbach's alpha", "decimal"),
        ("95% interval", "center"), ("Weakest question", "start"), ("Its correlation with the rest", "decimal"),
        ("Unanswered (%)", "decimal"), ("Not applicable (%)", "decimal"), ("Highest answer (%)", "decimal"),
    )  # fmt: skip
    return Table(
        id="dimension-questions", country=result.country, title="How well the questions of a dimension go together",
        sources=result.sources, notes=(
            "Alpha and correlations rest on organizations that answered every question of the dimension; the interval "
            "draws organizations again inside their group.",
        ), stub=1, rows=tuple(rows), **data_of(result),
        columns=(Column("Dimension", width=1.3), *(Column(*head) for head in heads)),
    )  # fmt: skip


def _response(result: DimensionScores) -> Table:
    rows = [
        (
            text(row["label"]),
            *(number(row[name]) for name in _OUTCOMES),
            between(row["rate"], row["rate_upper"], decimals=1),
        )
        for row in result.response.to_dict("records")
    ]
    heads = ("Invited", "Complete", "Partial", "Refused", "Not found", "Ended")
    return Table(
        id="survey-response", country=result.country, title="Survey of organizations: what came of the invitations",
        sources=result.sources, notes=(
            "Response rate: answered over invited. The lower end counts organizations that were not found as existing, the "
            "upper end counts none of them.",
        ), stub=1, rows=tuple(rows) or ((absent_cell("no list of contacts"), *[absent_cell("no data")] * 7),),
        columns=(Column("Legal form", width=1.8), *(Column(head, "decimal") for head in heads),
                 Column("Response rate (%)", "center", width=1.2)), **data_of(result),
    )  # fmt: skip


def _overall(result: DimensionScores) -> Table:
    rows = [
        (
            text(row["label"]), number(row["arithmetic"], decimals=2), between(row["ci_low"], row["ci_high"]),
            number(row["geometric"], decimals=2), number(row["minimum"], decimals=2), text(word(row["weakest"])),
            number(row["first_rank"], decimals=0), f"{row['rank_low']} to {row['rank_high']}",
        )
        for row in result.overall.to_dict("records")
    ]  # fmt: skip
    heads = (
        ("Arithmetic mean", "decimal"), ("95% interval", "center"), ("Geometric mean", "decimal"),
        ("Lowest dimension", "decimal"), ("Which", "start"), ("First rank (% of draws)", "decimal"),
        ("Rank, 95% of draws", "center"),
    )  # fmt: skip
    return Table(
        id="dimensions-joint", country=result.country, title="Five dimensions in one number, by legal form",
        sources=result.sources, notes=(
            "No set of weights is right: ranks are counted over weights that are all equally likely, each with a sample "
            "that could have been drawn. Where ranks overlap, the order of the forms is not known. "
            "Intervals: organizations drawn again inside their form.",
        ), stub=1, rows=tuple(rows) or ((absent_cell("too few"), *[absent_cell("too few")] * 7),),
        columns=(Column("Legal form", width=1.7), *(Column(*head) for head in heads)), **data_of(result),
    )  # fmt: skip
