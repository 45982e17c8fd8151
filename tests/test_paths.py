"""Paths never leave their folder."""

import pytest

from sse_analysis import paths
from sse_analysis.errors import ParameterError, SourceError


@pytest.fixture
def home(tmp_path, monkeypatch):
    for folder in ("parameters", "data"):
        (tmp_path / folder).mkdir()
    monkeypatch.setenv("SSE_HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("text", ["../../etc", "kh", "khmm", "kh/", "k.m", "", None, 116, "khm\n\x00", "ខ្មែ"])
def test_what_is_not_a_code_never_becomes_a_path(text):
    with pytest.raises(ParameterError) as caught:
        paths.data_folder(text)
    # What a screen would obey is shown as a sign of its own.
    shown = str(text).replace("\x00", "\ufffd")
    assert str(caught.value) == (
        f"'{shown}' is not a country code. Expected three letters of ISO 3166-1, such as 'khm'."
    )


def test_codes_are_read_in_any_case(home):
    assert paths.data_folder("KHM") == home / "data" / "khm"


def test_a_name_that_climbs_out_is_refused(home):
    with pytest.raises(ParameterError, match=r"A path leads out of its folder\."):
        paths.data_file("khm", "../../secret.csv")


def test_a_link_that_leads_out_is_refused(home, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "x.csv"
    outside.write_text("a\n")
    (home / "data" / "khm").mkdir()
    (home / "data" / "khm" / "x.csv").symlink_to(outside)
    with pytest.raises(ParameterError):
        paths.data_file("khm", "x.csv")


def test_notebook_names_are_plain(home):
    assert paths.notebook_file("mapping") == home / "notebooks" / "mapping.ipynb"
    with pytest.raises(ParameterError):
        paths.notebook_file("../mapping")


def test_outputs_can_be_moved(home, monkeypatch, tmp_path):
    assert paths.output_folder("khm") == home / "outputs" / "khm"
    monkeypatch.setenv("SSE_OUTPUTS", str(tmp_path / "elsewhere"))
    assert paths.output_folder("regional") == tmp_path / "elsewhere" / "regional"


def test_a_home_without_parameters_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("SSE_HOME", str(tmp_path))
    with pytest.raises(SourceError, match="has no folder 'parameters'"):
        paths.root()
