"""The modals: what they look like, and what was filled in, read back as text by field."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.errors import UsageError
from bot.facts.org import Workflow
from bot.facts.outcome import OutcomeKind
from bot.surfaces import slack_text
from bot.surfaces.slack_text import cut
from handlers.justify import Form

OUTCOME_FORM = "outcome.form"
JUSTIFICATION_FORM = "budget.justification"
OUTCOME_TITLE, JUSTIFICATION_TITLE = "Log an outcome", "Justify spend"
EXPIRED = "This form has expired; open it again"
_LONGEST_OPTION, _LONGEST_SENTENCE = 75, 3000
_MOST_OPTIONS = 100
_FIELD = "value"
_KINDS = (
    (OutcomeKind.ACCEPTED, "Accepted: it was used"),
    (OutcomeKind.REJECTED, "Rejected: it was not used"),
    (OutcomeKind.REVERSED, "Reversed: an earlier one came back"),
)


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a form was opened, carried through it: the team, and where the answer goes."""

    team: str | None = None
    channel: str | None = None
    answer_url: str | None = None
    alert: str | None = None


def origin_of(view: Mapping[str, Any]) -> Origin:
    """What a form carries; UsageError where it is none of ours, or of another version."""
    try:
        return Origin(**json.loads(view.get("private_metadata") or "{}"))
    except (ValueError, TypeError):
        raise UsageError(EXPIRED) from None


def is_expired(view: Mapping[str, Any]) -> bool:
    """Whether a submitted form is of no version that can be read."""
    try:
        origin_of(view)
        OutcomeKind(filled(view).get("kind") or OutcomeKind.ACCEPTED)
    except (UsageError, AttributeError, LookupError, TypeError, ValueError):
        return True
    return False


def loading(title: str) -> dict[str, Any]:
    """What is shown while the ledger is slow to answer."""
    return told(title, "Loading…")


def told(title: str, text: str) -> dict[str, Any]:
    """A sentence where a form would be."""
    return {
        "type": "modal",
        "title": _plain(title),
        "close": _plain("Close"),
        "blocks": [_section(text)],
    }


def outcome_form(
    origin: Origin, workflows: Sequence[Workflow], *, usual: str | None, evidence: str = "", hint: str = ""
) -> dict[str, Any]:
    """Log an outcome: everything has its usual value already, so that one tap on Log is enough.

    `hint` is a sentence to read before.
    """
    blocks: list[dict[str, Any]] = [_section(hint)] if hint else []
    shown = workflows[:_MOST_OPTIONS]
    if shown:
        options = [_option(f"{workflow.name} ({workflow.outcome.unit})", workflow.slug) for workflow in shown]
        chosen = next((option for option in options if option["value"] == usual), None)
        blocks.append(_input("workflow", "Workflow", _select(options, chosen), optional=chosen is None))
    quantity = {
        "type": "number_input",
        "action_id": _FIELD,
        "is_decimal_allowed": False,
        "initial_value": "1",
        "min_value": "1",
        "max_value": "1000000",
    }
    kinds = [_option(text, kind.value) for kind, text in _KINDS]
    blocks += [
        _input("quantity", "How many", quantity),
        _input(
            "kind",
            "What became of them",
            {"type": "radio_buttons", "action_id": _FIELD, "options": kinds, "initial_option": kinds[0]},
        ),
        _input("time", "Work displaced in total", _text(hint="4h, 30m or 1h30m"), optional=True),
        _input(
            "evidence", "Evidence", {"type": "url_text_input", "action_id": _FIELD} | _initial(evidence), optional=True
        ),
        _input("note", "Note", _text(multiline=True), optional=True),
    ]
    return _modal(OUTCOME_FORM, OUTCOME_TITLE, "Log", origin, blocks)


def justification_form(origin: Origin, form: Form) -> dict[str, Any]:
    """Answer an alert: why, and, where it is known, what it is to buy by when."""
    blocks: list[dict[str, Any]] = [
        _section(form.title),
        _input("reason", "What is the money for?", _text(multiline=True, least=3, most=1000)),
    ]
    options = [_option(workflow.name, workflow.slug) for workflow in form.workflows[:_MOST_OPTIONS]]
    if options:
        blocks.append(_input("workflow", "For which workflow", _select(options, None), optional=True))
    blocks += [
        _input("quantity", "How many outcomes it is to buy", _text(hint="40"), optional=True),
        _input("by_day", "By which day", {"type": "datepicker", "action_id": _FIELD}, optional=True),
    ]
    return _modal(JUSTIFICATION_FORM, JUSTIFICATION_TITLE, "Send", origin, blocks)


def filled(view: Mapping[str, Any]) -> dict[str, str]:
    """What was filled in, by field; a field that was left empty is the empty text."""
    found: dict[str, str] = {}
    for block, actions in view["state"]["values"].items():
        for given in actions.values():
            option = given.get("selected_option") or {}
            found[block] = str(given.get("value") or given.get("selected_date") or option.get("value") or "").strip()
    return found


def _modal(callback_id: str, title: str, submit: str, origin: Origin, blocks: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": json.dumps({name: value for name, value in asdict(origin).items() if value is not None}),
        "title": _plain(title),
        "submit": _plain(submit),
        "close": _plain("Cancel"),
        "blocks": blocks,
    }


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": _plain(cut(slack_text.filled(text), _LONGEST_SENTENCE))}


def _input(block_id: str, label: str, element: dict[str, Any], *, optional: bool = False) -> dict[str, Any]:
    return {"type": "input", "block_id": block_id, "label": _plain(label), "element": element, "optional": optional}


def _text(*, hint: str = "", multiline: bool = False, least: int | None = None, most: int = 2000) -> dict[str, Any]:
    element: dict[str, Any] = {
        "type": "plain_text_input",
        "action_id": _FIELD,
        "multiline": multiline,
        "max_length": most,
    }
    if least is not None:
        element["min_length"] = least
    if hint:
        element["placeholder"] = _plain(hint)
    return element


def _initial(text: str) -> dict[str, str]:
    return {"initial_value": text} if text else {}


def _select(options: list[dict[str, Any]], chosen: dict[str, Any] | None) -> dict[str, Any]:
    element: dict[str, Any] = {"type": "static_select", "action_id": _FIELD, "options": options}
    return element if chosen is None else element | {"initial_option": chosen}


def _option(text: str, value: str) -> dict[str, Any]:
    return {"text": _plain(cut(slack_text.filled(text), _LONGEST_OPTION)), "value": value}


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}
