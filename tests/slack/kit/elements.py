"""Interactive elements, and which block holds which on which surface (slack.md 1.3)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.slack.kit import inputs
from tests.slack.kit.part import Part, Surface
from tests.slack.kit.texts import confirm, options, plain

EVERYWHERE: frozenset[Surface] = frozenset({"message", "modal", "home"})
MODAL: frozenset[Surface] = frozenset({"modal"})
MESSAGE: frozenset[Surface] = frozenset({"message"})


@dataclass(frozen=True)
class Kind:
    """One element type: the blocks that may hold it, the surfaces it is legal on, and its own check."""

    blocks: frozenset[str]
    surfaces: frozenset[Surface]
    check: Callable[[Part], None]


def element(part: Part, block: str) -> None:
    """An element of a section (its accessory), an actions block or an input block."""
    kind = KINDS.get(part.kind())
    if kind is None:
        part.refuse("unknown_type", f"no such element: {part.kind() or part.value}")
        return
    if block not in kind.blocks:
        part.refuse("wrong_place", f"{part.kind()} is not allowed in {block}")
    if part.surface not in kind.surfaces:
        part.refuse("wrong_surface", f"{part.kind()} is not allowed in a {part.surface}")
    kind.check(part)
    for action_id in part.given("action_id"):
        action_id.string(255)


def button(part: Part) -> None:
    if not part.shaped("type text", "action_id url value style confirm accessibility_label visible_to_user_ids"):
        return
    plain(part.inside("text"), 75)
    for value in part.given("value"):
        value.string(2000, at_least=0)
    for url in part.given("url"):
        if url.string(3000) and not re.match(r"[a-z][a-z0-9+.-]*://", url.value):
            url.refuse("not_allowed", "must be a URL")
    for style in part.given("style"):
        style.one_of("primary", "danger")
    for dialog in part.given("confirm"):
        confirm(dialog)
    for label in part.given("accessibility_label"):
        label.string(75)


def overflow(part: Part) -> None:
    if part.shaped("type options", "action_id confirm"):
        options(part.inside("options"), 5)
        for dialog in part.given("confirm"):
            confirm(dialog)


def image(part: Part) -> None:
    """An image as accessory or in a context block."""
    if not part.shaped("type alt_text", "image_url slack_file"):
        return
    part.inside("alt_text").string(2000)
    if ("image_url" in part.value) == ("slack_file" in part.value):
        part.refuse("missing", "must have exactly one of image_url and slack_file")
    for url in part.given("image_url"):
        url.string(3000)


_INPUT = frozenset({"input"})
_PRESSED = frozenset({"section", "actions"})
_CHOSEN = frozenset({"section", "actions", "input"})

KINDS: dict[str, Kind] = {
    "button": Kind(_PRESSED, EVERYWHERE, button),
    "overflow": Kind(_PRESSED, EVERYWHERE, overflow),
    "image": Kind(frozenset({"section"}), EVERYWHERE, image),
    "static_select": Kind(_CHOSEN, EVERYWHERE, inputs.static_select),
    "multi_static_select": Kind(_CHOSEN - {"actions"}, EVERYWHERE, inputs.static_select),
    "external_select": Kind(_CHOSEN, EVERYWHERE, inputs.external_select),
    "users_select": Kind(_CHOSEN, EVERYWHERE, inputs.users_select),
    "multi_users_select": Kind(_CHOSEN - {"actions"}, EVERYWHERE, inputs.users_select),
    "conversations_select": Kind(_CHOSEN, EVERYWHERE, inputs.conversations_select),
    "channels_select": Kind(_CHOSEN, EVERYWHERE, inputs.channels_select),
    "checkboxes": Kind(_CHOSEN, EVERYWHERE, inputs.ticks),
    "radio_buttons": Kind(_CHOSEN, EVERYWHERE, inputs.ticks),
    "datepicker": Kind(_CHOSEN, EVERYWHERE, inputs.datepicker),
    "timepicker": Kind(_CHOSEN, EVERYWHERE, inputs.timepicker),
    "datetimepicker": Kind(_CHOSEN - {"section"}, EVERYWHERE - {"home"}, inputs.datetimepicker),
    "plain_text_input": Kind(_INPUT, EVERYWHERE, inputs.plain_text_input),
    "number_input": Kind(_INPUT, MODAL, inputs.number_input),
    "url_text_input": Kind(_INPUT, MODAL, inputs.text_of_a_form),
    "email_text_input": Kind(_INPUT, MODAL, inputs.text_of_a_form),
}
