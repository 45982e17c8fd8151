"""The synthetic country is made when it is first asked for, by name, and never instead of anything that is there."""

import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sse_analysis import load_study
from sse_analysis.cli import choosing, main
from sse_analysis.errors import SetupError
from sse_analysis.synthetic import generating


@pytest.fixture
def home(tmp_path, project, monkeypatch):
    """A project folder without any data of the synthetic country, and a list of the countries that were made."""
    (tmp_path / "parameters").symlink_to(project / "parameters")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "common").symlink_to(project / "data" / "common")
    monkeypatch.setenv("SSE_HOME", str(tmp_path))
    made = []

    def generate(country, **given):
        made.append(country)
        (tmp_path / "data" / country).mkdir()

    monkeypatch.setattr(generating, "generate", generate)
    return made


def test_a_study_makes_it_once(home):
    assert load_study("XSY").name == "Synthetic country"
    load_study("xsy")
    assert home == ["xsy"]


def test_a_real_country_makes_nothing(home):
    load_study("khm")
    assert home == []


def test_naming_it_makes_it_and_everything_leaves_it_out(home):
    assert "xsy" not in choosing.countries((), everything=True)
    assert home == []
    assert choosing.countries(("xsy", "khm"), everything=False) == ("xsy", "khm")
    assert home == ["xsy"]


def test_a_folder_that_is_there_is_left_alone(home, tmp_path):
    (tmp_path / "data" / "xsy").mkdir()
    load_study("xsy")
    assert home == []


def test_two_at_the_same_time_do_not_stop_each_other(home, monkeypatch, tmp_path):
    """The folder that the first has put there may be being read, so the second leaves it."""

    def overtaken(new, made, code):
        for place, words in ((tmp_path / "data" / code, "first"), (new, "second")):
            place.mkdir()
            (place / generating.TRUTH).write_text(words, encoding="utf-8")

    monkeypatch.undo()
    monkeypatch.setenv("SSE_HOME", str(tmp_path))
    monkeypatch.setattr(generating.country_room, "build", lambda *_, **__: None)
    monkeypatch.setattr(generating, "_write", overtaken)
    generating.ensure("xsy")
    assert (tmp_path / "data" / "xsy" / generating.TRUTH).read_text(encoding="utf-8") == "first"
    assert [place.name for place in (tmp_path / "data").glob("*xsy*")] == ["xsy"]


def test_the_command_says_what_it_wrote(tmp_path, project, monkeypatch, capsys):
    (tmp_path / "parameters").symlink_to(project / "parameters")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "common").symlink_to(project / "data" / "common")
    monkeypatch.setenv("SSE_HOME", str(tmp_path))
    assert main(["synthetic", "xsy", "--people", "20000", "--switch", "self_selection"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("data/xsy: written with self_selection, ")
    assert said.endswith("MB. True values: xsy/truth.json\n")
    assert main(["synthetic", "khm"]) == 2
    assert "is the code of a real country" in capsys.readouterr().err
    assert not (tmp_path / "data" / "khm").exists()
    assert main(["synthetic", "xsy", "--people", "10"]) == 2


def test_without_the_package_for_spss_nothing_is_begun(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    with pytest.raises(SetupError, match=re.escape("pip install 'sse_analysis[microdata]'")) as caught:
        generating.generate("xsy", folder=tmp_path / "xsy")
    assert "The SPSS file of the synthetic country needs the package 'pyreadstat'" in str(caught.value)
    assert not (tmp_path / "xsy").exists()


def _made_anew(target: Path, number: int) -> None:
    new = target.parent / f"new-{number}" / "xsy"
    new.mkdir(parents=True)
    (new / "truth.json").write_text(str(number))
    generating._replace(new, target)


def test_many_that_make_it_anew_at_the_same_time_take_turns(tmp_path):
    """Two met between the two renames: one ended in a traceback."""
    target = tmp_path / "xsy"
    (target / "user").mkdir(parents=True)
    (target / "user" / "mine.csv").write_text("name\n")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: _made_anew(target, number), range(60)))
    assert (target / "truth.json").read_text().isdigit()
    assert (target / "user" / "mine.csv").read_text() == "name\n"


def test_one_that_is_broken_off_puts_the_old_one_back(tmp_path, monkeypatch):
    """What a user keeps beside the data went with the temporary folder."""
    target, new = tmp_path / "xsy", tmp_path / "new" / "xsy"
    for folder in (target / "user", new):
        folder.mkdir(parents=True)
    (target / "user" / "mine.csv").write_text("name\n")
    rename = Path.rename

    def broken(self, goal):
        if self == new:
            raise KeyboardInterrupt
        return rename(self, goal)

    monkeypatch.setattr(Path, "rename", broken)
    with pytest.raises(KeyboardInterrupt):
        generating._replace(new, target)
    assert (target / "user" / "mine.csv").read_text() == "name\n"
