"""Catalogues are complete: every word of the template in every language, in its script, with its places and digits."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from babel.messages.pofile import read_po

from sse_analysis.report import catalogues
from sse_analysis.results.exhibit import Column, Table

LETTERS = {
    "km": "[\u1780-\u17ff]",
    "ky": "[\u0400-\u04ff]",
    "mn": "[\u0400-\u04ff]",
    "th": "[\u0e00-\u0e7f]",
    "vi": "[\u00c0-\u024f\u1ea0-\u1ef9]",
}
#: The same in every language: an acronym, a sign of statistics, and places alone.
SAME = {"(n {1})", "CIRIEC", "ESCAP", "Eurostat", "Open SDG", "SDSN", "SSE", "n", "{1}", "{country} ({code})"}
#: Without a letter of the language alone: a sign, and Vietnamese words that bear no mark.
PLAIN = {
    "ky": {"of", "{1} to {2}", "{1} ({2} to {3})", "{1} ({2} to {3}), n {4}"},
    "mn": {"of", "{1} to {2}", "{1} ({2} to {3})", "{1} ({2} to {3}), n {4}"},
    "vi": {
        "After", "Cambodia", "Cambodian riel", "General", "High", "Kyrgyz som", "Kyrgyzstan", "Page", "Turnover",
        "in", "see {1}", "see {1}, {2}", "see {1}, {2}.b, {3}", "see {1}.b, {2}",
    },
}  # fmt: skip
#: Latin words that stand in other scripts: names, acronyms, codes, units, signs of statistics.
LATIN = {
    "A", "AIC", "B", "C", "CIRIEC", "CO2", "CSV", "Cronbach", "EMP_NIFL_SEX_RT", "ESCAP", "Eurostat", "FE", "G", "GDP", "Hợp", "ICLS", "ILC", "ILO",
    "ILOSTAT", "ISIC", "Kaplan", "Meier", "ONCC", "Open", "PM2", "POP", "PPP", "Rev", "SDG", "SDSN", "SDG_0831_SEX_ECO_RT",
    "SN_ITK_DEFC", "SP", "SSE", "Sobol", "TOTL", "TSE", "Tổ", "X", "ZS", "b", "g", "hợp",
    "km", "m", "n", "p", "tác", "xã",
}  # fmt: skip
_PLACE = re.compile(r"\{\w+\}")
_LATIN_WORD = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff][A-Za-z0-9_\u00c0-\u024f\u1e00-\u1eff]*")


@pytest.fixture(scope="module")
def template():
    return {entry.id for entry in read_po(BytesIO(catalogues.TEMPLATE.read_bytes())) if entry.id}


@pytest.fixture(params=sorted(LETTERS))
def language(request):
    return request.param


def entries(language):
    po = read_po(BytesIO((catalogues.FOLDER / f"{language}.po").read_bytes()))
    return {entry.id: entry.string for entry in po if entry.id}


def faults(language, english, words):
    """Name what is wrong with a translation, nothing where it may stand."""
    if not words.strip():
        return ["empty"]
    found = []
    if sorted(_PLACE.findall(english)) != sorted(_PLACE.findall(words)):
        found.append("places")
    before, after = _PLACE.sub("", english), _PLACE.sub("", words)
    if sorted(re.findall(r"\d", before)) != sorted(re.findall(r"\d", after)):
        found.append("digits")
    if english in SAME:
        return found + ["changed"] * (english != words)
    plain = english in PLAIN.get(language, ())
    if words == english and not plain:
        found.append("English")
    if not re.search(LETTERS[language], after) and not plain:
        found.append("script")
    others = (letters for other, letters in LETTERS.items() if letters != LETTERS[language] and other != "vi")
    if any(re.search(letters, after) for letters in others):
        found.append("another script")
    if language != "vi" and {*_LATIN_WORD.findall(after)} - LATIN:
        found.append("Latin words")
    return found


def test_every_word_of_the_template_is_translated(language, template):
    known = entries(language)
    assert {*known} == template
    assert {
        english: wrong for english, words in known.items() if (wrong := faults(language, english, words))
    } == {}


@pytest.mark.parametrize(
    "language, english, words, wrong",
    [
        ("km", "Year", " ", ["empty"]),
        ("th", "{1} of {2}", "{1} จาก {1}", ["places"]),
        ("vi", "17th ICLS", "Hội nghị ICLS", ["digits"]),
        ("vi", "Region", "Region", ["English", "script"]),
        ("ky", "High", "High", ["English", "script", "Latin words"]),
        ("mn", "Goal", "Зорилго goal", ["Latin words"]),
        ("km", "Year", "ปี", ["script", "another script"]),
        ("th", "CIRIEC", "ซีริเอก", ["changed"]),
        ("ky", "Data (CSV)", "Маалыматтар (CSV)", []),
    ],
)
def test_a_wrong_translation_is_found(language, english, words, wrong):
    assert faults(language, english, words) == wrong


def test_what_is_declared_still_stands_in_the_template(template):
    assert template >= SAME.union(*PLAIN.values())
    used = {
        word
        for name in LETTERS
        if name != "vi"
        for text in entries(name).values()
        for word in text_words(text)
    }
    assert used == LATIN


def test_statuses_and_labels_of_closed_lists_are_extracted_no_names_and_no_sentences():
    table = Table(
        id="t", country="khm", title="t", sources=(), columns=(Column("Scope"), Column("Source"), Column("Value")),
        rows=(
            ("all activities", "A ministry", {"text": "not seen", "tone": "absent"}),
            ("a sentence that goes on " * 4, {"text": "ក្រសួង", "tone": "absent"}, {"text": "12.5", "tone": "good"}),
            ("A short sentence.", "A court", {"text": "{1} of {2}. Not compared.", "tone": "absent"}),
            ({"text": "toutes", "lang": "fr"}, "A bureau", "free text"),
        ),
    )  # fmt: skip
    assert list(catalogues._labels(table)) == ["all activities", "not seen"]


def text_words(text):
    return _LATIN_WORD.findall(_PLACE.sub("", text))
