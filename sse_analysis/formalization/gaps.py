"""What lies behind the gap between women and men: composition and rates, traits and coefficients."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.errors import EstimationError
from sse_analysis.formalization.decomposition import oaxaca
from sse_analysis.formalization.determinants import domain_of, traits_of, trimmed
from sse_analysis.formalization.distribution import quantile_effects
from sse_analysis.formalization.linearized import Linearized, evaluated, mean, stacked, total
from sse_analysis.formalization.nonlinear import yun
from sse_analysis.formalization.surveyed import asked, result, scaled, tidy
from sse_analysis.results.absence import Absence
from sse_analysis.results.estimates import Estimates
from sse_analysis.results.formalization_persons import Surveyed
from sse_analysis.survey import SurveySample
from sse_analysis.survey.persons import Persons
from sse_analysis.survey.presenting import tabulated

_TRAITS = ("age_group", "education", "urban", "activity")
_WORDS = {
    "gap": "women minus men", "composition": "other activities", "rates": "other rates in the same activity",
    "characteristics": "other traits", "coefficients": "same traits, other chance",
    "explained": "other traits", "unexplained": "same traits, other pay",
}  # fmt: skip


@asked("decomposition", design=True)
def gap_parts(
    persons: Persons, *, cells: str = "activity", traits: tuple[str, ...] = _TRAITS
) -> Surveyed | Absence:
    """Take the gap between women and men apart: informal employment by Kitagawa and Yun, earnings by Oaxaca and Blinder.

    Parameters
    ----------
    cells : str
        Column of the composition of Kitagawa's decomposition.
    traits : tuple of str
        Traits of the models of Yun, and of Oaxaca and Blinder.
    """
    y = f"informal_{persons.headline}"
    data = persons.sample.data
    if not persons.asked("sex"):
        return persons.absent("formalization-decomposition", what="Parts of the gap between women and men",
                              why="The survey does not say who is a woman.", layout="sex")  # fmt: skip
    women, men = (data["sex"].eq(word).to_numpy("bool") for word in ("women", "men"))
    parts, notes = [], ["A part is called explained because it goes with traits, not because it is fair."]
    if persons.asked(cells):
        parts += _by_cells(persons, y, cells, groups=(women, men), notes=notes)
    names = traits_of(persons, traits, data[y].notna().to_numpy())
    rows = domain_of(persons, y, names)
    held = trimmed(persons, rows, names)
    parts += _model_parts(held, yun(held.sample, f"{y} ~ {' + '.join(names)}", group_a=women, group_b=men, domain=rows),
                          f"by {', '.join(names)}, Yun".replace("_group", ""), notes, factor=100.0)  # fmt: skip
    if persons.asked("earnings"):
        parts += _earnings(persons, traits=traits, groups=(women, men), notes=notes)
    if not parts:
        raise EstimationError(" ".join(notes[1:]))
    return result(
        persons, pd.concat(parts, ignore_index=True), id="formalization-decomposition", zero=0.0, notes=notes,
        title="Parts of the gap between women and men: informal employment (points) and monthly earnings (log points)",
        unit="points; log points times 100 for earnings",
    )  # fmt: skip


def _by_cells(persons: Persons, y: str, cells: str, *, groups, notes: list) -> list[pd.DataFrame]:
    words = f"by {cells}, Kitagawa"
    try:
        found = kitagawa(persons.sample, y, cells, group_a=groups[0], group_b=groups[1])
    except EstimationError as error:
        notes.append(f"{words}: {error.message}")
        return []
    return [_block(found.frame, words, 100.0)]


def _earnings(persons: Persons, *, traits, groups, notes: list) -> list[pd.DataFrame]:
    """Return the parts of the gap in log earnings, in log points times 100."""
    held, names, rows = _paid(persons, (*traits, "informal"))
    found = oaxaca(
        held.sample, f"log_earnings ~ {' + '.join(names)}", group_a=groups[0], group_b=groups[1], domain=rows
    )
    words = "earnings, Oaxaca and Blinder"
    return _model_parts(held, found, words, notes, factor=100.0)


def _model_parts(persons: Persons, found, words: str, notes: list, *, factor: float) -> list[pd.DataFrame]:
    if isinstance(found, Absence):
        notes.append(f"{words}: {found.why}")
        return []
    own = found.frame
    return [_block(own[own["term"].eq("") & own["component"].isin(_WORDS)], words, factor)]


def _block(frame: pd.DataFrame, group: str, factor: float) -> pd.DataFrame:
    return tidy(
        scaled(frame, factor).drop(columns=["component", "term"], errors="ignore"),
        group=group, label=frame["component"].map(_WORDS).to_numpy(),
    )  # fmt: skip


def kitagawa(
    sample: SurveySample, y: str, cells: str, *, group_a, group_b, domain=None, level: float = 0.95
) -> Estimates:
    """Decompose the difference of two rates into composition and rates, each at the mean of the groups (Kitagawa 1955).

    composition = sum_k (sA - sB)(rA + rB)/2, rates = sum_k (rA - rB)(sA + sB)/2, s the share and r the rate of a cell.

    Returns
    -------
    Estimates
        ``component``: mean_A, mean_B, gap, composition, rates; they add up exactly.

    Raises
    ------
    EstimationError
        If a cell has nobody of one group: it has no rate there.
    """
    values = sample.column(y)
    rows = sample.domain_rows(domain)
    a, b = sample.domain_rows(group_a), sample.domain_rows(group_b)
    used = rows & (a | b) & ~np.isnan(values) & sample.data[cells].notna().to_numpy()
    names = sorted(sample.data.loc[used, cells].unique(), key=str)
    inside = np.stack([sample.data.loc[used, cells].eq(name).to_numpy("float64") for name in names], axis=1)
    arms = [group[used].astype("float64") for group in (a, b)]
    thin = [
        str(name)
        for place, name in enumerate(names)
        if any((inside[:, place] * arm).sum() == 0 for arm in arms)
    ]
    if thin:
        raise EstimationError(
            f"nobody of one group is in {', '.join(thin)}: these cells have no rate there. Join cells."
        )

    def estimate(weights: np.ndarray) -> Linearized:
        shares = [mean(inside, weights * arm) for arm in arms]
        rates = [
            total(inside * values[used][:, None], weights * arm) / total(inside, weights * arm)
            for arm in arms
        ]
        composition = ((shares[0] - shares[1]) * (rates[0] + rates[1]) * 0.5).sum()
        by_rates = ((rates[0] - rates[1]) * (shares[0] + shares[1]) * 0.5).sum()
        means = [(shares[place] * rates[place]).sum() for place in (0, 1)]
        return stacked(*means, means[0] - means[1], composition, by_rates)

    value, covariance = evaluated(sample, estimate, used=used, rows=rows)
    table = tabulated(pd.DataFrame({"component": ["mean_A", "mean_B", "gap", "composition", "rates"]}), value, covariance,
                      df=sample.binding.degrees_of_freedom(used), n=int(used.sum()), level=level)  # fmt: skip
    table = table[~table["component"].str.startswith("mean")].reset_index(drop=True)
    return Estimates(frame=table, country=sample.country, covariance=covariance[2:, 2:], level=level)


@asked("earnings_quantiles", design=True)
def earnings_quantiles(
    persons: Persons, *, taus: tuple[float, ...] = (0.1, 0.5, 0.9), traits=_TRAITS
) -> Surveyed | Absence:
    """Estimate what informal work goes with at the bottom, the middle and the top of earnings, other traits held fixed.

    Unconditional quantile regressions of log earnings (Firpo, Fortin and Lemieux 2009), in log points times 100.

    Parameters
    ----------
    taus : tuple of float
        Quantiles of all earnings.
    """
    if not persons.asked("earnings"):
        return persons.absent("formalization-earnings-quantiles", what="Informal work along the earnings distribution",
                              why="The survey does not ask for earnings.", layout="earnings")  # fmt: skip
    held, names, rows = _paid(persons, ("informal", "woman", *(name for name in traits if name != "sex")))
    parts = []
    for tau in taus:
        found = quantile_effects(held.sample, f"log_earnings ~ {' + '.join(names)}", tau=tau, domain=rows)
        own = found.frame[found.frame["term"].isin(["informal", "woman"])]
        words = own["term"].map({"informal": "informal against formal jobs", "woman": "women against men"})
        place = f"{exact(100 * tau):.0f}th percentile ({exact(np.exp(found.quantile)):,.0f})"
        own = own.assign(cv=np.nan, n_eff=np.nan, obs_status="A", conf_status="F")
        parts.append(tidy(scaled(own, 100.0), group=words.to_list(), label=place))
    frame = pd.concat(parts, ignore_index=True).sort_values("group", kind="stable")
    return result(
        persons, frame, id="formalization-earnings-quantiles", zero=0.0, unit="log points of monthly earnings, times 100",
        title="Earnings of informal jobs, and of women, at the bottom, the middle and the top",
        notes=("The quantiles and the density at them are treated as known.", *found.notes),
    )  # fmt: skip


def _paid(persons: Persons, traits: tuple[str, ...]) -> tuple[Persons, list[str], np.ndarray]:
    """Return the persons with log earnings, the traits that vary among the paid, and the rows of a model."""
    from sse_analysis.formalization.concepts import persons_with

    amount = persons.sample.data["earnings"].astype("float64")
    paid = (amount > 0).fillna(False)
    log = pd.Series(np.log(amount.where(paid, 1.0)), index=amount.index).where(paid)
    held = persons_with(persons, {"log_earnings": log})
    names = traits_of(held, traits, paid.to_numpy("bool"))
    rows = domain_of(held, "log_earnings", names)
    return trimmed(held, rows, names), names, rows
