"""The options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import click


class Day(click.ParamType[date]):
    """An ISO day in UTC."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read `2026-11-09`, or refuse with the form that is expected."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day; write it like 2026-11-09", param, ctx)


def span(command: Callable[..., None]) -> Callable[..., None]:
    """`--since D` (in) and `--until D` (out), UTC days."""
    command = click.option("--until", type=Day(), help="The first UTC day left out.")(command)
    return click.option("--since", type=Day(), help="The first UTC day.")(command)


json_output = click.option("--json", "json_wanted", is_flag=True, help="Print JSON on stdout and nothing else there.")
