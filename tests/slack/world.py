"""`World`: people at their screens. They type, press and submit; Slack does the rest, over HTTP or Socket Mode."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from tests.slack import forms, payloads
from tests.slack.deliveries import Delivery, Line, Reply
from tests.slack.facts import Message, Person, View, elements
from tests.slack.methods.views import checked
from tests.slack.refusal import Refused
from tests.slack.response_urls import apply
from tests.slack.tickets import ResponseUrl
from tests.slack.web_api import FakeSlack
from tests.slack.workspace import ANA, SUPPORT

Seen = TypeVar("Seen")


class World:
    """The people of a workspace and the app they use, whichever way it is reached.

    `troubles` lists what a person would have seen as an error of the app: no answer in three seconds, a status
    that is not 200, an answer that Slack cannot show. A test of a whole conversation ends with none.
    """

    def __init__(self, slack: FakeSlack, line: Line) -> None:
        self.slack = slack
        self.space = slack.space
        self.line = line
        self.troubles: list[str] = []

    def command(self, name: str, text: str = "", *, user: str = ANA, channel: str = SUPPORT) -> Reply:
        """Type a slash command; what the acknowledgement holds is shown to the person."""
        place, url = self.space.channels[channel], self.slack.response_url(user, channel)
        payload = payloads.command(
            name, text, self._person(user), place, trigger_id=self._trigger(user), response_url=url
        )
        reply = self._deliver(Delivery("slash_commands", payload), f"{name} {text}".strip())
        if reply.acked and reply.body:
            self._show(reply.body, user, channel)
        return reply

    def shortcut(self, callback_id: str, *, user: str = ANA) -> Reply:
        """Choose a global shortcut."""
        trigger, at = self._trigger(user), self.space.ts()
        payload = payloads.global_shortcut(callback_id, self._person(user), trigger_id=trigger, action_ts=at)
        return self._deliver(Delivery("interactive", payload), f"shortcut {callback_id}")

    def message_shortcut(self, callback_id: str, message: Message, *, user: str = ANA) -> Reply:
        """Choose a shortcut from the menu of a message."""
        payload = payloads.message_shortcut(
            callback_id,
            message,
            self._person(user),
            trigger_id=self._trigger(user),
            response_url=self.slack.response_url(user, message.channel, message),
            channel=self.space.channels[message.channel],
        )
        return self._deliver(Delivery("interactive", payload), f"message shortcut {callback_id}")

    def press(self, where: Message | View, action_id: str, *, user: str | None = None, value: Any = None) -> Reply:
        """Press a button of a message or view, or choose `value` in a select. An old copy is a stale screen.

        Raises LookupError when it is not there to be pressed.
        """
        who = user or (where.user if isinstance(where, View) else where.ephemeral_to) or ANA
        shown = {element["action_id"]: (block_id, element) for block_id, element in elements(where.blocks)}
        if action_id not in shown:
            raise LookupError(f"no {action_id} to press, but {', '.join(shown) or 'nothing'}")
        block_id, element = shown[action_id]
        message = where if isinstance(where, Message) else None
        payload = payloads.pressed(
            forms.action(element, block_id, value, self.space.ts()),
            self._person(who),
            trigger_id=self._trigger(who),
            where=where,
            response_url=self.slack.response_url(who, message.channel, message) if message else "",
            channel=self.space.channels[message.channel].name if message else "",
        )
        return self._deliver(Delivery("interactive", payload), f"press {action_id}")

    def open_view(self, user: str = ANA) -> View | None:
        """The modal that a person sees now, if any."""
        return self.space.on_top(user)

    def submit(self, view: View, values: dict[str, Any] | None = None) -> Reply:
        """Fill in fields (by block_id; see `forms.filled`) and submit; then do what the answer says.

        Errors stand in `open_view(user).errors`. Nothing is checked before it is sent: a rude client would not.
        """
        typed = replace(view, values=forms.filled(view.blocks, view.values, values or {}), errors={})
        self.space.views[view.id] = typed
        payload = payloads.submitted(typed, self._person(view.user), trigger_id=self._trigger(view.user))
        reply = self._deliver(Delivery("interactive", payload), f"submit {view.title}")
        if reply.acked:
            try:
                self._respond(typed, reply.body)
            except (Refused, LookupError) as refused:
                self.troubles.append(f"submit {view.title}: the answer cannot be shown: {_said(refused)}")
        return reply

    def dismiss(self, view: View, *, everything: bool = False) -> Reply | None:
        """Close a modal; the app hears of it only where it asked to."""
        self.space.close(view, everything=everything)
        if not view.content.get("notify_on_close"):
            return None
        payload = payloads.closed(view, self._person(view.user), is_cleared=everything)
        return self._deliver(Delivery("interactive", payload), f"close {view.title}")

    def open_home(self, user: str = ANA, *, tab: str = "home") -> Reply:
        """Open the app's Home tab."""
        event: dict[str, Any] = {
            "type": "app_home_opened",
            "user": user,
            "channel": self.space.direct(user).id,
            "tab": tab,
        }
        if user in self.space.homes:
            event["view"] = self.space.homes[user].shown()
        return self.event(event)

    def event(self, event: dict[str, Any], *, event_id: str | None = None) -> Reply:
        """Any event; a repeated one is `again`."""
        identity = event_id or f"Ev{self.space.number():09d}"
        payload = payloads.event(event, event_id=identity, at=self.slack.clock())
        return self._deliver(Delivery("events_api", payload), f"event {event['type']}")

    def again(self, reply: Reply, *, retry: int = 1, reason: str = "http_timeout") -> Reply:
        """The same delivery once more, as Slack repeats what was not acknowledged in time."""
        return self.line.deliver(replace(reply.delivery, retry=retry, reason=reason))

    def wait_for(self, seen: Callable[[], Seen], *, seconds: float = 5.0) -> Seen:
        """Look until there is something: what an app does after its acknowledgement comes later."""
        deadline = time.monotonic() + seconds
        while not (found := seen()):
            if time.monotonic() > deadline:
                raise TimeoutError(f"nothing was seen in {seconds} s; troubles: {self.troubles}")
            time.sleep(0.01)
        return found

    def _deliver(self, delivery: Delivery, what: str) -> Reply:
        reply = self.line.deliver(delivery)
        if reply.status is None:
            self.troubles.append(f"{what}: no answer after {reply.seconds:.1f} s")
        elif not reply.acked:
            self.troubles.append(f"{what}: answered {reply.status}")
        return reply

    def _show(self, body: Any, user: str, channel: str) -> None:
        said = body if isinstance(body, dict) else {"text": str(body)}
        try:
            apply(self.slack.desk, ResponseUrl(user, channel, self.slack.clock()), said)
        except Refused as refused:
            self.troubles.append(f"the answer to a command cannot be shown: {_said(refused)}")

    def _respond(self, view: View, body: Any) -> None:
        """Do what the answer to a submission says. Raises Refused or LookupError when Slack could not."""
        action = body.get("response_action") if isinstance(body, dict) else None
        if not body:
            self.space.close(view)
        elif action == "clear":
            self.space.close(view, everything=True)
        elif action == "update":
            self.space.redraw(view, checked(self.slack.desk, body.get("view"), "modal"))
        elif action == "push":
            self.space.show(view.user, checked(self.slack.desk, body.get("view"), "modal"), push=True)
        elif action == "errors" and body.get("errors"):
            fields = {block["block_id"] for block in view.blocks if block["type"] == "input"}
            if unknown := set(body["errors"]) - fields:
                raise LookupError(f"errors at {', '.join(sorted(unknown))}, which are no fields of the form")
            self.space.views[view.id] = replace(view, errors=dict(body["errors"]))
        else:
            raise LookupError(f"an answer Slack does not know: {body}")

    def _person(self, user: str) -> Person:
        return self.space.people[user]

    def _trigger(self, user: str) -> str:
        return self.slack.desk.triggers.new(user)


def _said(refused: Exception) -> str:
    return f"{refused} {refused.more}" if isinstance(refused, Refused) else str(refused)
