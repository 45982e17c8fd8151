"""What is known about how a sample was drawn: one frozen record of column names and rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from sse_analysis.errors import DesignError, one_of, suggestion

SingletonRule = Literal["fail", "certainty", "adjust_r", "adjust_centred", "average"]
ReplicateType = Literal["JK1", "JKn", "BRR", "Fay", "bootstrap"]
Distance = Literal["linear", "exponential", "logit"]


def _check(value: str, choices: object, what: str) -> None:
    if value not in get_args(choices):
        words = one_of(get_args(choices))
        raise DesignError(
            f"{what} is '{value}', expected {words}. {suggestion(value, get_args(choices))}".strip()
        )


@dataclass(frozen=True)
class Replicates:
    """Replicate weights: given columns, or made from strata and PSUs.

    Parameters
    ----------
    type : {"JK1", "JKn", "BRR", "Fay", "bootstrap"}
    columns : tuple of str
        Columns that hold them; empty to make them.
    are_factors : bool
        Whether the columns multiply the base weight instead of replacing it.
    scale, rscales : float and tuple of float, optional
        V = scale x sum of rscale x squared deviation; None for the type's own.
    rho : float
        Fay's factor; 0 for BRR.
    mse : bool
        Centre deviations at the full-sample estimate instead of the mean of the replicates.
    half_samples : tuple of tuple of int, optional
        One row a replicate, 1 or -1 for each stratum; None for a Hadamard matrix of full balance.
    n, seed : int
        Number of bootstrap replicates to make (Rao and Wu 1988, n_h - 1 draws), and the seed.
    """

    type: ReplicateType
    columns: tuple[str, ...] = ()
    are_factors: bool = False
    scale: float | None = None
    rscales: tuple[float, ...] | None = None
    rho: float = 0.0
    mse: bool = False
    half_samples: tuple[tuple[int, ...], ...] | None = None
    n: int = 200
    seed: int = 1

    def __post_init__(self):
        _check(self.type, ReplicateType, "The type of replicate weights")
        if not 0 <= self.rho < 1:
            raise DesignError(f"Fay's factor rho is {self.rho}, expected 0 or more and less than 1.")


@dataclass(frozen=True)
class Calibration:
    """Population totals the weights are brought to, and how far they may move.

    Parameters
    ----------
    margins : mapping of str to mapping
        Column, level, population count. One margin with distance ``linear`` is post-stratification.
    totals : mapping of str to float
        Term of ``formula``, population total (generalized regression).
    formula : str, optional
        One-sided Wilkinson formula of the auxiliary variables.
    distance : {"linear", "exponential", "logit"}
        g = 1 + u, exp(u), or the bounded logit of Deville and Sarndal (1992).
    bounds : (float, float), optional
        Smallest and largest ratio of final to base weight, for ``logit``.
    trim : (float, float), optional
        Smallest and largest final weight; what is cut off is spread once over the weights strictly inside.
    """

    margins: Mapping[str, Mapping[object, float]] = field(default_factory=dict)
    totals: Mapping[str, float] = field(default_factory=dict)
    formula: str | None = None
    distance: Distance = "linear"
    bounds: tuple[float, float] | None = None
    trim: tuple[float | None, float | None] | None = None

    def __post_init__(self):
        _check(self.distance, Distance, "The distance of the calibration")
        if bool(self.margins) == bool(self.formula):
            raise DesignError("A calibration needs either margins or a formula with totals, not both.")
        if self.distance == "logit" and not (self.bounds and self.bounds[0] < 1 < self.bounds[1]):
            raise DesignError(
                f"The bounds are {self.bounds}, expected a lower one below 1 and an upper one above 1."
            )


@dataclass(frozen=True)
class SurveyDesign:
    """How a sample was drawn.

    Parameters
    ----------
    weights : str, optional
        Column of sampling weights (1 / inclusion probability); None for 1 everywhere.
    strata : str, optional
        Column of the first-stage stratum.
    psu : tuple of str
        Unit columns, first stage first; empty when every row is its own PSU.
    fpc : tuple of str
        Units in the population at each stage; empty for sampling with replacement. Later stages
        enter the variance only where their population size is given.
    nest : bool
        Whether PSU codes repeat in different strata.
    singleton : {"fail", "certainty", "adjust_r", "adjust_centred", "average"}
        What to do with a stratum of one PSU. ``adjust_r`` squares the PSU total as it is, as R survey
        does; ``adjust_centred`` takes the mean of all PSU totals off first, as Stata does.
    inclusion_probability : str, optional
        Column; unequal-probability sampling without replacement.
    joint : {"brewer", "hartley_rao"}
        Approximation of the joint inclusion probabilities.
    replicates : Replicates, optional
        Then every variance comes from replicates.
    calibration : Calibration, optional
    """

    weights: str | None = None
    strata: str | None = None
    psu: tuple[str, ...] = ()
    fpc: tuple[str, ...] = ()
    nest: bool = False
    singleton: SingletonRule = "fail"
    inclusion_probability: str | None = None
    joint: Literal["brewer", "hartley_rao"] = "brewer"
    replicates: Replicates | None = None
    calibration: Calibration | None = None

    def __post_init__(self):
        _check(self.singleton, SingletonRule, "The rule for strata with one PSU")
        _check(self.joint, Literal["brewer", "hartley_rao"], "The joint inclusion probability")

    def columns(self) -> tuple[str, ...]:
        """Return every column the design reads."""
        given = (self.weights, self.strata, *self.psu, *self.fpc, self.inclusion_probability)
        more = (*self.replicates.columns,) if self.replicates else ()
        margins = tuple(self.calibration.margins) if self.calibration else ()
        return tuple(name for name in (*given, *more, *margins) if name is not None)
