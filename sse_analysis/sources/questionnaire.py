"""The questionnaire of the survey of organizations: its questions, the form for tablets, and what comes back.

The general part asks for the minimum set of statistics on cooperatives (20th International Conference of Labour
Statisticians, 2018: organizations, members, work, economic contribution) and for the steps to formality; then come the
items of the five dimensions. The wording is a proposal of this project until a committee has approved one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from importlib.resources import files

import pandas as pd

from sse_analysis.errors import Failure, SourceError, one_of

_HEADS = {
    "about": "The organization", "formal": "Registration and accounts", "people": "Members", "work": "Work",
    "money": "Income", "governance": "Governance", "values": "Values", "social": "People and place",
    "ecology": "Environment", "economy": "Economic strength",
}  # fmt: skip
YES_NO = {"yes": "Yes", "no": "No"}
SCALE = {
    1: "Not at all", 2: "Hardly", 3: "Partly", 4: "Mostly", 5: "Fully", 9: "Does not apply",
}  # fmt: skip
#: Between the group and the question in exports of KoboToolbox and ODK Central.
_SEPARATORS = ("/", "-")
#: Columns of an export that identify an answer, best first.
_IDENTITIES = ("meta/instanceID", "meta-instanceID", "instanceID", "KEY", "_uuid", "_id")
_DAYS = ("end", "SubmissionDate", "_submission_time", "start")

Choices = Mapping[str, Mapping[str, str]]


def questions() -> pd.DataFrame:
    """Return the general part: ``name, group, type, label, hint, constraint, relevant, required``."""
    return _table("questionnaire.csv")


def items() -> pd.DataFrame:
    """Return the codebook of the items: ``item, dimension, place, text, low, high, reverse, not_applicable, ...``."""
    numbers = {"place": "int64", "low": "int64", "high": "int64", "not_applicable": "int64"}
    return _table("items.csv").astype(numbers)


def texts() -> tuple[str, ...]:
    """Return every text of the form that is to be translated: heads, questions, hints, items and scales."""
    general, book = questions(), items()
    found = [
        *_HEADS.values(),
        *general["label"],
        *general["hint"],
        *book["text"],
        *YES_NO.values(),
        *SCALE.values(),
    ]
    return tuple(dict.fromkeys(text for text in found if text))


def _table(name: str) -> pd.DataFrame:
    text = files("sse_analysis.sources").joinpath("tables", name).read_text(encoding="utf-8")
    return pd.DataFrame(list(csv.DictReader(io.StringIO(text))))


def form(country: str, name: str, *, choices: Choices, version: str) -> dict[str, list[dict[str, object]]]:
    """Return the XLSForm as the rows of its sheets ``survey``, ``choices`` and ``settings``.

    Parameters
    ----------
    country : str
        ISO3 code.
    name : str
        Of the country, for the title.
    choices : dict of dict
        ``legal_form`` and ``area``: label by code.
    version : str
        Of the form, which every answer carries.
    """
    survey: list[dict[str, object]] = [{"type": kind, "name": kind, "label": ""} for kind in ("start", "end")]
    general = questions()
    for group in general["group"].unique():
        rows = general[general["group"].eq(group)].drop(columns="group").to_dict("records")
        survey += _grouped(group, [row for row in rows if _asked(row, choices)])
    book = items()
    for dimension in book["dimension"].unique():
        own = book[book["dimension"].eq(dimension)]
        rows = [{"type": "select_one scale", "name": row.item, "label": row.text} for row in own.itertuples()]
        survey += _grouped(dimension, rows)
    lists = {"yes_no": YES_NO, "scale": SCALE, **{key: value for key, value in choices.items() if value}}
    options = [
        {"list_name": key, "name": code, "label": label}
        for key, values in lists.items()
        for code, label in values.items()
    ]
    title = f"Organizations of the social and solidarity economy: {name}"
    about = {
        "form_title": title,
        "form_id": f"sse_{country}",
        "version": version,
        "default_language": "English (en)",
    }
    return {"survey": survey, "choices": options, "settings": [about]}


def _asked(row: dict, choices: Choices) -> bool:
    """Tell whether a question has something to choose from."""
    kind, _, listed = row["type"].partition(" ")
    return kind != "select_one" or listed == "yes_no" or bool(choices.get(listed))


def _grouped(group: str, rows: list[dict]) -> list[dict]:
    head = {"type": "begin_group", "name": group, "label": _HEADS[group]}
    return [head, *rows, {"type": "end_group"}]


def read(
    raw: pd.DataFrame, *, choices: Choices, name: str, languages: Iterable[Mapping[str, str]] = ()
) -> pd.DataFrame:
    """Return the answers of an export in the columns of the survey of organizations.

    Parameters
    ----------
    raw : DataFrame
        Text as KoboToolbox or ODK Central export it, with or without groups before the names; codes or labels.
    choices : dict of dict
        As for :func:`form`.
    name : str
        Of the file, for messages.
    languages : iterable of dict of str to str
        Words by English words, for labels in another language of the form. Words that stand for two options of a list
        are no answer.

    Returns
    -------
    DataFrame
        ``case_id, answered_on``, then every question of the form; blank is missing.

    Raises
    ------
    SourceError
        If a question has no column, two columns, or an answer that is no option; every problem is listed.
    """
    wanted = [*questions()["name"], *items()["item"]]
    places = {question: _columns(raw, question) for question in wanted}
    wrong = [
        Failure(name, f"{len(found)} columns", f"one column '{question}'", "Export the form as it is.")
        for question, found in places.items()
        if len(found) != 1
        and not (not found and question in ("area", "legal_form") and not choices.get(question))
    ]
    frame = pd.DataFrame(index=raw.index)
    frame["case_id"] = _first(raw, _IDENTITIES).fillna(
        pd.Series(raw.index + 1, raw.index).map("row {}".format)
    )
    frame["answered_on"] = _first(raw, _DAYS).str[:10]
    for question, found in places.items():
        if len(found) == 1:
            frame[question] = raw[found[0]].str.strip().replace("", pd.NA)
    twice = frame.loc[frame["case_id"].duplicated(), "case_id"]
    wrong += [
        Failure(name, f"'{case}' twice", "every answer once", row=int(row) + 2) for row, case in twice.items()
    ]
    frame, strange = _coded(frame, choices, name, tuple(languages))
    if wrong + strange:
        raise SourceError(f"{name} is no export of the questionnaire:", wrong + strange)
    return frame


def _columns(raw: pd.DataFrame, question: str) -> list[str]:
    """Return the columns of a question; in an export they may begin with the name of the group."""
    ends = tuple(f"{mark}{question}" for mark in _SEPARATORS)
    return [column for column in raw if column == question or str(column).endswith(ends)]


def _first(raw: pd.DataFrame, names: tuple[str, ...]) -> pd.Series:
    found = next((raw[name] for name in names if name in raw), None)
    return (
        pd.Series(pd.NA, raw.index, dtype="str") if found is None else found.astype("str").replace("", pd.NA)
    )


def _coded(
    frame: pd.DataFrame, choices: Choices, name: str, languages: tuple[Mapping[str, str], ...]
) -> tuple[pd.DataFrame, list[Failure]]:
    """Return the codes of answers that were exported as labels, and every answer that is no option."""
    general = questions().set_index("name")["type"]
    lists = {"yes_no": YES_NO, **choices}
    asked = {row: kind.partition(" ")[2] for row, kind in general.items() if kind.startswith("select_one")}
    options = {question: lists.get(listed, {}) for question, listed in asked.items() if question in frame}
    options |= {item: SCALE for item in items()["item"] if item in frame}
    coded, strange = {}, []
    for question, own in options.items():
        codes = _codes(own, languages)
        coded[question] = frame[question].map(codes)
        lost = frame[question][frame[question].notna() & coded[question].isna()]
        strange += [
            Failure(
                name, f"'{value}'", one_of([str(code) for code in own]), row=int(row) + 2, column=question
            )
            for row, value in lost.drop_duplicates().items()
        ]
    return frame.assign(**coded), strange


def _codes(options: Mapping[object, str], languages: tuple[Mapping[str, str], ...]) -> dict[str, str]:
    """Return the code behind every code and label, in English and in every language."""
    said: dict[str, set[str]] = {}
    for code, label in options.items():
        for words in (label, *(one[label] for one in languages if label in one)):
            said.setdefault(words.strip(), set()).add(str(code))
    labels = {words: codes.pop() for words, codes in said.items() if len(codes) == 1}
    return labels | {str(code): str(code) for code in options}
