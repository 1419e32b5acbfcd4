"""A small GitHub for tests: one organization, one seat, and answers that a test replaces one by one."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import httpx

from bot.providers.base import Reading
from bot.providers.github import GitHub
from tests.providers.replay import KEY

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
FILES = "https://files.copilot.example"
Answer = Callable[[httpx.Request], httpx.Response]


def item(sku: str = "Copilot Business", **changed: Any) -> dict[str, Any]:
    """A row of the bill: one seat of November."""
    return {
        "date": "2026-11-16", "product": "Copilot", "sku": sku, "quantity": 0.033333333, "unitType": "user-months",
        "pricePerUnit": 19, "grossAmount": 0.633333327, "discountAmount": 0, "netAmount": 0.633333327,
        "organizationName": "acme",
    } | changed  # fmt: skip


def use(net: float = 0.5, **changed: Any) -> dict[str, Any]:
    """A row of AI credits: 150 of them, of which the pool pays for 100."""
    return {
        "product": "Copilot", "sku": "Copilot AI Credits", "model": "Claude Sonnet 5.5", "unitType": "credits",
        "pricePerUnit": 0.01, "grossQuantity": 150, "grossAmount": 1.5, "discountQuantity": 100,
        "discountAmount": 1.0, "netQuantity": 50, "netAmount": net,
    } | changed  # fmt: skip


def seat(login: str | None = "ana", **changed: Any) -> dict[str, Any]:
    """A seat of the plan Business that is used."""
    return {
        "assignee": None if login is None else {"login": login},
        "assigning_team": {"slug": "payments"},
        "organization": {"login": "acme"},
        "last_activity_at": "2026-11-19T10:00:00Z",
        "plan_type": "business",
        "created_at": "2026-01-07T09:00:00Z",
    } | changed


@dataclass
class FakeCopilot:
    """Answers by the end of the path; `asked` is all that was asked for, the latest last."""

    instead: dict[str, Answer] = field(default_factory=dict)
    seats: list[dict[str, Any]] = field(default_factory=lambda: [seat()])
    bill: list[dict[str, Any]] = field(default_factory=lambda: [item()])
    credits: list[dict[str, Any]] = field(default_factory=lambda: [use()])
    requests: list[dict[str, Any]] = field(default_factory=list)
    reports: dict[str, str] = field(default_factory=dict)
    csv: str = ""
    asked: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        path = request.url.path
        if request.url.host in FILES and path not in self.instead:
            return httpx.Response(200, text=self.csv if path == "/csv" else self.reports[path.removeprefix("/")])
        usual: dict[str, Answer] = {
            "/ai_credit/usage": lambda request: self._used(request, self.credits),
            "/premium_request/usage": lambda request: self._used(request, self.requests),
            "/billing/usage": self._bill,
            "/usage/summary": self._bill,
            "/billing/seats": lambda _: json_of({"total_seats": len(self.seats), "seats": self.seats}),
            "/copilot/billing": lambda _: json_of({"plan_type": "business"}),
            "/billing/reports": lambda _: json_of({"id": f"order-{len(self.asked)}", "status": "processing"}, 202),
            "": self._report,
        }
        known = (*self.instead.items(), *usual.items())
        answer = next(answer for end, answer in known if path.endswith(end))
        return answer(request)

    def _used(self, request: httpx.Request, rows: list[dict[str, Any]]) -> httpx.Response:
        return json_of({"timePeriod": _period(request), "usageItems": rows})

    def _bill(self, request: httpx.Request) -> httpx.Response:
        day = date(**_period(request)).isoformat()
        rows = [row | {"date": day, "grossQuantity": row["quantity"]} for row in self.bill]
        told = {"timePeriod": _period(request)} if request.url.path.endswith("/summary") else {}
        return json_of({**told, "usageItems": rows})

    def _report(self, request: httpx.Request) -> httpx.Response:
        path, _, name = request.url.path.rpartition("/")
        if path.endswith("/billing/reports"):
            return json_of({"status": "completed", "download_urls": [f"{FILES}/csv?sig=Secret"]})
        if name not in self.reports:
            return httpx.Response(204)
        return json_of({"download_links": [f"{FILES}/{name}?sig=Secret"]})

    def paths(self, end: str) -> list[httpx.Request]:
        """What was asked for below paths that end so."""
        return [request for request in self.asked if request.url.path.endswith(end)]

    def provider(self, **settings: str) -> GitHub:
        """The provider that reads from here: an organization's, unless told otherwise."""
        client = httpx.Client(transport=httpx.MockTransport(self))
        return GitHub(client, key=KEY, **(settings or {"organization": "acme"}))  # type: ignore[arg-type]


def total(reading: Reading) -> Decimal:
    """What all of it costs."""
    return sum((charge.billed_cost or Decimal(0) for charge in reading.charges), Decimal(0))


def json_of(body: Any, status: int = 200) -> httpx.Response:
    """An answer of JSON."""
    return httpx.Response(status, json=body)


def _period(request: httpx.Request) -> dict[str, int]:
    params = request.url.params
    return {name: int(params[name]) for name in ("year", "month", "day") if name in params}


def refusing(status: int, **headers: str) -> Answer:
    """The same refusal each time."""
    return lambda _: httpx.Response(status, json={"message": "no"}, headers=headers)


def ndjson(*rows: dict[str, Any]) -> str:
    """One row on each line."""
    return "".join(json.dumps(row) + "\n" for row in rows)
