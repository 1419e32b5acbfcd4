"""Every message becomes one harmless fragment in which nothing is missing."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given

from bot.facts.message import Actions, Button, Chart, Facts, Headline, Message, Note, Paragraph, Series, Table
from bot.surfaces.browser import render
from tests.surfaces.browser_messages import HOSTILE, as_carried, decimals, messages, texts_of

OURS = {
    *(
        "article",
        "h3",
        "h4",
        "p",
        "div",
        "span",
        "strong",
        "dl",
        "dt",
        "dd",
        "ul",
        "li",
        "details",
        "summary",
        "button",
    ),
    *("table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption"),
    *("svg", "title", "desc", "g", "path", "line", "circle", "text"),
}
VOID = {"line", "path", "circle"}


class Reader(HTMLParser):
    """Reads a fragment as a browser would: its texts, its tags, its attributes; complains where tags do not close."""

    def __init__(self, fragment: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = [""]
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.feed(fragment)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        self.open.append(tag)
        self.texts.append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in VOID
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.texts.append("")

    def handle_data(self, data: str) -> None:
        self.texts[-1] += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment got in: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration got in: {decl}")


@given(messages)
def test_every_text_of_any_message_is_found(message: Message) -> None:
    read = Reader(render(message))
    found = read.texts + [value for _, value in read.attributes]
    for text in texts_of(message):
        assert any(as_carried(text) in each for each in found)


@given(messages)
def test_no_text_becomes_a_tag_or_an_attribute(message: Message) -> None:
    read = Reader(render(message))
    assert set(read.tags) <= OURS
    assert not [name for name, _ in read.attributes if name.startswith("on") or name in {"style", "href", "src"}]


def test_hostile_names_are_shown_as_they_are() -> None:
    for text in HOSTILE:
        rendered = render(Message(text, text, (Headline(text, text, text), Table((text,), ((text,),)))))
        assert text not in rendered or "<" not in text
        assert as_carried(text) in Reader(rendered).texts


def test_a_headline_is_a_figure_over_what_it_counts() -> None:
    rendered = render(Message("", "", (Headline("$2.00", "AI cost per refund resolved", "was $2.31"),)))
    assert '<span class="figure">$2.00</span> <span class="label">AI cost per refund resolved</span>' in rendered


def test_the_chart_stands_beside_the_headline_it_draws() -> None:
    chart = Chart("Course", "USD", ("W46",), (Series("Each", decimals("2")),))
    rendered = render(
        Message("", "", (Note("first"), Headline("$2.00", "each"), Paragraph("between"), chart, Note("last")))
    )
    places = [rendered.index(text) for text in ("first", "$2.00", "Course", "between", "last")]
    assert places == sorted(places)


def test_a_table_names_its_columns_and_rows_and_lines_up_its_numbers() -> None:
    table = Table(("Outcome", "Accepted", "Cost each"), (("Refund triage", "412", "$2.00"), ("KB drafting", "0", "–")))
    rendered = render(Message("", "", (table,)))
    assert '<th scope="col">Outcome</th><th scope="col" class="number">Accepted</th>' in rendered
    assert '<th scope="row">Refund triage</th><td class="number">412</td><td class="number">$2.00</td>' in rendered


def test_words_are_not_lined_up_as_numbers() -> None:
    rendered = render(Message("", "", (Table(("Outcome", "State"), (("a", "3 of 5 set up"), ("b", "4"))),)))
    assert "number" not in rendered


def test_a_figure_stays_on_one_line_with_its_range() -> None:
    rendered = render(Message("", "", (Table(("Work", "Cost"), (("a", "$9.25 (7.87–10.88)"), ("b", "too few"))),)))
    assert '<td class="whole">$9.25 (7.87–10.88)</td>' in rendered
    assert "<td>too few</td>" in rendered


def test_a_summary_is_seen_where_nothing_else_says_it() -> None:
    undo = Actions((Button("outcome.undo", "Undo", "17"),))
    assert '<p class="summary">Logged 3.</p>' in render(Message("", "Logged 3.", (undo, Note("ten minutes"))))
    assert '<p class="summary unseen">Logged 3.</p>' in render(Message("", "Logged 3.", (Paragraph("Logged 3."), undo)))


def test_short_facts_stand_side_by_side_and_sentences_below_each_other() -> None:
    assert '<dl class="facts">' in render(Message("", "", (Facts((("Team spend", "$645"),)),)))
    assert '<dl class="facts rows">' in render(Message("", "", (Facts((("Each", "268.239062053 ÷ 25 = $10.73"),)),)))


def test_a_button_says_its_action_and_its_value() -> None:
    rendered = render(Message("", "", (Actions((Button("outcome.undo", "Undo", "17", primary=True),)),)))
    button = '<button type="submit" class="primary" name="press" value="outcome.undo 17"'
    assert f'{button} data-action="outcome.undo" data-value="17">Undo</button>' in rendered


def test_a_charts_numbers_can_be_read_without_seeing_it() -> None:
    chart = Chart("Cost per refund", "USD", ("W45", "W46"), (Series("Refunds", decimals(None, "2")),), summary="Fell.")
    rendered = render(Message("", "", (chart,)))
    assert '<th scope="row">W45</th><td class="number">not known</td>' in rendered
    assert '<th scope="row">W46</th><td class="number">$2.00</td>' in rendered
    assert "<p>Fell.</p>" in rendered
