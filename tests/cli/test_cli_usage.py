"""What the command line says when it is used wrongly, and that help is near at hand."""

import io
import subprocess
import sys

import pytest

from sse_analysis.cli import COMMANDS, main


def _fails(sse, *words):
    code, out, err = sse(*words)
    assert (code, out) == (2, "")
    return err


def test_run_without_a_country_lists_them(sse):
    assert _fails(sse, "run") == (
        "Usage: sse run [OPTIONS] [COUNTRY]...\nTry 'sse run --help' for help.\n\n"
        "Error: Name at least one country, or use --all. Here: khm, tha.\n"
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("run", "kmh"), "There is no country 'kmh' here. Did you mean 'khm'? Here: khm, tha.\n"),
        (("run", "lao"), "There is no country 'lao' here. Here: khm, tha. Add it with: sse new lao\n"),
        (("run", "../../etc"), "'../../etc' is not a country code. Expected three letters of ISO 3166-1, such as 'khm'.\n"),
        (("run", "khm", "--only", "maping"), "Found analysis 'maping', expected one of 'mapping', 'sdg', 'formalization', 'regional'. Did you mean 'mapping'?\n"),
        (("run", "khm", "--to", "html,pfd"), "Found format 'pfd', expected one of 'html', 'pdf', 'docx'. Did you mean 'pdf'?\n"),
        (("run", "khm", "--to", ""), "No format is named, expected one of 'html', 'pdf', 'docx'.\n"),
        (("run", "khm", "--only", ","), "Found an empty --only, expected one of 'mapping', 'sdg', 'formalization', 'regional'.\n"),
        (("run", "khm,lao,x"), "'x' is not a country code. Expected three letters of ISO 3166-1, such as 'khm'.\n"),
        (("run", "khm", "--notebook", "x.txt"), "'x.txt' is not a notebook: expected a file that ends in .ipynb.\n"),
        (("run", "khm", "--notebook", "/x.ipynb"), "'/x.ipynb' lies outside the project. Put it into notebooks/my/.\n"),
        (("verify", "outputs/lao"), "There is no published report at outputs/lao. Make one with: sse run\n"),
        (("exec", "--job-file", "-"), "There is no job to do. Expected lines as printed by: sse jobs --jsonl\n"),
    ],
)  # fmt: skip
def test_a_wrong_word_is_named_with_the_right_one(sse, monkeypatch, words, message):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert _fails(sse, *words) == message


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("rnu",), "Error: There is no command 'rnu'. Did you mean 'run'?"),
        (("run", "khm", "--all"), "Error: Give either countries or --all, not both."),
        (("run", "khm", "--only", "regional"), "Error: Nothing to run: khm has no report 'regional'. 'regional' is run with: sse run regional"),
        (("run", "khm", "--only", "mapping,regional"), "Error: Nothing to run: khm has no report 'regional'. 'regional' is run with: sse run regional"),
        (("run", "khm", "--set", "a=1"), "Error: --set goes with --notebook."),
    ],
)  # fmt: skip
def test_a_wrong_use_is_explained(sse, words, message):
    assert message in _fails(sse, *words)


def test_problems_of_all_parameter_files_come_at_once_and_nothing_runs(sse, home):
    for code in ("khm", "tha"):
        text = (home.home / f"parameters/{code}.yml").read_text()
        home.write(f"parameters/{code}.yml", text.replace("baseline_year: 2015", "baseline_yaer: 2015"))
    assert _fails(sse, "run", "--all") == (
        "Nothing was run.\n"
        "parameters/khm.yml has 1 problem:\n"
        "  - parameters/khm.yml, line 20, column 'sdg.baseline_yaer': found the unknown key 'baseline_yaer', expected a key of this layout. Did you mean 'baseline_year'?\n"
        "parameters/tha.yml has 1 problem:\n"
        "  - parameters/tha.yml, line 20, column 'sdg.baseline_yaer': found the unknown key 'baseline_yaer', expected a key of this layout. Did you mean 'baseline_year'?\n"
    )
    assert not home.outputs.exists()


def test_a_folder_in_place_of_a_parameter_file_is_no_country(sse, home):
    (home.home / "parameters/tha.yml").unlink()
    (home.home / "parameters/tha.yml").mkdir()
    assert (
        _fails(sse, "run", "tha") == "There is no country 'tha' here. Here: khm. Add it with: sse new tha\n"
    )
    assert "tha" not in sse("status")[1]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_an_example(capsys, name):
    assert main([name, "--help"]) == 0
    said = capsys.readouterr().out
    assert ("Example" in said and f"  sse {name}" in said) or (name == "exec" and "sse exec" in said)


def test_help_names_exit_codes_and_commands_and_imports_nothing_heavy():
    probe = (
        "import sys; from sse_analysis.cli import main; main(['--help']); "
        "print([m for m in ('pandas', 'numpy', 'pydantic', 'papermill') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True).stdout
    assert said.endswith("[]\n")
    assert "Exit codes: 0 all right, 1 a notebook failed, 2 wrong usage, parameters or data," in said
    assert all(f"  {name} " in said for name in COMMANDS)


def test_a_dry_run_says_what_and_why_and_does_nothing(sse, home):
    code, out, _ = sse("run", "khm", "--dry-run")
    assert code == 0
    assert out == (
        "khm/mapping                  run   absent  not run yet\n"
        "khm/sdg                      run   absent  not run yet\n"
        "khm/formalization            run   absent  not run yet\n"
    )
    assert not home.outputs.exists()


def test_what_the_disk_refuses_is_said_and_nothing_else(sse, home, monkeypatch):
    import errno
    import os

    from sse_analysis.sources import manifest

    def refuse(number):
        def write(folder, today):
            raise OSError(number, os.strerror(number), "data/khm/sources.tmp")

        return write

    monkeypatch.setattr(manifest, "accept", refuse(errno.EROFS))
    assert sse("check", "khm", "--write-sources") == (
        3,
        "",
        "data/khm/sources.tmp: Read-only file system. Free space, correct the permissions, or close the program that has "
        "the file open; then run the command again.\n",
    )
    monkeypatch.setattr(manifest, "accept", refuse(errno.EIO))
    with pytest.raises(OSError, match="Input/output"):
        sse("check", "khm", "--write-sources")
