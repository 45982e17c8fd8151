"""Who belongs to an organization: a choice that depends on traits everybody can see, unless a switch hides one."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.synthetic.settings import expit, settings, table
from sse_analysis.synthetic.work import drawn

#: First ages of the bands that membership depends on.
BANDS = (15, 25, 35, 45, 55, 65)
MOST = 4


def band(age: np.ndarray) -> np.ndarray:
    """Return the place of an age in the bands, 0 to 5; -1 below 15."""
    return np.digitize(age, BANDS) - 1


def chances(adults: pd.DataFrame, *, hidden: bool) -> np.ndarray:
    """Return the chance of every adult to belong.

    Parameters
    ----------
    adults : DataFrame
        ``age, sex, education, urban, area, farm, works`` and the unseen trait ``drive``.
    hidden : bool
        Whether the unseen trait leads to membership too.
    """
    given = settings()["membership"]
    by_age = np.array([given["age"][first] for first in BANDS])
    by_level = np.array([given["education"][level] for level in range(1, 7)])
    log_odds = (
        given["intercept"]
        + by_age[band(adults["age"].to_numpy())]
        + by_level[adults["education"].to_numpy() - 1]
        + given["female"] * (adults["sex"].to_numpy() == 2)
        + given["urban"] * adults["urban"].to_numpy()
        + given["farm"] * adults["farm"].to_numpy()
        + given["works"] * adults["works"].to_numpy()
        + table("areas")["joins"].to_numpy()[adults["area"].to_numpy() - 1]
    )
    return expit(log_odds + (given["hidden"] * adults["drive"].to_numpy() if hidden else 0.0))


def memberships(adults: pd.DataFrame, rng: np.random.Generator, *, hidden: bool) -> pd.DataFrame:
    """Return ``member`` (0/1), ``memberships`` and ``form_1`` to ``form_4``: the form each would be of.

    The first form is drawn for everybody, so that membership can be thought on or off.
    """
    member = rng.random(len(adults)) < chances(adults, hidden=hidden)
    more = np.minimum(rng.poisson(settings()["membership"]["more"], len(adults)), MOST - 1)
    forms = table("forms")
    shares = forms[["join_other", "join_farm"]].to_numpy("float32").T[adults["farm"].to_numpy()]
    frame = pd.DataFrame({"member": member.astype("int8")}, index=adults.index)
    frame["memberships"] = np.where(member, 1 + more, 0).astype("int8")
    codes = forms["code"].to_numpy("int8")
    for place in range(1, MOST + 1):
        frame[f"form_{place}"] = codes[drawn(shares, rng.random(len(adults)))]
    return frame
