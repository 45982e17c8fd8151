"""``sse schema``."""

from __future__ import annotations

import click

_HELP = """Write the JSON Schema of the parameter files into parameters/schema/.

Each parameter file names its schema in its first line, so that editors complete and check its keys.

\b
Examples:
  sse schema
  sse schema --print country
"""


@click.command("schema", help=_HELP, short_help="JSON Schema of the parameter files.")
@click.option("--print", "name", type=click.Choice(["country", "regional"]), help="Print one, write nothing.")
def schema_command(name: str | None) -> int:
    from sse_analysis import parameters, paths
    from sse_analysis.batch import files

    texts = parameters.json_schemas()
    if name:
        click.echo(texts[f"{name}.json"], nl=False)
        return 0
    for file, text in texts.items():
        target = paths.parameter_folder() / "schema" / file
        same = target.is_file() and target.read_text(encoding="utf-8") == text
        if not same:
            files.write(target, text.encode())
        click.echo(f"{paths.relative(target)}: {'unchanged' if same else 'written'}")
    return 0
