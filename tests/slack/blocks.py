"""What Slack refuses, decided without Slack: the limits of slack.md 1 for a message, a modal and a Home tab."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.slack.kit.charts import data_visualization
from tests.slack.kit.containers import card, carousel, container
from tests.slack.kit.elements import EVERYWHERE, MESSAGE, MODAL, element, image
from tests.slack.kit.part import Part, Problem, Surface, unique
from tests.slack.kit.rich_text import rich_text
from tests.slack.kit.shown import characters
from tests.slack.kit.tables import CHARACTERS, data_table, table
from tests.slack.kit.texts import plain, text

__all__ = ["Problem", "Surface", "problems"]

BLOCKS = {"message": 50, "modal": 100, "home": 100}
SHOWN_IN_ONE_MESSAGE = 13_000  # not documented: bolt-js issue 2509
VIEW_BYTES = 250_000
TEXT = 4_000  # chat.update refuses more with msg_too_long, and what is posted may have to be updated

_ARGUMENTS = (
    "token channel user ts attachments metadata thread_ts reply_broadcast unfurl_links unfurl_media parse link_names "
    "mrkdwn client_msg_id response_type replace_original delete_original"
)


def problems(payload: dict[str, Any], surface: Surface) -> list[Problem]:
    """Every reason why Slack would refuse this message (arguments of chat.postMessage) or view; empty when none."""
    found: list[Problem] = []
    part = Part(payload, "", surface, found)
    if surface == "message":
        _message(part)
    else:
        _view(part)
    return found


def _message(part: Part) -> None:
    if not part.shaped("text", f"blocks {_ARGUMENTS}"):
        return
    if part.inside("text").string(TEXT) and not part.value["text"].strip():
        part.inside("text").refuse("empty", "the text must say something: screen readers read nothing else")
    for blocks in part.given("blocks"):
        listed = _blocks(blocks)
        _at_most(blocks, listed, "table", 1)
        _at_most(blocks, listed, "data_visualization", 2)
        for kind in ("table", "data_table"):
            if sum(characters(each.value) for each in listed if each.kind() == kind) > CHARACTERS:
                blocks.refuse("too_long", f"all {kind} blocks of a message hold at most {CHARACTERS} characters")
        if characters(blocks.value) > SHOWN_IN_ONE_MESSAGE:
            blocks.refuse("blocks_too_long", f"a message shows at most {SHOWN_IN_ONE_MESSAGE} characters in blocks")


def _view(part: Part) -> None:
    own = "callback_id private_metadata external_id"
    if part.surface == "modal":
        shaped = part.shaped("type title blocks", f"submit close clear_on_close notify_on_close submit_disabled {own}")
    else:
        shaped = part.shaped("type blocks", own)
    if not shaped:
        return
    part.inside("type").one_of(part.surface)
    for label in part.given("title", "submit", "close"):
        plain(label, 24)
    for identity in part.given("callback_id", "external_id"):
        identity.string(255, at_least=0)
    for metadata in part.given("private_metadata"):
        metadata.string(3000, at_least=0)
    for flag in part.given("clear_on_close", "notify_on_close", "submit_disabled"):
        flag.boolean()
    listed = _blocks(part.inside("blocks"))
    if part.surface == "modal" and "submit" not in part.value and any(each.kind() == "input" for each in listed):
        part.refuse("missing", "missing required field: submit, for there is an input")
    if sum(each is True for each in _under(part.value, "focus_on_load")) > 1:
        part.refuse("not_unique", "only one element has focus_on_load")
    if len(json.dumps(part.value).encode()) > VIEW_BYTES:
        part.refuse("too_large", "a view is at most 250 kB")


def _blocks(part: Part) -> list[Part]:
    listed = part.listed(BLOCKS[part.surface], at_least=0)
    for each in listed:
        _block(each)
    children = [child for each in listed for children in each.given("child_blocks") for child in children.items()]
    unique([given for each in (*listed, *children) for given in each.given("block_id")], "a block_id")
    return listed


def _block(part: Part) -> None:
    kind = KINDS.get(part.kind())
    if kind is None:
        part.refuse("unknown_type", f"unsupported type: {part.kind() or part.value}")
        return
    if part.surface not in kind.surfaces:
        part.refuse("wrong_surface", f"{part.kind()} is not allowed in a {part.surface}")
    kind.check(part)
    for block_id in part.given("block_id"):
        block_id.string(255)


def section(part: Part) -> None:
    if not part.shaped("type", "block_id text fields accessory expand"):
        return
    if "text" not in part.value and "fields" not in part.value:
        part.refuse("missing", "missing required field: text or fields")
    for words in part.given("text"):
        text(words, 3000)
    for fields in part.given("fields"):
        for field in fields.listed(10):
            text(field, 2000)
    for accessory in part.given("accessory"):
        element(accessory, "section")


def header(part: Part) -> None:
    if part.shaped("type text", "block_id level"):
        plain(part.inside("text"), 150)
        for level in part.given("level"):
            level.integer(1, 4)


def divider(part: Part) -> None:
    part.shaped("type", "block_id")


def context(part: Part) -> None:
    if part.shaped("type elements", "block_id"):
        for each in part.inside("elements").listed(10):
            if each.kind() == "image":
                image(each)
            else:
                text(each, 2000)


def actions(part: Part) -> None:
    if part.shaped("type elements", "block_id"):
        elements = part.inside("elements").listed(25)
        for each in elements:
            element(each, "actions")
        unique([given for each in elements for given in each.given("action_id")], "an action_id of one block")


def picture(part: Part) -> None:
    if part.shaped("type alt_text", "block_id image_url slack_file title"):
        part.inside("alt_text").string(2000)
        if ("image_url" in part.value) == ("slack_file" in part.value):
            part.refuse("missing", "must have exactly one of image_url and slack_file")
        for url in part.given("image_url"):
            url.string(3000)
        for title in part.given("title"):
            plain(title, 2000)


def input_block(part: Part) -> None:
    if part.shaped("type label element", "block_id hint optional dispatch_action"):
        plain(part.inside("label"), 2000)
        for hint in part.given("hint"):
            plain(hint, 2000)
        for flag in part.given("optional", "dispatch_action"):
            flag.boolean()
        element(part.inside("element"), "input")


def markdown(part: Part) -> None:
    if part.shaped("type text", "block_id"):
        part.inside("text").string(12_000)


def alert(part: Part) -> None:
    if part.shaped("type text", "block_id level"):
        text(part.inside("text"), 200)
        for level in part.given("level"):
            level.one_of("default", "info", "warning", "error", "success")


@dataclass(frozen=True)
class Kind:
    """One block type: the surfaces it is legal on and its own check."""

    surfaces: frozenset[Surface]
    check: Callable[[Part], None]


_NOT_IN_A_MODAL = EVERYWHERE - MODAL

KINDS: dict[str, Kind] = {
    "section": Kind(EVERYWHERE, section),
    "header": Kind(EVERYWHERE, header),
    "divider": Kind(EVERYWHERE, divider),
    "context": Kind(EVERYWHERE, context),
    "actions": Kind(EVERYWHERE, actions),
    "image": Kind(EVERYWHERE, picture),
    "input": Kind(EVERYWHERE, input_block),
    "rich_text": Kind(EVERYWHERE, rich_text),
    "table": Kind(_NOT_IN_A_MODAL, table),
    "data_table": Kind(_NOT_IN_A_MODAL, data_table),
    "data_visualization": Kind(MESSAGE, data_visualization),
    "markdown": Kind(MESSAGE, markdown),
    "alert": Kind(MODAL, alert),
    "card": Kind(EVERYWHERE, card),
    "carousel": Kind(_NOT_IN_A_MODAL, carousel),
    "container": Kind(_NOT_IN_A_MODAL, lambda part: container(part, _block)),
}


def _at_most(blocks: Part, listed: list[Part], kind: str, most: int) -> None:
    if sum(each.kind() == kind for each in listed) > most:
        blocks.refuse("too_many", f"no more than {most} {kind} in one message")


def _under(value: Any, key: str) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from (inner for name, inner in value.items() if name == key)
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _under(inner, key)
