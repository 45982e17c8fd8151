"""Publication tables of fitted models and tests."""

from __future__ import annotations

from dataclasses import replace

from sse_analysis.results.exhibit import Column, Table
from sse_analysis.results.model import Model, Test
from sse_analysis.tables.base import build_table, data_of, number, text
from sse_analysis.tables.estimates import numbers_table


@build_table.register
def model_table(result: Model) -> Table:
    """One row a coefficient; what the fit warns of stands under the table."""
    title = f"Coefficients of {result.formula} ({result.family}, {result.link})"
    table = numbers_table(result, id="model", title=title)
    return replace(table, notes=(*result.notes, *result.warnings))


@build_table.register
def test_table(result: Test) -> Table:
    """Statistic, degrees of freedom and p value of a test."""
    row = result.frame.iloc[0]
    heads = ("Statistic", "Degrees of freedom", "Second degrees of freedom", "p value")
    numbers = [number(row[name], decimals=4, absent="none") for name in ("statistic", "df1", "df2", "p")]
    return Table(
        id="test", country=result.country, title="Test on the sample", sources=result.sources, notes=result.notes,
        columns=(Column("Test"), *(Column(head, "decimal") for head in heads)), rows=((text(row["test"]), *numbers),),
        **data_of(result),
    )  # fmt: skip
