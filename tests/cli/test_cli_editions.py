"""``sse run`` with a language and a profile: names of the files, and refusals."""

from __future__ import annotations

import pytest

from sse_analysis.batch import jobs
from sse_analysis.cli.running import _editions
from sse_analysis.errors import ParameterError


@pytest.mark.parametrize(
    "to, profile, language, expected",
    [
        ("html,pdf", "full", "en", ("html", "pdf")),
        ("html,docx", "full", "km", ("km.html", "km.docx")),
        ("pdf", "brief", "en", ("brief.pdf",)),
        ("html", "brief", "vi", ("brief.vi.html",)),
    ],
)
def test_editions_asked_for(to, profile, language, expected):
    assert _editions({"to": to, "profile": profile, "language": language}) == expected
    assert jobs.formats_of(expected) == expected


@pytest.mark.parametrize(
    "profile, language, message",
    [
        ("short", "en", "Found profile 'short', expected one of 'full', 'brief', 'dossier'."),
        ("full", "kh", "Found language 'kh', expected one of 'en', 'km', 'ky', 'mn', 'th', 'vi'."),
    ],
)
def test_an_unknown_profile_or_language_is_refused(profile, language, message):
    with pytest.raises(ParameterError) as caught:
        _editions({"to": "html", "profile": profile, "language": language})
    assert str(caught.value).startswith(message)


def test_a_job_keeps_its_editions_on_its_way_to_another_machine():
    (job,) = jobs.select(["khm"], ["mapping"], ("km.html", "brief.km.pdf"))
    assert jobs.from_json(jobs.to_json(job)).formats == ("km.html", "brief.km.pdf")
