"""Shares of persons as they are printed: interval, persons behind it, and whether it may be printed at all."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from sse_analysis.errors import EstimationError
from sse_analysis.formalization.missing import absent
from sse_analysis.results.absence import Absence
from sse_analysis.results.disclosure import FEW
from sse_analysis.results.formalization_persons import Surveyed
from sse_analysis.survey import intervals, reliability
from sse_analysis.survey.persons import Persons

#: A standard error of a share below this is one of 0 and the rounding of a computer.
_ROUNDING = 1e-12
_NUMBERS = ["estimate", "se", "ci_low", "ci_high", "cv"]


def asked(question: str, *, design: bool = False, concept: bool = True) -> Callable:
    """Let a calculation on persons answer with a typed absence where it has no input, no concept, or no design.

    So it does where the data are too few for it: a report must not end because of one section.

    Parameters
    ----------
    question : str
        Key of ``formalization_absences.csv``.
    design, concept : bool
        Whether the answer is nothing without a standard error, and without a concept that the questions can answer.
    """

    def decorate(function: Callable) -> Callable:
        @functools.wraps(function)
        def calculate(persons: Persons | Absence, *args, **kwargs):
            if isinstance(persons, Absence):
                return absent(question, country=persons.country)
            own = getattr(persons, "persons", persons)
            lacks_concept, lacks_design = concept and own.headline is None, design and not own.has_design
            about = absent(question, country=persons.country)
            if lacks_concept or lacks_design:
                return (own.unanswered if lacks_concept else own.without_design)(about.id, about.what)
            try:
                return function(persons, *args, **kwargs)
            except EstimationError as error:
                if args or kwargs:  # what a caller chose is the caller's to correct
                    raise
                return replace(
                    about,
                    reason="not_computable",
                    why=f"These data cannot answer it: {error}",
                    file="",
                    layout="",
                )

        return calculate

    return decorate


def shares(
    persons: Persons, y: str, *, by: str | list[str] = (), domain=None, group: str = "", all_as: str = "all"
):
    """Return the share of persons for whom ``y`` is 1, in percent, with logit intervals.

    Parameters
    ----------
    by : str or list of str
        Columns of groups; the label is their levels, joined.
    group : str
        What the groups are, for the column ``group``.
    all_as : str
        Label without ``by``.

    Returns
    -------
    DataFrame
        ``group, label``, then the columns of estimates.
    """
    names = [by] if isinstance(by, str) else list(by)
    rows = persons.sample.domain_rows(domain) & persons.sample.data[y].notna().to_numpy()
    found = persons.sample.mean(y, by=names, domain=rows)
    frame = found.frame
    label = frame[names].astype("str").agg(", ".join, axis=1) if names else pd.Series([all_as] * len(frame))
    frame = frame.assign(group=group, label=label).drop(columns=["variable", *names])
    return in_percent(frame[frame["n"] > 0], level=found.level)


def in_percent(frame: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """Return shares of 0 to 1 in percent, with logit intervals and the reliability of each in ``decision``."""
    judged = reliability.proportions(frame.assign(estimate=frame["estimate"].clip(0, 1)))
    limits = [_interval(row, level) for row in frame.itertuples()]
    out = frame.assign(ci_low=[low for low, _ in limits], ci_high=[high for _, high in limits])
    out[["estimate", "se", "ci_low", "ci_high"]] *= 100
    front = [name for name in ("group", "label") if name in out]
    rest = [name for name in out.columns if name not in front]
    return (
        out[front + rest].assign(decision=judged["decision"], review=judged["review"]).reset_index(drop=True)
    )


def _interval(row, level: float) -> tuple[float, float]:
    """Return the logit interval, or Korn and Graubard's where fewer than 10 persons stand on one side.

    Also where the sample shows no spread, as when every stratum answers alike: an interval of no width would be a claim.
    """
    flat = row.se < _ROUNDING
    method = "beta" if flat or row.n * min(row.estimate, 1 - row.estimate) < 10 else "logit"
    se = 0.0 if flat else row.se
    return intervals.proportion(row.estimate, se, df=row.df, n=int(row.n), method=method, level=level)


def result(
    persons: Persons, frame: pd.DataFrame, *, kind: type[Surveyed] = Surveyed, notes=(), **given
) -> Surveyed:
    """Return a table of estimates as a result: protected, and without standard errors where there is no design.

    Parameters
    ----------
    frame : DataFrame
        ``group, label`` and the columns of estimates; ``decision`` where shares were judged.
    notes : iterable of str
        Before those of the persons.
    given : fields of the result
    """
    frame = frame.reset_index(drop=True)
    about = persons.about()
    if not persons.has_design:
        frame = _bare(frame)
    words = (*notes, *_withheld(frame), *about["notes"])
    frame = _protected(frame)
    covariance = np.full((len(frame), len(frame)), np.nan)
    np.fill_diagonal(covariance, frame["se"].to_numpy("float64") ** 2)
    return kind(frame=frame, covariance=covariance, **(about | {"notes": words} | given))


def _bare(frame: pd.DataFrame) -> pd.DataFrame:
    """Take the standard errors out: without strata and units they would be invented."""
    gone = [
        name
        for name in ("se", "ci_low", "ci_high", "cv", "df", "n_eff", "deff", "deff_replace")
        if name in frame
    ]
    frame = frame.assign(**dict.fromkeys(gone, np.nan))
    return (
        frame.assign(decision=np.where(frame["n"] < 30, "suppress", "present"))
        if "decision" in frame
        else frame
    )


def _protected(frame: pd.DataFrame) -> pd.DataFrame:
    """Blank what may not be printed, and say by SDMX codes why.

    A cell of few persons loses every number, its count of persons too. Where it is the only one of its group, the
    count of the next smallest cell goes with it, because the total less the others would give it away.
    """
    few = frame["n"].lt(FEW)
    hidden = few | (frame["decision"].eq("suppress") if "decision" in frame else False)
    uncounted = few | _given_away(frame, few)
    frame = frame.assign(
        obs_status=frame["obs_status"].mask(hidden, "Q"), conf_status=frame["conf_status"].mask(few, "C")
    )
    frame.loc[hidden, [name for name in (*_NUMBERS, "lowest", "highest") if name in frame]] = np.nan
    told = ("n_eff", "df", "deff", "deff_replace", "cv", "p_adjusted", "rate")
    frame.loc[few, [name for name in told if name in frame]] = np.nan
    if "review" in frame:
        # A share of 0 or of 1 asks for review: the mark would tell what the blank hides.
        frame["review"] = frame["review"].astype("boolean").mask(few)
    frame["n"] = frame["n"].astype("Int64").mask(uncounted)
    return frame.drop(columns=["decision"], errors="ignore")


def _given_away(frame: pd.DataFrame, few: pd.Series) -> pd.Series:
    """Return the smallest other cell of every group that has one cell of few persons."""
    out = pd.Series(False, index=frame.index)
    for _, part in frame.groupby("group") if "group" in frame else ():
        others = part.loc[~few[part.index], "n"]
        if few[part.index].sum() == 1 and len(others):
            out[others.idxmin()] = True
    return out


def _withheld(frame: pd.DataFrame) -> tuple[str, ...]:
    if "decision" not in frame:
        return ()
    withheld = int((frame["decision"].eq("suppress") | frame["n"].lt(FEW)).sum())
    if not withheld:
        return ()
    return (
        f"{withheld} of {len(frame)} cells are not printed: fewer than {FEW} persons, or not reliable by the presentation "
        "standards of the National Center for Health Statistics (2017).",
    )


def tidy(frame: pd.DataFrame, *, group: str | list, label: pd.Series | list | str) -> pd.DataFrame:
    """Return estimates with the two columns that name a cell."""
    front = frame.drop(columns=[name for name in ("variable", "term", "quantity") if name in frame])
    front.insert(0, "group", group)
    front.insert(1, "label", label)
    return front.reset_index(drop=True)


def scaled(frame: pd.DataFrame, factor: float) -> pd.DataFrame:
    """Return estimates in another unit, such as points from shares."""
    names = ["estimate", "se", "ci_low", "ci_high"]
    return frame.assign(**{name: frame[name] * factor for name in names})
