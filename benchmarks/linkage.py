"""Linking two registers of a million records together: seconds, pairs per second, peak memory, agreement with the truth.

`python benchmarks/linkage.py`. Nothing here is asserted: times depend on the machine. The aim is ten minutes and 4 GB on
two cores for one million records.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time

import numpy as np
import pandas as pd

from sse_analysis.harmonize import entities, linkage

AREAS, WORDS, SHARED, NUMBERED, TYPO, CYRILLIC = 60, 40_000, 0.4, 0.7, 0.3, 0.1
_LATIN = "abcdefghijklmnoprstuvz"
_OTHER = str.maketrans(_LATIN, "абцдефгхийклмнопрстувз")
_FORMS = ("producer", "worker", "savings", "association", "group")


def vocabulary(rng: np.random.Generator) -> np.ndarray:
    """Return made words of two to four syllables."""
    syllables = np.array([one + two for one in "bcdfghklmnprstvz" for two in "aeiou"])
    parts = [rng.choice(syllables, 2 * WORDS) for _ in range(4)]
    sizes = rng.integers(2, 5, 2 * WORDS)
    made = ["".join(some[:size]) for some, size in zip(zip(*parts, strict=True), sizes, strict=True)]
    return np.array(list(dict.fromkeys(made))[:WORDS])


def organizations(count: int, rng: np.random.Generator) -> pd.DataFrame:
    words = vocabulary(rng)
    chance = 1 / (np.arange(len(words)) + 8)
    drawn = rng.choice(words, (count, 2), p=chance / chance.sum())
    return pd.DataFrame(
        {
            "name": [f"{one} {two}" for one, two in drawn],
            "legal_form": rng.choice(_FORMS, count),
            "area": [f"A{place:02d}" for place in rng.integers(0, AREAS, count)],
            "year": rng.integers(1990, 2025, count),
            "tax_id": [f"T{number:08d}" for number in range(count)],
        }
    )


def listed(found: pd.DataFrame, register: str, rng: np.random.Generator) -> pd.DataFrame:
    """Return organizations as a register writes them: words of the form, errors, another script, numbers left out."""
    count = len(found)
    names = found["name"].to_numpy(copy=True)
    for place in np.flatnonzero(rng.random(count) < TYPO):
        text = names[place]
        spot = int(rng.integers(len(text)))
        names[place] = text[:spot] + _LATIN[int(rng.integers(len(_LATIN)))] + text[spot + 1 :]
    for place in np.flatnonzero(rng.random(count) < CYRILLIC):
        names[place] = names[place].translate(_OTHER)
    moved = np.where(rng.random(count) < 0.1, rng.integers(-1, 2, count), 0)
    years = pd.to_datetime((found["year"].to_numpy() + moved).astype(str))
    return pd.DataFrame(
        {
            "register": register,
            "record_id": [f"{number:07d}" for number in rng.permutation(count)],
            "name": [f"Kooperativo {name}" for name in names],
            "legal_form": found["legal_form"].to_numpy(),
            "area": found["area"].to_numpy(),
            "registered_on": years,
            "status": "active",
            "tax_id": found["tax_id"].where(rng.random(count) < NUMBERED).to_numpy(),
            "truth": found.index,
        }
    )


def two_registers(records: int, seed: int = 1) -> pd.DataFrame:
    """Return the records of two registers of the same size that share four tenths of their organizations."""
    rng = np.random.default_rng(seed)
    half = records // 2
    both = int(SHARED * half)
    everybody = organizations(2 * half - both, rng)
    first, second = everybody.iloc[:half], pd.concat([everybody.iloc[:both], everybody.iloc[half:]])
    pooled = pd.concat([listed(first, "one", rng), listed(second, "two", rng)], ignore_index=True)
    return pooled.assign(key=pooled["register"] + ":" + pooled["record_id"])


def compared(frame: pd.DataFrame) -> int:
    """Return how many pairs are compared, each once."""
    import duckdb

    rules = [" and ".join(f"a.{name} = b.{name}" for name in names) for names in entities.BLOCKS]
    parts = []
    for place, rule in enumerate(rules):
        earlier = "".join(f" and not coalesce({before}, false)" for before in rules[:place])
        parts.append(
            f"select count(*) as n from frame a join frame b on {rule} and a.key < b.key where true{earlier}"
        )
    total = duckdb.sql(f"select sum(n) from ({' union all '.join(parts)})").fetchall()
    return int(total[0][0])


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--records", type=int, default=1_000_000)
    given.add_argument("--count", action="store_true", help="only count the pairs that are compared")
    options = given.parse_args()
    pooled = two_registers(options.records)
    if options.count:
        print(f"{compared(entities._prepared(pooled)):,} pairs compared")
        return
    before = resource.getrusage(resource.RUSAGE_SELF)
    start = time.perf_counter()
    found = entities.link(pooled.drop(columns="truth"))
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_SELF)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{len(pooled):,} records in two registers, {len(found.organizations):,} organizations found")
    print(
        f"{seconds:,.0f} s ({processor:,.0f} s of processor), peak memory {after.ru_maxrss / 1e6:,.2f} GB",
        flush=True,
    )
    truth = found.entities["key"].map(pooled.set_index("key")["truth"])
    quality = linkage.cluster_quality(truth, found.entities["organization"])
    print(
        f"{len(found.pairs):,} links, {len(found.review):,} pairs for a person; "
        f"precision {quality.precision:.4f}, recall {quality.recall:.4f}, F1 {quality.f1:.4f}"
    )
    pairs = compared(entities._prepared(pooled))
    print(f"{pairs:,} pairs compared, {pairs / seconds:,.0f} a second")


if __name__ == "__main__":
    sys.exit(main())
