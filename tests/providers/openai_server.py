"""A small OpenAI for tests: one person, one cost and one request a day, and refusals where they are wanted."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import httpx

from bot.facts.periods import Period, midnight
from bot.providers.openai import OpenAI
from tests.providers.replay import KEY


class Organization:
    """A server of one cost of 1 a day by the user `user-ana`, and of her use of one token.

    `refuses` answers by path (`/users`) a status with which that is refused; costs by person are refused of days before
    `by_person_since`, those by key before `by_key_since`.
    """

    def __init__(self, *, by_person_since: date = date.min, by_key_since: date = date.min, **refuses: int) -> None:
        self.by_person_since = by_person_since
        self.by_key_since = by_key_since
        self.refuses = refuses
        self.users: list[dict[str, Any]] = [{"id": "user-ana", "email": "ana@acme.example"}]
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        name = request.url.path.rpartition("/")[2]
        if name in self.refuses:
            return httpx.Response(self.refuses[name], json={"error": {"message": "no"}})
        if name == "users":
            last = self.users[-1]["id"] if self.users else None
            return httpx.Response(200, json={"data": self.users, "last_id": last, "has_more": False})
        if name == "projects":
            return httpx.Response(200, json={"data": [], "has_more": False})
        since, until = (
            datetime.fromtimestamp(int(request.url.params[word]), UTC).date() for word in ("start_time", "end_time")
        )
        asked = request.url.params.get_list("group_by[]")
        if name == "costs" and "user_id" in asked and since < self.by_person_since:
            return httpx.Response(400, json={"error": {"message": "not by user_id"}})
        if name == "costs" and "api_key_id" in asked and since < self.by_key_since:
            return httpx.Response(400, json={"error": {"message": "not by api_key_id"}})
        results = [{field: value for field, value in RESULT.items() if field in asked or not field.endswith("_id")}]
        buckets = [bucket(day, *(results if name in {"costs", "completions"} else [])) for day in days(since, until)]
        return httpx.Response(200, json={"data": buckets, "has_more": False})

    def provider(self) -> OpenAI:
        return OpenAI(httpx.Client(transport=httpx.MockTransport(self)), key=KEY)

    def asked_for(self, path: str) -> list[list[str]]:
        """By what each request of the path was to be grouped."""
        return [one.url.params.get_list("group_by[]") for one in self.asked if one.url.path.endswith(path)]


RESULT = {
    "amount": {"value": 1, "currency": "usd"},
    "line_item": "gpt-6-astra, output_tokens",
    "user_id": "user-ana",
    "model": "gpt-6-astra",
    "input_tokens": 0,
    "output_tokens": 1,
    "num_model_requests": 1,
}


def days(since: date, until: date) -> list[date]:
    return list(Period(since, until).days())


def bucket(day: date, *results: dict[str, Any]) -> dict[str, Any]:
    start = int(midnight(day).timestamp())
    return {"start_time": start, "end_time": start + 86400, "results": list(results)}
