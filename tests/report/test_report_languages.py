"""Reports in the languages of the countries: complete labels, no digit changed, the rest marked English."""

from __future__ import annotations

import re

import pytest
from report_samples import NAMES, landscape, notebook

from sse_analysis import report
from sse_analysis.errors import ParameterError
from sse_analysis.report import catalogues, languages
from sse_analysis.report.phrases import is_english, parts, pattern
from sse_analysis.report.translating import English, _Translator, translate
from sse_analysis.report.wording import ENGLISH
from sse_analysis.results.absence import ABSENCE_CODES
from sse_analysis.results.exhibit import Column, Table

NATIONAL = {"khm": "km", "kgz": "ky", "mng": "mn", "tha": "th", "vnm": "vi"}


@pytest.fixture(scope="module")
def pages():
    return {country: report.document(notebook(country)) for country in NATIONAL}


def test_every_country_has_its_language():
    assert languages.languages() == ("en", "km", "ky", "mn", "th", "vi")
    with pytest.raises(ParameterError) as caught:
        languages.check("vn")
    assert str(caught.value).startswith(
        "Found language 'vn', expected one of 'en', 'km', 'ky', 'mn', 'th', 'vi'."
    )


@pytest.mark.parametrize("language", NATIONAL.values())
def test_compiled_catalogues_are_those_of_their_sources(language):
    po = (catalogues.FOLDER / f"{language}.po").read_bytes()
    assert catalogues.compiled(po) == (catalogues.FOLDER / f"{language}.mo").read_bytes()


@pytest.mark.parametrize("language", NATIONAL.values())
def test_fixed_words_and_statuses_are_complete(language):
    known = languages.catalogue(language)
    statuses = {words for _, _, words in ABSENCE_CODES.values()}
    assert [text for text in {*ENGLISH.values(), *statuses} if text not in known] == []


@pytest.mark.parametrize("language", NATIONAL.values())
def test_every_translation_is_a_draft_until_somebody_approves_it(language):
    assert {*languages.catalogue(language)} == {
        entry for entry in languages.drafts(language) if languages.catalogue(language).get(entry)
    }


def test_extraction_finds_titles_heads_and_statuses(pages):
    found = catalogues.entries(pages.values())
    assert "{country}: mapping of the social and solidarity economy" in found
    assert "Registered" in found and "exists, no data" in found and "Contents" in found
    assert not any(text.startswith("Cambodia:") for text in found)


def test_extraction_takes_the_words_of_a_figure_and_leaves_the_figure():
    rows = (
        ({"text": "1,200 persons (2021, B, year inferred); newer: 1,300 (2022, C, “over”)"},),
        ({"text": "no figure; Association: 12 (2020, B, registered)", "tone": "absent"},),
        ({"text": "12 (UN)"},),
        ({"text": "5 (2020, A): Credit unions"},),
    )
    table = Table(id="t", country="khm", title="T", sources=(), columns=(Column("Figures"),), rows=rows)
    assert {*catalogues._labels(table)} == {
        "persons", "year inferred", "newer", "no figure", "Association", "registered", "12 (UN)",
    }  # fmt: skip


def test_extraction_and_update_lose_nothing():
    template = catalogues.extract([])
    assert template == catalogues.TEMPLATE.read_bytes()
    before = (catalogues.FOLDER / "vi.po").read_bytes()
    assert catalogues.update(before, template) == before


def test_a_pattern_knows_country_code_dates_and_thousands():
    assert pattern("Cambodia (KHM), 1,289 of 2022-11-30", "Cambodia", "khm") == (
        "{country} ({code}), {1} of {2}",
        ["1,289", "2022-11-30"],
    )
    assert pattern("by region, 1 Jul 2025; 3 areas", "Cambodia") == (
        "by region, {1}; {2} areas",
        ["1 Jul 2025", "3"],
    )
    assert pattern("May 2025, 1 Mayor", "Cambodia") == ("May {1}, {2} Mayor", ["2025", "1"])


@pytest.mark.parametrize(
    "text, expected",
    [
        ("8.3 Decent jobs (mapped by this project)", ("8.3 ", "Decent jobs", "(mapped by this project)")),
        ("5.a Equal rights (n 12)", ("5.a ", "Equal rights", "(n 12)")),
        ("A rate (line: 95 percent interval)", ("", "A rate", "(line: 95 percent interval)")),
        ("Cooperatives (all)", ("", "Cooperatives (all)", "")),
        ("2.5 times as many", ("", "2.5 times as many", "")),
    ],
)
def test_the_number_of_a_target_and_a_remark_stand_apart(text, expected):
    assert parts(text) == expected


def test_a_label_with_number_and_remark_is_translated_by_its_parts_and_english_as_a_whole(pages):
    translator = _Translator(pages["vnm"], "vi")
    words = [languages.catalogue("vi")[part] for part in ("Policy coherence", "(mapped by this project)")]
    assert (
        translator.label("17.14 Policy coherence (mapped by this project)") == f"17.14 {words[0]} {words[1]}"
    )
    assert translator.words("17.14 Policy coherence (n 12)") == f"17.14 {words[0]} (n 12)"
    assert {*translator.open} == {"Policy coherence", "(mapped by this project)"}
    unknown = translator.words("17.14 Nobody knows this (n 12)")
    assert unknown == "17.14 Nobody knows this (n 12)" and isinstance(unknown, English)


@pytest.mark.parametrize("day", ["2025-07-01", "1 Jul 2025"])
def test_a_day_is_written_as_a_language_writes_it(day):
    assert languages.is_date(day)
    assert [languages.token(day, name) for name in ("km", "th", "vi")] == [
        "1 កក្កដា 2025",
        "1 ก.ค. 2025",
        "1 thg 7, 2025",
    ]


@pytest.mark.parametrize(
    "language, text, expected",
    [
        ("vi", "1,289.5", "1.289,5"),
        ("ky", "1,289.5", "1\u00a0289,5"),
        ("th", "1,289.5", "1,289.5"),
        ("vi", "39.9–41.2", "39,9–41,2"),
        ("vi", "<5", "<5"),
        ("vi", "8.3.1", "8.3.1"),
    ],
)
def test_numbers_change_their_signs_and_no_digit(language, text, expected):
    assert languages.numbers(text, language) == expected
    assert re.findall(r"\d", languages.numbers(text, language)) == re.findall(r"\d", text)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("better, +1.25 a year (2015–2023, 4 values)", "tốt hơn, +1,25 mỗi năm (2015–2023, 4 giá trị)"),
        ("worse, −0.5 a year (2015–2023, 4 values)", "xấu hơn, −0,5 mỗi năm (2015–2023, 4 giá trị)"),
        ("see 8.3", "xem 8.3"),
    ],
)
def test_a_change_gets_the_signs_of_a_language_and_a_code_keeps_its_own(pages, text, expected):
    assert _Translator(pages["vnm"], "vi").words(text) == expected


@pytest.mark.parametrize(
    "text, expected",
    [
        ("2,326", "2.326"),
        ("71,890 (2023, B)", "71.890 (2023, B)"),
        ("27.1 (2015), 25.5 (2019)", "27,1 (2015), 25,5 (2019)"),
        ("29,378 (2022, A); 35,041 (2025, B)", "29.378 (2022, A); 35.041 (2025, B)"),
        ("2009: 22.5; 2019: 17.25", "2009: 22,5; 2019: 17,25"),
        ("−0.01 ± 0.06", "−0,01 ± 0,06"),
        ("2012: 93.1 → 92.6 (−0.501)", "2012: 93,1 → 92,6 (−0,501)"),
        ("2.4", "2.4"),
        ("8.10", "8.10"),
        ("2.5, 2.a, 12.10", "2.5, 2.a, 12.10"),
        ("17.14 (2 lines)", "17.14 (2 lines)"),
        ("ILOSTAT 8.3.1", "ILOSTAT 8.3.1"),
        ("12 (2022), 1.234", "12 (2022), 1.234"),
    ],
)
def test_numbers_in_a_column_of_words_get_the_signs_and_codes_keep_theirs(text, expected):
    assert languages.figures(text, "vi") == expected
    assert languages.figures(text, "th") == text


def test_a_list_is_translated_by_its_items_or_not_at_all(pages):
    translator = _Translator(pages["vnm"], "vi")
    one, other = (languages.catalogue("vi")[word] for word in ("Registered", "Active"))
    assert translator.words("Registered, Active") == f"{one}, {other}"
    assert translator.words("Registered / Active / Registered") == f"{one} / {other}"
    assert isinstance(translator.words("Registered, nobody knows this"), English)
    assert translator.label("Registered, Active") == f"{one}, {other}"
    assert {*translator.open} == {"Registered", "Active"}


@pytest.mark.parametrize(
    "text, expected",
    [
        ("71,890 (2023, B)", "71.890 (2023, B)"),
        ("1,289 (2021 to 2022)", "1.289 (2021 đến 2022)"),
        ("1,289 (2021)", "1.289 (2021)"),
        ("18.4 (2019)", "18,4 (2019)"),
        ("71,280 (2023, B, “more than”)", "71.280 (2023, B, “more than”)"),
        ("29,378 (2022, A); Registered: 35,041 (2025, B)", "29.378 (2022, A); Đã đăng ký: 35.041 (2025, B)"),
        ("28,000 persons (2005, C, year inferred)", "28.000 người (2005, C, năm suy ra)"),
        ("1,200 (2025, C, “nearly”; not added)", "1.200 (2025, C, “nearly”; không cộng)"),
        ("28,000 persons (2005, C, “over”)", "28.000 người (2005, C, “over”)"),
        ("Red River Delta 7,780; South East 2,071", "Đồng bằng sông Hồng 7.780; Đông Nam Bộ 2.071"),
    ],
)
def test_a_number_gets_the_signs_of_a_language_once(pages, text, expected):
    """Signs set twice make 1,289 of 1.289 again, which a Vietnamese reader takes for less than two."""
    cell = _Translator(pages["vnm"], "vi").cell(text, Column("Organizations"))
    assert cell == {"text": expected}


def test_english_beside_foreign_names_is_english():
    assert is_english(
        "14,452 (Sài Gòn Giải Phóng), 15,300 (VietnamPlus); the largest is 5.9% above the smallest"
    )
    assert is_english("Kinh tế và Đô thị, The country has a number of funds")
    assert not is_english("Liên hiệp hợp tác xã: 125 (2022)")
    assert not is_english("ILO និង IMF")
    assert not is_english("Quỹ xã hội, quỹ từ thiện (social and charity funds)")
    assert not is_english("71,280 (2023, B, “more than”)") and is_english("12 (2023, “more than”, estimate)")


def test_english_is_left_alone(pages):
    assert translate(pages["khm"], "en") is pages["khm"]


@pytest.mark.parametrize("country, language", NATIONAL.items())
def test_a_translated_report_passes_the_checks(pages, country, language):
    page = pages[country]
    forms = [f"{language}.html", f"{language}.pdf"]
    made = report.write(page, forms)
    report.verify(page, made, country=country, analysis="mapping")
    html = made[f"{language}.html"].decode()
    assert f'<html lang="{language}"' in html
    assert languages.catalogue(language)["Contents"] in html
    assert '<span lang="en">' in html
    assert report.write(page, forms) == made


def test_the_numbers_of_a_table_and_its_data_file_stay(pages):
    before = next(shown.exhibit for shown in pages["vnm"].of(Table) if shown.exhibit.id == "landscape")
    page = translate(pages["vnm"], "vi")
    after = next(shown.exhibit for shown in page.of(Table) if shown.exhibit.id == "landscape")
    assert (after.data_columns, after.data_rows) == (before.data_columns, before.data_rows)
    assert [row[1]["text"] for row in after.rows][:3] == ["1.289", "19", "113.245"]
    assert after.rows[2][2]["text"] == "71.930,5" and after.rows[2][2]["tail"] == ",5"
    assert after.columns[1].label == "Đã đăng ký"
    for one, other in zip(before.rows, after.rows, strict=True):
        for cell, translated in zip(one, other, strict=True):
            assert re.findall(r"\d", cell["text"]) == re.findall(r"\d", translated["text"])


def test_sentences_stay_english_and_are_marked(pages):
    page = translate(pages["khm"], "km")
    table = next(shown.exhibit for shown in page.of(Table) if shown.exhibit.id == "landscape")
    assert isinstance(table.notes[0], English) and table.notes[0] == landscape().notes[0]
    assert page.title.startswith("កម្ពុជា៖") and page.country_name == "កម្ពុជា"


def test_an_annex_lists_what_nobody_has_approved(pages):
    page = translate(pages["tha"], "th")
    terms = next(shown.exhibit for shown in page.of(Table) if shown.exhibit.id == "language-terms")
    rows = {row[0]["text"]: (row[1]["text"], row[2]["text"]) for row in terms.rows}
    assert rows["Registered"] == ("จดทะเบียน", "ฉบับร่าง")
    assert rows["Province"] == ("จังหวัด", "ฉบับร่าง")
    assert rows["Registered entities"] == ("ภาษาอังกฤษ", "รอการแปล")


def test_names_of_the_samples_have_a_national_name():
    for country, language in NATIONAL.items():
        assert languages.country_name(country, language, NAMES[country]) != NAMES[country]
