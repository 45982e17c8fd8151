"""Records of registers into organizations: registration number first, then names, places and years by probability.

The probabilities are those of Fellegi and Sunter (1969), estimated by splink on DuckDB from the records that share a
number. Pairs that are neither sure nor unlikely go to a person; what the person says is kept.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sse_analysis.errors import EstimationError
from sse_analysis.harmonize import partition
from sse_analysis.harmonize.missed import Missed, found_by_name, missed_links
from sse_analysis.harmonize.names import cores
from sse_analysis.sources.registers import Records

#: Probability from which two records are one organization, and below which they are two; between, a person decides.
SURE, UNSURE = 0.95, 0.5
#: A cluster of more records is not believed: its pairs are sent to a person.
MOST_RECORDS = 12
#: Records are compared when they agree on all of one of these.
BLOCKS = (("core",), ("first", "area"), ("last", "area", "year"), ("first", "year"), ("number",))
#: What the database may keep in memory; the rest goes to disk.
MEMORY = "2GB"
#: Columns that are there whether or not a register has them.
_ALWAYS = {
    "area": "str",
    "status": "str",
    "tax_id": "str",
    "member_interest": "str",
    "registered_on": "datetime64[s]",
}
_STATES = ("dissolved", "dormant", "active")


@dataclass(frozen=True, eq=False)
class Linked:
    """Organizations and how they were found.

    Parameters
    ----------
    entities : DataFrame
        One row a record: ``key`` (register:record_id), the fields of the register, and ``organization``.
    organizations : DataFrame
        One row an organization: ``organization, registers`` (joined by ``+``), ``records, name, legal_form, area, state,
        registered_on, members, women_members, workers`` from the records that have them; ``member_interest`` (worker,
        producer, consumer, multi_stakeholder) missing where no record states it, or two state two.
    pairs : DataFrame
        ``left, right, probability, decided_by`` (number, names, person) of every link.
    review : DataFrame
        Pairs in the uncertain band, with both names: for a person.
    answered_in : tuple of (str, str)
        Review sheet that was honoured, with its digest.
    missed : Missed, optional
        Links that names did not find, as far as records with a number can tell.
    """

    entities: pd.DataFrame
    organizations: pd.DataFrame
    pairs: pd.DataFrame
    review: pd.DataFrame
    answered_in: tuple[tuple[str, str], ...] = ()
    missed: Missed | None = None


def pooled(registers: Sequence[Records]) -> pd.DataFrame:
    """Return the records of all registers under one another, with ``key`` and ``register``.

    A column that no register has is there and missing.
    """
    parts = [records.frame.assign(register=records.name) for records in registers]
    frame = pd.concat(parts, ignore_index=True)
    absent = {
        name: pd.Series(pd.NA, frame.index, dtype=kind) for name, kind in _ALWAYS.items() if name not in frame
    }
    frame = frame.assign(**absent)
    return frame.assign(key=frame["register"] + ":" + frame["record_id"])


def link(entities: pd.DataFrame, *, answers: Mapping[tuple[str, str], bool] | None = None) -> Linked:
    """Return the organizations behind some records.

    Parameters
    ----------
    entities : DataFrame
        As made by :func:`pooled`.
    answers : mapping of (key, key) to bool, optional
        What a person said about pairs: one organization or two. They overrule every probability and number; two records
        said to be two are also parted where a chain of other records joins them.

    Raises
    ------
    EstimationError
        If no two records share a registration number, so that nothing can be learnt from.
    """
    frame = _prepared(entities)
    numbered = _same_number(frame)
    if numbered.empty:
        raise EstimationError(
            "No two records share a registration number, so it cannot be learnt how alike one organization is to itself. "
            "Give the column tax_id, or answer some pairs by hand."
        )
    scored = _scored(frame)
    said = {tuple(sorted(pair)): same for pair, same in (answers or {}).items()}
    pairs = _decided(numbered, scored, said)
    broken = _not_believed(frame["key"], pairs)
    pairs, broken = pairs[~broken].reset_index(drop=True), pairs[broken]
    pairs, cut = partition.apart(pairs, [pair for pair, same in said.items() if not same])
    broken = pd.concat([broken, cut])
    cluster = _components(frame["key"], pairs)
    linked = entities.assign(organization=frame["key"].map(cluster))
    review = _review(scored, broken, said, linked)
    known = found_by_name(numbered, scored, frame, blocks=BLOCKS[:-1], sure=SURE)
    missed = missed_links(len(numbered), known, _joined_by_name(frame["key"], pairs, cluster))
    return Linked(linked, _organizations(linked), pairs, review, missed=missed)


def _joined_by_name(keys: pd.Series, pairs: pd.DataFrame, cluster: dict[str, str]) -> int:
    """Return by how many organizations the links by name make the list shorter."""
    without = _components(keys, pairs[pairs["decided_by"].ne("names")])
    return len(set(without.values())) - len(set(cluster.values()))


def _prepared(entities: pd.DataFrame) -> pd.DataFrame:
    """Return what is compared: own words of the name, number, place, form, year."""
    blank = pd.Series(pd.NA, index=entities.index, dtype="str")
    number = entities.get("tax_id", blank).map(_number)
    core = cores(entities["name"], entities["legal_form"].fillna(""))
    return pd.DataFrame(
        {
            "key": entities["key"],
            "core": core,
            "first": core.str.split().str[0],
            "last": core.str.split().str[-1],
            "number": number,
            "area": entities.get("area", blank),
            "form": entities["legal_form"],
            "year": pd.to_datetime(entities.get("registered_on", blank)).dt.year.astype("Int64"),
        }
    )


def _number(text: object) -> str | None:
    found = "" if pd.isna(text) else re.sub(r"[^0-9A-Za-z]", "", str(text)).upper()
    return found or None


def _same_number(frame: pd.DataFrame) -> pd.DataFrame:
    """Return neighbouring pairs of records with one number."""
    numbered = frame[frame["number"].notna()].sort_values(["number", "key"])
    before = numbered.shift()
    same = numbered["number"].eq(before["number"])
    return pd.DataFrame({"left": before.loc[same, "key"], "right": numbered.loc[same, "key"]}).reset_index(
        drop=True
    )


def _scored(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs that could be one organization, with the probability that they are."""
    import duckdb
    import splink.comparison_level_library as levels
    import splink.comparison_library as compare
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    near = compare.CustomComparison(
        output_column_name="year",
        comparison_levels=[
            levels.NullLevel("year"),
            levels.ExactMatchLevel("year"),
            levels.CustomLevel("abs(year_l - year_r) <= 3", label_for_charts="within three years"),
            levels.ElseLevel(),
        ],
    )
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="key",
        comparisons=[
            compare.JaroWinklerAtThresholds("core", [0.99, 0.93, 0.85]),
            compare.ExactMatch("area"), compare.ExactMatch("form"), near,
        ],
        blocking_rules_to_generate_predictions=[block_on(*names) for names in BLOCKS],
    )  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="sse-linkage-") as room:
        database = DuckDBAPI(duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": room}))
        return _estimated(Linker(database.register(frame), settings, log_level="ERROR"))


def _estimated(linker) -> pd.DataFrame:
    """Return the pairs with their probability, learnt from the records that share a number."""
    from splink import block_on

    linker.training.estimate_probability_two_random_records_match([block_on("number")], recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("number"))
    found = linker.inference.predict(threshold_match_probability=UNSURE).as_pandas_dataframe()
    found = found.rename(columns={"key_l": "left", "key_r": "right", "match_probability": "probability"})
    return found[["left", "right", "probability"]].sort_values(["left", "right"], ignore_index=True)


def _decided(numbered: pd.DataFrame, scored: pd.DataFrame, said: dict) -> pd.DataFrame:
    """Return the links, and who decided each."""
    sure = scored[scored["probability"] >= SURE].assign(decided_by="names")
    by_number = numbered.assign(probability=1.0, decided_by="number")
    pairs = pd.concat([by_number, sure], ignore_index=True)
    low, high = np.minimum(pairs["left"], pairs["right"]), np.maximum(pairs["left"], pairs["right"])
    pairs = pairs.assign(left=low, right=high).drop_duplicates(["left", "right"])
    answer = [said.get(pair) for pair in zip(pairs["left"], pairs["right"], strict=True)]
    kept = pairs[[same is not False for same in answer]]
    added = pd.DataFrame([pair for pair, same in said.items() if same], columns=["left", "right"])
    kept = pd.concat([added.assign(probability=1.0, decided_by="person"), kept], ignore_index=True)
    return kept.drop_duplicates(["left", "right"], ignore_index=True)


def _not_believed(keys: pd.Series, pairs: pd.DataFrame) -> pd.Series:
    """Return which pairs by name stand in a cluster that is too large to be believed."""
    first = pairs["left"].map(_components(keys, pairs))
    sizes = pd.Series(_components(keys, pairs)).value_counts()
    return first.map(sizes).gt(MOST_RECORDS) & pairs["decided_by"].eq("names")


def _components(keys: pd.Series, pairs: pd.DataFrame) -> dict[str, str]:
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    place = pd.Series(range(len(keys)), index=keys)
    ends = place[pairs["left"]].to_numpy(), place[pairs["right"]].to_numpy()
    graph = coo_matrix((np.ones(len(pairs)), ends), shape=(len(keys), len(keys)))
    _, label = connected_components(graph, directed=False)
    name = pd.Series(keys.to_numpy()).groupby(label).transform("min")
    return dict(zip(keys, name, strict=True))


def _review(scored: pd.DataFrame, broken: pd.DataFrame, said: dict, linked: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs that wait for a person; two records that are one organization already do not."""
    open_pairs = pd.concat([scored[scored["probability"] < SURE], broken[["left", "right", "probability"]]])
    low, high = (bound(open_pairs["left"], open_pairs["right"]) for bound in (np.minimum, np.maximum))
    open_pairs = open_pairs.assign(left=low, right=high).drop_duplicates(["left", "right"])
    records = linked.set_index("key")
    two = open_pairs["left"].map(records["organization"]).ne(open_pairs["right"].map(records["organization"]))
    answered = [pair in said for pair in zip(open_pairs["left"], open_pairs["right"], strict=True)]
    open_pairs = open_pairs[two & ~np.array(answered, dtype=bool)]
    return open_pairs.assign(
        left_name=open_pairs["left"].map(records["name"]),
        right_name=open_pairs["right"].map(records["name"]),
        same="",
    ).reset_index(drop=True)


def _organizations(linked: pd.DataFrame) -> pd.DataFrame:
    """Return one row an organization: the newest state, the first date, the largest count that a register gives."""
    groups = linked.groupby("organization", sort=True)
    rank = linked["status"].map({state: place for place, state in enumerate(_STATES)}).astype("float64")
    numbers = [name for name in ("members", "women_members", "workers") if name in linked]
    found = groups.agg(
        registers=("register", lambda names: "+".join(sorted(set(names)))), records=("key", "size"),
        name=("name", "first"), legal_form=("legal_form", "first"), area=("area", "first"),
        registered_on=("registered_on", "min"), **{name: (name, "max") for name in numbers},
    )  # fmt: skip
    best = linked.assign(rank=rank).groupby("organization")["rank"].max()
    if "member_interest" in linked:
        stated = groups["member_interest"]
        found = found.assign(member_interest=stated.first().where(stated.nunique().eq(1)))
    return found.assign(
        state=best.map(dict(enumerate(_STATES))).fillna("unknown").astype("str")
    ).reset_index()
