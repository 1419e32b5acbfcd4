"""The validator refuses what Slack refuses, and lets pass what Slack lets pass."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.slack.blocks import Problem, Surface, problems
from tests.slack.samples import (
    Block,
    actions,
    button,
    cell,
    chart,
    field,
    home,
    message,
    modal,
    mrkdwn,
    number,
    plain,
    rich,
    section,
    select,
    table,
)


def codes(payload: Block, surface: Surface) -> set[str]:
    return {problem.code for problem in problems(payload, surface)}


REFUSED: dict[str, tuple[Surface, Block, str]] = {
    "51 blocks in a message": ("message", message(*[section()] * 51), "too_many"),
    "101 blocks in a modal": ("modal", modal(*[section()] * 101), "too_many"),
    "101 blocks in a Home tab": ("home", home(*[section()] * 101), "too_many"),
    "a section of 3001 characters": ("message", message(section(text=plain("x" * 3001))), "too_long"),
    "a section that says nothing": ("message", message({"type": "section"}), "missing"),
    "an empty text": ("message", message(section(text=plain(""))), "empty"),
    "a header of 151 characters": ("message", message({"type": "header", "text": plain("x" * 151)}), "too_long"),
    "a header in mrkdwn": ("message", message({"type": "header", "text": mrkdwn()}), "not_allowed"),
    "11 fields": ("message", message(section(fields=[mrkdwn()] * 11)), "too_many"),
    "a field of 2001 characters": ("message", message(section(fields=[mrkdwn("x" * 2001)])), "too_long"),
    "11 things in a context": ("message", message({"type": "context", "elements": [mrkdwn()] * 11}), "too_many"),
    "26 buttons": ("message", message(actions(*(button(f"a{i}") for i in range(26)))), "too_many"),
    "no button": ("message", message(actions()), "too_few"),
    "a button of 76 characters": ("message", message(actions(button(text=plain("x" * 76)))), "too_long"),
    "a button with a long value": ("message", message(actions(button(value="x" * 2001))), "too_long"),
    "a button to nowhere": ("message", message(actions(button(url="report"))), "not_allowed"),
    "a green button": ("message", message(actions(button(style="green"))), "not_allowed"),
    "an action_id twice in a block": ("message", message(actions(button(), button())), "not_unique"),
    "an action_id of 256 characters": ("message", message(actions(button("x" * 256))), "too_long"),
    "a block_id twice": ("message", message(section(block_id="b"), section(block_id="b")), "not_unique"),
    "a block_id of 256 characters": ("message", message(section(block_id="x" * 256)), "too_long"),
    "an option of 76 characters": ("modal", modal(field(select(1, text=plain("x" * 76)))), "too_long"),
    "an option with a long value": ("modal", modal(field(select(1, value="x" * 76))), "too_long"),
    "101 options": ("modal", modal(field(select(101))), "too_many"),
    "no option": ("modal", modal(field(select(0))), "too_few"),
    "11 checkboxes": ("modal", modal(field({**select(11), "type": "checkboxes"})), "too_many"),
    "two options of one value": ("modal", modal(field(select(2, value="same"))), "not_unique"),
    "an initial option that is not offered": (
        "modal",
        modal(field({**select(1), "initial_option": {"text": plain(), "value": "9"}})),
        "not_allowed",
    ),
    "101 rows": ("message", message(table(rows=101)), "too_many"),
    "21 columns": ("message", message(table(columns=21)), "too_many"),
    "rows of different length": ("message", message({"type": "table", "rows": [[cell()] * 2, [cell()]]}), "uneven"),
    "an empty cell": ("message", message({"type": "table", "rows": [[cell("")]]}), "empty"),
    "a table of 10001 characters": (
        "message",
        message({"type": "table", "rows": [[cell("x" * 5000)], [cell("x" * 5001)]]}),
        "too_long",
    ),
    "two tables": ("message", message(table(), table()), "too_many"),
    "a table in a modal": ("modal", modal(table()), "wrong_surface"),
    "a number without its text": (
        "message",
        message({"type": "table", "rows": [[{"type": "raw_number", "value": 1}]]}),
        "missing",
    ),
    "a data table without a caption": (
        "message",
        message({"type": "data_table", "rows": [[cell()], [cell()]]}),
        "missing",
    ),
    "a chart on Home": ("home", home(chart()), "wrong_surface"),
    "a chart in a modal": ("modal", modal(chart()), "wrong_surface"),
    "three charts": ("message", message(chart(), chart(), chart()), "too_many"),
    "a long chart title": ("message", message({**chart(), "title": "x" * 51}), "too_long"),
    "a chart of stars": ("message", message(chart(type="stars")), "not_allowed"),
    "seven series": ("message", message(chart(7)), "too_many"),
    "21 points": ("message", message(chart(labels=tuple(f"week {i}" for i in range(21)))), "too_many"),
    "a category of 21 characters": ("message", message(chart(labels=("x" * 21,))), "too_long"),
    "a category twice": ("message", message(chart(labels=("Oct 5", "Oct 5"))), "not_unique"),
    "a series with a gap": (
        "message",
        message(chart(series=[{"name": "Support", "data": [{"label": "Oct 5", "value": 1}]}])),
        "uneven",
    ),
    "a value that is not finite": (
        "message",
        message(chart(labels=("a",), series=[{"name": "S", "data": [{"label": "a", "value": float("nan")}]}])),
        "out_of_range",
    ),
    "a value that is not there": (
        "message",
        message(chart(labels=("a",), series=[{"name": "S", "data": [{"label": "a", "value": None}]}])),
        "wrong_type",
    ),
    "a pie with nothing in a segment": (
        "message",
        message(
            {
                "type": "data_visualization",
                "title": "T",
                "chart": {"type": "pie", "segments": [{"label": "a", "value": 0}]},
            }
        ),
        "out_of_range",
    ),
    "an empty rich text": ("message", message(rich({"type": "text", "text": ""})), "empty"),
    "rich text with markup of its own": ("message", message(rich({"type": "mrkdwn", "text": "x"})), "unknown_type"),
    "a list of texts": (
        "message",
        message(
            {
                "type": "rich_text",
                "elements": [
                    {"type": "rich_text_list", "style": "bullet", "elements": [{"type": "text", "text": "x"}]}
                ],
            }
        ),
        "wrong_place",
    ),
    "an alert in a message": ("message", message({"type": "alert", "text": plain()}), "wrong_surface"),
    "an alert on Home": ("home", home({"type": "alert", "text": plain()}), "wrong_surface"),
    "a number field in a message": ("message", message(field(number())), "wrong_surface"),
    "a number as a number": ("modal", modal(field(number(initial_value=3))), "wrong_type"),
    "a fraction where whole numbers are asked": ("modal", modal(field(number(initial_value="1.5"))), "not_allowed"),
    "a number field outside an input": ("modal", modal(actions(number())), "wrong_place"),
    "a button in an input": ("modal", modal(field(button())), "wrong_place"),
    "an input without a label": ("modal", modal({"type": "input", "element": number()}), "missing"),
    "a long modal title": ("modal", modal(section(), title=plain("x" * 25)), "too_long"),
    "a long submit": ("modal", modal(section(), submit=plain("x" * 25)), "too_long"),
    "an input that cannot be submitted": (
        "modal",
        {"type": "modal", "title": plain(), "blocks": [field(number())]},
        "missing",
    ),
    "long private metadata": ("modal", modal(section(), private_metadata="x" * 3001), "too_long"),
    "a long callback_id": ("modal", modal(section(), callback_id="x" * 256), "too_long"),
    "two fields with the focus": (
        "modal",
        modal(field(number(focus_on_load=True)), field(number(focus_on_load=True), block_id="other")),
        "not_unique",
    ),
    "a view over 250 kB": ("modal", modal(*[section(text=plain("x" * 3000))] * 90), "too_large"),
    "a title on Home": ("home", home(section(), title=plain()), "unknown_key"),
    "a modal as Home": ("home", home(section(), type="modal"), "not_allowed"),
    "an unknown block": ("message", message({"type": "banner"}), "unknown_type"),
    "an unknown element": ("message", message(actions({"type": "slider"})), "unknown_type"),
    "an unknown key": ("message", message(section(color="red")), "unknown_key"),
    "verbatim on plain text": ("message", message(section(text={**plain(), "verbatim": True})), "unknown_key"),
    "emoji on mrkdwn": ("message", message(section(text={**mrkdwn(), "emoji": True})), "unknown_key"),
    "markup as a type": ("message", message(section(text={"type": "html", "text": "x"})), "not_allowed"),
    "a string where an object belongs": ("message", message(section(text="Words")), "wrong_type"),
    "13,001 characters in blocks": (
        "message",
        message(*[section(text=plain("x" * 2600))] * 5, section(text=plain("x"))),
        "blocks_too_long",
    ),
    "no top-level text": ("message", {"blocks": [section()]}, "missing"),
    "a top-level text of 4001 characters": ("message", message(section(), text="x" * 4001), "too_long"),
}


@pytest.mark.parametrize(("surface", "payload", "code"), REFUSED.values(), ids=REFUSED)
def test_what_slack_refuses_is_refused_for_its_reason_alone(surface: Surface, payload: Block, code: str) -> None:
    assert codes(payload, surface) == {code}


FULL = message(
    {"type": "header", "text": plain("x" * 150), "level": 2},
    section(text=mrkdwn("x" * 3000), fields=[mrkdwn("x")] * 10, accessory=button(style="primary"), block_id="x" * 255),
    chart(6, labels=tuple(f"w{i}" for i in range(20))),
    chart(type="bar"),
    table(rows=100, columns=5, column_settings=[{"align": "right"}, None, {"is_wrapped": True}]),
    {
        "type": "container",
        "title": plain("How this is computed"),
        "is_collapsible": True,
        "child_blocks": [section(), {"type": "divider"}],
    },
    rich(
        {"type": "text", "text": "<!channel> is only text here", "style": {"bold": True}},
        {"type": "user", "user_id": "U0ANA"},
        {"type": "link", "url": "https://denominator.example/why", "text": "why"},
        {"type": "emoji", "name": "tada"},
        {"type": "date", "timestamp": 1_795_000_000, "format": "{date_short}", "fallback": "Nov 17"},
    ),
    {"type": "carousel", "elements": [{"type": "card", "title": plain(), "actions": [button()]}]},
    {"type": "data_table", "caption": "Models", "rows": [[cell()], [{"type": "raw_number", "value": 1, "text": "1"}]]},
    actions(*(button(f"a{i}", value="x" * 2000, url="https://denominator.example/") for i in range(25))),
    {"type": "context", "elements": [mrkdwn()] * 10},
    channel="C0SUPPORT1",
    unfurl_links=False,
    parse="none",
    metadata={"event_type": "digest", "event_payload": {"key": "digest:support:2026-W46"}},
)
CHOICE = {"text": plain(), "value": "1"}
GROUPED = {
    "type": "static_select",
    "option_groups": [{"label": plain(), "options": [CHOICE]}],
    "initial_option": CHOICE,
    "confirm": {"title": plain(), "text": mrkdwn(), "confirm": plain(), "deny": plain()},
}
FORM = modal(
    {"type": "alert", "text": plain("This is over budget"), "level": "warning"},
    field(number(initial_value="3", min_value="1", focus_on_load=True)),
    field(select(100), block_id="workflow", optional=True),
    field(GROUPED, block_id="team"),
    field({"type": "plain_text_input", "multiline": True, "max_length": 3000, "placeholder": plain()}, block_id="note"),
    field({"type": "datepicker", "initial_date": "2026-11-17"}, block_id="day", hint=plain()),
    field({**select(10), "type": "radio_buttons"}, block_id="kind", dispatch_action=True),
    callback_id="outcome",
    private_metadata="x" * 3000,
    close=plain("Cancel"),
)


@pytest.mark.parametrize(
    ("surface", "payload"),
    [("message", FULL), ("message", {"text": "Only words"}), ("modal", FORM), ("home", home(table(), section()))],
    ids=["a full digest", "a text alone", "a full form", "a Home tab"],
)
def test_what_slack_takes_passes(surface: Surface, payload: Block) -> None:
    assert problems(payload, surface) == []


def test_a_problem_names_its_place() -> None:
    assert problems(message(section(), {"type": "header", "text": plain("x" * 151)}), "message") == [
        Problem("too_long", "must be less than 151 characters", "/blocks/1/text/text")
    ]


JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, -1.5, "", "x", [], ["x"], {}, {"type": "x"}, [{}], [[None]]]
)


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from places(each, (*path, key))


def spoiled(value: Any, path: tuple[str | int, ...], junk: Any) -> Any:
    if not path:
        return junk
    copy: Any = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = spoiled(value[path[0]], path[1:], junk)
    return copy


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([("message", FULL), ("modal", FORM)]), st.data())
def test_junk_anywhere_is_judged_and_never_an_accident(whole: tuple[Surface, Block], data: st.DataObject) -> None:
    surface, payload = whole
    small = {**payload, "blocks": [data.draw(st.sampled_from(payload["blocks"]))]}
    path = data.draw(st.sampled_from(list(places(small))[:400]))
    judged = problems(spoiled(small, path, data.draw(JUNK)), surface)
    assert all(problem.pointer == "" or problem.pointer.startswith("/") for problem in judged)
