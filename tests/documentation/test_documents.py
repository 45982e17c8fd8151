"""What the documents say can be done, can be done."""

import doctest
import importlib
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent))
import documents

#: Made by the first command, or by the reader.
LATER = ("outputs/", "data/lao/", "parameters/lao.yml", "notebooks/my/", ".venv/", "shared/")


@pytest.fixture(scope="module")
def version(project):
    return tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def test_the_readme_names_the_two_commands_first():
    first = next(block for name, block in documents.blocks("bash") if name == "README.md")
    assert first.splitlines() == ["make reports", "make test"]


def test_every_command_is_of_a_kind_that_is_tried_here():
    first_words = {words[0] for _, words in documents.commands()}
    assert first_words == {"make", "python", "sse", "jupytext"}


def test_every_task_that_is_named_exists(project, monkeypatch):
    monkeypatch.syspath_prepend(str(project))
    import bootstrap

    named = {words[1] for _, words in documents.commands() if words[0] == "make"}
    scripts = [words[1:] for _, words in documents.commands() if words[0] == "python"]
    assert {words[0] for words in scripts} == {"bootstrap.py"}
    assert named | {words[1] for words in scripts} <= set(bootstrap.TASKS)
    assert {"reports", "test", "lab"} <= named


def test_the_text_twin_tool_is_installed(project):
    ((_, words),) = [item for item in documents.commands() if item[1][0] == "jupytext"]
    assert words == ["jupytext", "--sync", "notebooks/mapping.ipynb"]
    assert (project / words[2]).is_file()
    assert (
        subprocess.run([sys.executable, "-m", "jupytext", "--version"], capture_output=True).returncode == 0
    )


@pytest.mark.parametrize(
    ("document", "words"),
    [item for item in documents.commands() if item[1][0] == "sse" and not item[1][1].startswith("-")],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_every_sse_command_that_is_named_parses(document, words):
    """Each word is understood; nothing is run. The bare name of a command may stand in a sentence."""
    import click

    from sse_analysis.cli import main as program

    context = click.Context(program, info_name="sse")
    command = program.get_command(context, words[1])
    assert command is not None, f"{document}: sse {words[1]}"
    if len(words) > 2:
        command.make_context(words[1], list(words[2:]), parent=context)


@pytest.fixture(scope="module")
def reader(project, tmp_path_factory):
    """Return a function that runs ``sse`` in a copy of the project, as a reader of the README would."""
    home = tmp_path_factory.mktemp("reader")
    for folder in ("parameters", "data", "notebooks"):
        shutil.copytree(project / folder, home / folder, ignore=shutil.ignore_patterns("my", ".cache"))

    def sse(*words):
        from os import environ

        kept = {name: value for name, value in environ.items() if not name.startswith("SSE_")}
        return subprocess.run(
            [sys.executable, "-m", "sse_analysis", *words],
            cwd=home,
            env={**kept, "SSE_HOME": str(home)},
            capture_output=True,
            text=True,
        )

    return sse


def test_the_commands_of_the_readme_run_in_their_order(reader):
    """Runs are planned only, so nothing is there to verify or to read gaps from: tests of batch and committee do it."""
    given = [words for name, words in documents.commands(inline=False) if name == "README.md"]
    done = []
    for words in given:
        if words[0] != "sse" or words[1] in ("verify", "dossier"):
            continue
        lighter = {"run": ["--dry-run"], "synthetic": ["--people", "30000"]}
        planned = [*words[1:], *lighter.get(words[1], [])]
        result = reader(*planned)
        assert result.returncode == 0, f"{' '.join(words)}\n{result.stdout}{result.stderr}"
        done.append(words[1])
    assert done == [
        "list",
        "check",
        "run",
        "run",
        "run",
        "status",
        "synthetic",
        "new",
        "check",
        "run",
        "ballot",
        "freeze",
    ]


@pytest.mark.parametrize(
    ("document", "block"), list(documents.blocks("python")), ids=lambda value: value.split("\n")[0]
)
def test_python_in_the_documents_runs(document, block):
    names = {}
    exec(compile(block, document, "exec"), names)
    assert len(names["standing"].to_frame()) > 100
    assert names["standing"].country == "khm"


def test_examples_in_docstrings_give_what_they_show(project):
    files = [file for file in (project / "sse_analysis").rglob("*.py") if ">>>" in file.read_text("utf-8")]
    names = [".".join(file.relative_to(project).with_suffix("").parts) for file in files]
    modules = [importlib.import_module(name.removesuffix(".__init__")) for name in names]
    results = {module.__name__: doctest.testmod(module) for module in modules}
    assert {name: result.failed for name, result in results.items() if result.failed} == {}
    assert results["sse_analysis"].attempted > 0


def test_links_between_documents_lead_somewhere(project):
    for name in documents.DOCUMENTS:
        for target in re.findall(r"\]\(([^)#]+)\)", documents.text(name)):
            if "://" not in target:
                assert ((project / name).parent / target).exists(), f"{name}: {target}"


def test_files_that_are_named_exist(project):
    missing = []
    for name, path in documents.files_named():
        if path.startswith(LATER):
            continue
        places = (project / path, project / "sse_analysis" / path, (project / name).parent / path)
        shipped = (project / "data" / "khm" / path, project / "sse_analysis" / "reference" / "tables" / path)
        if not any(place.exists() for place in (*places, *shipped)):
            missing.append(f"{name}: {path}")
    assert missing == []


def test_the_readme_gives_the_exit_codes_of_the_program():
    from sse_analysis.cli import main as program

    told = re.search(r"Exit codes: (.*?)\.\n", documents.text("README.md"), re.S)[1]
    helped = re.search(r"Exit codes: (.*?)\.\n", program.epilog, re.S)[1]
    assert re.findall(r"\d+", told) == re.findall(r"\d+", helped) == ["0", "1", "2", "3", "4", "130"]


def test_the_readme_names_every_country_that_ships(project):
    import sse_analysis.reference as reference

    codes = sorted(file.stem for file in (project / "parameters").glob("???.yml"))
    text = " ".join(documents.text("README.md").split())
    assert len(codes) >= 5
    assert [code for code in codes if reference.country(code).name not in text] == []


def test_the_changelog_has_this_version(version):
    sections = re.split(r"^## ", documents.text("CHANGELOG.md"), flags=re.M)[1:]
    assert sections[0].startswith(f"{version}, ") or sections[0].startswith("Unreleased")
    assert all("### Numbers that moved" in section for section in sections)


def test_the_citation_file_is_complete(project, version):
    given = yaml.safe_load((project / "CITATION.cff").read_text(encoding="utf-8"))
    assert given["cff-version"] == "1.2.0" and given["type"] == "software"
    assert given["version"] == version == __import__("sse_analysis").__version__
    assert given["license"] == "MIT"
    assert given["message"] and given["title"] and all("name" in author for author in given["authors"])
    dated = re.search(rf"^## {re.escape(version)}, (\S+)$", documents.text("CHANGELOG.md"), re.M)[1]
    assert str(given["date-released"]) == dated


def test_the_licence_tells_code_from_tables(project):
    text = (project / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("MIT License") and "CC BY 4.0" in text and "data/README.md" in text
    assert "## Licence" in documents.text("data/README.md")


def test_nothing_names_a_place_of_the_authors(project):
    words = re.compile("/wo" + "rk/|/ro" + "ot/|/tm" + "p/brief|pypi" + r"\.org/simple|registry\.npm" + "js")
    kept = ("*.py", "*.md", "*.toml", "*.yml", "*.json", "*.lock", "*.cff", "*.ipynb", "*.csv")
    listed = subprocess.run(
        ["git", "ls-files", "-z", *kept], cwd=project, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    files = [project / name for name in listed if name and (project / name).is_file()]
    assert len(files) > 100
    assert [
        file.name for file in files if words.search(file.read_text(encoding="utf-8", errors="replace"))
    ] == []
