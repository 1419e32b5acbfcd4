"""`Justification`: what somebody answered when a budget's threshold was crossed (method.md 1.13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.facts.address import INSTEAD, has_address

SHORTEST = 3
LONGEST = 1_000
MOST = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Justification:
    """Why the money is spent, in the words of `person` (a pseudonym), for one alert.

    `id` comes from the event that brought it. `workflow`, `quantity` and `by_day` are what it is expected to buy
    and by which UTC day, None where that was not said.
    """

    id: str
    alert_id: str
    person: str
    answered_at: datetime
    reason: str
    workflow: str | None = None
    quantity: int | None = None
    by_day: date | None = None


def problems(reason: str, *, quantity: int | None, by_day: date | None, today: date) -> Mapping[str, str]:
    """What is wrong with an answer, by field, each in a sentence that says what to do; empty when it will do."""
    found: dict[str, str] = {}
    length = len(reason.strip())
    if length < SHORTEST:
        found["reason"] = f"Say in at least {SHORTEST} characters what the money is for."
    elif length > LONGEST:
        found["reason"] = f"Say it in at most {LONGEST:,} characters; this has {length:,}."
    elif has_address(reason):
        found["reason"] = f"It holds an e-mail address, and an answer names nobody: {INSTEAD}."
    if quantity is not None and quantity < 1:
        found["quantity"] = "Expect at least 1 outcome, or leave the number out."
    elif quantity is not None and quantity > MOST:
        found["quantity"] = f"Expect at most {MOST:,} outcomes, or leave the number out."
    if by_day is not None and by_day < today:
        found["by_day"] = f"Choose a day that is not past; today is {today.isoformat()} (UTC)."
    return found
