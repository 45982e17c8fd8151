"""Files of YAML that people write by hand: a mistake is told with its line, in whichever file it is."""

import shutil

import pytest

from sse_analysis import parameters, perimeter
from sse_analysis.committee import workplan
from sse_analysis.errors import ParameterError, SourceError
from sse_analysis.parameters.parsing import parse
from sse_analysis.sources import manifest, registers

MISTAKES = {
    "a day that no calendar has": (
        b"a: 1\nb: 2026-02-30\n",
        "line 2: found '2026-02-30', which is no day of the calendar, expected valid YAML. "
        "Check indentation, colons and quotes.",
    ),
    "another encoding": (
        "a: 1\nb: Реестр\n".encode("cp1251"),
        "line 2: found the byte 0xd0, which is not UTF-8, expected UTF-8 text. Save the file as UTF-8.",
    ),
    "a key twice": (
        b"a: 1\na: 2\n",
        "line 2: found the key 'a' a second time (first on line 1), expected each key once. Delete one of them.",
    ),
    "a sign that a screen obeys": (
        b'a: 1\nb: "\\e[31mred"\n',
        "line 2: found the control character U+001B, expected text that can be printed. Delete it.",
    ),
    "a tab": (
        b"a:\n\tb: 1\n",
        "line 2: found found character '\\t' that cannot start any token, expected valid YAML. "
        "Check indentation, colons and quotes.",
    ),
}
READERS = {
    "parameters/khm.yml": lambda file: parameters.load("khm"),
    "parameters/khm/decisions.yml": lambda file: perimeter.load_decisions("khm", forms=()),
    "parameters/khm/workplan.yml": lambda file: workplan.own("khm"),
    "data/khm/sources.yml": lambda file: manifest.read("khm"),
    "data/khm/registers/coops.yml": registers.describe,
}


@pytest.fixture
def home(tmp_path, monkeypatch, project):
    shutil.copytree(project / "parameters", tmp_path / "parameters")
    (tmp_path / "data" / "khm" / "registers").mkdir(parents=True)
    monkeypatch.setenv("SSE_HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("mistake", MISTAKES)
@pytest.mark.parametrize("name", READERS)
def test_a_mistake_is_told_with_its_line(home, name, mistake):
    content, expected = MISTAKES[mistake]
    (home / name).write_bytes(content)
    with pytest.raises((ParameterError, SourceError)) as caught:
        READERS[name](home / name)
    assert str(caught.value).splitlines()[1:] == [f"  - {name}, {expected}"]


def test_a_byte_order_mark_is_no_mistake(home):
    file = home / "parameters" / "khm.yml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert parameters.load("khm").country == "khm"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: &x [*x]\n", "line 1: found an alias (*) inside the part it stands for, expected valid YAML"),
        (
            "a0: &a0 [1]\n"
            + "".join(f"a{k}: &a{k} [{', '.join([f'*a{k - 1}'] * 9)}]\n" for k in range(1, 9)),
            "found aliases (*) that make more than 100,000 entries, expected valid YAML",
        ),
    ],
)
def test_aliases_that_never_end_or_multiply_are_told(text, told):
    (failure,) = parse(text.encode(), "x.yml").failures
    assert told in str(failure)
