"""Facts with every default valid, for tests that care about one field."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.facts.activity import Activity, ActivityKind
from bot.facts.charge import Charge, Scope
from bot.facts.metered import Metered
from bot.facts.periods import midnight
from bot.facts.tokens import Tokens

NOW = datetime(2026, 11, 17, 10, tzinfo=UTC)
DAY = date(2026, 11, 9)


def a_charge(amount: str = "1.25", *, day: date = DAY, number: int = 1, **fields: Any) -> Charge:
    given: dict[str, Any] = {
        "id": f"{day}:{number}",
        "provider": "openai",
        "starts_at": midnight(day),
        "ends_at": midnight(day) + timedelta(days=1),
        "currency": "USD",
        "billed_cost": Decimal(amount),
        "effective_cost": Decimal(amount),
    }
    return Charge(**given | fields)


def a_use(model: str, tokens: Tokens, provider: str = "openai", **fields: Any) -> Metered:
    given: dict[str, Any] = {"provider": provider, "day": DAY, "model": model, "tokens": tokens, "requests": 1}
    return Metered(**given | fields)


def an_activity(count: int, *, day: date = DAY, **fields: Any) -> Activity:
    given: dict[str, Any] = {"id": "1", "provider": "openai", "kind": ActivityKind.SESSIONS}
    return Activity(**given | fields, day=day, count=count)


def a_scope(day: date = DAY, connection: str = "openai") -> Scope:
    return Scope(connection, day.isoformat())


def no_pseudonym(person: str) -> str:
    return f"p_{person}"
