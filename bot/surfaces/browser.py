"""The browser surface: a `Message` as one safe, semantic HTML fragment.

Every text is escaped here, so a name may hold anything. The page around it brings the style and answers the buttons.
"""

from __future__ import annotations

import re
from decimal import Decimal

from bot.facts.message import (
    Actions,
    Button,
    Chart,
    Element,
    Facts,
    Heading,
    Headline,
    Message,
    Note,
    Paragraph,
    Table,
)
from bot.surfaces.chart_svg import NOT_KNOWN, svg
from bot.surfaces.markup import element, escaped
from bot.surfaces.scale import figure

_LONGEST_LARGE_FIGURE = 8
_LONGEST_SHORT_FACT = 24
_NUMBER = re.compile(r"[<≥≤~+\-−]?\s?([A-Z]{3} |[$€£¥₹])?[<]?\d[\d,. ]*\s?(%|[a-z]{1,3})?")
_NO_NUMBER = frozenset({"", "–", "—", "-", NOT_KNOWN})


def render(message: Message) -> str:
    """The message as an `<article>`: its title, its summary, its elements in order, but for the first chart, which
    stands beside the headline it draws.

    The summary is left to those who listen when the elements below say the same to those who see.
    """
    says_itself = any(isinstance(each, Headline | Paragraph | Facts | Table) for each in message.elements)
    title = element("h3", message.title) if message.title else ""
    summary = element("p", message.summary, class_="summary unseen" if says_itself else "summary")
    body = "".join(_element(each) for each in _arranged(message.elements))
    return f'<article class="message">{title}{summary if message.summary else ""}{body}</article>'


def _arranged(elements: tuple[Element, ...]) -> tuple[Element, ...]:
    """The first chart directly after the first headline, where there are both; the rest as it was."""
    headline = next((n for n, each in enumerate(elements) if isinstance(each, Headline)), None)
    chart = next((n for n, each in enumerate(elements) if isinstance(each, Chart)), None)
    if headline is None or chart is None or chart < headline:
        return elements
    between, after = elements[headline + 1 : chart], elements[chart + 1 :]
    return (*elements[: headline + 1], elements[chart], *between, *after)


def _element(each: Element) -> str:  # noqa: PLR0911 - one return for each kind of element
    match each:
        case Heading(text):
            return element("h4", text)
        case Headline():
            return _headline(each)
        case Paragraph(text):
            return element("p", text)
        case Facts(pairs):
            return _facts(pairs)
        case Table(columns, rows):
            return _table(columns, rows)
        case Chart():
            return _chart(each)
        case Note(text):
            return element("p", text, class_="note")
        case Actions(buttons):
            return f'<div class="actions">{"".join(_button(button) for button in buttons)}</div>'


def _headline(headline: Headline) -> str:
    """The figure over a bar over what it counts: a fraction, as the product's name promises."""
    size = "figure long" if len(headline.figure) > _LONGEST_LARGE_FIGURE else "figure"
    above, below = element("span", headline.figure, class_=size), element("span", headline.label, class_="label")
    detail = element("p", headline.detail, class_="detail") if headline.detail else ""
    return f'<div class="headline"><p class="fraction">{above} {below}</p>{detail}</div>'


def _table(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> str:
    """A table that scrolls inside its own frame; columns of numbers line up at the right."""
    numeric = [_is_numeric([row[n] for row in rows]) for n in range(len(columns))]
    kinds = [{"class_": "number"} if each else {} for each in numeric]
    head = "".join(element("th", column, scope="col", **kind) for column, kind in zip(columns, kinds, strict=True))
    body = "".join(f"<tr>{_cells(row, kinds)}</tr>" for row in rows)
    return f'<div class="frame"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _cells(row: tuple[str, ...], kinds: list[dict[str, str]]) -> str:
    first = "".join(element("th", text, scope="row", **kind) for text, kind in zip(row[:1], kinds[:1], strict=True))
    cells = zip(row[1:], kinds[1:], strict=True)
    return first + "".join(element("td", text, **(kind or _unbroken(text))) for text, kind in cells)


def _unbroken(text: str) -> dict[str, str]:
    """A figure with its range stays on one line; words may break."""
    return {} if any(each.isalpha() for each in text) else {"class_": "whole"}


def _is_numeric(texts: list[str]) -> bool:
    said = [text.strip() for text in texts if text.strip() not in _NO_NUMBER]
    return bool(said) and all(_NUMBER.fullmatch(text) for text in said)


def _chart(chart: Chart) -> str:
    """The drawing with its title above, and its numbers one press away for those who want them."""
    legend = "".join(
        f'<li class="s{n % 6}">{escaped(series.name)}</li>' for n, series in enumerate(chart.series) if series.name
    )
    parts = [
        "<figure>",
        f"<figcaption>{element('strong', chart.title)} {element('span', chart.unit, class_='unit')}</figcaption>",
        f'<ul class="legend">{legend}</ul>' if len(chart.series) > 1 else "",
        svg(chart),
        f'<details><summary class="numbers">Numbers</summary>{_numbers(chart)}</details>',
        "</figure>",
    ]
    return "".join(parts)


def _numbers(chart: Chart) -> str:
    """The chart's summary in words and its values as a table."""
    said = element("p", chart.summary) if chart.summary else ""
    columns = ("", *(series.name for series in chart.series))
    rows = tuple(
        (category, *(_value(series.values[n], chart.unit) for series in chart.series))
        for n, category in enumerate(chart.categories)
    )
    level = ((chart.level_name, _value(chart.level, chart.unit)),) if chart.level_name else ()
    return f"{said}{_table(columns, rows)}{_facts(level) if level else ''}"


def _value(value: Decimal | None, unit: str) -> str:
    return NOT_KNOWN if value is None else figure(value, unit)


def _facts(pairs: tuple[tuple[str, str], ...]) -> str:
    """Short values stand side by side; where one is a sentence, each gets a row."""
    kind = "facts rows" if any(len(value) > _LONGEST_SHORT_FACT for _, value in pairs) else "facts"
    rows = "".join(f"<div>{element('dt', name)}{element('dd', value)}</div>" for name, value in pairs)
    return f'<dl class="{kind}">{rows}</dl>'


def _button(button: Button) -> str:
    """A button that also works inside a plain form: it sends `press` = the action, a space, the value."""
    attributes = {
        "type": "submit",
        "class_": "primary" if button.primary else "quiet",
        "name": "press",
        "value": f"{button.action} {button.value}",
        "data_action": button.action,
        "data_value": button.value,
    }
    return element("button", button.label, **attributes)
