"""A project folder of its own for every test: parameters, and an empty country."""

from __future__ import annotations

import csv
import datetime as dt
import io
import shutil

import pytest
from sound_rows import SOUND

from sse_analysis.schema import tables
from sse_analysis.schema.layouts import LAYOUTS

TODAY = dt.date(2026, 11, 23)


class Desk:
    """Writes tables of a country and reads back what is said about them."""

    def __init__(self, home):
        self.home = home

    def write(self, name, *changes, country="khm"):
        """Write a table of sound rows, each with its changes."""
        buffer = io.StringIO()
        writer = csv.DictWriter(buffer, LAYOUTS[name].names, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(SOUND[name] | change for change in changes)
        folder = self.home / "data" / country
        folder.mkdir(exist_ok=True)
        (folder / LAYOUTS[name].file).write_text(buffer.getvalue(), encoding="utf-8")

    def load(self, name, country="khm"):
        return tables.load(country, name, today=TODAY).frame

    def message(self, name, error):
        """Return the whole text of the error that loading a table ends in."""
        with pytest.raises(error) as caught:
            self.load(name)
        return str(caught.value)


@pytest.fixture
def desk(tmp_path, monkeypatch, project):
    shutil.copytree(project / "parameters", tmp_path / "parameters")
    (tmp_path / "data" / "khm").mkdir(parents=True)
    monkeypatch.setenv("SSE_HOME", str(tmp_path))
    return Desk(tmp_path)
