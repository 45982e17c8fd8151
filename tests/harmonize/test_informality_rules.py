"""Rule tables of a country: read, checked, every problem named with its line."""

import pandas as pd
import pytest

from sse_analysis.errors import CodeError, SchemaError
from sse_analysis.harmonize.informality import classify
from sse_analysis.harmonize.rules import rule_set

HEAD = "edition,part,place,rule,when,condition,outcome,words\n"


@pytest.fixture
def file(tmp_path):
    def write(*lines: str):
        path = tmp_path / "informality_rules.csv"
        path.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


def test_a_country_brings_its_own_rules(file):
    own = file(
        "national,unit,1,licence,,registered = 1,2,has a licence",
        "national,unit,2,otherwise,,,1,has none",
        "national,job,1,in_formal_unit,,unit = 2 and status in 1 2 3 4 5,2,in a unit with a licence",
        "national,job,2,otherwise,,status in 1 2 3 4 5,1,in another unit",
    )
    persons = pd.DataFrame({"status": [5.0, 1.0], "registered": [1.0, 0.0]})
    found = classify(persons, edition="national", rule_file=own)
    assert found.frame["job"].to_list() == [2, 1]
    assert found.edition == "national"


def test_the_place_decides_and_not_the_line(file):
    own = file(
        "national,unit,2,otherwise,,,1,last",
        "national,unit,1,licence,,registered = 1,2,first",
        "national,job,1,all,,status in 1 2 3,1,everybody",
    )
    persons = pd.DataFrame({"status": [1.0], "registered": [1.0]})
    assert classify(persons, edition="national", rule_file=own).frame["unit"].to_list() == [2]


def test_every_problem_is_named_with_its_line(file):
    own = file(
        "national,unit,1,licence,,registred = 1,2,has a licence",
        "national,unit,x,size,,firmsize > 5,5,large",
        "national,job,1,all,not_registered=perhaps,unit = 2 and firmsize >= size_treshold,2,all",
        "national,trade,1,all,,,1,all",
    )
    with pytest.raises(SchemaError) as error:
        rule_set("national", own)
    lines = str(error.value).splitlines()
    assert lines[0].endswith("informality_rules.csv has 7 problems:")
    assert "line 2, column 'condition': found 'registred', expected" in lines[1]
    assert lines[1].endswith("Did you mean 'registered'?")
    assert "line 3, column 'place': found 'x', expected a whole number" in lines[2]
    assert "line 3, column 'outcome': found '5', expected one of '1', '2', '3'" in lines[3]
    assert "line 3, column 'condition': found 'firmsize > 5'" in lines[4]
    assert "line 4, column 'when': found 'not_registered=perhaps'" in lines[5]
    assert lines[6].endswith(
        "found 'size_treshold', expected a number or the name of an option. Did you mean 'size_threshold'?"
    )
    assert "line 5, column 'part': found 'trade', expected one of 'unit', 'job'" in lines[7]


def test_an_unknown_edition_names_the_nearest():
    with pytest.raises(CodeError) as error:
        rule_set("icls17_iol")
    assert str(error.value) == (
        "'icls17_iol' is not an edition of informality_rules.csv. Expected one of 'icls17_ilo', 'icls21', "
        "'social_insurance'. Did you mean 'icls17_ilo'?"
    )


def test_a_job_rule_may_ask_the_unit_and_a_unit_rule_may_not(file):
    with pytest.raises(SchemaError, match="column 'condition': found 'unit'"):
        rule_set("national", file("national,unit,1,odd,,unit = 2,2,asks itself"))
