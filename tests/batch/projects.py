"""A project folder of its own for a test: two countries, tiny notebooks, real kernels."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

from sse_analysis import parameters

FRONT = """\
from sse_analysis.results.exhibit import Column, FrontMatter, Statement, Table
names = {"khm": "Cambodia", "tha": "Thailand", "mng": "Mongolia"}
FrontMatter(id="front", country=country, title=names[country] + ": test", subtitle="A test",
            country_name=names[country], analysis="%s", data_as_of="2024")"""
TABLE = """\
import csv, os
file = os.path.join(os.environ["SSE_HOME"], "data", country, "numbers.csv")
value = list(csv.DictReader(open(file)))[0]["value"]
Table(id="number", country=country, title="The number of " + names[country], sources=("A source",),
      columns=(Column("Country"), Column("Value", "decimal")), rows=((names[country], value),),
      data_columns=("country", "value"), data_rows=((country, value),))"""
WORDS = 'Statement(id="words", country=country, paragraphs=("It says " + value + ".",))'


def notebook(*cells: str, parameters: str = 'country = "khm"', question: str = "## A question") -> str:
    """Return a notebook: a parameters cell, a question, and cells of code."""
    listed = [
        {"cell_type": "code", "id": "p", "metadata": {"tags": ["parameters"]}, "source": parameters},
        {"cell_type": "markdown", "id": "q", "metadata": {}, "source": question},
        *(
            {"cell_type": "code", "id": f"c{number}", "metadata": {}, "source": source}
            for number, source in enumerate(cells)
        ),
    ]
    for cell in listed:
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return json.dumps(
        {"cells": listed, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    )


class Project:
    """A project folder and the command line in it."""

    def __init__(self, home: Path):
        self.home, self.outputs = home, home / "outputs"
        self.environment = dict(os.environ) | {"SSE_HOME": str(home), "SSE_OUTPUTS": str(self.outputs)}

    def country(self, code: str, value: str = "1") -> None:
        text = parameters.template(code, code, cutoff=dt.date(2025, 1, 1))
        self.write(f"parameters/{code}.yml", text)
        self.write(f"data/{code}/numbers.csv", f"value\n{value}\n")

    def analysis(self, name: str, *cells: str, **given: str) -> None:
        self.write(f"notebooks/{name}.ipynb", notebook(*(cells or (FRONT % name, TABLE, WORDS)), **given))

    def write(self, name: str, text: str) -> Path:
        file = self.home / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def sse(self, *words: str, **more) -> subprocess.CompletedProcess:
        """Run a command to its end."""
        command = [sys.executable, "-m", "sse_analysis", *words]
        given = {
            "capture_output": True,
            "text": True,
            "timeout": 120,
            "env": self.environment,
            "cwd": self.home,
        }
        return subprocess.run(command, **(given | more), check=False)

    def start(self, *words: str) -> subprocess.Popen:
        """Start a command and leave it running."""
        return subprocess.Popen(
            [sys.executable, "-m", "sse_analysis", *words],
            env=self.environment,
            cwd=self.home,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def record(self, name: str) -> dict:
        return json.loads((self.outputs / f"{name}.record.json").read_text())

    def published(self) -> list[str]:
        """Return every file under outputs that a reader could open, sorted."""
        files = (file.relative_to(self.outputs) for file in self.outputs.rglob("*") if file.is_file())
        return sorted(str(file) for file in files if not any(part.startswith(".") for part in file.parts))


def small_project(home: Path) -> Project:
    """Return a project with two countries and three analyses."""
    made = Project(home)
    made.country("khm", "7")
    made.country("tha", "9")
    (home / "data" / "common").mkdir()
    for name in ("mapping", "sdg", "formalization"):
        made.analysis(name)
    return made


def command(*words: str, capsys) -> tuple[int, str, str]:
    """Run a command in this process; return exit code, output and errors."""
    from sse_analysis.cli import main

    code = main(words)
    said = capsys.readouterr()
    return code, said.out, said.err
