"""The budget alert on Slack: the button, the form, the answer."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.runtime import Bot
from handlers import justify
from handlers.justify import Answer
from handlers.slack.answers import acknowledged, answer, button, to_presser, to_submitter
from handlers.slack.forms import JUSTIFICATION_FORM, JUSTIFICATION_TITLE, Origin, filled, justification_form, origin_of
from handlers.slack.guard import guarded
from handlers.slack.opening import Opening
from handlers.slack.people import person_of
from reports.alert import JUSTIFY


def register(app: App, bot: Bot, opening: Opening) -> None:
    """Answer the button and the form."""

    @guarded(to_presser)
    def pressed(body: dict[str, Any], client: WebClient, action: dict[str, Any]) -> None:
        origin = Origin(alert=action["value"], answer_url=body.get("response_url"))
        opening.open(
            client,
            body["trigger_id"],
            JUSTIFICATION_TITLE,
            lambda: justification_form(origin, justify.form(bot, action["value"])),
        )

    def checked(ack: Ack, view: dict[str, Any]) -> None:
        faults = justify.faults(_given(view, person=""), bot.now().date())
        if faults:
            ack(response_action="errors", errors=faults)
        else:
            ack()

    @guarded(to_submitter)
    def submitted(body: dict[str, Any], view: dict[str, Any], client: WebClient) -> None:
        user = body["user"]["id"]
        given = _given(view, person=person_of(bot, client, user))
        if not justify.faults(given, bot.now().date()):
            answer(client, origin_of(view).answer_url, user, justify.answer(bot, given))

    app.action(button(JUSTIFY))(ack=acknowledged, lazy=[pressed])
    app.view(JUSTIFICATION_FORM)(ack=checked, lazy=[submitted])


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
