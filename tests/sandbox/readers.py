"""Two small readers of the admin APIs, written apart from both the company and the product."""

import json
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx

Totals = dict[str, dict[str | None, Decimal]]
ALL = ("project_id", "api_key_id", "line_item")
FINEST = ("actor", "api_key_id", "workspace_id", "model", "product", "cost_type", "token_type")


def exact(answer: httpx.Response) -> Any:
    assert answer.status_code == 200, answer.text
    return json.loads(answer.text, parse_float=Decimal, parse_int=Decimal)


def items(client: httpx.Client, path: str, **asked: Any) -> list[Any]:
    found: list[Any] = []
    while True:
        page = exact(client.get(path, params=asked))
        found += page["data"]
        if not page["has_more"]:
            return found
        asked["after"] = page["last_id"]


def refused(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status
    error = answer.json()["error"]
    assert error.keys() == {"message", "type", "param", "code"}
    assert isinstance(error, dict)
    return error


def seconds(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def openai_usage(client: httpx.Client, kind: str, since: date, until: date, *group_by: str) -> list[Any]:
    """Every result, with its day."""
    asked: dict[str, Any] = {"start_time": seconds(since), "end_time": seconds(until), "limit": 31}
    asked["group_by"] = list(group_by)
    results: list[Any] = []
    while True:
        page = exact(client.get(f"/organization/usage/{kind}", params=asked))
        for bucket in page["data"]:
            day = datetime.fromtimestamp(int(bucket["start_time"]), UTC).date()
            results += [{"day": day, **result} for result in bucket["results"]]
        if not page["has_more"]:
            return results
        asked["page"] = page["next_page"]


def openai_buckets(client: httpx.Client, since: date, until: date, *group_by: str, limit: int = 180) -> list[Any]:
    asked: dict[str, Any] = {"start_time": seconds(since), "end_time": seconds(until), "limit": limit}
    asked["group_by[]"] = list(group_by)
    buckets: list[Any] = []
    while True:
        page = exact(client.get("/organization/costs", params=asked))
        buckets += page["data"]
        if not page["has_more"]:
            return buckets
        asked["page"] = page["next_page"]


def openai_totals(client: httpx.Client, since: date, until: date, *group_by: str) -> Totals:
    totals: Totals = defaultdict(lambda: defaultdict(Decimal))
    for bucket in openai_buckets(client, since, until, *group_by):
        day = datetime.fromtimestamp(int(bucket["start_time"]), UTC).date().isoformat()
        for result in bucket["results"]:
            totals[day][result["project_id"]] += Decimal(result["amount"]["value"])
    return totals


def anthropic_rows(client: httpx.Client, since: date, until: date, *group_by: str, limit: int = 1000) -> list[Any]:
    rows: list[Any] = []
    while since < until:
        upto = min(since + timedelta(days=31), until)
        asked: dict[str, Any] = {
            "starting_at": f"{since}T00:00:00Z",
            "ending_at": f"{upto}T00:00:00Z",
            "time_bucket_width": "1d",
            "limit": limit,
            "group_by[]": list(group_by),
        }
        while True:
            page = exact(client.get("/organizations/analytics/cost", params=asked))
            rows += page["data"]
            if not page["has_more"]:
                break
            asked["page"] = page["next_page"]
        since = upto
    return rows


def anthropic_totals(client: httpx.Client, since: date, until: date, *group_by: str) -> Totals:
    totals: Totals = defaultdict(lambda: defaultdict(Decimal))
    for row in anthropic_rows(client, since, until, *group_by):
        totals[row["starting_at"][:10]][row["group"]["workspace_id"]] += Decimal(row["cost"]["amount"]) / 100
    return totals
