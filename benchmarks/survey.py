"""Survey inference against its peers, as ratios of one run: `make bench`.

Nothing here is asserted: times depend on the machine, ratios much less.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from sse_analysis.survey import SurveyDesign, SurveySample

PSUS, STRATA, DOMAINS, INDICATORS = 2_000, 60, 30, 20


def sample_of(rows: int, indicators: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    psu = np.sort(rng.integers(0, PSUS, rows))
    data = pd.DataFrame(
        {
            "stratum": psu % STRATA,
            "psu": psu,
            "weight": rng.uniform(1, 9, rows),
            "domain": rng.integers(0, DOMAINS, rows).astype("int32"),
            "sex": rng.integers(0, 2, rows).astype("int32"),
        }
    )
    for number in range(indicators):
        data[f"y{number}"] = rng.normal(size=rows)
        data[f"b{number}"] = data[f"y{number}"] > 0
    for number in range(6):
        data[f"x{number}"] = rng.normal(size=rows)
    eta = 0.3 * data["x0"] - 0.2 * data["x1"] - 0.5
    return data.assign(formal=(rng.uniform(size=rows) < 1 / (1 + np.exp(-eta))).astype(float))


def best(task: Callable[[], object], times: int = 5) -> float:
    """Return the shortest of some runs, in seconds."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        task()
        found.append(time.perf_counter() - start)
    return min(found)


def read_pass(rows: int) -> float:
    """Return the time to add up four contiguous columns of 8, 8, 4 and 4 bytes."""
    columns = [np.ones(rows, kind) for kind in ("float64", "float64", "int32", "int32")]
    return best(lambda: [column.sum() for column in columns])


def bound(data: pd.DataFrame) -> SurveySample:
    sample = SurveySample(data, SurveyDesign(weights="weight", strata="stratum", psu=("psu",)))
    sample.binding  # noqa: B018
    return sample


def line(name: str, seconds: float, unit: float, words: str = "read passes") -> None:
    print(f"{name:<58}{seconds * 1e3:>10.1f} ms{seconds / unit:>10.1f} {words}")


def means_and_tables(rows: int) -> None:
    data = sample_of(rows, INDICATORS)
    one_pass, sample = read_pass(rows), bound(data)
    print(f"\n{rows:,} rows, {PSUS:,} PSUs, {STRATA} strata; one read pass {one_pass * 1e3:.2f} ms")
    first = best(lambda: bound(data).mean("y0", by="domain"), 3)
    line(
        f"{DOMAINS} domain means with SE, design bound before",
        best(lambda: sample.mean("y0", by="domain")),
        one_pass,
    )
    line("the same with the design bound anew", first, one_pass)
    cells = f"{INDICATORS} indicators x {DOMAINS} domains x 2 sexes"
    for kind, letter in (("amounts", "y"), ("yes or no", "b")):
        names = [f"{letter}{number}" for number in range(INDICATORS)]
        for words, effects in (("", False), (", with design effects", True)):
            given = {"by": ["domain", "sex"], "joint": False, "effects": effects}
            seconds = best(lambda names=names, given=given: sample.mean(names, **given), 5)
            line(f"{cells}, {kind}{words}", seconds, one_pass)


def logit(rows: int) -> None:
    import statsmodels.api as sm

    data = sample_of(rows)
    formula = "formal ~ " + " + ".join(f"x{number}" for number in range(6))
    sample = bound(data)
    ours = best(lambda: sample.glm(formula, family="binomial"), 2)
    tracemalloc.start()
    sample.glm(formula, family="binomial")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    matrix = sm.add_constant(data[[f"x{number}" for number in range(6)]])
    weights = data["weight"] / data["weight"].mean()

    def theirs_once():
        return sm.GLM(data["formal"], matrix, family=sm.families.Binomial(), freq_weights=weights).fit()

    theirs = best(theirs_once, 2)
    print(f"\nlogit, 7 parameters, {rows:,} rows")
    line("ours, with design covariance", ours, ours, "(1.0)")
    line("statsmodels GLM, without", theirs, ours, "times ours")
    print(f"peak of the memory that ours asked for: {peak / rows:.0f} bytes a row")


def peer(rows: int) -> None:
    try:
        import polars
        import svy
    except ImportError:
        print("\nsvy is not installed: pip install 'sse_analysis[test]'")
        return
    data = sample_of(rows)
    sample = bound(data)
    frame = polars.from_pandas(data[["weight", "stratum", "psu", "domain", "y0"]])
    other = svy.Sample(frame, svy.Design(wgt="weight", stratum="stratum", psu="psu"))
    ours = best(lambda: sample.mean("y0", by="domain"), 3)
    theirs = best(lambda: other.estimation.mean("y0", by="domain"), 2)
    print(f"\n{DOMAINS} domain means, {rows:,} rows")
    line("ours", ours, ours, "(1.0)")
    line(f"svy {svy.__version__}", theirs, ours, "times ours")


R_SCRIPT = """
suppressMessages(library(survey))
data <- read.csv(commandArgs(TRUE)[1])
design <- svydesign(ids=~psu, strata=~stratum, weights=~weight, data=data)
one <- system.time(svyby(~y0, ~domain, design, svymean))[["elapsed"]]
two <- system.time(svyglm(formal ~ x0 + x1 + x2 + x3 + x4 + x5, design, family=quasibinomial()))[["elapsed"]]
cat(as.character(packageVersion("survey")), R.version.string, one, two, sep="|")
"""


def in_r(rows: int) -> None:
    if shutil.which("Rscript") is None:
        print("\nR survey was not timed: Rscript is missing. Debian: apt-get install r-cran-survey")
        return
    data = sample_of(rows)
    sample = bound(data)
    formula = "formal ~ " + " + ".join(f"x{number}" for number in range(6))
    means = best(lambda: sample.mean("y0", by="domain"), 3)
    model = best(lambda: sample.glm(formula, family="binomial"), 2)
    with tempfile.TemporaryDirectory() as folder:
        file, script = Path(folder, "data.csv"), Path(folder, "time.R")
        data.to_csv(file, index=False)
        script.write_text(R_SCRIPT)
        command = ["Rscript", "--vanilla", str(script), str(file)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    version, program, one, two = done.stdout.split("|")
    print(f"\n{program}, survey {version}; {rows:,} rows")
    line(f"{DOMAINS} domain means: ours", means, means, "(1.0)")
    line("R svyby", float(one), means, "times ours")
    line("logit, 7 parameters: ours", model, model, "(1.0)")
    line("R svyglm", float(two), model, "times ours")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=[100_000, 1_000_000, 10_000_000])
    parser.add_argument("--r-rows", type=int, default=200_000, help="rows for R, which is slow (200,000)")
    given = parser.parse_args()
    print(f"Python {sys.version.split()[0]}, numpy {np.__version__}, pandas {pd.__version__}")
    for rows in given.rows:
        means_and_tables(rows)
    for rows in given.rows:
        logit(rows)
    peer(1_000_000)
    in_r(given.r_rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
