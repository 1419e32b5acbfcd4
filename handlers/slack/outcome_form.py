"""The form to log an outcome on Slack: opened by the command, a shortcut or a button, checked, submitted, answered.

The shortcut on a message keeps the link to it and nothing of what somebody wrote there.
"""

from __future__ import annotations

from typing import Any

from slack_bolt import App
from slack_sdk import WebClient

from bot.facts import outcome_note
from bot.facts.org import Org, Workflow
from bot.facts.outcome import OutcomeKind
from bot.facts.outcome_line import OutcomeLine, parse
from bot.manifest import GLOBAL_SHORTCUT, MESSAGE_SHORTCUT
from bot.runtime import Bot
from handlers import outcome
from handlers.outcome import OPEN, Said
from handlers.slack.answers import NOT_ANSWERED, acknowledged, answer, button, to_presser, to_submitter
from handlers.slack.forms import OUTCOME_FORM, OUTCOME_TITLE, Origin, filled, is_expired, origin_of, outcome_form
from handlers.slack.guard import guarded
from handlers.slack.opening import Opening
from handlers.slack.people import caller_of
from handlers.slack.submission import checked

ALREADY = "This message is the evidence of an outcome already; log it again only where more was done."
_ADVICE = {
    "quantity": "Give a whole number from 1 up, such as 3.",
    "time": "Give one total, such as 4h, 30m or 1h30m, or leave it empty.",
}


class OutcomeForm:
    """Opens the form with everything prefilled."""

    def __init__(self, bot: Bot, opening: Opening) -> None:
        self._bot = bot
        self._opening = opening

    def open(self, client: WebClient, trigger: str, user: str, origin: Origin, *, message: str | None = None) -> None:
        """Open it now: as it is to be, or "Loading…" first where the ledger or Slack is slow.

        `message` is the ts of the message in the origin's channel that is the evidence. What it says is not read.
        """
        self._opening.open(client, trigger, OUTCOME_TITLE, lambda: self._view(client, user, origin, message))

    def _view(self, client: WebClient, user: str, origin: Origin, message: str | None) -> dict[str, Any]:
        caller = caller_of(self._bot, client, user, origin.channel)
        evidence = _permalink(client, origin.channel, message)
        team = origin.team or caller.team
        usual = outcome.usual_workflow(self._bot, team, caller.person)
        origin = Origin(team=team, channel=origin.channel, answer_url=origin.answer_url)
        hint = ALREADY if evidence and outcome.is_evidence(self._bot, evidence) else ""
        return outcome_form(origin, _ordered(caller.org, team), usual=usual, evidence=evidence, hint=hint)


def register(app: App, bot: Bot, form: OutcomeForm) -> None:
    """Answer the shortcuts, the button "Log an outcome" and the submitted form."""

    @guarded(to_presser)
    def shortcut(body: dict[str, Any], client: WebClient) -> None:
        channel, message = (body.get("channel") or {}).get("id"), body.get("message") or {}
        form.open(
            client,
            body["trigger_id"],
            body["user"]["id"],
            Origin(channel=channel, answer_url=body.get("response_url")),
            message=message.get("ts"),
        )

    @guarded(to_presser)
    def pressed(body: dict[str, Any], client: WebClient, action: dict[str, Any]) -> None:
        origin = Origin(team=action.get("value") or None, answer_url=body.get("response_url"))
        form.open(client, body["trigger_id"], body["user"]["id"], origin)

    @guarded(to_submitter)
    def submitted(body: dict[str, Any], view: dict[str, Any], client: WebClient) -> None:
        if is_expired(view):  # said in its place
            return
        line, faults = read(filled(view))
        if faults:
            return
        origin, user = origin_of(view), body["user"]["id"]
        caller = caller_of(bot, client, user, origin.channel)
        team = origin.team or caller.team
        said = Said(text="", team=team, person=caller.person, event_id=f"slack:{view['id']}", source="slack")
        answer(client, origin.answer_url, user, outcome.log(bot, line, said))

    app.shortcut(GLOBAL_SHORTCUT)(ack=acknowledged, lazy=[shortcut])
    app.shortcut(MESSAGE_SHORTCUT)(ack=acknowledged, lazy=[shortcut])
    app.action(button(OPEN))(ack=acknowledged, lazy=[pressed])
    app.view(OUTCOME_FORM)(ack=checked(lambda _, view: read(filled(view))[1]), lazy=[submitted])


def read(given: dict[str, str]) -> tuple[OutcomeLine, dict[str, str]]:
    """What a filled form says, and what is wrong with it, by field; the line means nothing where something is.

    Count and time are read by the grammar of the line, so that both doors take the same.
    """
    count, time = given.get("quantity") or "1", given.get("time", "")
    counted, timed = parse(count, ()), parse(time, ())
    faults: dict[str, str] = {}
    if not isinstance(counted, OutcomeLine) or counted.note:
        faults["quantity"] = _ADVICE["quantity"]
    if time and (not isinstance(timed, OutcomeLine) or timed.minutes is None or timed.note):
        faults["time"] = _ADVICE["time"]
    faults |= {field: said for field in ("note", "evidence") if (said := outcome_note.named(given.get(field, "")))}
    return (
        OutcomeLine(
            quantity=counted.quantity if isinstance(counted, OutcomeLine) else 1,
            kind=OutcomeKind(given.get("kind") or OutcomeKind.ACCEPTED),
            workflow=given.get("workflow") or None,
            minutes=timed.minutes if isinstance(timed, OutcomeLine) else None,
            url=given.get("evidence") or None,
            note=given.get("note", ""),
        ),
        faults,
    )


def _ordered(org: Org, team: str | None) -> list[Workflow]:
    """The team's own workflows first, each part by name."""
    return sorted(org.workflows, key=lambda workflow: (workflow.team != team, workflow.name))


def _permalink(client: WebClient, channel: str | None, ts: str | None) -> str:
    if not channel or not ts:
        return ""
    try:
        return str(client.chat_getPermalink(channel=channel, message_ts=ts).get("permalink") or "")
    except NOT_ANSWERED:
        return ""
