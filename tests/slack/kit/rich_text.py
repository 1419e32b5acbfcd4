"""Rich text: sections, lists, quotes and what stands in them (slack.md 1.1, 1.6)."""

from __future__ import annotations

from tests.slack.kit.part import Part

_INLINE = {
    "text": ("text", "style"),
    "link": ("url", "text unsafe style"),
    "user": ("user_id", "style"),
    "usergroup": ("usergroup_id", "style"),
    "channel": ("channel_id", "style"),
    "team": ("team_id", "style"),
    "emoji": ("name", "unicode style"),
    "date": ("timestamp format", "url fallback style"),
    "broadcast": ("range", "style"),
    "color": ("value", "style"),
}
_STYLES = "bold italic strike code underline highlight client_highlight unlink"
_GROUPS = {
    "rich_text_section": "",
    "rich_text_list": "indent offset border",
    "rich_text_preformatted": "border language",
    "rich_text_quote": "border",
}


def rich_text(part: Part) -> None:
    """A rich_text block, or a cell that is one."""
    if part.shaped("type elements", "block_id"):
        for element in part.inside("elements").listed(1000):
            _group(element)


def _group(part: Part) -> None:
    kind = part.kind()
    if kind not in _GROUPS:
        part.refuse("unknown_type", f"no such part of rich text: {kind or part.value}")
        return
    listed = kind == "rich_text_list"
    if not part.shaped("type elements style" if listed else "type elements", _GROUPS[kind]):
        return
    for number in part.given("indent"):
        number.integer(0, 8)
    for number in part.given("border"):
        number.integer(0, 1)
    if listed:
        part.inside("style").one_of("bullet", "ordered")
    for element in part.inside("elements").listed(1000):
        if not listed:
            _inline(element)
        elif element.kind() != "rich_text_section":
            element.refuse("wrong_place", "a list holds sections")
        else:
            _group(element)


def _inline(part: Part) -> None:
    kind = part.kind()
    if kind not in _INLINE:
        part.refuse("unknown_type", f"no such element of rich text: {kind or part.value}")
        return
    required, optional = _INLINE[kind]
    if not part.shaped(f"type {required}", optional):
        return
    for words in part.given("text", "url", "user_id", "channel_id", "usergroup_id", "name", "format", "fallback"):
        words.string(40_000)
    for timestamp in part.given("timestamp"):
        timestamp.integer(0, 99_999_999_999)
    for reach in part.given("range"):
        reach.one_of("here", "channel", "everyone")
    for style in part.given("style"):
        if style.shaped("", _STYLES):
            for flag in style.given(*style.value):
                flag.boolean()
