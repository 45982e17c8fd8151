"""Earnings of last month and usual hours: lognormal by traits, more for a formal job."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.synthetic import work
from sse_analysis.synthetic.settings import settings, table


def earnings(employed: pd.DataFrame, formal: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    """Return ``earnings`` (local currency a month; 0 unpaid), ``hours`` a week and ``tenure`` in years."""
    given = settings()["earnings"]
    age, status = employed["age"].to_numpy("float64"), employed["status"].to_numpy()
    log_pay = (
        given["intercept"]
        + given["education"] * (employed["education"].to_numpy() - 3.0)
        + given["age"] * age
        + given["age_squared"] * age**2
        + given["female"] * (employed["sex"].to_numpy() == 2)
        + given["urban"] * employed["urban"].to_numpy()
        + given["formal"] * formal
        + table("industries")["pay"].to_numpy()[employed["industry"].to_numpy()]
        + 0.25 * (status == work.EMPLOYER)
        + rng.normal(0, given["spread"], len(employed))
    )
    paid = status != work.FAMILY
    frame = pd.DataFrame({"earnings": np.where(paid, np.round(np.exp(log_pay), -1), 0).astype("int32")})
    usual = np.where(status == work.FAMILY, 27, np.where(formal, 42, 44))
    frame["hours"] = np.clip(np.round(rng.normal(usual, 9)), 4, 90).astype("int8")
    longest = np.maximum(age - 15, 0)
    frame["tenure"] = np.minimum(np.floor(rng.exponential(6 + 3 * formal)), longest).astype("int8")
    return frame.set_index(employed.index)
