"""The survey of organizations: a stratified sample of the listed ones, and whoever followed an open link."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from sse_analysis.sources import questionnaire
from sse_analysis.synthetic import files, views
from sse_analysis.synthetic.organizations import ACTIVE, DISSOLVED
from sse_analysis.synthetic.settings import settings, table

#: Answers wanted from the frame in each group, and by the open link.
WANTED = {
    "cooperative": 46,
    "mutual": 10,
    "association": 26,
    "foundation": 8,
    "social_enterprise": 8,
    "self_help_group": 22,
}
OPEN_LINK = 40
_ANSWERS, _REFUSED = 0.76, 0.90
_NO_ANSWER, _NOT_APPLICABLE = 0.05, 0.02
#: Shares of organizations that leave a question on the conditions of work open.
_OPEN = {"contract": 0.02, "insured": 0.03, "long_hours": 0.06, "pay": 0.10}
#: Log odds of answering for one point of the true score; only with the switch self_selection.
_SELECTION = 2.5


@dataclass(frozen=True, eq=False)
class Drawn:
    """Organizations invited from the frame with the outcome of the contact, and those of the open link."""

    contacts: pd.DataFrame
    open_link: np.ndarray


def frame_of(entities: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """Return one row a listed primary organization: its first record and its group."""
    first = records.drop_duplicates("entity").set_index("entity")["record_id"].sort_index()
    forms = table("forms")
    frame = entities.loc[first.index].assign(frame_id=first)
    frame["stratum"] = forms["group"].to_numpy()[frame["form"] - 1]
    return frame[frame["form"] != 10]


def draw(frame: pd.DataFrame, quality: pd.Series, rng: np.random.Generator, *, selected: bool) -> Drawn:
    """Return who was invited and what came of it.

    Parameters
    ----------
    quality : Series
        True mean score; says who answers when ``selected``.
    """
    size = frame.groupby("stratum").size()
    wanted = pd.Series(WANTED)
    invited = np.minimum(np.ceil(wanted / 0.55).astype(int), size)
    order = frame.assign(chance=rng.random(len(frame))).sort_values("chance")
    chosen = order[order.groupby("stratum").cumcount() < order["stratum"].map(invited)].sort_index()
    lift = _SELECTION * (quality.loc[chosen.index] - quality.mean()) if selected else 0.0
    answers = rng.random(len(chosen)) < 1 / (1 + np.exp(-(np.log(_ANSWERS / (1 - _ANSWERS)) + lift)))
    refuses = rng.random(len(chosen)) < _REFUSED
    found = np.where(answers, "complete", np.where(refuses, "refused", "not_found"))
    outcome = np.select(
        [chosen["state"] == DISSOLVED, chosen["state"] != ACTIVE], ["defunct", "not_found"], found
    )
    partial = (outcome == "complete") & (rng.random(len(chosen)) < 0.06)
    chosen = chosen.assign(outcome=np.where(partial, "partial", outcome), invited=chosen["stratum"].map(invited),
                           frame_size=chosen["stratum"].map(size)).drop(columns="chance", errors="ignore")  # fmt: skip
    return Drawn(chosen, _by_link(frame, chosen, quality, rng=rng, selected=selected))


def _by_link(frame, chosen, quality, *, rng, selected: bool) -> np.ndarray:
    """Return those who found the link themselves: active, not invited; friends of the project when selected."""
    others = frame[(frame["state"] == ACTIVE) & ~frame.index.isin(chosen.index)]
    share = (
        np.exp(2 * _SELECTION * (quality.loc[others.index] - quality.mean()))
        if selected
        else np.ones(len(others))
    )
    share = np.asarray(share) / np.sum(share)
    return np.sort(rng.choice(others.index, min(OPEN_LINK, len(others)), replace=False, p=share))


def answered(drawn: Drawn) -> pd.DataFrame:
    """Return the invited that answered, with weights.

    The weight is N/n of the group times the share of the invited that are known to exist: complete, partial, refused.
    Those not found are taken as dormant, which nearly all of them are.
    """
    contacts = drawn.contacts
    replied = contacts["outcome"].isin(("complete", "partial"))
    known = contacts["outcome"].isin(("complete", "partial", "refused"))
    counts = pd.DataFrame({"replied": replied, "known": known}).groupby(contacts["stratum"]).sum()
    eligible = counts["known"] / contacts.groupby("stratum").size()
    size = contacts.groupby("stratum")["frame_size"].first()
    weight = size * eligible / counts["replied"].clip(lower=1)
    found = contacts[replied]
    return found.assign(weight=found["stratum"].map(weight).round(4))


def write(
    folder: Path, frame: pd.DataFrame, drawn: Drawn, *, answers: pd.DataFrame, own_views: pd.DataFrame,
    rng: np.random.Generator, views_rng: np.random.Generator,
) -> None:  # fmt: skip
    """Write ``surveys/``: answers, contacts, codebook of the items. Views have a stream of their own."""
    own = answered(drawn).assign(source="frame")
    guests = frame.loc[drawn.open_link].assign(source="open_link", frame_id="")
    everybody = pd.concat([own, guests])
    everybody = everybody.iloc[rng.permutation(len(everybody))]
    replies = _general(everybody, rng).join(ticked(everybody, answers, rng))
    replies = replies.join(views.as_answered(own_views, replies["surplus"], views_rng))
    files.write_csv(folder / "entities.csv", replies)
    contacts = drawn.contacts[["frame_id", "stratum", "outcome"]].assign(invited="yes")
    contacts["contacted_on"] = _days(len(contacts), rng)
    files.write_csv(
        folder / "contacts.csv", contacts[["frame_id", "stratum", "invited", "outcome", "contacted_on"]]
    )
    files.write_csv(folder / "items.csv", questionnaire.items())


def _days(count: int, rng: np.random.Generator) -> np.ndarray:
    start = np.datetime64(f"{settings()['reference_year'] + 1}-02-01")
    return (start + rng.integers(0, 75, count).astype("timedelta64[D]")).astype(str)


def _yes(truth: np.ndarray) -> np.ndarray:
    return np.where(truth, "yes", "no")


def _general(rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return the general part: who they are, how many, and what the minimum set of statistics asks for."""
    count, forms = len(rows), table("forms").set_index("code")
    board = np.clip(np.round(rng.normal(6, 1.8, count)), 3, 15).astype(int)
    share = rows["women_members"] / rows["members"].clip(lower=1)
    women_board = rng.binomial(board, np.clip(0.75 * share, 0.02, 0.98))
    frame = pd.DataFrame(index=rows.index)
    frame["case_id"] = [f"S{place:03d}" for place in range(1, count + 1)]
    frame["source"], frame["frame_id"], frame["stratum"] = rows["source"], rows["frame_id"], rows["stratum"]
    for name in ("frame_size", "invited"):
        frame[name] = rows[name].astype("Int64")
    frame["weight"] = rows["weight"]
    frame["answered_on"] = _days(count, rng)
    frame["language"] = np.where(rng.random(count) < 0.7, "eo-Latn", "eo-Cyrl")
    frame["legal_form"] = forms["legal_form_id"].loc[rows["form"]].to_numpy()
    frame["area"] = table("areas")["unit_code"].to_numpy()[rows["area"] - 1]
    frame["isic"], frame["founded"] = rows["isic"].str[:2], rows["founded"].dt.year
    for name in ("members", "women_members"):
        frame[name] = rows[name].astype("Int64").mask(rng.random(count) < 0.04)
    frame["board_members"], frame["women_board"], frame["workers"] = board, women_board, rows["workers"]
    for name in ("contract", "insured", "long_hours"):
        frame[f"workers_{name}"] = rows[name].astype("Int64").mask(rng.random(count) < _OPEN[name])
    frame["pay_month_th"] = (rows["pay"] / 1000).round(1).mask(rng.random(count) < _OPEN["pay"])
    frame["volunteers"] = rng.poisson(np.where(rows["form"].isin((5, 6, 8)), 9, 3))
    return frame.join(_money(rows, rng))


def _money(rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    count = len(rows)
    charity = rows["form"].isin((5, 6)).to_numpy()
    grants = np.round(100 * rng.beta(np.where(charity, 3.0, 0.6), np.where(charity, 2.0, 4.0)), 0)
    frame = pd.DataFrame(index=rows.index)
    turnover = np.round(np.exp(rng.normal(2.4, 1.1, count)) * (1 + rows["workers"]), 1)
    frame["turnover_th"] = turnover.mask(rng.random(count) < 0.12)
    frame["surplus"] = _yes(rng.random(count) < 0.58)
    frame["grant_share"] = pd.Series(grants, index=rows.index).mask(rng.random(count) < 0.10)
    frame["meeting_held"] = _yes(rng.random(count) < 0.82)
    frame["registered"] = _yes(rows["registered"].to_numpy())
    frame["tax_registered"] = _yes(rows["registered"].to_numpy() & (rng.random(count) < 0.85))
    frame["keeps_accounts"] = _yes(rng.random(count) < np.where(rows["registered"], 0.9, 0.5))
    frame["loans_members"] = rng.binomial(rows["members"], np.where(rows["form"] == 3, 0.45, 0.05))
    frame["led_by_woman"] = _yes(rows["women_led"].to_numpy())
    return frame


def ticked(rows: pd.DataFrame, answers: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return the items as ticked: some left open, some said not to apply; partial answers stop after 18 items."""
    given = answers.loc[rows.index].astype("Int64")
    chance = rng.random(given.shape)
    given = given.mask(chance < _NOT_APPLICABLE, 9)
    given = given.mask(chance > 1 - _NO_ANSWER)
    stops = (rows["outcome"] == "partial").to_numpy()[:, None] & (np.arange(given.shape[1]) >= 18)
    return given.mask(stops)
