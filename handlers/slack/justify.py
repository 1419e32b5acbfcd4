"""The budget alert on Slack: the button, the form, the answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from slack_bolt import App
from slack_sdk import WebClient

from bot.facts.message import Note
from bot.ledger import directory
from bot.runtime import Bot
from handlers import justify
from handlers.justify import Answer
from handlers.slack.answers import acknowledged, answer, button, to_presser, to_submitter
from handlers.slack.forms import (
    JUSTIFICATION_FORM,
    JUSTIFICATION_TITLE,
    Origin,
    filled,
    is_expired,
    justification_form,
    origin_of,
)
from handlers.slack.guard import guarded, sentence
from handlers.slack.opening import Opening
from handlers.slack.people import person_of
from handlers.slack.submission import checked
from reports.alert import JUSTIFY


def register(app: App, bot: Bot, opening: Opening) -> None:
    """Answer the button and the form."""

    @guarded(to_presser)
    def pressed(body: dict[str, Any], client: WebClient, action: dict[str, Any]) -> None:
        origin, user = Origin(alert=action["value"], answer_url=body.get("response_url")), body["user"]["id"]
        opening.open(
            client,
            body["trigger_id"],
            JUSTIFICATION_TITLE,
            lambda: justification_form(origin, justify.form(bot, action["value"], person_of(bot, client, user))),
        )

    def faults_of(body: dict[str, Any], view: dict[str, Any]) -> dict[str, str]:
        faults = justify.faults(_given(view, person=""), bot.now().date())
        refused = None if faults else opening.in_time(lambda: _refusal(bot, body["user"]["id"], view))
        return faults if refused is None else {"reason": f"{refused}."}

    @guarded(to_submitter)
    def submitted(body: dict[str, Any], view: dict[str, Any], client: WebClient) -> None:
        if is_expired(view):  # said in its place
            return
        user, url = body["user"]["id"], origin_of(view).answer_url
        given = _given(view, person="")
        if justify.faults(given, bot.now().date()):
            return
        try:
            said = justify.answer(bot, replace(given, person=person_of(bot, client, user)))
        except Exception as error:  # noqa: BLE001  (however it fails, the words are given back)
            told = sentence(error)
            said = replace(told, elements=(*told.elements, Note(f"You wrote: {given.reason}")))
        answer(client, url, user, said)

    app.action(button(JUSTIFY))(ack=acknowledged, lazy=[pressed])
    app.view(JUSTIFICATION_FORM)(ack=checked(faults_of), lazy=[submitted])


def _refusal(bot: Bot, user: str, view: dict[str, Any]) -> str | None:
    """Why an answer is refused while its form still stands, with all that was typed; asks nothing of Slack."""
    with bot.database.reading() as connection:
        known = directory.by_slack_id(connection, user)
    return None if known is None else justify.refusal(bot, _given(view, person=known.email))


def _given(view: dict[str, Any], *, person: str) -> Answer:
    fields = filled(view)
    return Answer(
        alert=origin_of(view).alert or "",
        person=person,
        event_id=f"slack:{view['id']}",
        reason=fields.get("reason", ""),
        workflow=fields.get("workflow") or None,
        quantity=fields.get("quantity", ""),
        by_day=fields.get("by_day", ""),
    )
