"""The command `denominator`, the same as `python -m bot`: which commands there are, and how each one ends.

A command's file is imported only when that command runs, so that `--help` loads neither database nor chat libraries.
"""

from __future__ import annotations

import errno
import os
import sys
import traceback
from importlib import import_module

import click

from bot import __version__
from bot.errors import DenominatorError
from bot.surfaces.columns import clean

COMMANDS = {
    "demo": "The company in a box, in a local page: no account, no network.",
    "run": "Everything in one process: web pages and timetable.",
    "web": "Serve the web pages.",
    "worker": "Run the timetable.",
    "migrate": "Bring the database to the tables this version needs.",
    "org": "Check, apply and export the org file.",
    "collect": "Read what the providers say into the ledger.",
    "providers": "Say what each provider's API can tell.",
    "record": "Keep what a provider answers, without names, for tests.",
    "import": "Read FOCUS billing files into the ledger.",
    "export": "Write the ledger's charges to a file.",
    "costs": "Ask the ledger what was spent, split as you like.",
    "allocation": "Say whose the spend is, why, and what is nobody's.",
    "outcome": "Log, undo and list outcomes, as in chat.",
    "digest": "Build the weekly digest of a team.",
    "why": "Print the arithmetic behind a digest, line by line.",
    "budgets": "Say how each budget stands, and test them now.",
    "manifest": "Print the Slack app's manifest.",
    "verify": "Say what does not hold in the ledger, if anything.",
    "doctor": "Say in a sentence each what is wrong and what to do.",
    "bench": "Measure, with the baselines side by side.",
}

SERVICES = {"run", "web", "worker"}
"""The commands that stay, and therefore say in the log what they do."""


_NOT_WRITTEN = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF}
"""What writing to stdout ends with where the disk behind it is full, or it is not open for writing."""


class _Lazy(click.Group):
    """Commands by name; each lives in the file of that name in `bot/commands/` as `command`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        import_module("bot.logs").configure(verbose=cmd_name in SERVICES)
        name = "imports" if cmd_name == "import" else cmd_name
        command: click.Command = import_module(f"bot.commands.{name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="denominator")
def cli() -> None:
    """Denominator: what did the AI bill buy? Cost per business outcome, for each team, each week."""


def main() -> None:
    """Run a command; every error ends as one sentence on stderr and its exit code."""
    try:
        cli.main(prog_name="denominator", standalone_mode=False)
    except DenominatorError as error:
        for line in f"denominator: {error}".splitlines():
            click.echo(clean(line), err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("denominator: stopped", err=True)
        sys.exit(130)
    except BrokenPipeError:
        _drop_output()  # Who read it has gone, such as `head`.
        sys.exit(1)
    except Exception as error:  # noqa: BLE001  (the last resort, which leaves nothing unsaid)
        sys.exit(_unexpected(error))


def _drop_output() -> None:
    """Forget what is still buffered for stdout, so that it does not fail once more at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unexpected(error: Exception) -> int:
    """Say what nobody foresaw: a full disk and what the database refuses in a sentence, anything else as our fault."""
    if isinstance(error, OSError) and error.errno in _NOT_WRITTEN:
        refusal = f"The output could not be written ({error.strerror}); make room, or send it elsewhere"
        click.echo(f"denominator: {refusal}", err=True)
        _drop_output()
        return 2
    if (type(error).__module__, type(error).__name__) == ("sqlalchemy.exc", "OperationalError"):
        refusal = import_module("bot.ledger.migrate").trouble(error)
        click.echo(f"denominator: {refusal}", err=True)
        return 2
    traceback.print_exception(error)
    click.echo(
        f"denominator: An unexpected {type(error).__name__}, a fault of ours; please report it with the lines above",
        err=True,
    )
    return 1


if __name__ == "__main__":
    main()
