"""A team at Cursor with the events a test gives it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import httpx

from bot.facts.charge import Charge
from bot.facts.periods import Period
from bot.providers.base import Reading
from bot.providers.cursor import Cursor
from tests.providers.replay import KEY

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
EVENTS, DAILY, MEMBERS, SPEND = (
    "/teams/filtered-usage-events", "/teams/daily-usage-data", "/teams/members", "/teams/spend",
)  # fmt: skip
MIDNIGHT = datetime(2026, 11, 16, tzinfo=UTC)
ONE_DAY = Period(date(2026, 11, 16), date(2026, 11, 17))


def event(at: datetime = MIDNIGHT, **said: Any) -> dict[str, Any]:
    whole = {
        "timestamp": str(int(at.timestamp() * 1000)),
        "userEmail": "ana@acme.example",
        "model": "claude-4.5-sonnet",
        "kind": "Usage-based",
        "requestsCosts": 0,
        "isTokenBasedCall": True,
        "isChargeable": True,
        "tokenUsage": {"inputTokens": 100, "outputTokens": 20, "totalCents": 5},
        "chargedCents": 5,
    }
    return {name: value for name, value in (whole | said).items() if value is not ...}


class Team:
    """A server with these events in pages of two, and nothing else that a test did not put there.

    `turned` makes something else of the answer with a page of that number.
    """

    def __init__(
        self, *events: dict[str, Any], turned: Callable[[dict[str, Any], int], Any] | None = None, **answers: Any
    ) -> None:
        self.events = events
        self.turned = turned
        self.answers = answers
        self.asked: list[tuple[str, Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content) if request.content else None
        self.asked.append((request.url.path, body))
        if request.url.path == EVENTS:
            page = self.page(body)
            return httpx.Response(200, json=page if self.turned is None else self.turned(page, body["page"]))
        answer = self.answers.get(request.url.path.rpartition("/")[2].partition("-")[0], 403)
        return httpx.Response(answer) if isinstance(answer, int) else httpx.Response(200, json=answer)

    def page(self, body: dict[str, Any]) -> dict[str, Any]:
        known = [one for one in self.events if body["startDate"] <= int(one["timestamp"]) <= body["endDate"]]
        last, number = (len(known) + 1) // 2, body["page"]
        return {
            "totalUsageEventsCount": len(known),
            "pagination": {"numPages": last, "currentPage": number, "hasNextPage": number < last},
            "usageEvents": known[2 * number - 2 : 2 * number],
        }

    def read(self, window: Period = ONE_DAY, now: datetime = NOW) -> Reading:
        return provider(self).read(window, now=now)

    def charges(self) -> tuple[Charge, ...]:
        return self.read().charges


def provider(handler: Callable[[httpx.Request], httpx.Response], key: str = KEY) -> Cursor:
    return Cursor(httpx.Client(transport=httpx.MockTransport(handler)), key=key)
