"""What a person's hand leaves in a form: the state of its fields and the action of a click."""

from __future__ import annotations

from typing import Any

from tests.slack.facts import Blocks

_PICKED = {
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
}
_CHOSEN = frozenset({"static_select", "radio_buttons", "external_select", "overflow"})
_TICKED = frozenset({"checkboxes", "multi_static_select"})

Values = dict[str, dict[str, Any]]


def filled(blocks: Blocks, kept: Values, given: dict[str, Any]) -> Values:
    """The state of every field: what is given by block_id, else what was there, else its initial value.

    A choice is given by the value of its option, ticks by a list of them, everything else as text. Raises
    LookupError for a field or an option that the form does not show.
    """
    fields = {block["block_id"]: block["element"] for block in blocks if block["type"] == "input"}
    if unknown := set(given) - set(fields):
        raise LookupError(f"no field {', '.join(sorted(unknown))} in the form, which has {', '.join(sorted(fields))}")
    return {
        block_id: {
            element["action_id"]: state(element, given[block_id])
            if block_id in given
            else kept.get(block_id, {}).get(element["action_id"]) or _initial(element)
        }
        for block_id, element in fields.items()
    }


def state(element: dict[str, Any], given: Any) -> dict[str, Any]:
    """The state of one element after a person's hand."""
    kind = element["type"]
    if kind in _TICKED:
        return {"type": kind, "selected_options": [offered(element, value) for value in given]}
    if kind in _CHOSEN:
        return {"type": kind, "selected_option": None if given is None else offered(element, given)}
    if kind in _PICKED:
        return {"type": kind, _PICKED[kind][0]: given}
    return {"type": kind, "value": given}


def offered(element: dict[str, Any], value: Any) -> dict[str, Any]:
    """The option of this value. Raises LookupError when it is not offered."""
    groups = [group["options"] for group in element.get("option_groups", [])]
    options: list[dict[str, Any]] = [*element.get("options", []), *(each for group in groups for each in group)]
    for option in options:
        if option["value"] == value:
            return option
    raise LookupError(f"no option {value!r}, but {[option['value'] for option in options]}")


def action(element: dict[str, Any], block_id: str, value: Any, at: str) -> dict[str, Any]:
    """The `actions` entry of a click: a button carries its own value, a select what was chosen."""
    pressed = {"action_id": element["action_id"], "block_id": block_id, "type": element["type"], "action_ts": at}
    if element["type"] == "button":
        return pressed | {key: element[key] for key in ("text", "value", "style") if key in element}
    return pressed | state(element, value)


def _initial(element: dict[str, Any]) -> dict[str, Any]:
    kind = element["type"]
    if kind in _TICKED:
        return {"type": kind, "selected_options": element.get("initial_options", [])}
    if kind in _CHOSEN:
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind in _PICKED:
        selected, initial = _PICKED[kind]
        return {"type": kind, selected: element.get(initial)}
    return {"type": kind, "value": element.get("initial_value")}
