"""Parameter files are strict, and every mistake is named with its line."""

import json
import shutil

import pytest
import yaml

from sse_analysis import parameters, paths
from sse_analysis.errors import ParameterError


@pytest.fixture
def home(tmp_path, monkeypatch, project):
    (tmp_path / "data").mkdir()
    shutil.copytree(project / "parameters", tmp_path / "parameters")
    monkeypatch.setenv("SSE_HOME", str(tmp_path))
    return tmp_path


def change(home, old, new, country="khm"):
    file = home / "parameters" / f"{country}.yml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def message(country="khm"):
    with pytest.raises(ParameterError) as caught:
        parameters.load(country)
    return str(caught.value)


@pytest.mark.parametrize("country", ["khm", "kgz", "mng", "tha", "vnm"])
def test_the_files_that_ship_are_right(country):
    assert parameters.load(country).country == country
    assert parameters.problems(country) == []


def test_the_regional_file_names_the_five_countries():
    assert parameters.load_regional().countries == ("khm", "kgz", "mng", "tha", "vnm")


def test_viet_nam_uses_the_provinces_of_its_published_figures():
    assert str(parameters.load("vnm").mapping.areas_valid_on) == "2025-06-30"


def test_every_problem_is_listed_with_its_line(home):
    change(home, "status: draft ", "statuss: draft ")
    change(home, "lowest_grade: C", "lowest_grade: D")
    change(home, "population_window_years: 5", "population_window_years: five")
    assert message() == (
        "parameters/khm.yml has 3 problems:\n"
        "  - parameters/khm.yml, line 7, column 'statuss': found the unknown key 'statuss', "
        "expected a key of this layout. Did you mean 'status'?\n"
        "  - parameters/khm.yml, line 14, column 'mapping.headline.lowest_grade': found 'D', "
        "expected one of 'A', 'B', 'C'\n"
        "  - parameters/khm.yml, line 17, column 'mapping.population_window_years': found 'five', "
        "expected a whole number"
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            'version: "0"',
            "version: 01",
            "parameters/khm.yml, line 8, column 'version': found '01', expected text. "
            'YAML reads 01 as 1; put it in quotes: "01".',
        ),
        (
            "country: khm ",
            "country: NO ",
            "parameters/khm.yml, line 5, column 'country': found 'NO', expected text. "
            'YAML reads NO as False; put it in quotes: "NO".',
        ),
        (
            "focus_targets: [] ",
            "focus_targets: [8.10] ",
            "parameters/khm.yml, line 22, column 'sdg.focus_targets.0': found '8.10', expected text. "
            'YAML reads 8.10 as 8.1; put it in quotes: "8.10".',
        ),
        (
            "focus_targets: [] ",
            'focus_targets: ["18.1"] ',
            "parameters/khm.yml, line 22, column 'sdg.focus_targets.0': found '18.1', "
            'expected an SDG target such as "8.3"',
        ),
        (
            "minimum_points: 3",
            "minimum_points: 2",
            "parameters/khm.yml, line 21, column 'sdg.minimum_points': found '2', expected 3 or more",
        ),
        (
            "schema_version: 1\n",
            "",
            "parameters/khm.yml, column 'schema_version': found nothing, expected the key 'schema_version'. "
            "Add it: Version of this layout.",
        ),
        (
            "data_cutoff: 2026-11-23",
            "data_cutoff: 2569-11-23",
            "parameters/khm.yml, line 9, column 'data_cutoff': found 2569-11-23, expected a year of the common era. "
            "Buddhist era? Write 2026.",
        ),
        (
            "data_cutoff: 2026-11-23",
            "reference_date: 2026-11-23",
            "parameters/khm.yml, line 9, column 'reference_date': found the unknown key 'reference_date', "
            "expected a key of this layout. It is now called 'data_cutoff'.",
        ),
        (
            "language: en",
            "language: en\nlanguage: en",
            "parameters/khm.yml, line 7: found the key 'language' a second time (first on line 6), "
            "expected each key once. Delete one of them.",
        ),
    ],
)
def test_each_mistake_says_what_to_do(home, old, new, expected):
    change(home, old, new)
    assert expected in message().splitlines()[1:][0] or expected in message()


def test_a_validated_report_needs_its_approver(home):
    change(home, "status: draft ", "status: validated ")
    assert "status is 'validated', so approved_by and approved_on must be given" in message()


def test_the_country_must_be_the_name_of_the_file(home):
    change(home, "country: khm ", "country: vnm ")
    assert message() == (
        "parameters/khm.yml has 1 problem:\n"
        "  - parameters/khm.yml, line 5, column 'country': found 'vnm', expected 'khm', the name of the file. "
        "Correct the code or rename the file."
    )


def test_a_misspelt_country_is_not_another_country():
    with pytest.raises(ParameterError) as caught:
        parameters.load("kmh")
    assert str(caught.value) == (
        "There is no country 'kmh' here: parameters/kmh.yml does not exist. Did you mean 'khm'? "
        "Countries with a parameter file: kgz, khm, mng, tha, vnm, xsy. Add one with: sse new kmh"
    )


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just words\n"])
def test_a_file_without_keys_is_refused(home, text):
    (home / "parameters" / "khm.yml").write_text(text)
    assert message() == (
        "parameters/khm.yml has 1 problem:\n"
        "  - parameters/khm.yml: found no keys, expected 'key: value' lines. See another country's file."
    )


def test_yaml_that_would_build_objects_is_refused(home):
    (home / "parameters" / "khm.yml").write_text("country: !!python/object/apply:os.system ['true']\n")
    assert "could not determine a constructor" in message()


def test_a_file_that_is_not_text_is_refused(home):
    (home / "parameters" / "khm.yml").write_bytes(b"country: \xff\xfe\x00")
    assert message() == (
        "parameters/khm.yml has 1 problem:\n  - parameters/khm.yml, line 1: found the byte 0xff, which is not UTF-8, "
        "expected UTF-8 text. Save the file as UTF-8."
    )


def test_a_day_that_no_calendar_has_is_named_with_its_line(home):
    change(home, "data_cutoff: 2026-11-23", "data_cutoff: 2026-13-23")
    assert message().endswith(
        "found '2026-13-23', which is no day of the calendar, expected valid YAML. Check indentation, colons and quotes."
    )


def test_a_concept_that_does_not_exist_is_no_concept(home):
    change(home, "concept: informal_employment_share", "concept: informal_employment")
    assert "column 'formalization.concept': found 'informal_employment', expected one of" in message()


def test_a_country_that_does_not_exist_is_refused(home):
    (home / "parameters" / "zzq.yml").write_text(
        (home / "parameters" / "khm.yml").read_text().replace("country: khm", "country: zzq")
    )
    assert "found 'zzq', expected a country of ISO 3166-1" in message("zzq")


def test_the_template_of_a_new_country_is_valid(home):
    import datetime as dt

    text = parameters.template("lao", "Lao PDR", cutoff=dt.date(2026, 11, 23))
    (home / "parameters" / "lao.yml").write_text(text)
    assert parameters.load("lao").country == "lao"


def test_the_schema_files_are_those_of_the_records(project):
    for name, text in parameters.json_schemas().items():
        assert (project / "parameters" / "schema" / name).read_text(encoding="utf-8") == text


def test_the_shipped_files_satisfy_the_json_schema_and_name_it(project):
    import jsonschema

    schemas = {name: json.loads(text) for name, text in parameters.json_schemas().items()}
    for file in sorted((project / "parameters").glob("*.yml")):
        name = "regional.json" if file.stem == "regional" else "country.json"
        text = file.read_text(encoding="utf-8")
        assert text.startswith(f"# yaml-language-server: $schema=schema/{name}\n")
        content = json.loads(json.dumps(yaml.safe_load(text), default=str))
        jsonschema.validate(content, schemas[name])


def test_every_key_is_documented():
    def undocumented(schema):
        parts = [schema, *schema.get("$defs", {}).values()]
        return [
            key for part in parts for key, field in part["properties"].items() if not field.get("description")
        ]

    for text in parameters.json_schemas().values():
        assert undocumented(json.loads(text)) == []


def test_paths_of_unlisted_countries_are_not_invented(home):
    assert paths.parameter_file("regional").name == "regional.yml"
