"""Set the project up and run its tasks, with nothing but Python and pip.

    python bootstrap.py reports      all reports of all countries, into outputs/
    python bootstrap.py test         the test suite
    python bootstrap.py --help       the other tasks

Every task first makes sure that ``.venv`` holds the locked dependencies; when it does, that takes
no time. ``make reports`` and ``make test`` call this file.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent
VENV = HOME / ".venv"
LOCK = HOME / "requirements.lock"
STAMP = VENV / "installed.sha256"
PYTHON = VENV / ("Scripts" if os.name == "nt" else "bin") / ("python.exe" if os.name == "nt" else "python")
OLDEST = (3, 11)
#: Exit code for a machine that lacks something, as in ``sse --help``.
ENVIRONMENT = 3


class Refusal(Exception):
    """The machine lacks something; the message says what and what to do."""


def run(*command: str | Path, quiet: bool = False) -> int:
    """Run a program in the project folder and return its exit code."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    output = subprocess.DEVNULL if quiet else None
    words = [str(word) for word in command]
    return subprocess.run(
        words, cwd=HOME, env=environment, stdout=output, stderr=output, check=False
    ).returncode


def must(what: str, *command: str | Path) -> None:
    if run(*command):
        raise Refusal(f"{what} failed; the messages above say why. Is there a connection to a package index?")


def fingerprint() -> str:
    """Return the digest of everything that decides what ``.venv`` must hold."""
    digest = hashlib.sha256(f"{sys.version_info[:2]} {HOME}".encode())
    for file in (LOCK, HOME / "pyproject.toml"):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def set_up() -> None:
    """Create ``.venv`` and install the locked dependencies and the package, unless that is done."""
    if sys.version_info < OLDEST:
        have = ".".join(map(str, sys.version_info[:3]))
        raise Refusal(f"Python {have} is too old: Python {OLDEST[0]}.{OLDEST[1]} or later is needed.")
    wanted = fingerprint()
    if PYTHON.is_file() and STAMP.is_file() and STAMP.read_text() == wanted:
        return
    STAMP.unlink(missing_ok=True)
    print("Setting up .venv (once; about a minute) ...", flush=True)
    if not PYTHON.is_file() or not _answers():
        shutil.rmtree(VENV, ignore_errors=True)
        must("Creating .venv (Debian: install python3-venv)", sys.executable, "-m", "venv", VENV)
    _install()
    STAMP.write_text(wanted)


def _answers() -> bool:
    return run(PYTHON, "-m", "pip", "--version", quiet=True) == 0


def _install() -> None:
    """Install with uv when it can be had, since it is several times faster; with pip otherwise."""
    if run(PYTHON, "-m", "pip", "install", "--quiet", "uv", quiet=True) == 0:
        uv = [PYTHON, "-m", "uv", "pip"]
        locked = [*uv, "install", "--python", PYTHON, "--compile-bytecode", "--require-hashes", "-r", LOCK]
        ours = [*uv, "install", "--python", PYTHON, "--no-deps", "--no-build-isolation", "-e", HOME]
        if run(*locked, "--quiet") == 0 and run(*ours, "--quiet") == 0:
            return
        print("uv could not install; trying pip ...", flush=True)
    pip = [PYTHON, "-m", "pip", "install", "--quiet"]
    must("Installing the dependencies", *pip, "--require-hashes", "-r", LOCK)
    must("Installing the package", *pip, "--no-deps", "--no-build-isolation", "-e", HOME)


def sse(*words: str) -> int:
    return run(PYTHON, "-m", "sse_analysis", *words)


def pytest(*words: str) -> int:
    return run(PYTHON, "-m", "pytest", *words)


def reports(arguments: list[str]) -> int:
    """Execute and render every report: five countries, three analyses, one region."""
    code = sse("run", "--all", *arguments)
    index = HOME / "outputs" / "index.html"
    if index.is_file():
        print(f"\nOpen {index.relative_to(HOME)} in a browser.")
    return code


def test(arguments: list[str]) -> int:
    """Run the tests that need no browser."""
    return pytest(*arguments)


def test_browser(arguments: list[str]) -> int:
    """Look at reports in Chromium with axe-core (Debian: chromium; npm)."""
    folder = HOME / "tests" / "browser"
    if not shutil.which("npm"):
        raise Refusal("npm is needed for the browser tests. Debian: apt-get install npm chromium")
    if run("npm", "ci", "--prefix", folder, "--no-audit", "--no-fund", "--silent"):
        raise Refusal("npm could not install the packages of tests/browser/package.json.")
    return pytest("-m", "browser", *arguments)


def test_slow(arguments: list[str]) -> int:
    """Run the statistical simulations."""
    return pytest("-m", "slow", *arguments)


def lab(arguments: list[str]) -> int:
    """Open JupyterLab on the notebooks."""
    return run(PYTHON, "-m", "jupyterlab", "--notebook-dir", HOME / "notebooks", *arguments)


def lint(arguments: list[str]) -> int:
    """Check style, and print how long functions are."""
    codes = [
        run(PYTHON, "-m", "ruff", "check", "."),
        run(PYTHON, "-m", "ruff", "format", "--check", "."),
        run(PYTHON, HOME / "tests" / "architecture" / "measures.py"),
    ]
    return max(codes)


def bench(arguments: list[str]) -> int:
    """Time survey inference against its peers, as ratios of one run."""
    return run(PYTHON, HOME / "benchmarks" / "survey.py", *arguments)


def bench_batch(arguments: list[str]) -> int:
    """Time the batch against the usual recipe, as ratios of one run."""
    return run(PYTHON, HOME / "benchmarks" / "batch.py", *arguments)


def verify_sdg_index(arguments: list[str]) -> int:
    """Compute a published SDG Index again from its own workbook: FILE=workbook.xlsx."""
    files = [word.removeprefix("FILE=") for word in arguments]
    if len(files) != 1 or not files[0]:
        raise Refusal("name one workbook: make verify-sdg-index FILE=workbook.xlsx")
    return run(PYTHON, "-m", "sse_analysis.sdg.index_check", Path(files[0]).resolve())


def lock(arguments: list[str]) -> int:
    """Choose the newest allowed versions again and write requirements.lock."""
    source = ["compile", "pyproject.toml", "--extra", "lab", "--extra", "test", "build-requirements.in"]
    options = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate"]
    quiet = ["--no-emit-index-url", "--no-emit-find-links", "--quiet", "--upgrade", "-o", "requirements.lock"]
    return run(PYTHON, "-m", "uv", "pip", *source, *options, *quiet, *arguments)


def clean(arguments: list[str]) -> int:
    """Delete what was made: outputs, caches, .venv."""
    kept = HOME / "outputs" / "README.md"
    for path in (HOME / "outputs").iterdir() if kept.parent.is_dir() else ():
        if path != kept:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for name in (".venv", ".pytest_cache", ".ruff_cache", ".hypothesis"):
        shutil.rmtree(HOME / name, ignore_errors=True)
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
    "verify-sdg-index": verify_sdg_index,
    "lock": lock,
    "clean": clean,
}


def main() -> int:
    parser = argparse.ArgumentParser(description="Set the project up and run one of its tasks.")
    tasks = parser.add_subparsers(dest="task", required=True, metavar="task")
    for name, task in TASKS.items():
        tasks.add_parser(name, help=(task.__doc__ or "").splitlines()[0], add_help=False)
    chosen, arguments = parser.parse_known_args()
    try:
        if chosen.task != "clean":
            set_up()
        return TASKS[chosen.task](arguments)
    except Refusal as refusal:
        print(f"bootstrap.py: {refusal}", file=sys.stderr)
        return ENVIRONMENT
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
