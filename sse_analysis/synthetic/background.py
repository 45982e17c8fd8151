"""Where a person comes from: decided before any membership, so that membership cannot have moved it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.synthetic.settings import expit, settings


def family_business(persons: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """Return whether a parent ran a registered business when the person was 15 (1, 0).

    It goes with education and place, which everybody can see, and with the unseen ``drive``. Where ``drive`` leads to
    membership too, members differ in it from others alike: a placebo outcome that tells.

    Parameters
    ----------
    persons : DataFrame
        ``education, urban, drive``.
    """
    given = settings()["background"]
    log_odds = (
        given["intercept"]
        + given["education"] * (persons["education"].to_numpy() - 3)
        + given["urban"] * persons["urban"].to_numpy()
        + given["hidden"] * persons["drive"].to_numpy()
    )
    return (rng.random(len(persons)) < expit(log_odds)).astype("int8")
