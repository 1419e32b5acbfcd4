"""What Slack sends to an app, and what came back, however it travelled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, Protocol

PATIENCE = 3.0
"""Seconds after which Slack hangs up and the person sees that it did not work."""

Kind = Literal["slash_commands", "interactive", "events_api"]


@dataclass(frozen=True)
class Delivery:
    """One payload. `retry` is 1 to 3 where Slack sends it again, and `reason` then says why."""

    kind: Kind
    payload: dict[str, Any]
    retry: int | None = None
    reason: str = "http_timeout"


@dataclass(frozen=True)
class Reply:
    """What came back: an HTTP status (200 for an acknowledged envelope), or None when Slack hung up first.

    `body` is the JSON or the text that was answered, None when it was empty. `seconds` is how long it took.
    """

    delivery: Delivery
    status: int | None
    body: Any
    seconds: float

    @property
    def acked(self) -> bool:
        return self.status == 200


class Line(Protocol):
    """The way to the app: HTTP or Socket Mode. `patience`: seconds until Slack hangs up."""

    patience: float

    def deliver(self, delivery: Delivery) -> Reply:
        """Send it and wait until it is acknowledged, at most as long as Slack's patience lasts."""
        ...
