"""Messages meant to break Slack: markup, signs that hide or turn, and far too much of everything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

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
from tests.surfaces.browser_messages import amounts

HOSTILE = (
    "<!channel>",
    "<@U123ABCDE>",
    "<#C123ABCDE|general>",
    "<https://evil.example|Pay here>",
    "<!date^1392734382^{date}|soon>",
    "&lt;!here&gt; &amp;amp;",
    "*bold* _it_ ~no~ `code` > quote",
    ":tada: @everyone https://evil.example",
    "\u202eesrever\u202c \u0627\u0644\u0641\u0631\u064a\u0642",
    "\u200b\u200d\ufeff",
    "",
    "   ",
    "zero\u200bwidth",
    "👩‍👩‍👧 日本",
)
LARGE = ("long " * 2000, "x" * 10_000, "&" * 4000, "🎉" * 2000, "<!channel>" * 500, '"' * 3000, "語" * 5000)

texts = st.sampled_from(HOSTILE) | st.text(max_size=12)
any_length = texts | st.sampled_from(LARGE)


def _tables(words: st.SearchStrategy[str], columns: int, rows: int) -> st.SearchStrategy[Table]:
    def filled(width: int) -> st.SearchStrategy[Table]:
        row = st.lists(words, min_size=width, max_size=width).map(tuple)
        return st.builds(Table, row, st.lists(row, max_size=4).flatmap(lambda few: st.sampled_from(_times(few, rows))))

    return st.integers(0, columns).flatmap(filled)


def _times(few: list[Any], most: int) -> list[tuple[Any, ...]]:
    return [tuple(few * times) for times in {1, most} if len(few * times) <= most] or [tuple(few)]


def _charts(words: st.SearchStrategy[str], width: int) -> st.SearchStrategy[Chart]:
    def filled(size: int) -> st.SearchStrategy[Chart]:
        values = st.lists(st.none() | amounts, min_size=size, max_size=size).map(tuple)
        return st.builds(
            Chart,
            title=words,
            unit=st.sampled_from(("USD", "hours")) | words,
            categories=st.lists(words, min_size=size, max_size=size).map(tuple),
            series=st.lists(st.builds(Series, words, values), max_size=7).map(tuple),
            level=st.none() | amounts,
            level_name=words,
            summary=words,
        )

    return st.integers(0, width).flatmap(filled)


def _messages(words: st.SearchStrategy[str], *, columns: int, rows: int, width: int) -> st.SearchStrategy[Message]:
    button = st.builds(Button, st.sampled_from(("outcome.undo", "digest.why", "digest.why:1")), words, words)
    element = st.one_of(
        st.builds(Heading, words),
        st.builds(Headline, words, words, words),
        st.builds(Paragraph, words),
        st.builds(Facts, st.lists(st.tuples(words, words), max_size=12).map(tuple)),
        st.builds(Note, words),
        st.builds(Actions, st.lists(button, max_size=5).map(tuple)),
        _tables(words, columns, rows),
        _charts(words, width),
    )
    return st.builds(Message, words, words, st.lists(element, max_size=6).map(tuple))


messages = _messages(texts, columns=4, rows=4, width=6)
huge_messages = _messages(any_length, columns=22, rows=200, width=30)


def strings(value: Any) -> Iterator[str]:
    """Every string anywhere in a payload."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from strings(inner)
    elif isinstance(value, str):
        yield value
