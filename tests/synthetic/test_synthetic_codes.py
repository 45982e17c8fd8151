"""Nothing synthetic may stand under the name of a real country."""

import string
from itertools import product

import pytest

from sse_analysis.errors import ParameterError, SourceError
from sse_analysis.synthetic import generate, generating, problems, refuse_real
from sse_analysis.synthetic.settings import chosen_switches


@pytest.mark.parametrize("code", ["khm", "KGZ", "mng", "tha", "vnm", "fra", "xkx", "XKX", "zzz", "aaa"])
def test_a_code_that_is_not_private_is_refused(code, tmp_path):
    with pytest.raises(ParameterError) as caught:
        generate(code, folder=tmp_path / "there")
    assert str(caught.value) == (
        f"'{code.upper()}' is the code of a real country, or is kept for one. Synthetic data may only stand under "
        "a private-use code of ISO 3166-1: XAA to XZZ, without XKX. Use: sse synthetic xsy"
    )
    assert not (tmp_path / "there").exists()


def test_of_all_codes_only_the_private_ones_are_accepted():
    accepted = []
    for letters in product(string.ascii_lowercase, repeat=3):
        code = "".join(letters)
        try:
            accepted.append(refuse_real(code))
        except ParameterError:
            continue
    assert len(accepted) == 26 * 26 - 1
    assert accepted[0] == "xaa" and accepted[-1] == "xzz" and "xkx" not in accepted


@pytest.mark.parametrize("text", ["", "x", "xsyy", "../x", "x1y", "ха́x"])
def test_what_is_no_code_is_refused_before_anything_is_written(text, tmp_path):
    with pytest.raises(ParameterError, match="is not a country code"):
        generate(text, folder=tmp_path / "there")
    assert not (tmp_path / "there").exists()


def test_an_unknown_switch_is_named():
    with pytest.raises(ParameterError) as caught:
        chosen_switches(["hidden_confounding", "status_errors"])
    assert str(caught.value) == (
        "'status_errors' is not a switch of the synthetic country. Expected one of 'hidden_confounding', 'status_error', "
        "'list_dependence', 'self_selection'. Did you mean 'status_error'?"
    )


def test_data_made_by_other_code_are_named(written, tmp_path, monkeypatch):
    (tmp_path / "parameters").mkdir()
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "xsy").symlink_to(written)
    monkeypatch.setenv("SSE_HOME", str(tmp_path))
    assert problems("xsy") == []
    monkeypatch.setattr(generating, "_code", lambda: "f" * 64)
    (failure,) = problems("xsy")
    text = str(failure)
    assert text.startswith("data/xsy/truth.json: found data made by version ")
    assert text.endswith("expected version ffffffffffff. Make it again with: sse synthetic xsy")
    with pytest.raises(SourceError) as caught:
        generating.ensure("xsy")
    assert text in str(caught.value), "a report of old data would lack what is new"
    assert problems("khm") == []
