"""What the documents say can be done, can be done."""

import re
import shlex
import tomllib

import pytest

DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "data/README.md")


def blocks(project, language):
    for name in DOCUMENTS:
        text = (project / name).read_text(encoding="utf-8")
        for block in re.findall(rf"```{language}\n(.*?)```", text, re.S):
            yield name, block


def commands(project):
    for name, block in blocks(project, "bash"):
        for line in block.splitlines():
            if line.split("#")[0].strip():
                yield name, shlex.split(line, comments=True)
    for name in DOCUMENTS:
        for line in re.findall(r"`(sse [^`]+)`", (project / name).read_text(encoding="utf-8")):
            yield name, shlex.split(line)


def test_the_readme_names_the_two_commands_first(project):
    first = next(block for name, block in blocks(project, "bash") if name == "README.md")
    assert first.split("\n")[:2] == ["make reports", "make test"]


def test_every_task_that_is_named_exists(project):
    import sys

    sys.path.insert(0, str(project))
    import bootstrap

    named = {words[1] for _, words in commands(project) if words[0] == "make"}
    named |= {words[2] for _, words in commands(project) if words[:2] == ["python", "bootstrap.py"]}
    assert named and named <= set(bootstrap.TASKS)


def test_every_sse_command_that_is_named_parses(project):
    """Each word of the command line is understood; nothing is run."""
    import click
    from sse_analysis.cli import main as program

    seen = 0
    for name, words in commands(project):
        if words[0] != "sse" or len(words) < 2:
            continue
        context = click.Context(program, info_name="sse")
        command = program.get_command(context, words[1])
        assert command is not None, f"{name}: sse {words[1]}"
        command.make_context(words[1], list(words[2:]), parent=context, resilient_parsing=False)
        seen += 1
    assert seen >= 9


@pytest.mark.parametrize("language", ["python"])
def test_python_in_the_documents_runs(project, language):
    ran = 0
    for name, block in blocks(project, language):
        exec(compile(block, name, "exec"), {})
        ran += 1
    assert ran


def test_links_between_documents_lead_somewhere(project):
    for name in DOCUMENTS:
        text = (project / name).read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#]+)\)", text):
            if "://" not in target:
                assert ((project / name).parent / target).exists(), f"{name}: {target}"


def test_the_changelog_has_this_version(project):
    version = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    text = (project / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {version}," in text and "### Numbers that moved" in text


def test_nothing_names_a_place_of_the_authors(project):
    import subprocess

    files = subprocess.run(
        ["git", "ls-files"], cwd=project, capture_output=True, text=True, check=True
    ).stdout.split()
    words = re.compile("/wo" + "rk/|/ro" + "ot/|pypi" + r"\.org/simple|registry\.npm" + "js")
    places = []
    for file in files:
        if file.endswith((".py", ".md", ".toml", ".yml", ".json", ".lock", ".cff", ".ipynb")):
            text = (project / file).read_text(encoding="utf-8", errors="replace")
            places += [file] if words.search(text) else []
    assert places == []
