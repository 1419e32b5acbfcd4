"""LiteLLM's daily activity as its admin sees it: rows by user, team or tag, added up as floats, in pages or at once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from bot.sandbox.company import Company
from bot.sandbox.litellm.gateway import KEYS, TEAMS, VirtualKey
from bot.sandbox.litellm.requests import Requests, litellm_requests
from bot.sandbox.query import Query, RefusedError

VIEWS = ("user", "team", "tag")
_FILTERS = {"user": "user_id", "team": "team_ids", "tag": "tags"}
_COUNTS = ("prompt_tokens", "completion_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
_REQUESTS = ("total_tokens", "successful_requests", "failed_requests", "api_requests")
_METRICS = ("spend", "flat_cost", *_COUNTS, *_REQUESTS)
_LONGEST_DAYS = 400
_MOST = 1000
_ENDPOINT = "/chat/completions"
_OWNERS = {key.hash: key for key in KEYS}

Metrics = dict[str, float]


@dataclass(frozen=True)
class Row:
    """A row of one view's table: `entity` is a user, a team or a tag; a request has a row for each that it belongs to.

    `key` is empty for requests that came without one.
    """

    day: date
    entity: str
    key: str
    model: str
    provider: str
    metrics: Metrics

    @property
    def id(self) -> str:
        """What rows of a day are ordered by: no order that means anything."""
        return sha256(repr((self.day, self.entity, self.key, self.model, self.provider)).encode()).hexdigest()


def rows(company: Company, view: str, query: Query, now: datetime) -> list[Row]:
    """The rows that a query asks for, newest day first."""
    start, end = _range(view, query)
    model, key = query.one("model"), query.one("api_key")
    asked = query.one(_FILTERS[view])
    wanted = None if asked is None else asked.split(",")
    sums: dict[tuple[date, str, str, str, str], Metrics] = {}
    for ahead in range((end - start).days + 1):
        day = start + timedelta(days=ahead)
        for one in litellm_requests(company, day, now):
            for entity in _entities(view, one):
                where = (day, entity, one.key.hash if one.key else "", one.model, one.provider)
                if (
                    (wanted is None or entity in wanted)
                    and model in {None, one.model}
                    and key in {None, _bucket(where[2])}
                ):
                    _add(sums.setdefault(where, _nothing()), _metrics(one))
    found = [Row(*where, metrics) for where, metrics in sums.items()]
    return sorted(found, key=lambda row: (-row.day.toordinal(), row.id))


def page(company: Company, view: str, query: Query, now: datetime) -> dict[str, Any]:
    """Some rows, added up by day: a day may go on in the next page."""
    number = _whole(query, "page", default=1, most=10**6)
    size = _whole(query, "page_size", default=50 if view == "user" else 10, most=_MOST)
    found = rows(company, view, query, now)
    shown = found[(number - 1) * size : number * size]
    metadata = {"page": number, "total_pages": -(-len(found) // size), "has_more": number * size < len(found)}
    return _answer(view, shown, shown, entities=True, metadata=metadata)


def aggregated(company: Company, view: str, query: Query, now: datetime) -> dict[str, Any]:
    """All rows at once; the lists of keys hold only those that spent most."""
    limit = _whole(query, "api_key_limit", default=100, most=_MOST)
    found = rows(company, view, query, now)
    spent: dict[str, float] = defaultdict(float)
    for row in found:
        spent[row.key] += row.metrics["spend"]
    top = set(sorted(spent, key=lambda key: (-spent[key], key))[:limit])
    metadata = {"page": 1, "total_pages": 1, "has_more": False, "api_key_limit": limit, "total_api_keys": len(spent)}
    listed = [row for row in found if row.key in top]
    return _answer(view, found, listed, entities=view != "user", metadata=metadata)


def key_metadata(key: str) -> dict[str, Any]:
    """What the gateway knows of a key."""
    if not key:
        return {"key_alias": "Unattributed", "team_id": None, "user_id": None, "user_email": None, "key_exists": False}
    owner: VirtualKey = _OWNERS[key]
    known = {"key_alias": owner.name, "team_id": owner.team, "user_id": owner.user_id, "user_email": owner.email}
    return {**known, "key_exists": not owner.deleted}


def _range(view: str, query: Query) -> tuple[date, date]:
    given = [query.one("start_date"), query.one("end_date")]
    if None in given:
        raise RefusedError(400, "Please provide start_date and end_date")
    try:
        start, end = (date.fromisoformat(text or "") for text in given)
    except ValueError:
        raise RefusedError(400, "start_date and end_date must be dates in YYYY-MM-DD format") from None
    if end < start:
        raise RefusedError(400, "start_date must not be after end_date")
    if view != "user" and (end - start).days > _LONGEST_DAYS:
        raise RefusedError(400, f"Date range must be at most {_LONGEST_DAYS} days")
    return start, end


def _whole(query: Query, name: str, *, default: int, most: int) -> int:
    try:
        value = query.number(name)
    except RefusedError:
        value = 0
    if value is None:
        return default
    if not 1 <= value <= most:
        raise RefusedError(422, f"{name}: Input should be from 1 to {most}")
    return value


def _entities(view: str, one: Requests) -> Sequence[str]:
    if view == "tag":
        return (*one.tags, "User-Agent: larkspur-client")
    if view == "team":
        return [one.key.team] if one.key and one.key.team else []
    return [(one.key.user_id if one.key else None) or ""]


def _nothing() -> Metrics:
    return dict.fromkeys(_METRICS, 0) | {"spend": 0.0, "flat_cost": 0.0}


def _metrics(one: Requests) -> Metrics:
    counts = (one.prompt, one.completion, one.cached, 0)
    requests = (one.prompt + one.completion, one.requests, one.failed, one.requests + one.failed)
    return dict(zip(_METRICS, (one.spend, 0.0, *counts, *requests), strict=True))


def _add(total: Metrics, more: Metrics) -> None:
    for name in _METRICS:
        total[name] += more[name]


def _answer(
    view: str, found: Iterable[Row], listed: Iterable[Row], *, entities: bool, metadata: dict[str, Any]
) -> dict[str, Any]:
    total = _nothing()
    days: dict[date, list[Row]] = defaultdict(list)
    with_keys: dict[date, list[Row]] = defaultdict(list)
    for row in found:
        _add(total, row.metrics)
        days[row.day].append(row)
    for row in listed:
        with_keys[row.day].append(row)
    results = [
        {
            "date": day.isoformat(),
            "metrics": _sum(rows),
            "breakdown": {
                "models": _groups(rows, with_keys[day], lambda row: row.model),
                "model_groups": _groups(rows, with_keys[day], lambda row: row.model),
                "mcp_servers": {},
                "providers": _groups(rows, with_keys[day], lambda row: row.provider),
                "endpoints": _groups(rows, with_keys[day], lambda _: _ENDPOINT),
                "api_keys": _keys(with_keys[day]),
                "entities": dict(_named(view, rows, with_keys[day])) if entities else {},
                "guardrails": {},
            },
        }
        for day, rows in sorted(days.items(), reverse=True)
    ]
    return {"results": results, "metadata": {**{f"total_{name}": value for name, value in total.items()}, **metadata}}


def _named(view: str, rows: list[Row], listed: list[Row]) -> Iterator[tuple[str, Any]]:
    for entity, group in _groups(rows, listed, lambda row: row.entity or "Unassigned").items():
        metadata = {"team_alias": TEAMS[entity]} if view == "team" else {}
        yield entity, {**group, "metadata": metadata}


def _groups(rows: Iterable[Row], listed: list[Row], by: Callable[[Row], str]) -> dict[str, Any]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[by(row)].append(row)
    return {
        name: {
            "metrics": _sum(group),
            "metadata": {},
            "api_key_breakdown": _keys(row for row in listed if by(row) == name),
        }
        for name, group in groups.items()
    }


def _keys(rows: Iterable[Row]) -> dict[str, Any]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.key].append(row)
    return {_bucket(key): {"metrics": _sum(group), "metadata": key_metadata(key)} for key, group in groups.items()}


def _sum(rows: Iterable[Row]) -> Metrics:
    total = _nothing()
    for row in rows:
        _add(total, row.metrics)
    return total


def _bucket(key: str) -> str:
    return key or "unattributed"
