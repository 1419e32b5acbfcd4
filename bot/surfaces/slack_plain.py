"""A message as lines of plain text: what screen readers, notifications and old clients have instead of blocks.

Complete: every text and every number, the first line meaningful alone. Nothing is escaped or cut here.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.facts.message import Actions, Chart, Element, Facts, Heading, Headline, Message, Note, Paragraph, Table
from bot.surfaces.scale import figure
from bot.surfaces.slack_text import filled, shown

NOT_KNOWN = "not known"


def plain(message: Message) -> str:
    """The message as text, a line for each of its parts; never empty."""
    lines = [opening(message), *(line for each in message.elements for line in lines_of(each))]
    return "\n".join(line for line in lines if line) or filled("")


def opening(message: Message) -> str:
    """The line that stands alone in a notification: the title and what the message comes down to, neither twice."""
    title, summary = shown(message.title), shown(message.summary)
    return summary if summary.startswith(title) else f"{title} — {summary}" if summary else title


def lines_of(element: Element) -> list[str]:
    """The lines of one element, some of them perhaps empty."""
    match element:
        case Heading(text) | Paragraph(text) | Note(text):
            return [shown(text)]
        case Headline():
            return [figure_line(element), shown(element.detail)]
        case Facts(pairs):
            return [named(name, value) for name, value in pairs]
        case Table(columns, rows):
            return [row_line(columns, row) for row in rows] if rows else [" · ".join(map(shown, columns))]
        case Chart():
            return chart_lines(element)
        case Actions(buttons):
            return [" ".join(f"[{filled(button.label)}]" for button in buttons)]


def figure_line(headline: Headline) -> str:
    """The figure and what it counts."""
    return " ".join(text for text in (shown(headline.figure), shown(headline.label)) if text)


def named(name: str, value: str) -> str:
    """`name: value`, with a dash for the one that is missing; nothing where both are."""
    return f"{filled(name)}: {filled(value)}" if shown(name) or shown(value) else ""


def row_line(columns: Sequence[str], row: Sequence[str]) -> str:
    """One row of a table, each cell with its column's name."""
    return " · ".join(f"{filled(column)}: {filled(cell)}" for column, cell in zip(columns, row, strict=True))


def chart_lines(chart: Chart) -> list[str]:
    """The chart's title, what it shows, and its numbers."""
    return [chart_title(chart), shown(chart.summary), *chart_numbers(chart)]


def chart_title(chart: Chart) -> str:
    """The title with the unit of the numbers."""
    title, unit = shown(chart.title), shown(chart.unit)
    return f"{title} ({unit})" if unit else title


def chart_numbers(chart: Chart) -> list[str]:
    """Every number by its category, a line for each series and one for the level."""
    names = [filled(category) for category in chart.categories]
    lines = []
    for series in chart.series:
        values = (_value(value, chart.unit) for value in series.values)
        said = ", ".join(f"{name} {value}" for name, value in zip(names, values, strict=True))
        lines.append(named(series.name, said))
    if not chart.series:
        lines.append(", ".join(names))
    if chart.level is not None or shown(chart.level_name):
        lines.append(named(chart.level_name, _value(chart.level, chart.unit)))
    return lines


def _value(value: Decimal | None, unit: str) -> str:
    return NOT_KNOWN if value is None else shown(figure(value, unit))
