"""Three registers as three offices would hand them over: a workbook, a semicolon file, an OpenDocument sheet."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from sse_analysis.synthetic import files, names
from sse_analysis.synthetic.letters import cyrillic
from sse_analysis.synthetic.settings import settings, table

_ERA = 543
_NOTE = "¹"
_INTERESTS = {
    "worker": ("laboro", "labori"), "producer": ("produktado", "produkti"), "consumer": ("uzado", "uzi"),
    "multi_stakeholder": ("miksa", "diversa"),
}  # fmt: skip


def write(folder: Path, entities: pd.DataFrame, records: pd.DataFrame, *, rng: np.random.Generator) -> None:
    """Write ``registers/``.

    Parameters
    ----------
    entities : DataFrame
        See :mod:`~sse_analysis.synthetic.organizations`.
    records : DataFrame
        See :func:`~sse_analysis.synthetic.lists.records`.
    """
    about = _described(entities, records, rng)
    parts = dict(list(about.groupby("register")))
    _cooperatives(folder / "cooperatives.xlsx", parts["cooperatives"], rng)
    _enterprises(folder / "enterprises.csv", parts["enterprises"], rng)
    _groups(folder / "groups.ods", parts["groups"], rng)


def _described(entities: pd.DataFrame, records: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return the records with what each office knows: its own count of members, old for the dormant."""
    frame = records.join(entities, on="entity")
    noise = np.exp(rng.normal(0, 0.06, len(frame)))
    frame["claimed"] = np.maximum(np.round(frame["paper_members"] * noise), 1).astype(int)
    share = np.where(frame["members"] > 0, frame["women_members"] / frame["members"].clip(lower=1), 0.45)
    frame["claimed_women"] = np.round(frame["claimed"] * share).astype(int)
    frame["turnover"] = np.round(np.exp(rng.normal(2.2, 1.1, len(frame))) * (1 + frame["workers"]), 1)
    frame["tax"] = [f"T{20_000_000 + 37 * entity:08d}" if known else "" for entity, known in
                    zip(frame["entity"], frame["tax_known"] & frame["registered"], strict=True)]  # fmt: skip
    frame["chance"] = rng.random(len(frame))
    areas, forms = table("areas"), table("forms")
    frame["area_name"] = areas["name_en"].to_numpy()[frame["area"] - 1]
    frame["unit_code"] = areas["unit_code"].to_numpy()[frame["area"] - 1]
    return frame.join(forms.set_index("code")[["kind_word", "register_code", "groups_word"]], on="form")


def grouped(value: float, mark: str) -> str:
    """Return a whole number with a mark between thousands."""
    return f"{round(value):,}".replace(",", mark)


def day(date: pd.Timestamp, chance: float) -> object:
    """Return a date as typed by different clerks: a day with points, one of the Buddhist era, or a real date."""
    if chance < 0.15:
        return date.to_pydatetime()
    year = date.year + _ERA if chance > 0.82 else date.year
    return f"{date.day:02d}.{date.month:02d}.{year}"


def _members(count: int, chance: float) -> object:
    """Return members as clerks type them: a number, grouped text, with a footnote glued on, or only about.

    A footnote that is a plain digit (``1 2541``) and a word before the number leave a doubt that only a person can settle.
    """
    if chance < 0.4:
        return count
    text = grouped(count, " ")
    if chance > 0.9:
        return text + _NOTE
    if chance > 0.84:
        return f"{text}*"
    if chance > 0.83:
        return f"cirkau {text}"
    return f"{text}1" if count >= 1000 else text


def _cooperatives(path: Path, rows: pd.DataFrame, rng: np.random.Generator) -> None:
    header = ["N-ro", "Kodo", "Nomo", "Speco", "Dato de registro", "Regiono", "Membroj", "Virinoj", "Laboristoj",
              "Spezo", "Stato", "Impostnumero", "Intereso"]  # fmt: skip
    state = {"active": "aktiva", "dormant": "dorma", "dissolved": "likvidata"}
    body = []
    for place, row in enumerate(rows.itertuples(), start=1):
        area = cyrillic(row.area_name) if row.cyrillic else row.area_name
        known = row.chance * 7 % 1
        body.append([
            place, row.record_id, row.name, cyrillic(row.kind_word) if known < 0.5 else row.kind_word,
            day(row.registered_on, row.chance), f"reg. {area}" if known > 0.9 else area,
            _members(row.claimed, row.chance), row.claimed_women if known > 0.12 else None,
            row.workers, f"{int(row.turnover):,}".replace(",", " ") + f",{round(row.turnover % 1 * 10) % 10}",
            _state(row.state, state, known, stale=0.35, unknown="nekonata"),
            f"{row.tax[:5]} {row.tax[5:]}" if row.tax and known > 0.85 else row.tax or None,
            _interest(row.member_interest, row.chance * 17 % 1),
        ])  # fmt: skip
    total = [None, None, "Sumo", None, None, None, int(rows["claimed"].sum()), *[None] * 6]
    titles = [["Registro de kooperativoj de la sinteza lando"], ["Sinteza: neniu vera lando"],
              [f"Stato je {settings()['reference_date']}"], []]  # fmt: skip
    foot = ["¹ kaj *: membroj lau la lasta jara raporto; spezo en miloj"]
    merged = [f"A{line}:M{line}" for line in (1, 2, 3)]
    sheets = {
        "Registro": [*titles, header, *body, total, [], foot],
        "Notoj": [["Sintezaj datumoj"], ["Neniu vera lando"]],
    }
    files.write_xlsx(path, sheets, merged={"Registro": merged})


def _interest(interest: str, chance: float) -> str | None:
    """Return what members seek as the office writes it: in two spellings, not asked of some, not of unions."""
    if not interest or chance > 0.94:
        return None
    return "nedemandita" if chance > 0.88 else _INTERESTS[interest][int(chance < 0.1)]


def _state(state: str, words: dict[str, str], chance: float, *, stale: float, unknown: str) -> str | None:
    """Return the state as the office has it: some dormant and dissolved ones still stand as active."""
    if chance > 0.93:
        return None
    if chance > 0.88:
        return unknown
    return words["active"] if state != "active" and chance < stale else words[state]


def _enterprises(path: Path, rows: pd.DataFrame, rng: np.random.Generator) -> None:
    header = ["id_no", "tax_no", "name", "legal_form", "second_status", "date_reg", "status", "last_filing", "closed_on",
              "area", "isic", "members", "women", "employees", "turnover_th", "phone"]  # fmt: skip
    state = {"active": "A", "dormant": "S", "dissolved": "L"}
    phones = rng.integers(100_000, 999_999, len(rows))
    body = []
    for row, phone in zip(rows.itertuples(), phones, strict=True):
        known = row.chance * 13 % 1
        began = row.registered_on
        thai = f"{began.day:02d}/{began.month:02d}/{began.year + _ERA}"
        code = _state(row.state, state, known, stale=0.30, unknown="") or ""
        closed = row.dissolved.date().isoformat() if code == "L" and row.state == "dissolved" else ""
        body.append([
            row.record_id, row.tax, row.name, row.register_code, "50" if row.second_status else "",
            thai if row.chance > 0.85 else began.date().isoformat(), code,
            "" if known > 0.95 else row.last_filing, closed, row.unit_code, row.isic[:2] if known < 0.1 else row.isic,
            grouped(row.claimed, "."), "" if known > 0.8 else row.claimed_women, row.workers,
            grouped(int(row.turnover), ".") + f",{round(row.turnover % 1 * 10) % 10}", f"000-{phone}",
        ])  # fmt: skip
    files.write_rows(path, [header, *body], delimiter=";", bom=True, end="\r\n")


def _groups(path: Path, rows: pd.DataFrame, rng: np.random.Generator) -> None:
    header = ["kodo", "nomo", "tipo", "regiono", "loko", "jaro", "lasta vizito", "membroj", "virinoj", "stato",
              "registronumero"]  # fmt: skip
    state = {"active": "aktiva", "dormant": "neaktiva", "dissolved": "ne trovita"}
    villages = names.people(len(rows), rng)
    body = []
    for row, village in zip(rows.itertuples(), villages, strict=True):
        known = row.chance * 11 % 1
        visited = min(max(row.last_filing, row.founded.year), settings()["reference_year"])
        body.append([
            row.record_id, row.name, row.groups_word, cyrillic(row.area_name) if row.cyrillic else row.area_name,
            cyrillic(village) if row.cyrillic else village,
            row.founded.year + (_ERA if row.chance > 0.9 else 0), f"{visited}-{1 + row.entity % 12:02d}-15",
            row.claimed, row.claimed_women, _state(row.state, state, known, stale=0.30, unknown="ne trovita"), row.tax,
        ])  # fmt: skip
    title = ["Listo de grupoj kaj asocioj (sinteza lando)"]
    files.write_ods(path, "Grupoj", [title, header, *body], wide=len(header))
