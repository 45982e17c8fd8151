"""Members and others: what is left of the difference in formal work by every estimator, and what would explain it away."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.formalization.concepts import persons_with
from sse_analysis.formalization.determinants import corrected, domain_of, steps, traits_of, trimmed
from sse_analysis.formalization.linearized import Linearized, evaluated, mean, total
from sse_analysis.formalization.membership import ipw, ladder
from sse_analysis.formalization.overlap import Support, balance_of, compared, overlap_of
from sse_analysis.formalization.robustness import NOT_CLEAN, checks_of
from sse_analysis.formalization.surveyed import asked, result, scaled, tidy
from sse_analysis.harmonize.informality import FORMAL, classify
from sse_analysis.results.absence import Absence
from sse_analysis.results.formalization_persons import MemberBalance, Membership, Surveyed
from sse_analysis.sources.constants import threshold
from sse_analysis.survey import SurveySample
from sse_analysis.survey.cells import group_codes
from sse_analysis.survey.persons import Persons
from sse_analysis.survey.presenting import tabulated

#: What decides both membership and formal work, as far as surveys ask.
CONFOUNDERS = ("age_group", "sex", "education", "urban", "agriculture", "region")
CELLS = ("age_group", "sex", "education", "urban", "agriculture")
_WORDS = {
    "raw_gap": "raw gap", "adjusted": "regression-adjusted", "ipw": "inverse propensity weighting",
    "aipw": "doubly robust", "ipw_att": "inverse propensity, for members", "matching": "exact matching, for members",
}  # fmt: skip
OTHERS = "no member"
WITH, WITHOUT = "registration counts", "registration and accounts not asked"
_CAUTION = (
    "Persons alike on what the survey asks are compared. It is the effect of membership only if nothing else decides both "
    "membership and formal work."
)
_UNCLEAN = (
    "Not an effect of membership: members differ from others who look alike even in something membership cannot move, so "
    "something that was not asked decides who joins. No estimate here corrects for it."
)


@asked("membership", design=True)
def membership(
    persons: Persons, *, confounders: tuple[str, ...] = CONFOUNDERS, limits: Support | None = None
) -> Membership | Absence:  # fmt: skip
    """Compare formal work of members and others among the employed, by six estimators, with and without registration.

    Parameters
    ----------
    confounders : tuple of str
        Variables of the propensity and of the outcome models.
    limits : Support
        What overlap and balance must reach; without them there is no effect, and the absence says why.

    Returns
    -------
    Membership or Absence
        Points of formal jobs. Where registration makes a job formal by definition, the second block shows what is left
        when nobody is asked about registration and accounts. Placebo outcomes are those of the parameters: the first level
        of a variable against the others, or a number above its median.
    """
    if not persons.asked("member"):
        return persons.absent("formalization-membership", what="Formality of members and others", layout="member",
                              why="The survey does not ask about membership.")  # fmt: skip
    held, names, rows = prepared(persons, confounders)
    right = " + ".join(names)
    parts = []
    first = ladder(held.sample, f"formal ~ {right}", f"member ~ {right}", domain=rows, limits=limits)
    if isinstance(first, Absence):
        return first
    second = ladder(held.sample, f"formal_without ~ {right}", f"member ~ {right}", domain=rows, limits=limits)
    for group, y, four in ((WITH, "formal", first), (WITHOUT, "formal_without", second)):
        parts.append(_block(held, y, right, rows=rows, group=group, four=four))
    checks = checks_of(held, right, names, rows=rows, limits=limits)
    warned = (_UNCLEAN,) if checks["words"].str.contains(NOT_CLEAN, regex=False).any() else ()
    return result(
        persons, pd.concat(parts, ignore_index=True), kind=Membership, id="formalization-membership", zero=0.0,
        title="Formal jobs of members minus those of others, by estimator", unit="points of formal jobs",
        notes=(*warned, _CAUTION, basis_of(first.overlap, first.balance)), checks=checks,
    )  # fmt: skip


def basis_of(overlap, spread) -> str:
    """Say what a comparison rests on."""
    return (
        f"Propensities from {exact(overlap.min_ps):.3f} to {exact(overlap.max_ps):.3f}; the weighted groups "
        f"count as much as "
        f"{exact(overlap.effective_n_treated):,.0f} members and {exact(overlap.effective_n_control):,.0f} "
        f"others; the largest "
        f"standardised difference after weighting is {exact(spread.largest):.3f}."
    )


@asked("member_balance", design=True)
def member_balance(
    persons: Persons, *, confounders: tuple[str, ...] = CONFOUNDERS
) -> MemberBalance | Absence:
    """Return how alike members and others are before and after weighting, also where no effect can be shown."""
    if not persons.asked("member"):
        return persons.absent("formalization-member-balance", what="Balance of members and others", layout="member",
                              why="The survey does not ask about membership.")  # fmt: skip
    held, names, rows = prepared(persons, confounders)
    formula = f"member ~ {' + '.join(names)}"
    two = compared(held.sample, formula, used=rows, rows=rows, outcome="formal")
    if isinstance(two, Absence):
        return two
    spread = balance_of(held.sample, two, "ate")
    words = basis_of(overlap_of(two, held.sample.weights[two.given.used], "ate"), spread)
    about = persons.about()
    return MemberBalance(
        frame=spread.to_frame(),
        **(about | {"notes": (words, *about["notes"])}),
        words=words,
        limit=threshold("formalization.largest_difference"),
    )


def prepared(persons: Persons, confounders: tuple[str, ...]) -> tuple[Persons, list[str], np.ndarray]:
    """Return the persons with both outcomes, the confounders that vary, and the rows of the comparison."""
    name = persons.headline
    held = persons_with(persons, {"formal_without": formal_without_register(persons, name)})
    outcome = held.sample.data["formal"].notna() & held.sample.data["formal_without"].notna()
    names = traits_of(held, confounders, outcome.to_numpy("bool"))
    rows = domain_of(held, "formal", ["member", *names]) & outcome.to_numpy("bool")
    names = traits_of(held, tuple(names), rows)
    return trimmed(held, rows, names), names, rows


def formal_without_register(persons: Persons, name: str) -> pd.Series:
    """Return formal jobs when nobody is asked about registration and accounts: the mechanical link taken out."""
    concept = next(one for one in persons.given.concepts if one.name == name)
    frame = persons.sample.data.drop(columns=["registered", "bookkeeping"], errors="ignore")
    job = classify(frame, edition=concept.edition, options=dict(concept.options)).frame["job"]
    found = job.eq(FORMAL).astype("Int8").where(job.notna() & persons.sample.data["formal"].notna())
    return found


def _block(held: Persons, y: str, right: str, *, rows, group: str, four) -> pd.DataFrame:
    """Return every estimator for one outcome, in points; ``four`` are those of the ladder."""
    frames = [] if isinstance(four, Absence) else [four.frame]
    att = ipw(held.sample, y, f"member ~ {right}", domain=rows, estimand="att")
    if not isinstance(att, Absence):
        frames.append(att.frame[att.frame["quantity"].eq("effect")].assign(quantity="ipw_att"))
    frames.append(
        matched(held.sample, y, "member", [name for name in CELLS if name in held.sample.data], domain=rows)
    )
    frame = pd.concat(frames, ignore_index=True)
    return tidy(
        scaled(frame.drop(columns="se_ps_known", errors="ignore"), 100.0),
        group=group,
        label=frame["quantity"].map(_WORDS).to_numpy(),
    )


def cells(sample: SurveySample, names: list[str], rows: np.ndarray) -> np.ndarray:
    """Return a number for every combination of some columns; -1 outside the rows."""
    codes, _ = group_codes(sample.data, names, rows)
    found = np.full(len(rows), -1)
    found[rows] = np.unique(codes[rows], return_inverse=True)[1]
    return found


def matched(
    sample: SurveySample, y: str, treatment: str, names: list[str], *, domain, level: float = 0.95
) -> pd.DataFrame:
    """Compare the treated with others of the same cell: sum_k s_k (yT_k - yC_k), s_k the share of the treated in cell k.

    Exact matching with all others of a cell, weighted; treated persons without a match are left out and counted in
    ``unmatched``. The standard error counts everything (linearised).
    """
    group, values = sample.column(treatment), sample.column(y)
    rows = sample.domain_rows(domain) & ~np.isnan(group) & ~np.isnan(values)
    place = cells(sample, names, rows)
    treated = np.bincount(place[rows], group[rows])
    others = np.bincount(place[rows], 1 - group[rows])
    both = (treated > 0) & (others > 0)
    used = rows & np.isin(place, np.flatnonzero(both))
    code = np.searchsorted(np.flatnonzero(both), place[used])
    inside = np.zeros((int(used.sum()), int(both.sum())))
    inside[np.arange(len(code)), code] = 1.0
    d, outcome = group[used], values[used]

    def estimate(weights: np.ndarray) -> Linearized:
        share = mean(inside, weights * d)
        rate = total(inside * outcome[:, None], weights * (1 - d)) / total(inside, weights * (1 - d))
        return mean(outcome, weights * d) - (share * rate).sum()

    value, covariance = evaluated(sample, estimate, used=used, rows=rows)
    df = sample.binding.degrees_of_freedom(rows)
    frame = tabulated(
        pd.DataFrame({"quantity": ["matching"]}), value, covariance, df=df, n=int(used.sum()), level=level
    )
    return frame


@asked("member_forms", design=True)
def member_forms(persons: Persons, *, confounders: tuple[str, ...] = CONFOUNDERS) -> Surveyed | Absence:
    """Compare formal work of the members of every form with persons who are no members, other traits held fixed.

    Average marginal effects of a weighted logit on the form of the main membership; p values corrected by Holm over the
    family of all forms.
    """
    if not persons.asked("member", "member_form"):
        return persons.absent("formalization-member-forms", what="Formality of members by form", layout="member_form",
                              why="The survey does not ask for the form of the organization.")  # fmt: skip
    data = persons.sample.data
    member, other = (data["member"].eq(code).fillna(False).astype(bool) for code in (1, 0))
    form = data["member_form"].astype("object").where(member).mask(other, OTHERS)
    levels = [OTHERS, *(word for word in data["member_form"].cat.categories)]
    held = persons_with(
        persons, {"main_form": pd.Series(pd.Categorical(form, categories=levels), index=data.index)}
    )
    names = traits_of(held, confounders, data["formal"].notna().to_numpy())
    rows = domain_of(held, "formal", ["main_form", *names])
    held = trimmed(held, rows, ["main_form", *names])
    effects = steps(held, ["main_form"], rows)
    found = held.sample.marginal_effects(f"formal ~ main_form + {' + '.join(names)}", effects, domain=rows)
    members = held.sample.data.loc[rows, "main_form"].value_counts()
    frame = tidy(
        scaled(found.frame, 100.0),
        group="form of the main membership",
        label=[effect["to"] for effect in effects],
    )
    frame["n"] = [int(members[effect["to"]]) for effect in effects]
    frame, family = corrected(frame)
    return result(
        persons, frame, id="formalization-member-forms", zero=0.0, unit="points of formal jobs", notes=(family, _CAUTION),
        title="Formal jobs of members by form, against persons who are no members (average marginal effects)",
    )  # fmt: skip
