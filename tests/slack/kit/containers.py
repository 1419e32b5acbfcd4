"""Blocks that hold others: card, carousel, container (slack.md 1.1)."""

from __future__ import annotations

from collections.abc import Callable

from tests.slack.kit.elements import element, image
from tests.slack.kit.part import Part
from tests.slack.kit.texts import plain, text

_IN_A_CONTAINER = frozenset(
    ["actions", "context", "divider", "file", "header", "image", "input", "rich_text", "section", "table", "video"],
)


def card(part: Part) -> None:
    """Titles are text objects; at least one of hero_image, title, actions and body."""
    if not part.shaped("type", "block_id title subtitle body subtext actions icon slack_icon hero_image"):
        return
    if not {"hero_image", "title", "actions", "body"} & set(part.value):
        part.refuse("missing", "missing required field: title, body, actions or hero_image")
    if "icon" in part.value and "slack_icon" in part.value:
        part.refuse("not_allowed", "has icon or slack_icon, not both")
    for words in part.given("title", "subtitle"):
        text(words, 150)
    for words in part.given("body", "subtext"):
        text(words, 200)
    for picture in part.given("hero_image", "icon"):
        image(picture)
    for buttons in part.given("actions"):
        for button in buttons.listed(3):
            element(button, "actions")


def carousel(part: Part) -> None:
    if part.shaped("type elements", "block_id"):
        for each in part.inside("elements").listed(10):
            if each.kind() != "card":
                each.refuse("wrong_place", "a carousel holds cards")
            else:
                card(each)


def container(part: Part, block: Callable[[Part], None]) -> None:
    """At most 10 blocks under a title; `block` checks each of them."""
    words = "title rich_text_title subtitle width is_collapsible default_collapsed has_header_divider icon"
    if not part.shaped("type child_blocks", f"block_id {words}"):
        return
    if "title" not in part.value and "rich_text_title" not in part.value:
        part.refuse("missing", "missing required field: title")
    for title in part.given("title", "subtitle"):
        plain(title, 150)
    for width in part.given("width"):
        width.one_of("narrow", "standard", "wide", "full")
    for flag in part.given("is_collapsible", "default_collapsed", "has_header_divider"):
        flag.boolean()
    for child in part.inside("child_blocks").listed(10):
        if child.kind() not in _IN_A_CONTAINER:
            child.refuse("wrong_place", f"{child.kind()} is not allowed in a container")
        block(child)
