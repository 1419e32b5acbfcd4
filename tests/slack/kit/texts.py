"""Text objects, options and confirmation dialogs (slack.md 1.3)."""

from __future__ import annotations

from tests.slack.kit.part import Part, unique

OPTION_TEXT = OPTION_VALUE = OPTION_DESCRIPTION = 75


def text(part: Part, at_most: int) -> None:
    """A plain_text or mrkdwn object."""
    if not part.shaped("type text", "emoji verbatim"):
        return
    part.inside("type").one_of("plain_text", "mrkdwn")
    part.inside("text").string(at_most)
    only = {"emoji": "plain_text", "verbatim": "mrkdwn"}
    for flag, kind in only.items():
        for given in part.given(flag):
            given.boolean()
            if part.kind() != kind:
                given.refuse("unknown_key", f"{flag} belongs to {kind} alone")


def plain(part: Part, at_most: int) -> None:
    """A plain_text object where mrkdwn is refused."""
    text(part, at_most)
    if part.kind() == "mrkdwn":
        part.inside("type").refuse("not_allowed", "must be plain_text")


def option(part: Part, *, rich: bool = False) -> None:
    """An option of a select, of radio buttons or checkboxes; only the latter two (`rich`) may hold mrkdwn."""
    if not part.shaped("text value", "description url"):
        return
    worded = text if rich else plain
    worded(part.inside("text"), OPTION_TEXT)
    part.inside("value").string(OPTION_VALUE)
    for description in part.given("description"):
        worded(description, OPTION_DESCRIPTION)
    for url in part.given("url"):
        url.string(3000)


def options(part: Part, at_most: int, *, at_least: int = 1, rich: bool = False) -> None:
    """A list of options whose values differ."""
    listed = part.listed(at_most, at_least=at_least)
    for each in listed:
        option(each, rich=rich)
    unique([value for each in listed for value in each.given("value")], "the value of an option")


def confirm(part: Part) -> None:
    """A confirmation dialog."""
    if not part.shaped("title text confirm deny", "style"):
        return
    plain(part.inside("title"), 100)
    text(part.inside("text"), 300)
    plain(part.inside("confirm"), 30)
    plain(part.inside("deny"), 30)
    for style in part.given("style"):
        style.one_of("primary", "danger")
