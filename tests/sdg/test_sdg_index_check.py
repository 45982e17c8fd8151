"""A published index is recomputed from its own workbook."""

from __future__ import annotations

import pandas as pd
import pytest

from sse_analysis.sdg import index_check
from sse_analysis.sdg.index_workbook import read_workbook


@pytest.fixture(scope="module")
def edition_2021(shared):
    return read_workbook(shared / "data" / "sdg_index" / "SDR2021Database.xlsx")


def test_every_level_of_the_edition_of_2021(edition_2021):
    scores, goals, index, arrows = index_check.check(edition_2021)
    assert (scores.compared, len(scores.misses)) == (14_933, 0)
    assert (goals.compared, goals.misses) == (2_941, ("goals 4 _OECD: ours 98.1340, published 92.3685",))
    assert (index.compared, len(index.misses)) == (177, 0)
    assert arrows.ok
    assert 1 - len(arrows.misses) / arrows.compared == pytest.approx(0.9497, abs=1e-4)


def test_a_mean_that_skips_missing_goals_is_another_index(edition_2021):
    book = edition_2021
    skipping = book.goals.mean(axis=1)
    agree = (skipping - book.index).abs().le(0.0005 + 1e-9)[book.index.notna()].sum()
    assert agree == 120
    assert skipping["KGZ"] == pytest.approx(74.947, abs=5e-4)
    assert book.index["KGZ"] == pytest.approx(74.001, abs=5e-4)


def test_goal_4_without_the_regional_mean_is_another_score(edition_2021):
    book = edition_2021
    codes = book.book.index[(book.book["goal"] == 4) & (book.book["counts"] == "yes")]
    plain = book.scores[codes].mean(axis=1)
    agree = (plain - book.goals[4]).abs().le(0.0005).sum()
    assert agree < 175


@pytest.mark.parametrize(
    "first, last, arrow",
    [(50, 49, "↓"), (50, 51, "→"), (50, 58, "➚"), (50, 70, "↑"), (95, 91, "↑"), (95, 89, "↓")],
)
def test_arrows(first, last, arrow):
    assert index_check._arrow(first, last, green=90, years=(2015, 2019), horizon=15) == arrow


def _edition(path, *, head="Normalized Score: x1"):
    """Write a workbook of another edition: other sheet names, other heads, no sheet for trends."""
    data = pd.DataFrame(
        {
            "Country Code ISO3": ["AAA", "BBB"],
            "2019 SDG Index Score": [50.0, 25.0],
            "Regions used for the SDR": ["R", "R"],
            "A share": [50.0, 25.0],
            "Year: x1": [2018, 2018],
            head: [50.0, 25.0],
        }
        | {f"Goal {goal} Score": [50.0, 25.0] for goal in range(1, 18)}
    )
    book = pd.DataFrame(
        {
            "IndCode": ["x1"],
            "SDG": [1],
            "Optimum (=100)": [100],
            "Green Threshold": [90],
            "Red threshold": [50],
            "Lower bound": [0],
        }
    )
    with pd.ExcelWriter(path) as writer:
        data.to_excel(writer, sheet_name="SDR2019 figures", index=False)
        book.to_excel(writer, sheet_name="Codebook 2019", index=False)
    return path


def test_another_edition_needs_no_other_code(tmp_path, capsys):
    code = index_check.main([str(_edition(tmp_path / "SDR2019.xlsx"))])
    words = capsys.readouterr().out.splitlines()
    assert words[0] == "scores: 2 of 2 cells agree (100.00 %), inside tolerance (0 misses allowed)"
    assert words[1] == (
        "goals: 2 of 2 cells agree (100.00 %), inside tolerance (1 misses allowed); scores withheld by this edition for "
        "goals 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17"
    )
    assert words[-1] == "arrows: nothing to compare; the edition has no sheet for trends"
    assert code == 0


def test_a_level_outside_its_tolerance_ends_with_one(tmp_path, capsys):
    path = _edition(tmp_path / "SDR2019.xlsx")
    sheets = pd.read_excel(path, sheet_name=None)
    sheets["SDR2019 figures"].loc[0, "2019 SDG Index Score"] = 51.0
    with pd.ExcelWriter(path) as writer:
        for name, sheet in sheets.items():
            sheet.to_excel(writer, sheet_name=name, index=False)
    assert index_check.main([str(path)]) == 1
    assert "  index index AAA: ours 50.0000, published 51.0000" in capsys.readouterr().out.splitlines()


def test_a_workbook_without_scores_is_refused(tmp_path, capsys):
    code = index_check.main([str(_edition(tmp_path / "other.xlsx", head="Score of x1"))])
    assert code == 2
    assert capsys.readouterr().err == (
        "The SDG Index cannot be recomputed.\n"
        "  - other.xlsx: found no such part, expected a sheet with heads 'Normalized Score: <code>'\n"
    )


def test_no_workbook_is_a_wrong_call(capsys, tmp_path):
    assert index_check.main([]) == 2
    assert index_check.main([str(tmp_path / "nothing.xlsx")]) == 2
    assert "nothing.xlsx: found no such file" in capsys.readouterr().err
