"""What a click carries and what runs out: trigger ids and response URLs (slack.md 1.4 and 2.1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from threading import Lock

from tests.slack.facts import Message
from tests.slack.refusal import Refused

TRIGGER_SECONDS = 3.0
URL_SECONDS, URL_USES = 30 * 60.0, 5


class Triggers:
    """Trigger ids: good once, for three seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._made: dict[str, tuple[str, float]] = {}
        self._used: set[str] = set()
        self._numbers = count(1)
        self._lock = Lock()

    def new(self, user: str) -> str:
        with self._lock:
            trigger = f"{next(self._numbers):08d}.1234567890.{abs(hash(user)):016x}"
            self._made[trigger] = (user, self._now())
            return trigger

    def exchange(self, trigger: object) -> str:
        """Who clicked. Raises Refused when the trigger is unknown, used or too old."""
        with self._lock:
            if not isinstance(trigger, str) or trigger not in self._made:
                raise Refused("invalid_trigger_id")
            if trigger in self._used:
                raise Refused("exchanged_trigger_id")
            user, made_at = self._made[trigger]
            if self._now() - made_at > TRIGGER_SECONDS:
                raise Refused("expired_trigger_id")
            self._used.add(trigger)
            return user


@dataclass
class ResponseUrl:
    """A place to answer one click: five times within half an hour. `original` is the message that was clicked."""

    user: str
    channel: str
    made_at: float
    original: Message | None = None
    uses: int = 0
    posted: list[Message] = field(default_factory=list)

    def use(self, now: float) -> None:
        """Count one use. Raises Refused when there is none left."""
        if now - self.made_at > URL_SECONDS:
            raise Refused("expired_url")
        if self.uses >= URL_USES:
            raise Refused("used_url")
        self.uses += 1
