"""Time a batch of reports against the usual recipe and against the bare computation, in one run.

    make bench-batch          or: python benchmarks/batch.py [--countries khm,tha] [--analyses sdg]

Every route executes the same notebooks for the same countries, two at a time where it can, and writes the
executed notebook and a page. Images and tables are counted in what each route left, and must agree: a
route that loses figures is not fast, it is wrong. Pages of the usual routes are those of stock nbconvert.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
EXHIBIT = "application/vnd.sse.exhibit+json"
ANALYSES = ("mapping", "sdg", "formalization")
COUNTRIES = ("khm", "kgz", "mng", "tha", "vnm")
WORKERS = 2
TARGETS = {"recipe / ours": (">=", 8.0), "ours / compute": ("<=", 3.5), "one country / batch": ("<=", 1 / 3)}
NO_CHANGE_SECONDS = 0.5


def jobs(countries: tuple[str, ...]) -> list[tuple[str, str]]:
    chosen = os.environ.get("SSE_BENCH_ANALYSES", ",".join(ANALYSES)).split(",")
    return [(country, analysis) for country in countries for analysis in chosen]


def environment(outputs: Path) -> dict[str, str]:
    places = {"SSE_HOME": str(HOME), "SSE_OUTPUTS": str(outputs)}
    # Imported matplotlib writes its font list once; no route should pay for it.
    return dict(os.environ) | places | {"PYTHONPATH": str(HOME), "OMP_NUM_THREADS": "1"}


def program(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def recipe(folder: Path, countries: tuple[str, ...]) -> None:
    """One ``papermill`` and one ``jupyter nbconvert`` command for each report, one after the other."""
    env = environment(folder)
    for country, analysis in jobs(countries):
        executed = folder / f"{country}-{analysis}.ipynb"
        source = HOME / "notebooks" / f"{analysis}.ipynb"
        run = [
            program("papermill"),
            str(source),
            str(executed),
            "-p",
            "country",
            country,
            "--no-progress-bar",
        ]
        subprocess.run(run, env=env, cwd=HOME, check=True, capture_output=True)
        convert = [program("jupyter"), "nbconvert", "--to", "html", "--no-input", str(executed)]
        subprocess.run(convert, env=env, cwd=HOME, check=True, capture_output=True)


_API = """
import sys, json
from pathlib import Path
import nbformat, papermill
from nbconvert import HTMLExporter
home, folder, jobs = Path(sys.argv[1]), Path(sys.argv[2]), json.loads(sys.argv[3])
exporter = HTMLExporter(exclude_input=True)
for country, analysis in jobs:
    out = folder / f"{country}-{analysis}.ipynb"
    papermill.execute_notebook(home / "notebooks" / f"{analysis}.ipynb", out, {"country": country}, progress_bar=False)
    out.with_suffix(".html").write_text(exporter.from_filename(out)[0])
"""


def api(folder: Path, countries: tuple[str, ...]) -> None:
    """papermill and nbconvert from one Python program, one report after the other."""
    command = [sys.executable, "-c", _API, str(HOME), str(folder), json.dumps(jobs(countries))]
    subprocess.run(command, env=environment(folder), cwd=HOME, check=True, capture_output=True)


def ours(folder: Path, countries: tuple[str, ...], forms: str = "html") -> None:
    """``sse run``: checks, tables, records and provenance are in its time."""
    only = ",".join(dict.fromkeys(analysis for _, analysis in jobs(countries)))
    command = [sys.executable, "-m", "sse_analysis", "run", *countries, "--only", only, "--to", forms]
    command += ["--jobs", str(WORKERS)]
    done = subprocess.run(
        command, env=environment(folder), cwd=HOME, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{done.stdout}\n{done.stderr}")


def compute(folder: Path, countries: tuple[str, ...]) -> None:
    """The cells of the notebooks in plain Python, in processes forked after the imports: no kernel, no page."""
    command = [sys.executable, __file__, "--compute", ",".join(countries)]
    subprocess.run(command, env=environment(folder), cwd=HOME, check=True)


def compute_here(countries: tuple[str, ...]) -> None:
    """In the child: import once, fork two workers, run every notebook's cells."""
    import importlib

    from sse_analysis.batch.preloading import MODULES

    for name in MODULES:
        if not name.startswith(
            ("ipykernel", "IPython", "sse_analysis.report", "nbformat", "jinja2", "typst")
        ):
            with suppress(ImportError):
                importlib.import_module(name)
    with multiprocessing.get_context("fork").Pool(WORKERS) as pool:
        pool.map(_cells, jobs(countries), chunksize=1)


def _cells(job: tuple[str, str]) -> None:
    country, analysis = job
    cells = json.loads((HOME / "notebooks" / f"{analysis}.ipynb").read_text())["cells"]
    scope: dict = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            parameters = "parameters" in cell["metadata"].get("tags", [])
            _run(f"country = {country!r}" if parameters else "".join(cell["source"]), scope)


def _run(source: str, scope: dict) -> None:
    """Run a cell and make what its last line shows, as a kernel does."""
    import ast

    body = ast.parse(source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "cell", "exec"), scope)
    if last is not None:
        value = eval(compile(ast.Expression(last.value), "cell", "eval"), scope)
        if hasattr(value, "_repr_mimebundle_"):
            value._repr_mimebundle_()


def counts(folder: Path) -> tuple[int, int, int, int]:
    """Return how many notebooks, pages, images and tables a route left."""
    images = tables = 0
    notebooks = [file for file in folder.rglob("*.ipynb") if ".store" not in file.parts]
    for file in notebooks:
        for cell in json.loads(file.read_text())["cells"]:
            for output in cell.get("outputs", []):
                images += "image/svg+xml" in output.get("data", {})
                tables += output.get("data", {}).get(EXHIBIT, {}).get("kind") == "table"
    pages = [f for f in folder.rglob("*.html") if ".store" not in f.parts and f.name != "index.html"]
    return len(notebooks), len(pages), images, tables


def timed(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def apart(folder: Path) -> dict[str, float]:
    """Return the seconds that checks, tables and provenance take by themselves, one after the other."""
    import nbformat

    from sse_analysis import report
    from sse_analysis.batch import crate

    os.environ |= {"SSE_HOME": str(HOME), "SSE_OUTPUTS": str(folder)}
    spent = dict.fromkeys(("reading", "pages", "checks", "tables of data", "provenance"), 0.0)
    for file in sorted(folder.glob("*/*.ipynb")):
        country, analysis = file.parent.name, file.stem
        node = nbformat.reads(file.read_text(), as_version=4)
        made: dict = {}
        spent["reading"] += timed(lambda node=node, made=made: made.update(page=report.document(node)))
        page = made["page"]
        spent["pages"] += timed(lambda page=page, made=made: made.update(report.write(page, ["html"])))
        pages = {"html": made["html"]}
        spent["checks"] += timed(
            lambda c=country, a=analysis, page=page, pages=pages: report.verify(
                page, pages, country=c, analysis=a
            )
        )
        spent["tables of data"] += timed(lambda page=page: report.data_files(page))
    for country in sorted({file.parent.name for file in folder.glob("*/*.ipynb")}):
        spent["provenance"] += timed(lambda country=country: crate.write(country, country))
    return spent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--countries", default=",".join(COUNTRIES))
    parser.add_argument("--analyses", default=os.environ.get("SSE_BENCH_ANALYSES", ",".join(ANALYSES)))
    parser.add_argument("--compute", help=argparse.SUPPRESS)
    given = parser.parse_args()
    os.environ["SSE_BENCH_ANALYSES"] = given.analyses
    if given.compute:
        compute_here(tuple(given.compute.split(",")))
        return 0
    return bench(tuple(given.countries.split(",")))


def bench(countries: tuple[str, ...]) -> int:
    place = Path(tempfile.mkdtemp(prefix="sse-bench-"))
    routes = {"compute": compute, "ours": ours, "papermill API": api, "recipe": recipe}
    seconds, left = {}, {}
    try:
        ours(place / "warm", countries[:1])  # byte code, font list: no route pays for them
        for name, route in routes.items():
            folder = place / name.replace(" ", "-")
            folder.mkdir()
            seconds[name] = timed(lambda route=route, folder=folder: route(folder, countries))
            left[name] = counts(folder)
            print(f"{name}: {seconds[name]:.1f} s", file=sys.stderr, flush=True)
        mine = place / "ours"
        seconds["no change"] = timed(lambda: ours(mine, countries))
        seconds["one country"] = timed(lambda: ours(place / "one", countries[:1]))
        seconds["PDF added"] = timed(lambda: ours(mine, countries, "html,pdf"))
        parts = apart(mine)
        return show(countries, seconds, left, parts)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def show(countries: tuple[str, ...], seconds: dict, left: dict, parts: dict) -> int:
    total = len(jobs(countries))
    print(f"{total} notebooks, {WORKERS} workers, seconds of one run\n")
    print(f"{'route':16}{'seconds':>9}{'notebooks':>11}{'pages':>7}{'images':>8}{'tables':>8}")
    for name, spent in seconds.items():
        numbers = "".join(f"{n:>{w}}" for n, w in zip(left.get(name, ()), (11, 7, 8, 8), strict=False))
        print(f"{name:16}{spent:9.1f}{'' if name == 'compute' else numbers}")
    print(
        "\nof ours, one after the other: "
        + ", ".join(f"{name} {spent:.2f} s" for name, spent in parts.items())
    )
    same = len({left[name] for name in ("recipe", "papermill API", "ours")}) == 1 and left["ours"][0] == total
    print(f"\nnotebooks, pages, images and tables of the three routes agree: {'yes' if same else 'NO'}")
    ratios = {
        "recipe / ours": seconds["recipe"] / seconds["ours"],
        "ours / compute": seconds["ours"] / seconds["compute"],
        "one country / batch": seconds["one country"] / seconds["ours"],
    }
    met = same
    for name, ratio in ratios.items():
        sign, target = TARGETS[name]
        good = ratio >= target if sign == ">=" else ratio <= target
        met &= good
        print(f"{name:22}{ratio:7.2f}  target {sign} {target:.2f}  {'met' if good else 'MISSED'}")
    good = seconds["no change"] <= NO_CHANGE_SECONDS
    print(
        f"{'no change':22}{seconds['no change']:7.2f}  target <= {NO_CHANGE_SECONDS:.2f}  {'met' if good else 'MISSED'}"
    )
    return 0 if met and good else 1


if __name__ == "__main__":
    sys.exit(main())
