"""Plain text leaves nothing out, fits a terminal and cannot steer it."""

from __future__ import annotations

import unicodedata

from hypothesis import given

from bot.facts.message import Actions, Button, Chart, Facts, Headline, Message, Note, Paragraph, Series, Table
from bot.surfaces.base import Surface
from bot.surfaces.columns import clean, width
from bot.surfaces.console import WIDTH, Console, render
from tests.surfaces.browser_messages import HOSTILE, decimals, messages, texts_of

console: Surface[str] = Console()


def not_shown(message: Message) -> set[str]:
    """What a text has no use for: what a button would send, and a summary of what stands there in full."""
    unseen = (
        {message.summary}
        if any(isinstance(e, Headline | Paragraph | Facts | Table) for e in message.elements)
        else set()
    )
    buttons = [button for each in message.elements if isinstance(each, Actions) for button in each.buttons]
    return unseen | {text for button in buttons for text in (button.action, button.value)}


@given(messages)
def test_every_word_of_every_text_of_any_message_is_found(message: Message) -> None:
    found = console.render(message)
    for text in set(texts_of(message)) - not_shown(message):
        for word in clean(text).split():
            assert word in found


@given(messages)
def test_nothing_that_could_steer_a_terminal_comes_out(message: Message) -> None:
    for line in console.render(message).split("\n"):
        assert not [sign for sign in line if unicodedata.category(sign) in {"Cc", "Cs"}]


def test_hostile_names_are_shown_as_they_are() -> None:
    for text in HOSTILE:
        assert clean(text) in render(Message(text, text, (Table((text,), ((text,),)),)))


def test_a_figure_stands_beside_what_it_counts_and_over_how_it_compares() -> None:
    headline = Headline("$2.00", "AI cost per refund resolved", "was $2.31 the week before")
    assert render(Message("Support EU", "", (headline,))) == (
        "Support EU\n──────────\n\n  $2.00  AI cost per refund resolved\n         was $2.31 the week before\n"
    )


def test_a_table_lines_up_and_wraps_inside_its_columns() -> None:
    long = "a cell with so many words that it cannot stand on one line of eighty-eight columns beside others"
    text = render(Message("T", "", (Table(("Workflow", "Said"), (("Refunds", long), ("Drafts", "none"))),)))
    assert text.splitlines()[3:] == [
        "Workflow  Said",
        "────────  " + "─" * 78,
        "Refunds   a cell with so many words that it cannot stand on one line of eighty-eight",
        "          columns beside others",
        "Drafts    none",
    ]


def test_a_table_whose_words_do_not_fit_is_written_row_by_row() -> None:
    word = "x" * 60
    text = render(Message("T", "", (Table(("A", "B"), ((word, word),)),)))
    assert text.splitlines()[3:] == [f"A: {word}", f"B: {word}"]


def test_wide_signs_keep_their_columns() -> None:
    text = render(Message("T", "", (Facts((("日本", "1"), ("Euro", "2"))),)))
    assert text.splitlines()[3:] == ["日本  1", "Euro  2"]
    assert width("日本") == 4


def test_bars_start_from_zero_and_a_week_without_a_figure_is_a_dot() -> None:
    series = Series("AI cost each", decimals("4", None, "2", "0"))
    chart = Chart("Cost per refund, by week", "USD", ("W43", "W44", "W45", "W46"), (series,), summary="Fell.")
    assert render(Message("T", "", (chart,))).splitlines()[3:] == [
        "Cost per refund, by week (USD)",
        "AI cost each (highest $4.00)",
        "███",
        "███     ▄▄▄",
        "███ ··· ███ ▁▁▁",
        "W43 W44 W45 W46",
        "Fell.",
    ]


def test_lines_of_short_words_fit_the_width() -> None:
    words = "word " * 200
    elements = (Paragraph(words), Note(words), Headline("$1", words, words), Facts((("name", words),)))
    for line in render(Message(words, "", elements)).splitlines():
        assert width(line) <= WIDTH


def test_a_summary_is_said_where_nothing_else_says_it() -> None:
    undo = Actions((Button("outcome.undo", "Undo", "17"),))
    assert render(Message("Logged", "Logged 3.", (undo,))) == "Logged\n──────\n\nLogged 3.\n\n[Undo]\n"
