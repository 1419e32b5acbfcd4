"""A proxy that answers what a test gives it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import httpx

from bot.providers.litellm import LiteLLM
from tests.providers.replay import KEY, recording

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
MONDAY = date(2026, 11, 16)
SUPPORT, ANA, OLD = (letters * 32 for letters in ("a1", "b2", "c3"))
FIRST = recording("litellm", "providers_and_tags")
URL = "https://litellm.acme.example"
Handler = Callable[[httpx.Request], httpx.Response]


def provider(handler: Handler, **kwargs: str) -> LiteLLM:
    return LiteLLM(httpx.Client(transport=httpx.MockTransport(handler)), key=KEY, **{"base_url": URL, **kwargs})


def metrics(spend: float = 0.0, **counts: int) -> dict[str, Any]:
    return {"spend": spend, **counts}


def group(*keys: tuple[str, dict[str, Any]], whole: dict[str, Any] | None = None) -> dict[str, Any]:
    total = whole or metrics(sum(said["spend"] for _, said in keys))
    return {"metrics": total, "api_key_breakdown": {key: {"metrics": said} for key, said in keys}}


def answer(day: date, spend: float = 0.0, **breakdown: dict[str, Any]) -> dict[str, Any]:
    given = {"models": {}, "providers": {}, "api_keys": {}, "entities": {}} | breakdown
    result = {"date": day.isoformat(), "metrics": metrics(spend), "breakdown": given}
    return {"results": [result], "metadata": {"has_more": False}}


class Proxy:
    """Answers each question about users with `users`, one about tags with `tags`, and keeps what was asked."""

    def __init__(self, users: Any = None, tags: Any = None) -> None:
        self.users, self.tags = users, tags
        self.asked: list[httpx.QueryParams] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        empty = {"results": [], "metadata": {"has_more": False}}
        if "user_id" in request.url.params or request.url.path.startswith("/team"):
            return httpx.Response(200, json=empty)
        self.asked.append(request.url.params)
        body = self.users if request.url.path.startswith("/user") else self.tags
        return httpx.Response(200, json=body or empty)
