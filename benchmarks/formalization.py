"""From a raw Parquet file of persons to the formalization tables, beside pandas and statsmodels: `make bench`.

    python benchmarks/formalization.py [--persons 10000000] [--peer 1000000]

Three concepts with their rules, rates of 30 domains under each with design-based intervals, indicator 8.3.1, components,
and a logit with the design covariance. The peer does the same with masks, ``groupby`` and ``GLM(freq_weights)``; its
standard errors are wrong for a survey, which no speed repairs. Both run in a process of their own; time and memory are
those of the process from the file to the last table.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SECONDS, GIGABYTES = 60.0, 8.0
PARAMETERS = """\
schema_version: 1
country: xsz
data_cutoff: 2026-11-23
mapping: {areas_valid_on: 2026-11-23}
microdata:
  title: benchmark
  publisher: made here
  year: 2025
  file: persons.parquet
  format: parquet
  design: {weights: weight, strata: stratum, psu: [psu]}
  variables:
    sex: {column: sex, codes: {1: 1, 2: 2}}
    age: {column: age}
    education: {column: education}
    urban: {column: urban}
    region: {column: region}
    labour_status: {column: labour_status}
    status: {column: status}
    instsec: {column: instsec}
    isic2: {column: isic2}
    bookkeeping: {column: bookkeeping}
    registered: {column: registered}
    socialsec: {column: socialsec}
    annual_leave: {column: annual_leave}
    sick_leave: {column: sick_leave}
"""


def write(path: Path, persons: int) -> None:
    """Write a file of persons in blocks: 50 columns, of which the tables need 16."""
    import numpy as np
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    writer, block = None, 1_000_000
    for start in range(0, persons, block):
        rng, rows = np.random.default_rng(start), min(block, persons - start)
        psu = (start + np.arange(rows)) // 400
        employed = rng.random(rows) < 0.6
        frame = {
            "psu": psu.astype("int32"), "stratum": (psu // 40).astype("int32"),
            "weight": rng.uniform(1, 9, rows).astype("float32"),
            "sex": rng.integers(1, 3, rows).astype("int8"), "age": rng.integers(15, 90, rows).astype("int8"),
            "education": rng.integers(1, 5, rows).astype("int8"), "urban": rng.integers(0, 2, rows).astype("int8"),
            "region": rng.integers(1, 31, rows).astype("int8"), "labour_status": np.where(employed, 1, 3).astype("int8"),
        }  # fmt: skip
        answers = {
            "status": rng.choice([1, 1, 1, 2, 3, 3, 5], rows), "instsec": rng.choice([1, 2, 4, 4, 4], rows),
            "isic2": rng.integers(1, 99, rows), "bookkeeping": rng.integers(0, 2, rows),
            "registered": rng.integers(0, 2, rows), "socialsec": rng.integers(0, 2, rows),
            "annual_leave": rng.integers(0, 2, rows), "sick_leave": rng.integers(0, 2, rows),
        }  # fmt: skip
        unknown = rng.random(rows) < 0.02
        for name, values in answers.items():
            missing = ~employed | (unknown & (name != "status"))
            frame[name] = pd.arrays.IntegerArray(values.astype("int8"), missing)
        frame |= {f"other_{place}": rng.integers(0, 9, rows).astype("int8") for place in range(33)}
        table = pa.Table.from_pandas(pd.DataFrame(frame), preserve_index=False)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    writer.close()


def ours(home: Path) -> dict[str, object]:
    """Read and make every table by the package."""
    os.environ["SSE_HOME"] = str(home)
    from sse_analysis import formalization, load_study
    from sse_analysis.formalization.surveyed import shares

    people = load_study("xsz").persons
    tables = [
        formalization.concepts(people, with_bounds=False),
        formalization.indicator_831(people),
        formalization.components(people),
    ]
    domains = [shares(people, f"informal_{name}", by="region", group=name) for name in people.classes]
    sex = formalization.jobs_profile(
        people, groups={"sex": "sex", "age_group": "age", "education": "education"}
    )
    inside = people.sample.data["informal"].notna().to_numpy()
    model = people.sample.glm(
        "informal ~ sex + age_group + education + urban", family="binomial", domain=inside
    )
    rates = tables[0].frame.set_index("concept")["estimate"]
    return {
        "rates": {name: float(rate) for name, rate in rates.items()},
        "cells": sum(len(domain) for domain in domains) + len(sex.frame),
        "coefficients": {row.term: (row.estimate, row.se) for row in model.frame.itertuples()},
    }  # fmt: skip


def peer(home: Path) -> dict[str, object]:
    """The same by hand: one mask after the other, one filter a domain, one model with frequency weights."""
    import numpy as np
    import pandas as pd
    import statsmodels.api as sm
    import statsmodels.formula.api as smf

    people = pd.read_parquet(home / "data" / "xsz" / "persons.parquet")
    people = people[people["labour_status"] == 1].copy()
    for name in (
        "bookkeeping",
        "registered",
        "socialsec",
        "annual_leave",
        "sick_leave",
        "status",
        "instsec",
        "isic2",
    ):
        people[name] = people[name].astype("float64")
    asked = ("bookkeeping", "registered", "socialsec", "annual_leave", "sick_leave")
    yes = {name: people[name].eq(1) for name in asked}
    no = people["registered"].eq(0)
    status, sector = people["status"], people["instsec"]
    unit = np.select(
        [sector.isin([1, 2]), sector.eq(3) | people["isic2"].eq(97), yes["bookkeeping"], yes["registered"], no,
         status.eq(1) & yes["socialsec"]], [2, 3, 2, 2, 1, 2], 1)  # fmt: skip
    known = people["socialsec"].notna()
    leave = yes["annual_leave"] & yes["sick_leave"]
    job = np.select(
        [status.eq(5), status.isin([2, 3]) & (unit == 2), status.isin([2, 3]), yes["socialsec"], known, leave],
        [1, 2, 1, 2, 1, 2], 1)  # fmt: skip
    people["icls17"] = (job == 1).astype(float)
    family = status.eq(5) & (unit == 2) & yes["socialsec"]
    people["icls21"] = np.where(family, 0.0, people["icls17"])
    people["insurance"] = (~yes["socialsec"]).astype(float)
    people["age_group"] = pd.cut(people["age"], [0, 14, 24, 34, 54, 64, 150])
    rates, cells = {}, 0
    for name in ("icls17", "icls21", "insurance"):
        rates[name] = 100 * np.average(people[name], weights=people["weight"])
        for domain in (*("region",), "sex", "age_group", "education"):
            for level in people[domain].unique():
                part = people[people[domain] == level]
                mean = np.average(part[name], weights=part["weight"])
                by_unit = ((part[name] - mean) * part["weight"]).groupby(part["psu"]).sum()
                _ = mean, float(np.sqrt((by_unit**2).sum())) / part["weight"].sum()
                cells += 1
    fit = smf.glm("icls17 ~ C(sex) + C(age_group) + C(education) + C(urban)", people, family=sm.families.Binomial(),
                  freq_weights=people["weight"] / people["weight"].mean()).fit()  # fmt: skip
    return {"rates": rates, "cells": cells, "coefficients": {"n": (float(fit.nobs), 0.0)}}


def timed(task: str, persons: int, folder: Path) -> dict[str, object]:
    """Run one side in a process of its own on two threads, and return its result with seconds and peak memory."""
    home = folder / str(persons)
    if not home.is_dir():
        (home / "data" / "xsz").mkdir(parents=True)
        (home / "parameters").mkdir()
        (home / "parameters" / "xsz.yml").write_text(PARAMETERS, encoding="utf-8")
        write(home / "data" / "xsz" / "persons.parquet", persons)
    env = dict(os.environ) | dict.fromkeys(
        ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "ARROW_NUM_THREADS"), "2"
    )
    command = [sys.executable, __file__, "--task", task, "--home", str(home)]
    done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def here(task: str, home: Path) -> None:
    start = time.perf_counter()
    found = {"ours": ours, "peer": peer}[task](home)
    seconds, used = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF)
    spent = used.ru_utime + used.ru_stime
    print(json.dumps({"seconds": seconds, "spent": spent, "gigabytes": used.ru_maxrss / 1024**2, **found}))


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--persons", type=int, default=10_000_000)
    given.add_argument("--peer", type=int, default=1_000_000)
    given.add_argument("--task", choices=("ours", "peer"))
    given.add_argument("--home", type=Path)
    chosen = given.parse_args()
    if chosen.task:
        here(chosen.task, chosen.home)
        return
    with tempfile.TemporaryDirectory(prefix="bench-formalization-") as place:
        folder = Path(place)
        small, naive = (timed(task, chosen.peer, folder) for task in ("ours", "peer"))
        for name, rate in naive["rates"].items():
            if abs(rate - small["rates"][name]) > 1e-4:
                raise SystemExit(
                    f"the two sides disagree on {name}: {small['rates'][name]:.6f} and {rate:.6f}"
                )
        large = timed("ours", chosen.persons, folder)
    print(f"rates agree: {', '.join(f'{name} {rate:.3f}' for name, rate in naive['rates'].items())}")
    for words, found, count in (
        ("ours", small, chosen.peer),
        ("pandas and statsmodels", naive, chosen.peer),
        ("ours", large, chosen.persons),
    ):
        times = f"{found['seconds']:8.1f} s ({found['spent']:.1f} s of processor)"
        print(f"{words:24} {count:>12,} persons {times} {found['gigabytes']:6.2f} GB")
    ratios = [naive[name] / small[name] for name in ("seconds", "spent", "gigabytes")]
    print(
        f"ratio at {chosen.peer:,}: {ratios[0]:.1f} times as fast ({ratios[1]:.1f} in processor time), "
        f"{ratios[2]:.1f} times less memory"
    )
    kept = large["seconds"] <= SECONDS and large["gigabytes"] <= GIGABYTES
    print(
        f"{chosen.persons:,} persons within {SECONDS:.0f} s and {GIGABYTES:.0f} GB: {'yes' if kept else 'NO'}"
    )


if __name__ == "__main__":
    main()
