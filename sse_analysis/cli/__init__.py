"""The command ``sse``: a thin cover over the library. Every command is imported when it is asked for."""

from __future__ import annotations

import errno
import importlib
import sys
from collections.abc import Sequence
from typing import Any

import click

from sse_analysis.errors import (
    CodeError,
    ParameterError,
    ReportError,
    SchemaError,
    SetupError,
    SourceError,
    SSEAnalysisError,
    suggestion,
)

FAILED, USAGE, ENVIRONMENT, CHECKS, INTERRUPTED = 1, 2, 3, 4, 130
_CODES = {
    ParameterError: USAGE,
    SourceError: USAGE,
    SchemaError: USAGE,
    CodeError: USAGE,
    SetupError: ENVIRONMENT,
    ReportError: CHECKS,
}
#: What the disk or another program refuses, whatever a command does.
_NOT_OURS = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EBUSY)
_WHAT_TO_DO = "Free space, correct the permissions, or close the program that has the file open; then run the command again."
#: Command and the module it stands in, in the order of a day's work.
COMMANDS = {
    "list": "listing",
    "check": "checking",
    "run": "running",
    "status": "standing",
    "verify": "verifying",
    "freeze": "freezing",
    "diff": "comparing",
    "ballot": "meeting",
    "workplan": "meeting",
    "dossier": "meeting",
    "new": "adding",
    "schema": "schemas",
    "register": "registering",
    "questionnaire": "asking",
    "fetch": "fetching",
    "clean": "cleaning",
    "jobs": "outside",
    "exec": "outside",
    "synthetic": "synthesizing",
}
_EPILOG = """\b
Exit codes: 0 all right, 1 a notebook failed, 2 wrong usage, parameters or data,
3 the environment lacks something, 4 a report failed its checks, 130 interrupted.

\b
Start here:  sse list
             sse run khm
"""


class Commands(click.Group):
    """A group that imports a command when it is used, and turns what was raised into an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f"sse_analysis.cli.{COMMANDS[name]}")
        return getattr(module, f"{name}_command")

    def resolve_command(self, ctx: click.Context, args: list[str]):
        if args[0] not in COMMANDS:
            hint = suggestion(args[0], COMMANDS)
            raise click.UsageError(
                f"There is no command '{args[0]}'. {hint} Commands: {', '.join(COMMANDS)}.", ctx
            )
        return super().resolve_command(ctx, args)

    def main(self, args: Sequence[str] | None = None, **options: Any) -> int:
        """Run a command and return its exit code."""
        try:
            given = list(sys.argv[1:] if args is None else args)
            code = super().main(args=given, prog_name="sse", standalone_mode=False)
            return code if isinstance(code, int) else 0
        except click.ClickException as error:
            error.show()
            return error.exit_code
        except (click.Abort, KeyboardInterrupt):
            click.echo("Interrupted.", err=True)
            return INTERRUPTED
        except SSEAnalysisError as error:
            click.echo(f"{error}", err=True)
            return next((code for kind, code in _CODES.items() if isinstance(error, kind)), FAILED)
        except BrokenPipeError:
            sys.stderr.close()
            return 0
        except OSError as error:
            if error.errno not in _NOT_OURS:
                raise
            place = error.filename or "a file"
            click.echo(f"{place}: {error.strerror}. {_WHAT_TO_DO}", err=True)
            return ENVIRONMENT


@click.group(cls=Commands, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sse_analysis", message="sse_analysis %(version)s")
def main() -> None:
    """Map the social and solidarity economy, its contribution to the SDGs and its role in formalization."""
