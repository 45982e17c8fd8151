"""The main job on the figures that ship: one command, sixteen reports, looked into."""

import csv
import io
import json
import re
import shutil
import sys
from html.parser import HTMLParser

import nbformat
import pikepdf
import pytest

from sse_analysis.report.vector import words_of

COUNTRIES = {"khm": "Cambodia", "kgz": "Kyrgyzstan", "mng": "Mongolia", "tha": "Thailand", "vnm": "Viet Nam"}
ANALYSES = ("mapping", "sdg", "formalization")
REPORTS = [(country, analysis) for country in COUNTRIES for analysis in ANALYSES] + [("regional", "regional")]
#: A word in the national script that the mapping report of a country prints.
NATIONAL = {"khm": "បន្ទាយមានជ័យ", "kgz": "Кооператив", "mng": "хоршоо", "tha": "สหกรณ์", "vnm": "Hợp tác xã"}
EXHIBIT = "application/vnd.sse.exhibit+json"
#: In the project folder, yet no part of the main job; other tests may write there at the same time.
UNNEEDED = ("xsy", "user", ".cache", "my")


class Page(HTMLParser):
    """What a reader's program sees of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.loaded, self.headings, self.alts = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.tags.append(tag)
        if tag in ("script", "img", "iframe", "source", "embed") and given.get("src"):
            self.loaded.append(given["src"])
        if tag == "link" and given.get("href"):
            self.loaded.append(given["href"])
        if tag == "img":
            self.alts.append(given.get("alt", ""))
        if tag == "svg" and given.get("class") == "drawing":
            self.alts.append(given.get("aria-label", ""))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))


def page(outputs, country, analysis):
    return (outputs / country / f"{analysis}.html").read_text(encoding="utf-8")


def test_every_report_is_there_in_every_format(outputs):
    missing = [
        f"{country}/{analysis}.{end}"
        for country, analysis in REPORTS
        for end in ("ipynb", "html", "pdf")
        if not (outputs / country / f"{analysis}.{end}").is_file()
    ]
    assert missing == []


def test_the_portal_leads_to_all_of_them(outputs):
    text = (outputs / "index.html").read_text(encoding="utf-8")
    links = set(re.findall(r'href="([^"#]+\.(?:html|pdf|ipynb))"', text))
    wanted = {f"{country}/{analysis}.{end}" for country, analysis in REPORTS for end in ("html", "pdf")}
    assert wanted <= links
    assert all((outputs / link).is_file() for link in links)
    json.loads((outputs / "index.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("country", "analysis"), REPORTS)
def test_a_page_is_whole_and_stands_alone(outputs, country, analysis):
    text = page(outputs, country, analysis)
    seen = Page(text)
    assert [source for source in seen.loaded if not source.startswith("data:")] == []
    assert "Traceback" not in text and "NaN" not in re.sub(
        r"data:[^\"']+|<script.*?</script>", "", text, flags=re.S
    )
    assert seen.headings.count(1) == 1
    steps = zip(seen.headings, seen.headings[1:], strict=False)
    assert all(after - before <= 1 for before, after in steps)
    assert "caption" in seen.tags and "figure" in seen.tags
    assert all(len(alt) > 40 for alt in seen.alts if alt) and any(seen.alts)
    assert "content-security-policy" in text.lower()


@pytest.mark.parametrize(("country", "analysis"), REPORTS)
def test_a_notebook_warns_of_nothing_and_names_no_place_of_this_machine(outputs, country, analysis):
    text = (outputs / country / f"{analysis}.ipynb").read_text(encoding="utf-8")
    printed = [
        output["text"]
        for cell in nbformat.reads(text, as_version=4).cells
        for output in cell.get("outputs", [])
        if output["output_type"] == "stream"
    ]
    assert printed == []
    assert str(outputs.parent) not in text and sys.prefix not in text


@pytest.mark.parametrize(("country", "analysis"), REPORTS)
def test_every_exhibit_is_of_this_country(outputs, country, analysis):
    notebook = nbformat.read(outputs / country / f"{analysis}.ipynb", as_version=4)
    records = [
        output["data"][EXHIBIT]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if EXHIBIT in output.get("data", {})
    ]
    assert len(records) >= 8
    allowed = {country} if country != "regional" else {"regional", *COUNTRIES}
    assert {record["country"] for record in records} <= allowed
    others = [name for code, name in COUNTRIES.items() if code != country]
    if country != "regional":
        title = next(record["title"] for record in records if record["kind"] == "front")
        assert COUNTRIES[country] in title and not any(name in title for name in others)


def test_absences_say_what_would_fill_them(outputs):
    for country, analysis in REPORTS:
        notebook = nbformat.read(outputs / country / f"{analysis}.ipynb", as_version=4)
        absences = [
            output["data"][EXHIBIT]
            for cell in notebook.cells
            for output in cell.get("outputs", [])
            if output.get("data", {}).get(EXHIBIT, {}).get("kind") == "absence"
        ]
        text = page(outputs, country, analysis)
        # An absence that comes again is one line that leads to the first.
        assert (text.count('class="absence"') > 0) == (len(absences) > 0)
        for absence in absences:
            assert absence["why"] and absence["obs_status"] in "LMOQ"
            assert bool(absence["file"]) <= bool(absence["layout"] and absence["answers"]), absence["id"]
    assert "What would fill it" in page(outputs, "khm", "mapping")


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_national_script_is_on_the_page_and_in_the_pdf(outputs, country):
    assert NATIONAL[country] in page(outputs, country, "mapping")
    with pikepdf.open(outputs / country / "mapping.pdf") as pdf:
        fonts = {
            str(font.BaseFont) for sheet in pdf.pages for font in sheet.Resources.get("/Font", {}).values()
        }
    assert any("NotoSans" in font for font in fonts)
    if country in ("khm", "tha"):
        assert any("Khmer" in font or "Thai" in font for font in fonts)


@pytest.mark.parametrize(("country", "analysis"), REPORTS)
def test_the_pdf_is_tagged_titled_and_self_contained(outputs, country, analysis):
    with pikepdf.open(outputs / country / f"{analysis}.pdf") as pdf:
        assert 3 <= len(pdf.pages) <= 80
        root = pdf.Root
        assert "/StructTreeRoot" in root and str(root.Lang) == "en"
        name = COUNTRIES.get(country, "Five countries")
        assert name in str(pdf.docinfo.get("/Title", ""))
        for sheet in pdf.pages:
            for font in sheet.Resources.get("/Font", {}).values():
                inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
                descriptor = inner.get("/FontDescriptor")
                assert any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def test_pictures_of_the_notebook_are_drawn(outputs):
    for country, analysis in REPORTS:
        notebook = nbformat.read(outputs / country / f"{analysis}.ipynb", as_version=4)
        pictures = [
            output["data"]["image/svg+xml"]
            for cell in notebook.cells
            for output in cell.get("outputs", [])
            if "image/svg+xml" in output.get("data", {})
        ]
        assert pictures, f"{country}/{analysis}"
        assert all(words_of(picture) for picture in pictures), "a drawing without words"


def test_the_data_of_every_exhibit_can_be_read_back(outputs):
    files = sorted((outputs / "vnm" / "tables").rglob("*.csv"))
    assert len(files) > 20
    for file in files:
        rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8"))))
        assert len({len(row) for row in rows}) == 1
        assert not [cell for row in rows for cell in row if cell[:1] in ("=", "@", "+")]


def test_known_figures_reach_the_page(outputs):
    """Numbers a reader can check against the source."""
    assert "29,378" in page(outputs, "vnm", "mapping")
    assert "11,321,747" in page(outputs, "tha", "mapping")
    assert "58.3" in page(outputs, "kgz", "formalization") and "63.2" in page(outputs, "kgz", "formalization")
    assert "27.2" in page(outputs, "mng", "formalization")


def test_a_second_run_has_nothing_to_do(outputs, sse):
    done = sse("run", "--all", "--log-format", "plain", outputs=outputs)
    assert done.returncode == 0 and "started" not in done.stdout


def test_the_same_input_gives_the_same_bytes(outputs, tmp_path, sse):
    done = sse("run", "mng", "--log-format", "plain", outputs=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    ends = (".html", ".pdf", ".ipynb", ".csv")
    first = sorted(file for file in (outputs / "mng").rglob("*") if file.suffix in ends)
    assert len(first) > 30
    changed = [
        str(file.relative_to(outputs))
        for file in first
        if file.read_bytes() != (tmp_path / file.relative_to(outputs)).read_bytes()
    ]
    assert changed == []


def test_a_sixth_country_needs_no_python(project, tmp_path, sse):
    home = tmp_path / "home"
    for name in ("parameters", "data", "notebooks"):
        shutil.copytree(project / name, home / name, ignore=shutil.ignore_patterns(*UNNEEDED))
    for words in (("new", "lao"), ("check", "lao"), ("run", "lao", "--log-format", "plain")):
        done = sse(*words, outputs=tmp_path / "out", home=home)
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
    for analysis in ANALYSES:
        text = page(tmp_path / "out", "lao", analysis)
        assert "Laos" in text and 'class="absence"' in text
        assert not any(name in text for name in COUNTRIES.values() if name != "Viet Nam")
