"""The options that several commands share."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import click

from bot.errors import UsageError
from bot.facts.periods import DAY, Period, Week, parse_week

LATELY = 30
"""How many complete days are meant where nobody says which."""

YEARS = range(2000, 2200)
"""Nobody asks for others but by a slip of the finger, and a provider would be asked for each of their days."""


class Day(click.ParamType[date]):
    """An ISO day in UTC."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read `2026-11-09`, or refuse with the form that is expected."""
        if isinstance(value, date):
            return value
        try:
            day = date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day; write it like 2026-11-09", param, ctx)
        if day.year not in YEARS:
            self.fail(f"{value!r} is too far away; write a day like 2026-11-09", param, ctx)
        return day


class Currency(click.ParamType[str]):
    """A currency code of three letters (ISO 4217), upper-cased."""

    name = "currency"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read `EUR`, or refuse with the form that is expected."""
        code = str(value).upper()
        if not re.fullmatch("[A-Z]{3}", code):
            self.fail(f"{value!r} is not a currency code of three letters; write it like EUR", param, ctx)
        return code


def span(command: Callable[..., None]) -> Callable[..., None]:
    """`--since D` (in) and `--until D` (out), UTC days."""
    command = click.option("--until", type=Day(), help="The first UTC day left out.")(command)
    return click.option("--since", type=Day(), help="The first UTC day.")(command)


def check_span(since: date | None, until: date | None) -> None:
    """Raise UsageError where no day lies between --since and --until."""
    if since is not None and until is not None and since >= until:
        raise UsageError(f"No day lies between --since {since} and --until {until}; the day of --until is left out")


def lately(since: date | None, until: date | None, today: date) -> Period:
    """The days asked for; without --until those before today, without --since 30 of them."""
    check_span(since, until)
    end = until or today
    start = end - LATELY * DAY if since is None else since
    check_span(start, end)
    return Period(start, end)


json_output = click.option("--json", "json_wanted", is_flag=True, help="Print JSON on stdout and nothing else there.")


def closed_week(text: str, newest: Week) -> Week:
    """The week that a text such as 2026-W46 names; UsageError where it is none, or none that is closed yet."""
    try:
        week = parse_week(text)
    except ValueError:
        week = None
    if week is None or week.monday.year not in YEARS:
        raise UsageError(f"There is no week {text!r}; write one like {newest}, the newest that is closed")
    if week > newest:
        raise UsageError(
            f"Week {week} closes on {week.closes_at:%d %b %Y at %H:%M} UTC; the newest closed week is {newest}"
        )
    return week
