"""Words inside charts in the language of a report: where they stood, in the room there is, or English and marked so."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from pdf_text import text_of
from report_samples import chart, notebook

from sse_analysis import report
from sse_analysis.report import fonts
from sse_analysis.report.drawn import BLOCK, cells, labels, pieces, read, translated
from sse_analysis.report.room import Box, Room
from sse_analysis.report.shaping import lifted, parted
from sse_analysis.report.translating import English, _Translator, translate
from sse_analysis.report.vector import words_of
from sse_analysis.results.exhibit import Figure


def words(text, x, y, *, size=8, anchor="start", angle=0):
    look = f"style=\"font-size: {size}px; font-family: 'Noto Sans'; text-anchor: {anchor}; fill: #262626\""
    return f'<g><text {look} x="{x}" y="{y}" transform="rotate({angle} {x} {y})">{text}</text></g>'


def drawing(*parts):
    return f'<svg viewBox="0 0 200 100">{"".join(parts)}</svg>'


def area(left, top, right, bottom, look="fill: #bfe3d0"):
    return f'<path d="M {left} {top} L {right} {top} L {right} {bottom} L {left} {bottom} z" style="{look}"/>'


def boxes(svg):
    return [box for block in BLOCK.findall(svg) for box in read(block).boxes()]


def test_a_translation_stands_where_the_english_stood_and_grows_into_empty_room():
    svg = drawing(words("Year", 20, 50, anchor="start"))
    made = translated(svg, {"Year": "Year of registration"}.get)
    assert words_of(made) == ["Year of registration"]
    assert 'x="20.00" y="50.00"' in made and "font-size: 8px" in made and "fill: #262626" in made
    assert "lang" not in made


def test_a_translation_stays_in_the_area_it_is_written_in():
    svg = drawing(area(10, 40, 60, 60), words("in", 35, 52, anchor="middle"))
    made = translated(svg, {"in": "partly in and out"}.get)
    assert all(Box(10, 40, 60, 60).holds(box) for box in boxes(made))
    assert 'lang="en"' not in made and words_of(made) != ["in"]


def test_a_translation_covers_neither_words_nor_things_nor_the_edge():
    svg = drawing(words("ten", 100, 50), words("next", 150, 50), area(90, 54, 199, 70))
    made = translated(svg, {"ten": "alongerwordhere", "next": "thenextone"}.get)
    ten, after = boxes(made)
    assert ten.right < after.left and after.right < 200
    assert not any(box.meets(Box(90, 54, 199, 70)) for box in (ten, after))
    assert float(re.findall(r"font-size: ([\d.]+)px", made)[0]) < 8


def test_words_without_room_stay_english_and_are_marked():
    svg = drawing(area(10, 40, 30, 60), words("in", 20, 52, anchor="middle"))
    made = translated(svg, {"in": "muchtoolongaword"}.get)
    assert words_of(made) == ["in"] and ' lang="en"' in made and labels(made) == ["in"]


def test_lines_of_one_label_are_one_text_with_its_alignment():
    lines = ("Adults with a self-", "help account", "(2017)")
    wide = [fonts.width(line) * 8 for line in lines]
    given = "\n".join(
        f"<text style=\"font-size: 8px; font-family: 'Noto Sans'; fill: #262626\" "
        f'transform="translate({120 - w:.2f} {30 + 10 * n})">{line}</text>'
        for n, (line, w) in enumerate(zip(lines, wide, strict=True))
    )
    label = read(BLOCK.findall(given)[0])
    assert label.text == "Adults with a self-help account (2017)"
    assert label.anchor == "end" and label.x == pytest.approx(120, abs=0.1)
    made = translated(drawing(f"<g>{given}</g>"), lambda text: "Erwachsene mit einem Konto (2017)")
    assert {box.right for box in boxes(made)} == {120} and len(words_of(made)) > 1


def test_a_turned_label_grows_along_its_line():
    svg = drawing(words("rate", 20, 60, anchor="middle", angle=-90))
    made = translated(svg, {"rate": "rate of employment"}.get)
    (before,), (after,) = boxes(svg), boxes(made)
    assert after.bottom - after.top > 2 * (before.bottom - before.top)
    assert after.right - after.left == pytest.approx(before.right - before.left)


def test_the_grid_and_the_paper_are_no_obstacles():
    room = Room.of(
        drawing(
            area(0, 0, 200, 100, "fill: #ffffff"),
            '<path d="M 0 50 L 200 50" style="fill: none; stroke: #d5dae0"/>',
        )
    )
    assert room.areas == [] and room.things == []


@pytest.mark.parametrize(
    "text, expected",
    [
        ("Agricultural cooperatives, 2019 (active)", ["Agricultural cooperatives", ", 2019", " (active)"]),
        ("KHM-03: Foundation", ["KHM-03: ", "Foundation"]),
        ("1 No poverty (3)", ["1 ", "No poverty (3)"]),
        ("of 17,391: 32.8 %", ["of 17,391", ": ", "32.8 %"]),
        ("percent of employment; dotted: break", ["percent of employment; dotted: break"]),
        ("12.5", ["12.5"]),
    ],
)
def test_figures_codes_and_remarks_are_pieces_of_their_own(text, expected):
    assert pieces(text) == expected and "".join(expected) == text


@pytest.fixture(scope="module")
def vietnamese():
    return _Translator(report.document(notebook("vnm")), "vi")


@pytest.mark.parametrize(
    "text, expected",
    [
        ("1,289.5", "1.289,5"),
        ("1.2 k", "1,2 k"),
        ("8.3", "8.3"),
        ("8.3 Policy coherence (2021)", "8.3 Tính nhất quán của chính sách (2021)"),
        ("VND 2.5 billion", "2,5 tỷ đồng"),
        ("on track: 1,063", "đúng hướng: 1.063"),
        ("job: contributing family worker", "việc làm: lao động gia đình"),
        ("6.1 Safely managed drinking water", "6.1 Nước uống được quản lý an toàn"),
        (
            "1.1 Population below the international poverty …",
            "1.1 Dân số dưới chuẩn nghèo quốc tế, phiên bản mới nhất",
        ),
        (
            "1 No poverty   2 Zero hunger   3 Quality education",
            "1 Xóa nghèo   2 Không còn nạn đói   3 Giáo dục có chất lượng",
        ),
        ("Nobody knows this: 12", "Nobody knows this: 12"),
    ],
)
def test_a_chart_says_words_numbers_and_codes_as_the_language_writes_them(vietnamese, text, expected):
    said = vietnamese.charted(text, frozenset({"8.3"}))
    assert said == expected
    assert isinstance(said, English) == text.startswith("Nobody")


def test_what_a_chart_says_waits_for_a_native_reader_and_what_its_data_say_does_not():
    translator = _Translator(report.document(notebook("vnm")), "vi")
    translator.charted("on track", frozenset())
    translator.charted("moving away", frozenset({"moving away"}))
    assert translator.open == {"on track": "đúng hướng"}


def test_a_name_of_the_data_stands_apart_and_a_closed_list_is_no_name():
    figure = replace(chart("vnm"), data_columns=("name", "result"), data_rows=(("Co-opBank", "adds up"),))
    assert cells(figure) == {"Co-opBank"}
    assert pieces("Co-opBank 12 (2020)", cells(figure)) == ["Co-opBank", " 12 (2020)"]


def test_names_of_areas_and_forms_are_those_of_the_country():
    translator = _Translator(report.document(notebook("tha")), "th")
    assert translator.charted("Lampang", frozenset()) == "ลำปาง"
    assert isinstance(_Translator(report.document(notebook("khm")), "th").words("Kampot"), English)


@pytest.mark.parametrize(
    "text, ems",
    [("ក្រៅ", 1.499), ("សហករណ៍", 4.02), ("មិនទាន់សម្រេច", 5.577), ("ភ្នំពេញ", 2.51), ("ស្ទឹងត្រែង", 3.408)],
)
def test_khmer_is_as_wide_as_it_is_shaped(text, ems):
    """Widths as HarfBuzz 0.57 (uharfbuzz) shapes Noto Sans Khmer."""
    assert fonts.width(text) == pytest.approx(ems, rel=0.03)


def test_a_pdf_lays_words_of_several_glyphs_over_a_drawing_without_them():
    svg = drawing(words("ស្នូល", 20, 50, anchor="end"), words("Core", 80, 50))
    rest, over = lifted(svg)
    assert [one["t"] for word in ("ลำปาง", "thị trường", "Жогорку", "à") for one in lifted(words(word, 0, 9))[1]] == [
        "ลำปาง", "thị trường"
    ]  # fmt: skip
    assert labels(rest) == ["Core"]
    assert over == [
        {"t": "ស្នូល", "x": 20, "y": pytest.approx(50), "before": 1.0, "angle": 0, "size": 8, "fill": "#262626"}
    ]


def test_a_picture_sets_every_cluster_at_its_own_place():
    made = parted(
        drawing(words("ลำปาง", 100, 50, anchor="middle"), words("ក្រៅ a", 20, 50), words("Core", 80, 50))
    )
    assert re.findall(r"<tspan[^>]*>([^<]*)", made) == ["ลำ", "ปาง", "ក្រៅ", " a"]
    starts = [float(x) for x in re.findall(r'<tspan x="([\d.]+)"', made)]
    assert starts[0] == pytest.approx(100 - fonts.width("ลำปาง") * 4, abs=0.01)
    assert starts[1] - starts[0] == pytest.approx(fonts.width("ลำ") * 8, abs=0.01)
    assert "Core</text>" in made


def test_a_translated_report_has_translated_charts_in_html_and_pdf():
    page = report.document(notebook("tha"))
    translated_page = translate(page, "th")
    svg = next(shown.exhibit.svg for shown in translated_page.of(Figure))
    assert words_of(svg) != words_of(chart("tha").svg) and "สหกรณ์" in words_of(svg)
    made = report.write(page, ["th.html", "th.pdf"])
    drawn = re.findall(r"<text[^>]*>([^<]*)</text>", made["th.html"].decode())
    assert "สหกรณ์" in drawn and re.search(
        r'<text[^>]* lang="en"[^>]*>Registered entities<', made["th.html"].decode()
    )
    assert "สหกรณ์" in text_of(made["th.pdf"])


def test_a_name_in_two_languages_is_its_national_one_and_no_part_of_a_name_is_translated():
    translator = _Translator(report.document(notebook("vnm")), "vi")
    translator.known |= {"Groups of cooperatives": "Tổ hợp tác", "Cooperative": "Hợp tác xã"}
    assert translator.charted("Groups of cooperatives / Tổ hợp tác: 73,000 (2021)", frozenset()) == (
        "Tổ hợp tác: 73.000 (2021)"
    )
    assert (
        translator.charted("Unknown groups / Tổ hợp tác", frozenset({"Unknown"}))
        == "Unknown groups / Tổ hợp tác"
    )
    assert translator.charted("Groups of cooperatives / Tổ hợp tác, 2018 (with results)", frozenset()) == (
        "Tổ hợp tác, 2018 (có kết quả)"
    )
    assert translator.charted("Hội khuyến học: 71,890 (2023)", frozenset()) == "Hội khuyến học: 71.890 (2023)"
    assert translator.charted("8.3", frozenset({"8.3"})) == "8.3"


def test_a_label_that_differs_in_signs_alone_keeps_its_lines_where_no_other_words_would_fit():
    svg = drawing(
        area(10, 30, 60, 62),
        words("Members", 35, 42, anchor="middle") + words("1,200", 35, 54, anchor="middle"),
    )
    made = translated(svg, lambda text: text.replace(",", "."))
    assert words_of(made) == ["Members", "1.200"] and "lang" not in made


def test_words_do_not_come_so_near_to_others_that_they_read_as_one():
    svg = drawing(words("registered", 20, 50, anchor="start"), area(70, 44, 80, 52))
    wide = fonts.width("registered or existing") * 8
    assert 20 + wide > 50 and 20 + fonts.width("registered") * 8 < 67
    made = translated(svg, {"registered": "registered anywhere"}.get)
    assert all(box.right <= 67 for box in boxes(made))
