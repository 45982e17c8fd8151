"""The labour force survey as files: CSV and SPSS under the country's names, Stata under those of GLD, and the panel."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sse_analysis.synthetic import files, gld
from sse_analysis.synthetic.answers import as_answered, questionnaire
from sse_analysis.synthetic.country import Country
from sse_analysis.synthetic.letters import cyrillic
from sse_analysis.synthetic.panel import panel
from sse_analysis.synthetic.sampling import draw, frame_of
from sse_analysis.synthetic.settings import settings, table

_TEXT = ("HH", "PSU", "E2", "E3", "PID")


def answered(country: Country) -> pd.DataFrame:
    """Return the employed as they answer, and whether they work in an organization of the SSE."""
    found = as_answered(country.population, country.rng["unknown"])
    return found.assign(works_in_sse=found.index.isin(country.jobs.index).astype("int8"))


def survey(country: Country, replies: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows drawn and the sample in the questionnaire's columns."""
    rng = country.rng["sample"]
    drawn = draw(frame_of(country.population), rng)
    return drawn, questionnaire(drawn, country.population, replies, rng=rng)


def write(folder: Path, country: Country, *, replies: pd.DataFrame, flows: pd.DataFrame) -> None:
    """Write ``microdata/``.

    Parameters
    ----------
    replies : DataFrame
        See :func:`answered`.
    flows : DataFrame
        See :func:`~sse_analysis.synthetic.transition.a_year_later`.
    """
    drawn, sample = survey(country, replies)
    files.write_csv(folder / "lfs.csv", sample)
    files.write_spss(folder / "lfs.sav", _numbers(sample), value_labels(), names=variable_names())
    in_gld = gld.in_gld(sample, year=settings()["reference_year"])
    files.write_stata(folder / "lfs_gld.dta", _plain(in_gld), gld.LABELS)
    waves = panel(sample, drawn, country.population, flows=flows, rng=country.rng["panel"])
    for number, wave in enumerate(waves, start=1):
        files.write_csv(folder / f"panel_{number}.csv", wave)


def value_labels() -> dict[str, dict[int, str]]:
    """Return the meaning of every code in the language of the questionnaire, in Cyrillic letters."""
    coded = table("labels")
    coded = coded[coded["code"].astype("str") != ""]
    found = {
        question: {
            int(code): cyrillic(label) for code, label in zip(rows["code"], rows["label"], strict=True)
        }
        for question, rows in coded.groupby("question")
    }
    areas = table("areas")["name_local"]
    return found | {"AREA": dict(enumerate(areas, start=1))}


def variable_names() -> dict[str, str]:
    """Return the question behind every column."""
    return {
        row.question: cyrillic(row.name_)
        for row in table("labels").rename(columns={"name": "name_"}).itertuples()
    }


def _numbers(frame: pd.DataFrame) -> pd.DataFrame:
    """Return codes as floating numbers and identifiers as text, as a statistics package keeps them."""
    return pd.DataFrame(
        {
            name: values.fillna("").astype(object) if name in _TEXT else values.astype("float64")
            for name, values in frame.items()
        }
    )


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Return text as text and numbers as small floats, but for the weight."""
    text = {name for name, values in frame.items() if not pd.api.types.is_numeric_dtype(values)}
    kinds = {name: "float64" if name == "weight" else "float32" for name in frame if name not in text}
    return frame.astype(kinds).fillna(dict.fromkeys(text, "")).astype(dict.fromkeys(text, object))
