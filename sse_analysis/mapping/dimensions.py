"""The scorecard of five dimensions, from a survey of organizations by its codebook.

A score is the mean of the answers to the questions of a dimension, those worded the other way turned round. What was
not answered is never filled in silence: bounds show the score if all of it were the lowest, or the highest, answer.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.mapping.absences import not_from_published_figures
from sse_analysis.mapping.overall import overall
from sse_analysis.reference import codes
from sse_analysis.results.absence import Absence
from sse_analysis.results.base import Provenance
from sse_analysis.results.mapping_dimensions import DimensionScores
from sse_analysis.sources.constants import threshold
from sse_analysis.sources.entity_survey import EntitySurvey
from sse_analysis.survey.design import SurveyDesign
from sse_analysis.survey.sample import SurveySample

WHOLE = "all"
_DRAWS, _SEED = 999, 20_251_231


def dimension_scores(
    survey: EntitySurvey | Absence, *, country: str, level: float = 0.95
) -> DimensionScores | Absence:
    """Return the scores of every dimension for all organizations and for each group of the sample.

    Only organizations that were drawn from the frame count; whoever followed an open link has no known chance to be in
    the survey and is left out. Weights, strata and their sampling without equal chances enter every interval.

    Parameters
    ----------
    survey : EntitySurvey
    country : str
        Lower-case ISO 3166-1 alpha-3 code, for the absence.
    level : float
        Of the intervals.

    Returns
    -------
    DimensionScores

    References
    ----------
    Cronbach 1951 (alpha); Manski 2003 (bounds); AAPOR, Standard Definitions (response rates 2 and 4).
    """
    if isinstance(survey, Absence) or survey.items is None:
        return not_from_published_figures(country, "survey")
    sampled = drawn(survey.frame)
    if len(sampled) < threshold("mapping.least_scored"):
        return _too_few(country, len(sampled))
    turned, asked = turned_answers(sampled, survey.items)
    frame, own = _all_scores(sampled, turned, asked, survey, level)
    return DimensionScores(
        frame=frame, country=survey.country, sources=(f"Survey of organizations ({survey.file})",),
        notes=_notes(sampled, survey), provenance=Provenance(inputs=survey.inputs),
        items=_quality(turned, asked, sampled, survey, level), response=_response(survey.contacts),
        scale=_scale(survey.items), overall=_overall(own, frame, level),
    )  # fmt: skip


def drawn(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the organizations of the frame: those with a weight, and not of an open link."""
    own = frame["weight"].gt(0)
    return frame[own & frame["source"].eq("frame")] if "source" in frame else frame[own]


def _too_few(country: str, found: int) -> Absence:
    return Absence(
        id="no-mapping-survey", country=country, reason="not_computable", what="Scorecard of the five dimensions",
        why=f"{found} organizations of the frame answered with a weight; {threshold('mapping.least_scored')} at least "
            "are needed.",
        answers="How do organizations govern themselves, and whom did the survey miss?",
    )  # fmt: skip


def turned_answers(frame: pd.DataFrame, items: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the answers with all questions pointing the same way, and which questions apply.

    Returns
    -------
    DataFrame
        Answers, missing where none was given or the question does not apply.
    DataFrame of bool
        Whether the question applies; a blank counts as applying.
    """
    about = items.set_index("item")
    given = frame[about.index].astype("float64")
    asked = given.ne(about["not_applicable"], axis=1)
    given = given.where(asked)
    backwards = about["reverse"].eq("yes")
    return given.mask(backwards, about["low"] + about["high"] - given, axis=1), asked


def _overall(own: pd.DataFrame, frame: pd.DataFrame, level: float) -> pd.DataFrame:
    """Return the joint scores of the groups that have a score in every dimension."""
    scored = (
        frame[frame["group"].ne(WHOLE)]
        .groupby(["group", "label"])["estimate"]
        .apply(lambda one: one.notna().all())
    )
    groups = scored[scored].reset_index()[["group", "label"]]
    return overall(own, groups, draws=_DRAWS, level=level) if len(groups) else pd.DataFrame()


def _all_scores(
    drawn, turned, asked, survey: EntitySurvey, level: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the estimates, and the score of every organization in every dimension."""
    rows, own = [], drawn[["stratum", "weight"]].copy()
    for dimension, items in survey.items.groupby("dimension", sort=False):
        scores = organization_scores(turned[items["item"]], asked[items["item"]], items.set_index("item"))
        rows += _groups(drawn.join(scores), str(dimension), level)
        own[str(dimension)] = scores["score"]
    return pd.DataFrame(rows), own


def organization_scores(turned: pd.DataFrame, asked: pd.DataFrame, about: pd.DataFrame) -> pd.DataFrame:
    """Return the score of each organization and its bounds."""
    enough = turned.notna().sum(axis=1) >= threshold("mapping.least_answered") * asked.sum(axis=1).clip(
        lower=1
    )
    filled = {end: turned.fillna(about[end]).where(asked).mean(axis=1) for end in ("low", "high")}
    return pd.DataFrame(
        {"score": turned.mean(axis=1).where(enough), "lowest": filled["low"], "highest": filled["high"]}
    )


def _groups(data: pd.DataFrame, dimension: str, level: float) -> list[dict[str, object]]:
    names = codes.labels("form")
    sample = sample_of(data)
    groups = [(WHOLE, "All organizations")]
    groups += [
        (one, names.get(one, one.replace("_", " ").capitalize())) for one in sorted(data["stratum"].unique())
    ]
    return [
        {
            "dimension": dimension,
            "group": group,
            "label": label,
            **estimate(sample, inside_of(sample, group), level),
        }
        for group, label in groups
    ]


def sample_of(data: pd.DataFrame) -> SurveySample:
    """Return organizations with the design of the survey: strata and weights."""
    design = SurveyDesign(weights="weight", strata="stratum", singleton="adjust_centred")
    return SurveySample(data.reset_index(drop=True), design)


def inside_of(sample: SurveySample, group: str) -> np.ndarray:
    """Tell which organizations are of a group of the sample, or all of them."""
    return np.ones(len(sample.data), bool) if group == WHOLE else sample.data["stratum"].eq(group).to_numpy()


def estimate(sample: SurveySample, inside: np.ndarray, level: float) -> dict[str, object]:
    """Return the mean score of a part of the sample with its bounds; too few answers give a count alone."""
    answered = int(sample.data.loc[inside, "score"].notna().sum())
    names = ("estimate", "se", "ci_low", "ci_high")
    if answered < threshold("mapping.least_scored"):
        return {
            "n": answered,
            **dict.fromkeys((*names, "lowest", "highest")),
            "obs_status": "Q",
            "conf_status": "F",
        }
    row = sample.mean("score", domain=inside, level=level, effects=False).frame.iloc[0]
    bounds = {
        name: sample.mean(name, domain=inside, effects=False).frame["estimate"].iloc[0]
        for name in ("lowest", "highest")
    }
    return {
        "n": answered,
        **{name: float(row[name]) for name in names},
        **bounds,
        "obs_status": "A",
        "conf_status": "F",
    }


def _quality(turned, asked, drawn, survey: EntitySurvey, level: float) -> pd.DataFrame:
    """Return for each dimension how well its questions go together, and how they were answered."""
    rows = []
    for dimension, about in survey.items.groupby("dimension", sort=False):
        answers, applies = turned[about["item"]], asked[about["item"]]
        whole = answers.dropna()
        rest = item_rest(whole)
        at_top = answers.eq(about.set_index("item")["high"], axis=1).to_numpy().sum()
        given = int(answers.notna().to_numpy().sum())
        rows.append(
            {
                "dimension": str(dimension), "items": len(about), "complete": len(whole),
                **_alpha_interval(whole, drawn.loc[whole.index], level),
                "weakest": rest.idxmin() if len(rest.dropna()) else None, "weakest_item_rest": rest.min(),
                "unanswered": 100 * (1 - given / applies.to_numpy().sum()),
                "not_applicable": 100 * (1 - applies.to_numpy().mean()), "at_top": 100 * at_top / given if given else np.nan,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def cronbach_alpha(answers: np.ndarray, weights: np.ndarray | None = None) -> float:
    """Return Cronbach's alpha, k/(k-1) (1 - sum of item variances / variance of the sum).

    Parameters
    ----------
    answers : float array, shape (n_organizations, n_items)
        Complete; all items pointing the same way.
    weights : float array, shape (n_organizations,), optional
        For the alpha of the population.

    Returns
    -------
    float
        Missing for fewer than two items or when the sum does not vary.
    """
    count = answers.shape[1]
    if count < 2 or len(answers) < 2:
        return np.nan
    covariance = np.cov(answers, rowvar=False, aweights=weights)
    whole = covariance.sum()
    return float(count / (count - 1) * (1 - np.trace(covariance) / whole)) if whole > 0 else np.nan


def item_rest(answers: pd.DataFrame) -> pd.Series:
    """Return the correlation of every item with the sum of the others, over complete answers."""
    if len(answers) < 3:
        return pd.Series(np.nan, index=answers.columns)
    whole = answers.sum(axis=1)
    return pd.Series({item: answers[item].corr(whole - answers[item]) for item in answers})


def _alpha_interval(whole: pd.DataFrame, about: pd.DataFrame, level: float) -> dict[str, float]:
    """Return weighted alpha with a percentile interval: organizations drawn again inside their stratum."""
    values, weights = whole.to_numpy(), about["weight"].to_numpy()
    if len(whole) < threshold("mapping.least_for_alpha"):
        return {"alpha": np.nan, "alpha_low": np.nan, "alpha_high": np.nan}
    generator = np.random.default_rng(_SEED)
    places = [np.flatnonzero(about["stratum"].eq(name)) for name in sorted(about["stratum"].unique())]
    drawn = []
    for _ in range(_DRAWS):
        again = np.concatenate([generator.choice(own, len(own)) for own in places])
        drawn.append(cronbach_alpha(values[again], weights[again]))
    low, high = np.nanquantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return {"alpha": cronbach_alpha(values, weights), "alpha_low": float(low), "alpha_high": float(high)}


def _response(contacts: pd.DataFrame | None) -> pd.DataFrame:
    """Return what came of the invitations, by group and in all, with the response rate and its upper end.

    The rate counts all that were not found as organizations that exist (lower end); the upper end counts none of them.
    """
    if contacts is None:
        return pd.DataFrame(columns=["group", "label", "invited", "answered", "rate", "rate_upper"])
    counts = contacts.groupby(["stratum", "outcome"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=["complete", "partial", "refused", "not_found", "defunct"], fill_value=0)
    counts = pd.concat([counts.sum().to_frame(WHOLE).T, counts.sort_index()])
    answered = counts["complete"] + counts["partial"]
    known = answered + counts["refused"]
    names = codes.labels("form")
    labels = [
        "All organizations" if one == WHOLE else names.get(one, one.replace("_", " ").capitalize())
        for one in counts.index
    ]
    return counts.assign(
        label=labels, invited=counts.sum(axis=1), answered=answered,
        rate=100 * answered / (known + counts["not_found"]).where(lambda n: n > 0),
        rate_upper=100 * answered / known.where(known > 0),
    ).rename_axis("group").reset_index()  # fmt: skip


def _scale(items: pd.DataFrame) -> tuple[float, float]:
    return float(items["low"].min()), float(items["high"].max())


def _notes(drawn: pd.DataFrame, survey: EntitySurvey) -> tuple[str, ...]:
    low, high = (f"{exact(end):g}" for end in _scale(survey.items))
    others = len(survey.frame) - len(drawn)
    notes = [
        f"Mean of the answers, {low} to {high}, weighted; {len(drawn):,} organizations drawn from the frame answered. "
        "A score needs answers to half of the questions that apply.",
        "Bounds: the score if every unanswered question had the lowest, or the highest, answer. They say nothing of "
        "organizations that did not take part.",
        f"A group of fewer than {threshold('mapping.least_scored')} organizations is counted and not scored. Small groups "
        "carry wide intervals.",
    ]
    if others:
        notes.append(
            f"{others:,} organizations that followed an open link are left out: nobody knows their chance of being asked."
        )
    if "status" in survey.items and survey.items["status"].eq("proposal").any():
        notes.append("The questions are a proposal of this project; a committee has not approved them.")
    return tuple(notes)
