"""PDF in every language: tagged, in its language, fonts embedded, its words in the text layer, nothing left out."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from pdf_text import fonts_of, text_of
from report_samples import notebook

from sse_analysis import report

#: Khmer letters combine, and readers put them into another order: only words of single letters are looked for.
WORDS = {
    "km": ("khm", ("KHM",)),
    "ky": ("kgz", ("МАЗМУНУ", "Катталган", "Кыргызстан")),
    "mn": ("mng", ("АГУУЛГА", "Бүртгэлтэй", "Монгол Улс")),
    "th": ("tha", ("สารบัญ", "จดทะเบียน", "ประเทศ")),
    "vi": ("vnm", ("MỤC LỤC", "Đã đăng ký", "Việt Nam")),
}


@pytest.mark.parametrize("language", WORDS)
def test_a_pdf_in_the_language_of_its_country(language):
    country, wanted = WORDS[language]
    page = report.document(notebook(country))
    data = report.write(page, [f"{language}.pdf"])[f"{language}.pdf"]
    report.verify(page, {f"{language}.pdf": data}, country=country, analysis="mapping")
    with pikepdf.open(BytesIO(data)) as pdf:
        assert str(pdf.Root.Lang) == language
        assert pdf.Root.MarkInfo.Marked and "/StructTreeRoot" in pdf.Root
        assert len(pdf.open_outline().root) >= 2
        marked = str(pdf.open_metadata())
    assert "pdfuaid" in marked
    assert all(fonts_of(data).values()) and fonts_of(data)
    text = text_of(data)
    assert [word for word in wanted if word not in text] == []
    assert "\ufffd" not in text
