"""How a register of organizations is read: its file, its columns, and what its codes mean. Data, never code."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from sse_analysis.parameters.microdata import Record, Text

#: A file of the folder ``registers``, without a folder of its own.
FileName = Annotated[str, StringConstraints(pattern=r"^[^./\\\x00-\x1f][^/\\\x00-\x1f]*$")]
Kind = Literal["text", "number", "date"]
#: What a column of a register may stand for, and how it is read.
FIELDS: dict[str, Kind] = {
    "record_id": "text", "name": "text", "legal_form": "text", "second_status": "text", "area": "text",
    "status": "text", "isic": "text", "member_interest": "text", "tax_id": "text",
    "registered_on": "date", "closed_on": "date", "last_seen_on": "date",
    "members": "number", "women_members": "number", "workers": "number", "turnover": "number",
}  # fmt: skip
STATES = ("active", "dormant", "dissolved", "unknown")
#: Types of cooperatives by the main interest of their members (20th ICLS, 2018).
INTERESTS = ("worker", "producer", "consumer", "multi_stakeholder")


class RegisterColumn(Record):
    """Where a field stands in the register, and what its codes mean."""

    column: Text = Field(description="Head of the column, as written.")
    codes: dict[str, Text] = Field(
        default={}, description="Code of the register to code of the field; empty: the text as it is."
    )
    missing: tuple[str, ...] = Field(default=(), description="Codes that mean nothing is known, on purpose.")
    drop_before: tuple[str, ...] = Field(
        default=(),
        description='Beginnings that say nothing, such as "prov. "; left out before codes are looked up.',
    )
    decimal: Literal[".", ","] | None = Field(
        default=None, description="Decimal sign of a number; null: every number must show it by itself."
    )
    width: int | None = Field(
        default=None,
        ge=2,
        le=6,
        description="Digits of a whole code of the industry, where leading zeros were lost.",
    )
    calendar: Literal["gregorian", "buddhist", "mixed"] = Field(
        default="gregorian", description="Calendar of a date; mixed: years from 2400 on are Buddhist."
    )
    order: Literal["dmy", "mdy", "ymd"] = Field(default="dmy", description="Order of day, month and year.")


class Register(Record):
    """A register: ``data/<iso3>/registers/<name>.yml``."""

    title: Text = Field(description="Name of the register.")
    publisher: Text = Field(description="Who keeps it.")
    url: Text = Field(default="not given", description="Where it may be had.")
    licence: Text = Field(default="not given", description="Terms of use.")
    reference_date: dt.date = Field(description="Day the register stands for.")
    opened_on: dt.date | None = Field(
        default=None,
        description="Day from which the register keeps what ended; whoever ended before is not on it. null: not known.",
    )
    file: FileName = Field(description="File in the same folder: .csv, .xlsx or .ods.")
    sheet: Text | None = Field(default=None, description="Sheet of a workbook; null for the only one.")
    header_row: int = Field(default=1, ge=1, le=100, description="Row of the column heads, counted from 1.")
    delimiter: Text | None = Field(
        default=None, description="Sign between columns of a CSV file; null: found."
    )
    encoding: Text | None = Field(default=None, description="Encoding of a CSV file; null: found.")
    records_have: Text | None = Field(
        default=None,
        description="Field that every record fills; rows without it (sums, footnotes) are listed, not read.",
    )
    columns: dict[str, RegisterColumn] = Field(description="Fields by their shared name.")

    @model_validator(mode="after")
    def _known_fields(self) -> Register:
        unknown = [name for name in self.columns if name not in FIELDS]
        if unknown:
            raise ValueError(f"unknown fields {', '.join(unknown)}; known are {', '.join(FIELDS)}")
        absent = [name for name in ("record_id", "name", "legal_form") if name not in self.columns]
        if absent:
            raise ValueError(f"a register needs the fields {', '.join(absent)}")
        if self.records_have is not None and self.records_have not in self.columns:
            raise ValueError(f"records_have names '{self.records_have}', which is no field of this register")
        self._one_of("status", STATES)
        self._one_of("member_interest", INTERESTS)
        if "member_interest" in self.columns and not self.columns["member_interest"].codes:
            raise ValueError(f"member_interest needs codes: those of the register to {', '.join(INTERESTS)}")
        return self

    def _one_of(self, field: str, known: tuple[str, ...]) -> None:
        found = set(self.columns[field].codes.values()) if field in self.columns else set()
        if found - set(known):
            raise ValueError(
                f"{field} is one of {', '.join(known)}; found {', '.join(sorted(found - set(known)))}"
            )
