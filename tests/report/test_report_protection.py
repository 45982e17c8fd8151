"""An organization at risk is named and placed nowhere: not in the notebook, a page, a data file or a record."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from io import BytesIO

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook
from pdf_text import text_of
from report_samples import executed, front, landscape, notebook, numbered, stream

from sse_analysis import report
from sse_analysis.errors import SourceError
from sse_analysis.report import protection
from sse_analysis.report.exporters import SSEHTMLExporter, SSEPDFExporter
from sse_analysis.results.absence import Absence
from sse_analysis.results.exhibit import Figure, Statement

NAME = "Sisters' House & Shelter"
LOCAL = "ផ្ទះសុវត្ថិភាព"


@pytest.fixture
def listed(tmp_path, monkeypatch):
    """A project whose Cambodia has one organization at risk."""
    (tmp_path / "parameters").mkdir()
    folder = tmp_path / "data" / "khm" / "user"
    folder.mkdir(parents=True)
    text = f'name,name_latin,lat,lon\n{LOCAL},"{NAME}",11.5564,104.9282\n'
    (folder / "at_risk.csv").write_text(text, encoding="utf-8")
    monkeypatch.setenv("SSE_HOME", str(tmp_path))
    return folder / "at_risk.csv"


def _named():
    rows = (("Shelter", 1, 11.5564, 104.9282, LOCAL), (f"The {NAME.upper()} group", 2, 13.1, 103.2, "other"))
    table = replace(
        landscape(), notes=(f"{LOCAL} is at 11.5564, 104.9282.",), sources=(NAME,),
        data_columns=("a", "b", "lat", "lon", "c"), data_rows=rows,
    )  # fmt: skip
    drawn = next(shown.exhibit for shown in report.document(notebook("khm")).of(Figure))
    drawn = replace(drawn, id="with-name", data_columns=("name",), data_rows=((NAME,),))
    said = Statement(id="said", country="khm", paragraphs=(f"One is {NAME}.", f"Another: {LOCAL}"))
    cells = [
        executed("front", front()),
        executed("table", table),
        executed("figure", drawn),
        executed("said", said),
        executed("print(1)", stream(f"{LOCAL} {NAME}")),
    ]
    node = nbformat.from_dict(new_notebook(cells=numbered(cells)))
    return nbformat.writes(node).encode("utf-8")


def _leaks(data: bytes) -> list[str]:
    words = data.decode("utf-8", "ignore").lower()
    wanted = (LOCAL, NAME.lower(), json.dumps(LOCAL)[1:-1], "sisters' house", "11.5564", "104.9282")
    return [one for one in wanted if one in words]


def test_no_output_names_or_places_it(listed):
    before = _named()
    assert LOCAL in _leaks(before) and "11.5564" in _leaks(before)
    after = protection.redacted(before, "khm")
    assert _leaks(after) == []
    page = report.document(nbformat.reads(after.decode(), as_version=4))
    made = report.write(page, ["html", "km.html", "brief.html", "pdf", "docx"])
    assert _leaks(made["html"]) == _leaks(made["km.html"]) == _leaks(made["brief.html"]) == []
    assert _leaks(text_of(made["pdf"]).encode()) == []
    with zipfile.ZipFile(BytesIO(made["docx"])) as package:
        assert _leaks(b"".join(package.read(name) for name in package.namelist())) == []
    for data in report.data_files(page).values():
        assert _leaks(data) == []
    assert b"13.1" in report.data_files(page)["tables/landscape.csv"]


def test_a_drawing_that_names_it_is_withheld(listed):
    page = report.document(nbformat.reads(protection.redacted(_named(), "khm").decode(), as_version=4))
    assert page.of(Figure) == ()
    (absence,) = (shown.exhibit for shown in page.of(Absence))
    assert (absence.id, absence.reason) == ("with-name", "suppressed")


def test_messages_of_failures_lose_it_too(listed):
    assert protection.cleaned(f"KeyError: '{LOCAL}'", "khm") == "KeyError: '[name withheld]'"


def test_without_a_list_nothing_changes(listed):
    notebook_bytes = _named()
    assert protection.redacted(notebook_bytes, "tha") is notebook_bytes


@pytest.mark.parametrize("exporter", [SSEHTMLExporter, SSEPDFExporter])
def test_the_export_menu_of_jupyterlab_does_not_name_it(listed, exporter):
    """What is on the screen is exported as it is; prose of the reader's own cells counts too."""

    def exported():
        node = nbformat.reads(_named().decode(), as_version=4)
        node.cells.insert(1, new_markdown_cell(f"## Who\n\nAlso {LOCAL} and {NAME}."))
        made, _ = exporter().from_notebook_node(node)
        return text_of(made).encode() if exporter is SSEPDFExporter else made.encode()

    assert _leaks(exported()) == [] and b"[name withheld]" in exported()
    listed.unlink()
    assert "11.5564" in _leaks(exported()) and b"[name withheld]" not in exported()


@pytest.mark.parametrize("country", ["regional", "", "xyzzy"])
def test_what_belongs_to_no_country_names_nobody_of_any(listed, country):
    parameters = listed.parents[3] / "parameters"
    for name in ("khm", "tha", "regional"):
        (parameters / f"{name}.yml").write_text("", encoding="utf-8")
    assert _leaks(protection.redacted(_named(), country)) == []
    assert protection.cleaned((LOCAL, "other"), country) == ("[name withheld]", "other")
    folder = listed.parents[2] / "tha" / "user"
    folder.mkdir(parents=True)
    (folder / "at_risk.csv").write_text("name\nBaan Ruam Jai\n", encoding="utf-8")
    assert protection.cleaned(f"{LOCAL}, baan ruam  jai", country) == "[name withheld], [name withheld]"
    assert protection.cleaned("Baan Ruam Jai", "khm") == "Baan Ruam Jai"


@pytest.mark.parametrize(
    "name",
    ["registers/Sisters_house-&-shelter 2024.csv", f"user/{LOCAL}.csv", "a/SISTERS' HOUSE & SHELTER.xlsx"],
)
def test_a_file_that_bears_its_name_is_refused_without_saying_it(listed, name):
    listed.write_text(f'name,name_latin\n{LOCAL},Sisters House Shelter\n{LOCAL},"{NAME}"\n', encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        protection.refuse_files_named_after(("data/khm/ledger.csv", f"data/khm/{name}"), "khm")
    assert str(caught.value) == (
        f"A file in data/khm/{name.partition('/')[0]} bears the name of an organization at risk, and names of files are "
        "published. Rename it, and the places that mention it."
    )
    protection.refuse_files_named_after(("data/khm/ledger.csv",), "khm")
    protection.refuse_files_named_after((f"data/khm/{name}",), "tha")


def test_an_unreadable_list_stops_everything(listed):
    listed.write_text("organization\nx\n", encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        protection.redacted(_named(), "khm")
    assert str(caught.value) == (
        "data/khm/user/at_risk.csv would protect less than it says, so nothing is published:\n"
        "  - data/khm/user/at_risk.csv, line 1, column 'name': found no such column, expected the column 'name'. "
        "Add it to the header.\n"
        "  - data/khm/user/at_risk.csv, line 1, column 'organization': found the column 'organization', expected columns "
        "name, name_latin, lat, lon. Rename it, or delete it.\n"
        "  - data/khm/user/at_risk.csv, line 2, column 'name': found nobody, expected the name of an organization"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name,latitude,lon\nA,11.5,104.9\n", "column 'latitude': found the column 'latitude', expected columns name, name_latin, lat, lon. Rename it, or delete it."),
        ("name,lat,lon\nA,11.5,\n", "line 2, column 'lon': found half a position, expected lat and lon together"),
        ('name,lat,lon\nA,"11,5",104.9\n', "line 2, column 'lat': found no position, expected degrees such as 11.5564, up to 90"),
        ("name,lat,lon\nA,104.9,11.5\n", "line 2, column 'lat': found no position, expected degrees such as 11.5564, up to 90"),
        ("name;lat;lon\nA;11.5;104.9\n", "line 1: found columns parted by semicolons, expected columns parted by commas."),
        ("name,name_latin\n,\nA,B\n,\n", None),
    ],
)  # fmt: skip
def test_a_list_that_would_protect_less_than_it_says_stops_everything(listed, text, told):
    listed.write_text(text, encoding="utf-8")
    if told is None:
        assert protection.cleaned("A met B", "khm") == "[name withheld] met [name withheld]"
        return
    with pytest.raises(SourceError) as caught:
        protection.cleaned("A", "khm")
    assert told in str(caught.value)


def test_a_short_name_is_no_part_of_a_word_and_no_word_of_the_project(listed):
    listed.write_text("name\nOm\nДусти\nPathways\n", encoding="utf-8")
    said = "Om, Om's and OM_2 are common in Wyoming; Дустини, a Пайдусти; pathways"
    assert protection.cleaned(said, "khm") == (
        "[name withheld], [name withheld]'s and [name withheld]_2 are common in Wyoming; [name withheld]ни, a Пайдусти; [name withheld]"
    )
    fixed = (
        "data/common/pathways.csv",
        "data/khm/pathways.csv",
        "parameters/khm.yml",
        "notebooks/formalization.ipynb",
    )
    protection.refuse_files_named_after(fixed, "khm")
    for name in (
        "data/khm/registers/pathways.csv",
        "data/khm/user/dusti_пайдусти.sav",
        "notebooks/my/Om.ipynb",
    ):
        with pytest.raises(SourceError):
            protection.refuse_files_named_after((name,), "khm")


def test_a_list_in_the_letters_of_an_old_spreadsheet_stops_everything_too(listed):
    listed.write_bytes("name\nบ้านพักใจ\n".encode("cp874"))
    with pytest.raises(SourceError) as caught:
        protection.redacted(_named(), "khm")
    assert str(caught.value) == (
        "data/khm/user/at_risk.csv cannot be read, so nothing is published:\n  - data/khm/user/at_risk.csv, line 2: "
        "found the byte 0xba, which is not UTF-8, expected UTF-8 text. Save it as CSV, UTF-8."
    )
