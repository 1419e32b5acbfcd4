"""Slack's native chart: what of a `Chart` it can draw (slack.md 1.2), and what it must leave to words.

Every series needs one finite number for every category, so a category the first series has no value for is left out
rather than drawn as zero.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bot.facts.message import Chart, Series
from bot.surfaces.slack_text import cut, distinct, filled, shown

FEWEST_POINTS = 3
_POINTS, _SERIES, _NAME, _TITLE, _AXIS = 20, 6, 20, 50, 50
_SMALL_DIGITS = 4


@dataclass(frozen=True)
class Drawing:
    """The block, and the names of what the chart has and the block has not."""

    block: dict[str, Any]
    left_out: tuple[str, ...]


def drawn(chart: Chart) -> Drawing | None:
    """The chart as a block; None where fewer than three values of the first series are known."""
    kept = _kept(chart)
    if len(kept) < FEWEST_POINTS:
        return None
    level = _number(chart.level)
    complete = [series for series in chart.series if all(_number(series.values[n]) is not None for n in kept)]
    lines = complete[: _SERIES - (level is not None)]
    values = [[_number(series.values[n]) for n in kept] for series in lines]
    names = [filled(series.name) for series in lines]
    if level is not None:
        values.append([level] * len(kept))
        names.append(shown(chart.level_name) or "level")
    labels = distinct([filled(chart.categories[n]) for n in kept], _NAME)
    block = {
        "type": "data_visualization",
        "title": cut(filled(chart.title), _TITLE),
        "chart": {
            "type": "line",
            "series": [
                {"name": name, "data": [{"label": a, "value": b} for a, b in zip(labels, points, strict=True)]}
                for name, points in zip(distinct(names, _NAME), values, strict=True)
            ],
            "axis_config": {"categories": labels, **_axis(chart.unit)},
        },
    }
    return Drawing(block, (*_skipped(chart, kept), *_named(chart.series, lines)))


def _kept(chart: Chart) -> list[int]:
    """The categories the first series has a value for, of many the last ones."""
    if not chart.series:
        return []
    return [n for n, value in enumerate(chart.series[0].values) if _number(value) is not None][-_POINTS:]


def _skipped(chart: Chart, kept: Sequence[int]) -> list[str]:
    return [filled(name) for n, name in enumerate(chart.categories) if n not in kept]


def _named(all_of_them: Sequence[Series], lines: Sequence[Series]) -> list[str]:
    return [filled(series.name) for series in all_of_them if not any(series is line for line in lines)]


def _axis(unit: str) -> dict[str, str]:
    return {"y_label": cut(shown(unit), _AXIS)} if shown(unit) else {}


def _number(value: Decimal | None) -> float | None:
    """The value for a reader: cents, or four digits of what is smaller than one; None where it is not finite."""
    if value is None or not value.is_finite() or not math.isfinite(float(value)):
        return None
    number = float(value)
    return round(number, 2) if abs(number) >= 1 else float(f"{number:.{_SMALL_DIGITS}g}")
