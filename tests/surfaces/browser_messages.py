"""Any message at all, for properties: every kind of element, and texts meant to break out of a document."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from bot.facts.message import (
    Actions,
    Button,
    Chart,
    Facts,
    Heading,
    Headline,
    Message,
    Note,
    Paragraph,
    Series,
    Table,
)

HOSTILE = (
    "<script>alert(1)</script>",
    "</title></svg><img src=x onerror=alert(1)>",
    "<!channel>",
    "<!--",
    "]]>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "&lt;b&gt; &amp; &#60;",
    "a\x00b\x1fc",
    "{{ 7 * 7 }}",
)
texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=12))
amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=4)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    width = draw(st.integers(0, 4))
    row = st.lists(texts, min_size=width, max_size=width).map(tuple)
    return Table(draw(row), tuple(draw(st.lists(row, max_size=3))))


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    width = draw(st.integers(0, 6))
    values = st.lists(st.none() | amounts, min_size=width, max_size=width).map(tuple)
    return Chart(
        title=draw(texts),
        unit=draw(st.sampled_from(("USD", "JPY per case", "hours")) | texts),
        categories=tuple(draw(st.lists(texts, min_size=width, max_size=width))),
        series=tuple(draw(st.lists(st.builds(Series, texts, values), max_size=3))),
        level=draw(st.none() | amounts),
        level_name=draw(texts),
        summary=draw(texts),
    )


buttons = st.builds(Button, st.sampled_from(("outcome.undo", "digest.why")), texts, texts, st.booleans())
elements = st.one_of(
    st.builds(Heading, texts),
    st.builds(Headline, texts, texts, texts),
    st.builds(Paragraph, texts),
    st.builds(Facts, st.lists(st.tuples(texts, texts), max_size=3).map(tuple)),
    st.builds(Note, texts),
    st.builds(Actions, st.lists(buttons, max_size=5).map(tuple)),
    tables(),
    charts(),
)
messages = st.builds(Message, texts, texts, st.lists(elements, max_size=5).map(tuple))


def texts_of(message: Message) -> list[str]:
    """Every text a reader of the message has a right to find, figures that are numbers aside."""
    found = [message.title, message.summary]
    for each in message.elements:
        match each:
            case Heading(text) | Paragraph(text) | Note(text):
                found.append(text)
            case Headline(figure, label, detail):
                found += [figure, label, detail]
            case Facts(pairs):
                found += [text for pair in pairs for text in pair]
            case Table(columns, rows):
                found += [*columns, *(text for row in rows for text in row)]
            case Chart():
                found += [each.title, each.unit, *each.categories, each.level_name, each.summary]
                found += [series.name for series in each.series]
            case Actions(buttons):
                found += [text for button in buttons for text in (button.action, button.label, button.value)]
    return found


def as_carried(text: str) -> str:
    """The text as a document can carry it: what XML 1.0 forbids becomes U+FFFD."""

    def allowed(sign: str) -> bool:
        code = ord(sign)
        return sign in "\t\n\r" or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code > 0xFFFF

    return "".join(sign if allowed(sign) else "\ufffd" for sign in text)


def decimals(*values: str | None) -> tuple[Decimal | None, ...]:
    """A series' values, written as texts."""
    return tuple(None if value is None else Decimal(value) for value in values)
