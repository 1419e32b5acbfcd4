"""A `Chart` as an inline SVG: one series as bars, several as lines, the level to compare with as a dashed line.

Colours come from the page (classes and `currentColor`), so the same drawing is right on light and on dark.
A value that is not known leaves a gap that says so; it is never drawn as zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from bot.facts.message import Chart, Series
from bot.surfaces.markup import element, escaped
from bot.surfaces.scale import Scale, figure, scale_of

WIDTH, HEIGHT = 440, 200
NOT_KNOWN = "not known"
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 436, 24, 172
_WIDEST_BAR = 30.0
_CORNER = 3.0
_ABOVE, _LINE = 7, 16  # a text stands so far above what it is of, and is so high


@dataclass(frozen=True)
class _Plot:
    """Where things stand: values up the axis, categories along it."""

    chart: Chart
    scale: Scale

    def x(self, index: int) -> float:
        """The middle of a category's slot."""
        return _LEFT + self.slot * (index + 0.5)

    @property
    def slot(self) -> float:
        return (_RIGHT - _LEFT) / len(self.chart.categories)

    def y(self, value: Decimal) -> float:
        return _BOTTOM - (_BOTTOM - _TOP) * self.scale.share(value)

    @property
    def above_newest(self) -> float | None:
        """Where the value of the newest bar stands; nowhere where it is not known, or several lines are drawn."""
        newest = self.chart.series[0].values[-1] if len(self.chart.series) == 1 else None
        if newest is None:
            return None
        return min(self.y(newest), self.y(Decimal(0))) - _ABOVE

    def says(self, index: int, series: Series) -> str:
        """What a reader is told who points at a value."""
        value = series.values[index]
        said = NOT_KNOWN if value is None else figure(value, self.chart.unit)
        return f"{self.chart.categories[index]}: {said}"


def svg(chart: Chart) -> str:
    """The drawing, well-formed as XML, with title and summary for those who listen; empty without categories."""
    if not chart.categories:
        return ""
    known = [value for series in chart.series for value in series.values if value is not None]
    plot = _Plot(chart, scale_of([*known, chart.level] if chart.level is not None else known))
    single = len(chart.series) == 1
    drawn = [_bars(plot, chart.series[0])] if single else [_line(plot, n) for n in range(len(chart.series))]
    head = f'<svg class="chart" role="img" viewBox="0 0 {WIDTH} {HEIGHT}" xmlns="http://www.w3.org/2000/svg">'
    described = element("title", chart.title) + (element("desc", chart.summary) if chart.summary else "")
    newest = _newest(plot) if single else ""
    return "".join([head, described, _axis(plot), *drawn, _level(plot), newest, "</svg>"])


def _axis(plot: _Plot) -> str:
    ticks = plot.scale.ticks
    whole = all(tick == tick.to_integral_value() for tick in ticks)
    lines = []
    for tick in ticks:
        y, kind = plot.y(tick), "zero" if tick == 0 else "grid"
        lines.append(f'<line class="{kind}" x1="{_LEFT}" x2="{_RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        lines.append(_text(_LEFT - 8, y + 4, figure(tick, plot.chart.unit, whole=whole), "tick", "end"))
    last = len(plot.chart.categories) - 1
    for index in sorted({0, last // 2, last} if last > 1 else {0, last}):
        kind = "tick now" if index == last else "tick"
        lines.append(_text(plot.x(index), HEIGHT - 8, plot.chart.categories[index], kind, "middle"))
    return "".join(lines)


def _bars(plot: _Plot, series: Series) -> str:
    zero, width = plot.y(Decimal(0)), min(plot.slot * 0.62, _WIDEST_BAR)
    last = len(series.values) - 1
    drawn = []
    for index, value in enumerate(series.values):
        left, title = plot.x(index) - width / 2, element("title", plot.says(index, series))
        if value is None:
            y = zero - 4
            drawn.append(f'<g class="gap"><path d="M{left:.1f} {y:.1f}h{width:.1f}"/>{title}</g>')
            continue
        shape = _bar(left, width, zero, plot.y(value))
        drawn.append(f'<g class="bar{" now" if index == last else ""}"><path d="{shape}"/>{title}</g>')
    return "".join(drawn)


def _newest(plot: _Plot) -> str:
    """The newest bar's value above it, upon whatever is drawn there."""
    above, newest = plot.above_newest, plot.chart.series[0].values[-1]
    if above is None or newest is None:
        return ""
    return _text(plot.x(len(plot.chart.categories) - 1), above, figure(newest, plot.chart.unit), "value", "middle")


def _bar(left: float, width: float, zero: float, end: float) -> str:
    """A bar with its free end rounded, whether it stands or hangs."""
    corner = min(_CORNER, width / 2, abs(zero - end))
    bend = corner if end <= zero else -corner
    return (
        f"M{left:.1f} {zero:.1f}V{end + bend:.1f}q0 {-bend:.1f} {corner:.1f} {-bend:.1f}"
        f"h{width - 2 * corner:.1f}q{corner:.1f} 0 {corner:.1f} {bend:.1f}V{zero:.1f}z"
    )


def _line(plot: _Plot, number: int) -> str:
    """One series as a line that breaks where a value is not known; every value has its point."""
    series = plot.chart.series[number]
    points = [None if v is None else (plot.x(n), plot.y(v)) for n, v in enumerate(series.values)]
    moves, pen_up = [], True
    for point in points:
        if point is not None:
            moves.append(f"{'M' if pen_up else 'L'}{point[0]:.1f} {point[1]:.1f}")
        pen_up = point is None
    dots = [
        f'<circle cx="{point[0]:.1f}" cy="{point[1]:.1f}" r="3">'
        f"{element('title', f'{series.name}, {plot.says(n, series)}')}</circle>"
        for n, point in enumerate(points)
        if point is not None
    ]
    path = f'<path d="{"".join(moves)}"/>' if any(a and b for a, b in pairwise(points)) else ""
    return f'<g class="line s{number % 6}">{path}{"".join(dots)}</g>'


def _level(plot: _Plot) -> str:
    level = plot.chart.level
    if level is None:
        return ""
    y, said = plot.y(level), f"{plot.chart.level_name} {figure(level, plot.chart.unit)}".strip()
    line = f'<path d="M{_LEFT} {y:.1f}H{_RIGHT}"/>'
    is_in_the_way = plot.above_newest is not None and abs(plot.above_newest - (y - _ABOVE)) < _LINE
    x, anchor = (_LEFT + 4, "start") if is_in_the_way else (_RIGHT, "end")
    return f'<g class="level">{line}{_text(x, y - _ABOVE, said, "value", anchor)}</g>'


def _text(x: float, y: float, text: str, kind: str, anchor: str) -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escaped(text)}</text>'
