"""`denominator providers`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

import click

from bot.commands import output
from bot.commands.options import json_output
from bot.errors import UsageError
from bot.providers import PROVIDERS
from bot.providers.base import ApiProvider

_COLUMNS = (
    "provider",
    "amounts",
    "charges by",
    "metered by",
    "at once",
    "goes back",
    "settles",
    "read again",
)
_NOTHING = "–"


@click.command(short_help="Say what each provider's API can tell.")
@click.option("--markdown", is_flag=True, help="Print the table as it stands in the README.")
@json_output
def command(markdown: bool, json_wanted: bool) -> None:
    """Say what each provider's API can tell: units, dimensions, windows, and how long its figures may still change.

    Asks no provider. `metered by` is how usage divides a bill that tells less apart; `at once` the longest window of a
    request; `goes back` how old the oldest day may be; `settles` when a day is final; `read again` how far back each
    run reads anew.
    """
    if markdown and json_wanted:
        raise UsageError("--markdown and --json are two forms of one table; choose one")
    if json_wanted:
        output.as_json({"providers": [_facts(one) for one in PROVIDERS]})
    elif markdown:
        click.echo(table())
    else:
        output.table(_COLUMNS, [_row(one) for one in PROVIDERS], wrap=True)
        for line in _notes():
            output.words(line, indent=2)


def table() -> str:
    """The capabilities of all providers as a Markdown table."""
    lines = [_COLUMNS, ["---"] * len(_COLUMNS), *(_row(one) for one in PROVIDERS)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _row(one: type[ApiProvider]) -> list[str]:
    can = one.capabilities
    return [
        one.name,
        can.amounts,
        _listed(can.knows),
        _listed(can.meters),
        _NOTHING if can.longest_days is None else _days(can.longest_days),
        _NOTHING if can.kept_days is None else _days(can.kept_days),
        _after(one.settles_after),
        _days(one.restates.days),
    ]


def _notes() -> Iterator[str]:
    for one in PROVIDERS:
        can = one.capabilities
        if can.covers:
            covered = _listed(can.covers)
            yield f"{one.name} is a gateway: it also states what {covered} bill; declare it with [[overlap]]."
        if can.counts:
            yield f"{one.name} counts apart from money: {_listed(can.counts)}."


def _facts(one: type[ApiProvider]) -> dict[str, object]:
    can = one.capabilities
    return {
        "provider": one.name,
        "amounts": can.amounts,
        "knows": sorted(can.knows),
        "meters": sorted(can.meters),
        "counts": sorted(can.counts),
        "covers": sorted(can.covers),
        "longest_days": can.longest_days,
        "kept_days": can.kept_days,
        "settles_hours": one.settles_after // timedelta(hours=1),
        "restates_days": one.restates.days,
        "settings": [one.key_setting, one.base_url_setting, *one.more_settings.values()],
    }


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(word.replace("_", " ") for word in words)) or _NOTHING


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"


def _after(settles: timedelta) -> str:
    hours = settles // timedelta(hours=1)
    return _days(settles.days) if hours % 24 == 0 else f"{hours} hours"
