"""What keeps together on paper: the summary before the contents, and words between turned tables."""

from __future__ import annotations

from sse_analysis.report.pagination import lead, placed


def heading(text: str = "Part") -> dict:
    return {"is": "heading", "text": [{"t": text}]}


def words(letters: int = 100) -> dict:
    return {"is": "paragraph", "text": [{"t": "x" * letters}]}


def table(*, turned: bool = False) -> dict:
    return {"is": "table", "turned": turned}


def turned(blocks: list[dict]) -> list[bool]:
    return [block.get("turned", False) for block in placed(blocks)]


def test_the_lead_is_a_first_section_of_words_alone():
    summary = [heading(), words(), {"is": "statement", "paragraphs": []}]
    assert lead([*summary, heading(), words()]) == 3
    assert lead([*summary, table(), heading()]) == 0
    assert lead([words(), *summary, heading(), words()]) == 4, "a translation begins with words on its drafts"
    assert lead([table(), *summary, heading()]) == 0
    assert lead(summary) == lead([words(), heading()]) == lead([]) == 0


def test_a_question_stays_on_the_page_of_its_answer_also_where_no_data_answer_it():
    for kind in ("table", "figure", "absence"):
        question, answer = words(), {"is": kind, "turned": False}
        assert [block.get("sticky", False) for block in placed([heading(), question, answer])] == [
            False,
            True,
            False,
        ]


def test_the_notice_of_a_translation_stays_with_the_summary():
    summary = [words(), heading(), words()]
    assert lead([*summary, heading(), table()]) == 3
    assert lead([table(), *summary, heading()]) == 0


def test_words_that_lead_to_a_turned_table_turn_with_it():
    assert turned([heading(), table(), heading(), words(), table(turned=True)]) == [False, False, *[True] * 3]


def test_a_few_words_between_two_turns_of_the_page_turn_too():
    start, shown = [heading("Summary"), words()], [heading(), words(), table(turned=True)]
    assert turned([*start, heading(), words(), *shown]) == [False, False, *[True] * 5]
    assert turned([*start, *shown, heading(), words(), *shown]) == [False, False, *[True] * 8]


def test_a_page_of_words_stays_upright_and_so_do_words_after_the_last_turn():
    start, shown = [heading("Summary"), words()], [heading(), words(), table(turned=True)]
    assert turned([*start, heading(), words(2000), *shown]) == [*[False] * 4, *[True] * 3]
    assert turned([*start, *shown, heading(), words()]) == [False, False, *[True] * 3, False, False]


def test_a_section_after_an_upright_exhibit_stays_on_its_page():
    start, shown = [heading("Summary"), words()], [heading(), words(), table(turned=True)]
    assert turned([*start, heading(), table(), heading(), words(), *shown]) == [*[False] * 6, *[True] * 3]
