"""One file of persons in five formats: the same columns come back, and only those that were asked for."""

from __future__ import annotations

import gzip

import numpy as np
import pandas as pd
import pytest

from sse_analysis.errors import ParameterError, SourceError
from sse_analysis.parameters.microdata import Microdata
from sse_analysis.sources.microdata import columns_of, read

PERSONS = pd.DataFrame(
    {
        "ID": ["0007", "0008", "0010"],
        "SEX": [1, 2, 2],
        "AGE": [34.0, np.nan, 71.0],
        "W": [12.5, 100.25, 3.0],
        "NAME": ["Đỗ", "", "ភ្នំ"],
        "UNUSED": ["x", "y", "z"],
    }
)


def given(**changes) -> Microdata:
    return Microdata(
        **({"title": "t", "publisher": "p", "year": 2025, "file": "f", "format": "csv"} | changes)
    )


def written(folder, kind: str):
    path = folder / f"persons.{kind}"
    if kind == "csv":
        PERSONS.to_csv(path, index=False)
    elif kind == "parquet":
        PERSONS.to_parquet(path)
    elif kind == "stata":
        import pyreadstat

        pyreadstat.write_dta(PERSONS, path, variable_value_labels={"SEX": {1: "man", 2: "woman"}})
    else:
        import pyreadstat

        pyreadstat.write_sav(PERSONS, path, variable_value_labels={"SEX": {1: "man", 2: "woman"}})
    return path


@pytest.mark.parametrize("kind", ["csv", "parquet", "stata", "spss"])
def test_every_format_gives_the_same_persons(tmp_path, kind):
    path = written(tmp_path, kind)
    found = read(path, ["ID", "SEX", "AGE", "W", "NAME"], given(format=kind), folder=tmp_path)
    assert list(found.frame) == ["ID", "SEX", "AGE", "W", "NAME"]
    assert found.frame["ID"].astype("str").tolist() == ["0007", "0008", "0010"]
    assert found.frame["SEX"].tolist() == [1, 2, 2]
    assert found.frame["AGE"].isna().tolist() == [False, True, False]
    assert found.frame["W"].tolist() == [12.5, 100.25, 3.0]
    assert found.frame["NAME"].astype("object").iloc[2] == "ភ្នំ"
    if kind in ("stata", "spss"):
        assert found.labels["SEX"] == {"1": "man", "2": "woman"}


def test_numbers_are_narrow_and_codes_with_a_leading_zero_stay_text(tmp_path):
    frame = read(written(tmp_path, "csv"), ["ID", "SEX", "W"], given(), folder=tmp_path).frame
    assert frame["SEX"].dtype == "int8"
    assert isinstance(frame["ID"].dtype, pd.CategoricalDtype)
    assert frame["W"].dtype == "float64"


def test_an_amount_padded_with_zeros_is_a_number_and_a_decimal_comma_is_read_as_one(tmp_path):
    path = tmp_path / "p.csv"
    path.write_text('A;B\n000147.50;"1,5"\n000012.25;"0,25"\n')
    frame = read(path, ["A"], given(separator=";"), folder=tmp_path).frame
    assert frame["A"].tolist() == [147.5, 12.25]
    frame = read(path, ["B"], given(separator=";", decimal=","), folder=tmp_path).frame
    assert frame["B"].tolist() == [1.5, 0.25]


LAYOUTS = {
    "sas": "input\n@0001 UF $2. /* state */\n@0003 AGE 3.\n@0006 W 8.;\n",
    "csv": "column,start,width\nUF,1,2\nAGE,3,3\nW,6,8\n",
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("packed", [False, True])
def test_a_fixed_width_file_is_read_by_either_layout(tmp_path, layout, packed):
    text = "11 34  12.50\n12        3.0\n"
    path = tmp_path / ("p.txt.gz" if packed else "p.txt")
    path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    (tmp_path / "layout.txt").write_text(LAYOUTS[layout])
    frame = read(path, ["W", "AGE", "UF"], given(format="fixed", layout="layout.txt"), folder=tmp_path).frame
    assert frame["UF"].tolist() == [11, 12]
    assert frame["AGE"].isna().tolist() == [False, True]
    assert frame["W"].tolist() == [12.5, 3.0]


def test_a_fixed_width_file_without_a_layout_is_refused():
    with pytest.raises(
        Exception, match="a fixed-width file needs 'layout', the file that says where columns stand"
    ):
        given(format="fixed")


def test_every_absent_column_is_named_with_the_nearest(tmp_path):
    path = written(tmp_path, "csv")
    with pytest.raises(SourceError) as caught:
        read(path, ["SEXE", "AGES", "W"], given(), folder=tmp_path)
    lines = str(caught.value).splitlines()
    assert lines[0].endswith("persons.csv lacks 2 columns that the parameters name:")
    assert lines[1].endswith("found no such column, expected the column 'SEXE'. Did you mean 'SEX'?")
    assert lines[2].endswith("found no such column, expected the column 'AGES'. Did you mean 'AGE'?")


def test_a_missing_file_and_a_file_of_another_format_are_said_to_be_so(tmp_path):
    with pytest.raises(SourceError, match="found no such file, expected a file of persons"):
        columns_of(tmp_path / "no.csv", given(), folder=tmp_path)
    path = written(tmp_path, "csv")
    with pytest.raises(SourceError, match="expected a file in the format 'parquet'"):
        columns_of(path, given(format="parquet"), folder=tmp_path)


def test_a_layout_cannot_lie_outside_the_folder_of_the_country(tmp_path):
    path = tmp_path / "p.txt"
    path.write_text("1\n")
    with pytest.raises(ParameterError):
        read(path, ["A"], given(format="fixed", layout="a/../../x.txt"), folder=tmp_path)


def test_the_copy_is_keyed_by_file_columns_and_reading(tmp_path):
    path = written(tmp_path, "csv")
    cache = tmp_path / ".cache"
    read(path, ["SEX"], given(), folder=tmp_path)
    read(path, ["SEX"], given(), folder=tmp_path)
    assert len(list(cache.glob("*.parquet"))) == 1
    read(path, ["SEX", "W"], given(), folder=tmp_path)
    assert len(list(cache.glob("*.parquet"))) == 2
    path.write_text(path.read_text().replace("0010,2", "0010,1"))
    assert read(path, ["SEX"], given(), folder=tmp_path).frame["SEX"].tolist() == [1, 2, 1]


def test_a_file_parted_by_another_sign_says_which(tmp_path):
    path = tmp_path / "p.csv"
    path.write_text("a;b\n1;2,5\n", encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        read(path, ["a", "b"], given(), folder=tmp_path)
    (failure,) = caught.value.failures
    assert (failure.row, failure.found) == (1, "one column, 'a;b'")
    assert (
        failure.fix == 'Say separator: ";" under \'microdata\', and decimal: "," where decimals have a comma.'
    )
