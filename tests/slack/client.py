"""`Client`: Slack calling an app over HTTP, signed, and hanging up after three seconds."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import httpx

from tests.slack.deliveries import PATIENCE, Delivery, Reply

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


class Client:
    """Sends to one URL (the app's `/slack/events`), from as many threads as one likes."""

    def __init__(
        self,
        url: str,
        signing_secret: str = SIGNING_SECRET,
        *,
        now: Callable[[], float] = time.time,
        patience: float = PATIENCE,
    ) -> None:
        self.url = url
        self._secret = signing_secret.encode()
        self._now = now
        self.patience = patience

    def deliver(self, delivery: Delivery) -> Reply:
        """The payload in the form that its kind has."""
        if delivery.kind == "slash_commands":
            body, content_type = urlencode(delivery.payload).encode(), FORM
        elif delivery.kind == "interactive":
            body, content_type = urlencode({"payload": json.dumps(delivery.payload)}).encode(), FORM
        else:
            body, content_type = json.dumps(delivery.payload).encode(), JSON
        headers = self.signed(body, content_type)
        if delivery.retry:
            headers |= {"x-slack-retry-num": str(delivery.retry), "x-slack-retry-reason": delivery.reason}
        return self.send(body, headers, delivery)

    def send(self, body: bytes, headers: dict[str, str], delivery: Delivery | None = None) -> Reply:
        """Any body with any headers: for rude requests."""
        sent = delivery or Delivery("events_api", {})
        began = time.monotonic()
        try:
            # plain HTTP on loopback: to load certificates would cost more than the request
            with httpx.Client(timeout=self.patience, trust_env=False, verify=False) as http:  # noqa: S501
                answer = http.post(self.url, content=body, headers=headers)
        except httpx.TransportError:  # a timeout is one of them: Slack hangs up
            return Reply(sent, None, None, time.monotonic() - began)
        return Reply(sent, answer.status_code, _read(answer), time.monotonic() - began)

    def signed(self, body: bytes, content_type: str, *, at: float | None = None) -> dict[str, str]:
        """The headers of a body that Slack signed (now, or at another unix time)."""
        stamp = str(int(self._now() if at is None else at))
        digest = hmac.new(self._secret, b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        return {
            "content-type": content_type,
            "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": f"v0={digest}",
        }

    def verify_url(self, challenge: str = "challenge") -> Reply:
        """What Slack asks when the URL is entered."""
        return self.deliver(Delivery("events_api", {"type": "url_verification", "challenge": challenge, "token": "x"}))


def _read(answer: httpx.Response) -> Any:
    if not answer.content:
        return None
    if answer.headers.get("content-type", "").startswith(JSON):
        return answer.json()
    return answer.text
