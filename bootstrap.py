"""Set the project up and run its tasks, with nothing but Python and pip.

    python bootstrap.py reports      all reports of all countries, into outputs/
    python bootstrap.py test         the test suite
    python bootstrap.py --help       the other tasks

Every task first makes sure that ``.venv`` holds the locked dependencies; when it does, that takes
no time. ``make reports`` and ``make test`` call this file. It is written so that a Python that is too
old can still read it and say so.
"""

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent
VENV = HOME / ".venv"
LOCK = HOME / "requirements.lock"
STAMP = VENV / "installed.txt"
PYTHON = VENV / ("Scripts" if os.name == "nt" else "bin") / ("python.exe" if os.name == "nt" else "python")
OLDEST = (3, 11)
#: Exit codes as in ``sse --help``: wrong usage, a machine that lacks something, interrupted.
USAGE, ENVIRONMENT, INTERRUPTED = 2, 3, 130
#: Variables of the caller that would keep a child from finding, or from compiling, what is installed.
UNWANTED = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONHOME")
NETWORK = "Check the network, or the proxy in HTTPS_PROXY, and start again: what is installed is kept."


class Refusal(Exception):
    """The machine lacks something; the message says what and what to do."""


def run(*command, quiet: bool = False) -> int:
    """Run a program in the project folder and return its exit code."""
    environment = {name: value for name, value in os.environ.items() if name not in UNWANTED}
    # The kernel "python3" of notebooks is the one of .venv, also where the user has one of the same name.
    environment["JUPYTER_PREFER_ENV_PATH"] = "1"
    output = subprocess.DEVNULL if quiet else None
    words = [str(word) for word in command]
    return subprocess.run(
        words, cwd=str(HOME), env=environment, stdout=output, stderr=output, check=False
    ).returncode


def must(what: str, hint: str, *command) -> None:
    if run(*command):
        raise Refusal(f"{what} failed; the messages above say why. {hint}")


def wanted() -> str:
    """Return where ``.venv`` must stand and the digest of everything that decides what it must hold."""
    digest = hashlib.sha256()
    for file in (LOCK, HOME / "pyproject.toml"):
        digest.update(file.read_bytes())
    return f"{HOME}\n{digest.hexdigest()}\n"


def stamp() -> str:
    """Return what ``wanted`` was when ``.venv`` was last complete; empty when it never was."""
    return STAMP.read_text(encoding="utf-8") if STAMP.is_file() else ""


def set_up() -> None:
    """Create ``.venv`` and install the locked dependencies and the package, unless that is done."""
    if stamp() == wanted() and not run_fails(PYTHON, "-I", "-c", "import sse_analysis"):
        return
    _refuse_an_old_python()
    print("Setting up .venv (once; about a minute) ...", flush=True)
    # Programs of a virtual environment name the folder it was made in, so a moved one is made anew.
    moved = stamp().splitlines()[:1] not in ([], [str(HOME)])
    if moved or run_fails(PYTHON, "-m", "pip", "--version"):
        shutil.rmtree(str(VENV), ignore_errors=True)
        _create()
    if STAMP.is_file():
        STAMP.unlink()
    _install()
    STAMP.write_text(wanted(), encoding="utf-8")


def run_fails(program: Path, *words: str) -> bool:
    return not program.is_file() or run(program, *words, quiet=True) != 0


def _refuse_an_old_python() -> None:
    if sys.version_info >= OLDEST:
        return
    have = ".".join(map(str, sys.version_info[:3]))
    names = [f"python3.{minor}" for minor in (13, 12, 11)]
    newer = [name for name in names if shutil.which(name) and run(name, "--version", quiet=True) == 0]
    hint = f" This machine has one: {newer[0]} bootstrap.py, or make PYTHON={newer[0]}." if newer else ""
    raise Refusal(f"Python {have} is too old: Python {OLDEST[0]}.{OLDEST[1]} or later is needed.{hint}")


def _create() -> None:
    """Make ``.venv``; where ``ensurepip`` is missing (Debian), put the machine's own pip into it."""
    if importlib.util.find_spec("venv") is None:
        raise Refusal("Python has no module venv. Debian and Ubuntu: apt-get install python3-venv")
    if importlib.util.find_spec("ensurepip") is not None:
        must("Creating .venv", "Is there room, and may you write here?", sys.executable, "-m", "venv", VENV)
        return
    hint = "Debian and Ubuntu: apt-get install python3-venv"
    must("Creating .venv", hint, sys.executable, "-m", "venv", "--without-pip", VENV)
    pip = [sys.executable, "-m", "pip", "--python", PYTHON, "install", "--quiet", "pip"]
    must("Installing pip into .venv", hint, *pip)


def _install() -> None:
    """Install with uv when it can be had, since it is several times faster; with pip otherwise."""
    locked = ["--require-hashes", "--requirement", LOCK]
    ours = ["--no-deps", "--no-build-isolation", "--editable", HOME]
    quiet = [] if sys.stdout.isatty() else ["--quiet"]
    pip = [PYTHON, "-m", "pip", "install", *quiet]
    if run(*pip, "--only-binary", ":all:", "uv", quiet=True) == 0:
        uv = [PYTHON, "-m", "uv", "pip", "install", "--python", PYTHON, "--compile-bytecode", *quiet]
        if run(*uv, *locked) == 0 and run(*uv, *ours) == 0:
            return
        print("uv could not install; trying pip ...", flush=True)
    must("Installing the dependencies", NETWORK, *pip, *locked)
    must("Installing the package", NETWORK, *pip, *ours)


def sse(*words: str) -> int:
    return run(PYTHON, "-m", "sse_analysis", *words)


def pytest(*words) -> int:
    return run(PYTHON, "-m", "pytest", *words)


def in_two() -> list:
    """Return the words that give pytest a second process; none where there is one core only."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return ["--numprocesses", "2"] if cores > 1 else []


def reports(arguments: list) -> int:
    """Execute and render every report: five countries, three analyses, one region."""
    code = sse("run", "--all", *arguments)
    index = HOME / "outputs" / "index.html"
    if index.is_file():
        print(f"\nOpen {index.relative_to(HOME)} in a browser.")
    return code


def test(arguments: list) -> int:
    """Run the tests that need no browser: all of them in two processes, chosen ones in one."""
    return pytest(*(arguments or in_two()))


def test_browser(arguments: list) -> int:
    """Look at reports and JupyterLab in Chromium, axe-core included (Debian: chromium; npm)."""
    folder = HOME / "tests" / "browser"
    if not shutil.which("npm"):
        raise Refusal("npm is needed for the browser tests. Debian: apt-get install npm chromium")
    if run("npm", "ci", "--prefix", folder, "--no-audit", "--no-fund", "--silent"):
        raise Refusal("npm could not install the packages of tests/browser/package.json.")
    return pytest("-m", "browser", *arguments)


def test_slow(arguments: list) -> int:
    """Run the statistical simulations."""
    return pytest("-m", "slow", *arguments)


def lab(arguments: list) -> int:
    """Open JupyterLab on the notebooks."""
    return run(PYTHON, "-m", "jupyterlab", "--notebook-dir", HOME / "notebooks", *arguments)


def lint(arguments: list) -> int:
    """Check style and that notebooks hold no outputs; print how long functions are."""
    clean_notebooks = HOME / "tests" / "architecture" / "test_notebooks_are_clean.py"
    codes = [
        run(PYTHON, "-m", "ruff", "check", "."),
        run(PYTHON, "-m", "ruff", "format", "--check", "."),
        run(PYTHON, HOME / "tests" / "architecture" / "measures.py"),
        pytest("--quiet", clean_notebooks),
    ]
    return max(codes)


def bench(arguments: list) -> int:
    """Time survey inference and the formalization tables against their peers, as ratios of one run."""
    survey = run(PYTHON, HOME / "benchmarks" / "survey.py", *arguments)
    return max(survey, run(PYTHON, HOME / "benchmarks" / "formalization.py"))


def bench_batch(arguments: list) -> int:
    """Time the batch against the usual recipe, as ratios of one run."""
    return run(PYTHON, HOME / "benchmarks" / "batch.py", *arguments)


def synthetic(arguments: list) -> int:
    """Make the synthetic country with known truth in data/xsy."""
    return run(PYTHON, "-m", "sse_analysis", "synthetic", *(arguments or ["xsy"]))


def verify_sdg_index(arguments: list) -> int:
    """Compute a published SDG Index again from its own workbook: FILE=workbook.xlsx."""
    files = [word[len("FILE=") :] if word.startswith("FILE=") else word for word in arguments]
    if len(files) != 1 or not files[0]:
        print("Name one workbook: make verify-sdg-index FILE=workbook.xlsx", file=sys.stderr)
        return USAGE
    return run(PYTHON, "-m", "sse_analysis.sdg.index_check", Path(files[0]).resolve())


def lock(arguments: list) -> int:
    """Choose the newest allowed versions again and write requirements.lock."""
    source = ["compile", "pyproject.toml", "--extra", "lab", "--extra", "test", "build-requirements.in"]
    options = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate"]
    quiet = ["--no-emit-index-url", "--no-emit-find-links", "--quiet", "--upgrade", "-o", "requirements.lock"]
    return run(PYTHON, "-m", "uv", "pip", *source, *options, *quiet, *arguments)


def clean(arguments: list) -> int:
    """Delete what was made: outputs, caches, .venv."""
    kept = HOME / "outputs" / "README.md"
    for path in (HOME / "outputs").iterdir() if kept.parent.is_dir() else ():
        if path != kept:
            shutil.rmtree(str(path)) if path.is_dir() else path.unlink()
    for name in (".venv", ".pytest_cache", ".ruff_cache", ".hypothesis"):
        shutil.rmtree(str(HOME / name), ignore_errors=True)
    return 0


TASKS = {
    "reports": reports,
    "test": test,
    "test-browser": test_browser,
    "test-slow": test_slow,
    "lab": lab,
    "lint": lint,
    "bench": bench,
    "bench-batch": bench_batch,
    "synthetic": synthetic,
    "verify-sdg-index": verify_sdg_index,
    "lock": lock,
    "clean": clean,
}


def main() -> int:
    parser = argparse.ArgumentParser(description="Set the project up and run one of its tasks.")
    tasks = parser.add_subparsers(dest="task", metavar="task")
    for name, task in TASKS.items():
        tasks.add_parser(name, help=(task.__doc__ or "").splitlines()[0], add_help=False)
    if len(sys.argv) < 2:
        parser.print_help()
        return USAGE
    chosen, arguments = parser.parse_known_args()
    try:
        if chosen.task != "clean":
            set_up()
        return TASKS[chosen.task](arguments)
    except Refusal as refusal:
        print(f"bootstrap.py: {refusal}", file=sys.stderr)
        return ENVIRONMENT
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
