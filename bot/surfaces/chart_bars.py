"""A chart as a few rows of block signs over its categories: lengths from zero, a dot where nothing is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from bot.facts.message import Chart, Series
from bot.surfaces.columns import clean, padded, width, wrapped
from bot.surfaces.scale import figure

NOT_KNOWN = "·"
BELOW_ZERO = "▼"
_BLOCKS = " ▁▂▃▄▅▆▇█"
_ROWS = 3


def bars(chart: Chart, columns: int) -> list[str]:
    """The chart's lines: its title and unit, each series as bars, its level, and what it shows in words."""
    title = f"{chart.title} ({chart.unit})" if chart.unit else chart.title
    lines = wrapped(title, columns)
    for series in chart.series:
        lines += wrapped(_named(series, chart.unit), columns)
        lines += _drawing(series, chart.categories, columns)
    if not chart.series:
        lines += wrapped(" ".join(chart.categories), columns)
    if chart.level is not None or chart.level_name:
        level = figure(chart.level, chart.unit) if chart.level is not None else ""
        lines += wrapped(f"{chart.level_name} {level}", columns)
    return [line for line in [*lines, *wrapped(chart.summary, columns)] if line]


def _named(series: Series, unit: str) -> str:
    """The series' name with the highest value, which gives the bars their scale."""
    known = [value for value in series.values if value is not None]
    return f"{series.name} (highest {figure(max(known), unit)})" if known else f"{series.name} (nothing known)"


def _drawing(series: Series, categories: Sequence[str], columns: int) -> Iterator[str]:
    """Bars with their categories below, cut into several strips where they are too many for one."""
    names = [clean(name) for name in categories]
    each = max((width(name) for name in names), default=0) + 1
    at_once = max(1, columns // each)
    for start in range(0, len(names), at_once):
        values = series.values[start : start + at_once]
        for row in reversed(range(_ROWS)):
            yield "".join(padded(_sign(value, series, row) * (each - 1), each) for value in values).rstrip()
        yield "".join(padded(name, each) for name in names[start : start + at_once]).rstrip()


def _sign(value: Decimal | None, series: Series, row: int) -> str:
    """What stands in one row of a value's bar, row 0 being the lowest."""
    if value is None or value < 0:
        mark = NOT_KNOWN if value is None else BELOW_ZERO
        return mark if row == 0 else " "
    top = max(known for known in series.values if known is not None)
    steps = int(value / top * _ROWS * (len(_BLOCKS) - 1)) if top > 0 else 0
    filled = max(steps, 1) - row * (len(_BLOCKS) - 1)
    return _BLOCKS[min(max(filled, 0), len(_BLOCKS) - 1)]
