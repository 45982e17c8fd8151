"""The PDF: tagged, complete, the same bytes, and never an empty box in place of a letter."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import nbformat
import pikepdf
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook
from pdf_structure import pages_of as tagged
from pdf_text import fonts_of, pages_of, text_of
from report_samples import (
    HOSTILE,
    NAMES,
    SCRIPTS,
    absence,
    chart,
    executed,
    front,
    hostile_table,
    landscape,
    long_table,
    matrix,
    notebook,
    own_notebook,
    statement,
    wide_table,
)

from sse_analysis import report
from sse_analysis.errors import ReportError
from sse_analysis.report import fonts
from sse_analysis.report.paged import TALLEST, paged
from sse_analysis.report.pdf import compile_template, packed
from sse_analysis.report.profiles import select
from sse_analysis.report.scripts import breakable


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return report.render(notebook(), ["pdf"])["pdf"]


def pdf_of(*exhibits, **front_changes) -> bytes:
    cells = [
        executed("study.front_matter()", front(**front_changes)),
        *(executed("x", one) for one in exhibits),
    ]
    return report.render(nbformat.from_dict(new_notebook(cells=cells)), ["pdf"])["pdf"]


def test_title_language_tags_and_standard(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert str(file.Root.Lang) == "en"
        assert bool(file.Root.MarkInfo.Marked) and "/StructTreeRoot" in file.Root
        with file.open_metadata() as about:
            assert about["dc:title"] == "Cambodia: mapping of the social and solidarity economy"
            assert about["pdfuaid:part"] == "1"


def test_every_drawing_has_its_alternative(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as file:
        alts = [str(one.Alt) for one in file.objects if isinstance(one, pikepdf.Dictionary) and "/Alt" in one]
    assert len([alt for alt in alts if alt.startswith("From ")]) == 5
    assert [alt for alt in alts if alt.startswith("Line chart")] == [
        "Line chart of two forms, 2010 to 2023, 28 values. Both grow; cooperatives end at 997."
    ]


def test_bookmarks_follow_the_sections(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as file, file.open_outline() as outline:
        assert [item.title for item in outline.root] == [
            "What is counted",
            "How it changed",
            "The law",
            "Where",
            "Annex: parameters of this run",
        ]
        assert [item.title for item in outline.root[0].children] == ["Names in the national languages"]


def test_words_of_five_scripts_are_in_the_text_layer(pdf):
    text = text_of(pdf)
    assert "Cambodia: mapping of the social and solidarity economy" in text
    for word in (
        "Hợp tác xã nông nghiệp",
        "Айыл чарба кооперативи",
        "Хөдөө аж ахуйн хоршоо",
        "วิสาหกิจชุมชน",
        "របាយការ",
    ):
        assert word in text
    assert "\u25cc" not in text


def test_fonts_are_embedded_and_ours(pdf):
    assert fonts_of(pdf) == dict.fromkeys(
        ["NotoSans-Regular", "NotoSansKhmer-Regular", "NotoSansThai-Regular", "NotoSans-Italic"], True
    )


def test_every_page_after_the_first_has_its_head_and_every_page_its_number(pdf):
    pages = pages_of(pdf)
    for number, page in enumerate(pages, 1):
        assert page.endswith(
            f"figures for 2008 to 2024, newest release 2025-03 Page {number} of {len(pages)}"
        )
        assert number == 1 or page.startswith("Cambodia: mapping of the social and solidarity economy")


def test_long_tables_repeat_their_head_and_lose_no_row():
    pages = [page for page in pages_of(pdf_of(long_table(80))) if "Province number" in page]
    assert len(pages) == 3
    assert all("Per 100,000 people" in page for page in pages)
    rows = " ".join(pages)
    assert all(f"Province number {k} " in rows for k in range(1, 81))


def test_notes_never_stand_alone_on_a_page():
    for rows in range(38, 46):
        pages = pages_of(pdf_of(long_table(rows)))
        last = next(page for page in pages if "Provinces in the order" in page)
        assert last.count("Province number") >= 2


def test_a_wide_table_is_turned_with_the_heading_that_leads_to_it():
    cells = [
        executed("f", front()),
        new_markdown_cell("## The law\n\nWhat the law says."),
        executed("m", matrix()),
    ]
    data = report.render(nbformat.from_dict(new_notebook(cells=cells)), ["pdf"])["pdf"]
    with pikepdf.open(io.BytesIO(data)) as file:
        turned = [float(page.mediabox[2]) > float(page.mediabox[3]) for page in file.pages]
    pages = pages_of(data)
    place = next(k for k, page in enumerate(pages) if "Legal forms and the four principles" in page)
    assert turned[place] and "What the law says." in pages[place]
    assert not turned[0]


def test_a_table_too_wide_for_a_turned_page_is_cut_into_parts_that_repeat_the_stub():
    text = text_of(pdf_of(wide_table(32)))
    assert "(part 1 of 2)" in text and "(part 2 of 2)" in text
    assert text.count("Mutual aid fund") == 2
    assert all(f" {year} " in text for year in range(2011, 2042))


def test_thirteen_years_fit_an_upright_page():
    with pikepdf.open(io.BytesIO(pdf_of(wide_table(14)))) as file:
        assert all(float(page.mediabox[2]) < float(page.mediabox[3]) for page in file.pages)


def test_names_are_text_whatever_they_contain():
    text = text_of(pdf_of(hostile_table())).replace("\u200b", "").replace("\u00a0", " ")
    for name in (HOSTILE[0], HOSTILE[1], HOSTILE[4], HOSTILE[5]):
        assert name in text
    assert text.replace(" ", "").count("Enterprise") >= 400
    # The text layer holds letters from left to right; those of this name are drawn from right to left.
    assert HOSTILE[3][::-1] in text


def test_absences_are_printed_once_in_full():
    text = text_of(pdf_of(absence(), statement(), absence()))
    assert text.count("data/khm/registers/cooperatives.csv") == 1
    assert "exists, no data. Not available for the reason given above" in text


def test_the_banner_is_on_every_page():
    pages = pages_of(pdf_of(long_table(80), banner="Synthetic data"))
    assert len(pages) > 2 and all("Synthetic data" in page for page in pages)


def test_own_output_keeps_its_columns():
    text = text_of(report.render(own_notebook(), ["pdf"])["pdf"])
    assert "cooperative" in text and "This picture has no text description." in text


def test_a_letter_without_glyph_is_named_with_its_place():
    with pytest.raises(ReportError) as caught:
        pdf_of(landscape(), subtitle="Who 漢 belongs", country_name="Cambodia")
    assert str(caught.value) == (
        "The PDF would show empty boxes.\n"
        "  - title block: found the character '漢' (U+6F22) in \"Who 漢 belongs\", expected characters of the PDF's fonts. "
        "Write it with other letters; the HTML report can show it."
    )


def test_the_place_of_a_missing_letter_is_the_table_or_the_section():
    cells = [
        executed("f", front()),
        new_markdown_cell("## Forms\n\nCalled 合作社."),
        executed("t", long_table(2, id="x")),
    ]
    cells[2].outputs[0].data["application/vnd.sse.exhibit+json"]["rows"][0][1] = "Sign \U0001f9ea"
    with pytest.raises(ReportError) as caught:
        report.render(nbformat.from_dict(new_notebook(cells=cells)), ["pdf"])
    places = [failure.file for failure in caught.value.failures]
    assert places == ["section 'Forms'", "section 'Forms'", "section 'Forms'", "Table 1"]


@pytest.mark.parametrize(
    "text", ["a ≥ b → c ≤ d ✓ ● √2 – — ’ “” × ² ₫ ₮ ៛ ฿ ₽", *(word for *_, word in SCRIPTS)]
)
def test_signs_and_scripts_of_the_reports_are_covered(text):
    assert fonts.missing(text) == []


def test_only_long_words_get_places_to_break_and_never_inside_khmer():
    khmer = "ច្បាប់ស្តីពីសហគមន៍កសិកម្មត្រូវបានអនុម័ត"
    assert breakable(khmer) == khmer
    assert breakable("short words stay") == "short words stay"
    assert breakable("x" * 32) == "\u200b".join(["x" * 8] * 4)
    assert (
        breakable("KHM-community_protected_area-entities")
        == "KHM-\u200bcommunity_\u200bprotected_\u200barea-\u200bentities"
    )


@pytest.mark.parametrize("country", sorted(NAMES))
def test_same_notebook_same_bytes(country):
    exhibits = (landscape(country), chart())
    assert pdf_of(*exhibits, country=country) == pdf_of(*exhibits, country=country)


def test_a_packed_report_is_smaller_and_the_same(pdf):
    small = packed(pdf)
    assert len(small) < 0.7 * len(pdf) and packed(pdf) == small
    assert (text_of(small), fonts_of(small)) == (text_of(pdf), fonts_of(pdf))
    assert (tagged(small).tree, tagged(small).boxes) == (tagged(pdf).tree, tagged(pdf).boxes)
    test_title_language_tags_and_standard(small)
    test_every_drawing_has_its_alternative(small)
    test_bookmarks_follow_the_sections(small)


def test_only_a_large_report_is_packed(monkeypatch):
    kept = pdf_of(landscape())
    monkeypatch.setattr("sse_analysis.report.pdf._LARGE", 1)
    assert pdf_of(landscape()) == packed(kept) != kept


def test_notes_of_a_figure_stay_with_it_and_a_tall_one_fits_its_page():
    tall = chart()
    svg = tall.svg.replace('viewBox="0 0 518.4 244.8"', 'viewBox="0 0 518.4 1500"').replace(
        'height="244.8pt"', 'height="1500pt"'
    )
    assert svg != tall.svg
    for rows in (20, 24, 28):
        pages = pages_of(pdf_of(long_table(rows), replace(tall, svg=svg, id="tall", alt="x")))
        assert all(("Figure 1" in page) == ("The cooperative law changed in 2013." in page) for page in pages)


def test_contents_are_headed_only_where_there_are_sections(pdf):
    bare = text_of(pdf_of(statement()))
    assert "CONTENTS" not in bare
    assert "CONTENTS" in text_of(pdf)


def sections(*first, then: int = 3, rows: int = 40) -> bytes:
    """Return a PDF whose first section holds what is given, before sections with a table each."""
    cells = [executed("study.front_matter()", front()), new_markdown_cell("## In a few sentences"), *first]
    for number in range(then):
        table = executed("x", long_table(rows, id=f"t{number}"))
        cells += [new_markdown_cell(f"## Part {number}\n\n### Within {number}"), table]
    return report.render(nbformat.from_dict(new_notebook(cells=cells)), ["pdf"])["pdf"]


def test_the_summary_stands_before_the_contents_on_the_first_page():
    pages = pages_of(sections(executed("x", statement())))
    summary, _, contents = pages[0].partition("CONTENTS")
    assert "In a few sentences" in summary and "In a few sentences" not in contents
    for number in range(3):
        place = next(k for k, page in enumerate(pages, 1) if f"Part {number} Within {number} Table" in page)
        assert re.search(rf"Part {number}[ .\u2060]*{place} Within {number} {place}\b", contents)
    assert {k for k, page in enumerate(pages, 1) if "Within" in page} > {1}


def test_a_first_section_with_a_table_follows_the_contents():
    first = pages_of(sections(executed("x", landscape())))[0]
    assert first.index("CONTENTS") < first.index("In a few sentences")
    assert re.search(r"In a few sentences[ .\u2060]*1 Part 0", first)


def test_contents_longer_than_a_page_are_not_cut():
    text = text_of(sections(executed("x", statement()), then=70, rows=1)).partition("Annex: parameters")[0]
    assert [number for number in range(70) if f"Within {number} " not in text] == []


def test_drawings_of_a_short_edition_are_as_high_as_its_two_pages_allow():
    brief = select(report.document(notebook()), "brief")
    made = [compile_template(paged(brief, tallest)) for tallest in TALLEST["brief"]]
    fits = [data for data in made if len(pages_of(data)) <= 2]
    assert len(fits) > 1 and report.write(brief, ["pdf"])["pdf"] == fits[0]
    assert len(set(fits)) > 1
