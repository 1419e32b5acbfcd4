"""The conversation that is held: each step is done as a person does it, and what Slack shows then is looked at."""

from __future__ import annotations

import json
from typing import Any

from company import Company
from local_slack import LocalSlack

_CHANNEL = "C0SUPPORT1"
_OWNER = "ana.silva@larkspur.example"

Shown = dict[str, dict[str, Any]]
"""Messages and views by the name of their picture."""


def held(slack: LocalSlack, company: Company, mode: str) -> Shown:
    """Hold it; AssertionError says which step did not come."""
    owner = slack.users[_OWNER]
    digest = _digest(slack, company)
    _done(mode, "the digest is posted in the team's channel")
    modal = _outcome(slack, owner)
    _done(mode, "command, form, error on a bad quantity, submission, answer, Undo")
    alert = _alert(slack, company, owner)
    _done(mode, "alert, Justify, form, message updated")
    slack.open_home(owner)
    home = slack.wait_for(lambda: slack.home(owner), "the Home tab")
    assert "Refund triage" in json.dumps(home)
    _done(mode, "Home")
    return {"digest": digest, "modal": modal, "alert": alert, "home": home}


def _digest(slack: LocalSlack, company: Company) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        company.speak()
        digests = [one for one in slack.messages(_CHANNEL) if "week 46" in one["text"]]
        return digests[0] if digests else None

    slack.wait_for(look, "the digest of week 46")
    posted = [one for one in slack.messages(_CHANNEL) if "week 46" in one["text"]]
    assert len(posted) == 1, "the digest is said once"
    return posted[0]


def _outcome(slack: LocalSlack, user: str) -> dict[str, Any]:
    slack.command(_CHANNEL, user, "")
    form = slack.wait_for(slack.form, "the form")
    slack.submit(user, form, {"workflow": "refunds", "quantity": "0"})
    slack.wait_for(lambda: slack.refusals().get("quantity"), "the refusal of a bad quantity")
    slack.submit(user, form, {"workflow": "refunds", "quantity": "12", "time": "1h30m"})
    answer = slack.wait_for(lambda: _saying(slack, "Logged: 12"), "the answer")
    slack.wait_for(lambda: slack.form() is None, "the closing of the form")
    slack.press(answer, user, "outcome.undo")
    slack.wait_for(lambda: _saying(slack, "Undone: 12"), "the answer to Undo")
    return form


def _alert(slack: LocalSlack, company: Company, owner: str) -> dict[str, Any]:
    def told() -> list[dict[str, Any]]:
        company.speak()
        direct = slack.direct(owner)
        return [one for one in slack.messages(direct) if "budget" in one["text"]] if direct else []

    alert = slack.wait_for(told, "the alert")[-1]
    slack.press(alert, owner, "budget.justify")
    form = slack.wait_for(slack.form, "the form of the alert")
    slack.submit(owner, form, {"reason": "The autumn returns campaign", "quantity": "400", "by_day": "2026-12-15"})

    def answered() -> bool:
        return any(one["ts"] == alert["ts"] and "autumn returns" in json.dumps(one["blocks"]) for one in told())

    slack.wait_for(answered, "the answer in the alert's own message")
    return alert


def _saying(slack: LocalSlack, words: str) -> dict[str, Any] | None:
    return next((one for one in reversed(slack.messages(_CHANNEL)) if words in one["text"]), None)


def _done(mode: str, what: str) -> None:
    print(f"  {mode}: {what}")
