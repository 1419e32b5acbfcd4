"""`Delivery`: one thing that is said unasked, and how far it came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.facts.message import Message
from bot.facts.periods import Week


class Kind(StrEnum):
    """What is said. A digest and the replies to a message err to at most once, everything else to at most twice."""

    DIGEST = "digest"
    ALERT = "alert"
    UPDATE = "update"
    NOTICE = "notice"
    REPLY = "reply"

    @property
    def is_at_most_once(self) -> bool:
        """Whether it is better not said than said twice, where nobody can look."""
        return self in {Kind.DIGEST, Kind.REPLY}


class State(StrEnum):
    """How far a delivery came. `UNKNOWN`: it may or may not have been said, and will not be said again."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One thing to say. `target` is a channel id, or `person:` and a pseudonym.

    `is_doubtful` says that an earlier attempt, `spoken_at` or later, may have been heard: look before saying it again.
    `repeats` counts how often it was said again where nobody could look, `refusals` the attempts that were refused.
    `updates` is the key of the delivery whose message this one replaces.
    """

    key: str
    kind: Kind
    surface: str
    target: str
    message: Message
    attempts: int
    queued_at: datetime
    refusals: int = 0
    repeats: int = 0
    spoken_at: datetime | None = None
    is_doubtful: bool = False
    updates: str | None = None

    @property
    def person(self) -> str | None:
        """The pseudonym it is addressed to; None where it is a channel."""
        kind, _, person = self.target.partition(":")
        return person if kind == "person" else None

    @property
    def team(self) -> str | None:
        """The slug of the team whose digest it is; None where it is none."""
        return self.key.removeprefix("digest:").rpartition(":")[0] if self.kind is Kind.DIGEST else None

    @property
    def alert(self) -> str | None:
        """The id of the alert it tells of; None where it is none."""
        return self.key.removeprefix("alert:").rpartition(":")[0] if self.kind is Kind.ALERT else None

    @property
    def replies_to(self) -> str | None:
        """The key of the delivery in whose thread it is said; None where it stands by itself."""
        return self.key.rpartition("#")[0] if self.kind is Kind.REPLY else None


def alert_key(alert: str, person: str) -> str:
    """The key under which an alert is told to a person."""
    return f"alert:{alert}:{person}"


def digest_key(team: str, week: Week) -> str:
    """The key under which a team's digest of a week is delivered."""
    return f"digest:{team}:{week}"


def reply_key(key: str, number: int) -> str:
    """The key of a message's reply, counted from 1."""
    return f"{key}#{number:02}"
