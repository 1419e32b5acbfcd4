"""What OpenRouter answers a management key: the activity of thirty days, the keys, the workspaces, the credits."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.sandbox.company import Company
from bot.sandbox.openrouter.accounts import DEFAULT, KEYS, WORKSPACES, Key, Workspace
from bot.sandbox.openrouter.usage import STARTS, ActivityRow, activity_rows
from bot.sandbox.query import Query, RefusedError

_KEPT_DAYS = 30
_DAY = timedelta(days=1)
_PAGE = 2  # short, so that whoever takes the first page for all is found out
_CREATED = "2026-10-16T09:00:00.000000+00:00"
_BOUGHT = 500

Labels = Mapping[str, str | None]


def activity(company: Company, query: Query, now: datetime) -> dict[str, Any]:
    """The rows of one completed day, or of all there are, summed by model, endpoint and provider behind."""
    query.only(("date", "api_key_hash", "user_id", "group_by", "workspace_id"))
    is_grouped = query.one_of("group_by", ("workspace",)) is not None
    sums: dict[tuple[str, ...], dict[str, Any]] = {}
    for day in _asked(query, now):
        for row in activity_rows(company, day, now):
            if _is_wanted(row, query):
                _add(sums, day, row, is_grouped=is_grouped)
    rows = sorted(sums.values(), key=lambda row: row["usage"], reverse=True)
    exact = ("usage", "byok_usage_inference")
    return {"data": [{**row, **{name: float(row[name]) for name in exact}} for row in rows]}


def keys(company: Company, query: Query, now: datetime) -> dict[str, Any]:
    """A page of the keys of one workspace, of the default one where none is named; disabled ones when asked for."""
    query.only(("include_disabled", "include_expired", "workspace_id", "offset"))
    within = query.one("workspace_id") or DEFAULT.id
    if within not in {workspace.id for workspace in WORKSPACES}:
        raise RefusedError(404, "Workspace not found")
    shown = [
        _key(company, key, now)
        for key in KEYS
        if key.workspace == within and (not _is_disabled(key, now) or query.flag("include_disabled"))
    ]
    return {"data": _page(query, shown)}


def workspaces(query: Query) -> dict[str, Any]:
    """The workspaces."""
    query.only(("offset", "limit"))
    return {"data": _page(query, [_workspace(one) for one in WORKSPACES]), "total_count": len(WORKSPACES)}


def credits_(company: Company, now: datetime) -> dict[str, Any]:
    """What was bought and what was used since the beginning."""
    used = sum((row.usage for row in _rows(company, STARTS, now)), Decimal(0))
    return {"data": {"total_credits": _BOUGHT, "total_usage": float(used)}}


def analytics(company: Company, asked: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Counts of requests by model, key or workspace over all days, by what these are called, cut at the limit."""
    dimensions, limit = asked.get("dimensions") or [], asked.get("limit") or 1000
    if asked.get("metrics") != ["request_count"] or not set(dimensions) <= {"model", "api_key_id", "workspace"}:
        raise RefusedError(400, "Unknown metric or dimension; see /analytics/meta")
    counts: dict[tuple[str | None, ...], int] = {}
    for row in _rows(company, STARTS, now):
        key = tuple(_labels(row)[name] for name in dimensions)
        counts[key] = counts.get(key, 0) + row.requests
    rows = [{**dict(zip(dimensions, key, strict=True)), "request_count": count} for key, count in counts.items()]
    metadata = {"query_time_ms": 12, "row_count": len(rows[:limit]), "truncated": len(rows) > limit}
    return {"data": {"data": rows[:limit], "metadata": metadata, "warnings": []}}


def _asked(query: Query, now: datetime) -> list[date]:
    kept = [now.date() - ahead * _DAY for ahead in range(1, _KEPT_DAYS + 1)]
    text = query.one("date")
    if text is None:
        return kept
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise RefusedError(400, "Invalid date format, use YYYY-MM-DD") from None
    if day not in kept:
        raise RefusedError(400, "Date must be within the last 30 (completed) UTC days")
    return [day]


def _is_wanted(row: ActivityRow, query: Query) -> bool:
    flow, key, within = row.flow, query.one("api_key_hash"), query.one("workspace_id")
    return (key is None or (flow.key is not None and flow.key.hash == key)) and within in {None, flow.workspace.id}


def _add(sums: dict[tuple[str, ...], dict[str, Any]], day: date, row: ActivityRow, *, is_grouped: bool) -> None:
    words = {
        "date": day.isoformat(),
        "model": row.flow.model,
        "model_permaslug": f"{row.flow.model}-20260901",
        "endpoint_id": row.endpoint,
        "provider_name": row.flow.upstream,
        **({"workspace_id": row.flow.workspace.id} if is_grouped else {}),
    }
    counts = {
        "usage": row.usage,
        "byok_usage_inference": row.own_key_usage,
        "requests": row.requests,
        "prompt_tokens": row.prompt_tokens,
        "completion_tokens": row.completion_tokens,
        "reasoning_tokens": row.reasoning_tokens,
        "cached_tokens": row.cached_tokens,
    }
    total = sums.setdefault(tuple(words.values()), {**words, **dict.fromkeys(counts, 0)})
    for name, count in counts.items():
        total[name] += count


def _rows(company: Company, since: date, now: datetime) -> Iterable[ActivityRow]:
    for ahead in range((now.date() - since).days):
        yield from activity_rows(company, since + ahead * _DAY, now)


def _is_disabled(key: Key, now: datetime) -> bool:
    return key.disabled_on is not None and now.date() >= key.disabled_on


def _page(query: Query, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    offset = query.number("offset") or 0
    return items[offset : offset + _PAGE]


def _key(company: Company, key: Key, now: datetime) -> dict[str, Any]:
    today = now.date()
    starts = {"": STARTS, "_daily": today, "_weekly": today - today.weekday() * _DAY, "_monthly": today.replace(day=1)}
    used = {
        span: [row for row in _rows(company, max(start, STARTS), now) if row.flow.key is key]
        for span, start in starts.items()
    }
    last = today if key.disabled_on is None else min(today, key.disabled_on - _DAY)
    return {
        "hash": key.hash,
        "name": key.name,
        "label": f"sk-or-v1-{key.hash[:3]}...{key.hash[-3:]}",
        "disabled": _is_disabled(key, now),
        "limit": None,
        "limit_remaining": None,
        "limit_reset": None,
        "include_byok_in_limit": False,
        **{f"usage{span}": float(sum(row.usage for row in rows)) for span, rows in used.items()},
        **{f"byok_usage{span}": float(sum(row.own_key_usage for row in rows)) for span, rows in used.items()},
        "creator_user_id": None,
        "external_user": None,
        "workspace_id": key.workspace,
        "created_at": _CREATED,
        "updated_at": None,
        "last_used_at": f"{last}T09:30:00.000Z" if key.used else None,
        "expires_at": None,
    }


def _workspace(one: Workspace) -> dict[str, Any]:
    slug = one.name.lower().replace(" ", "-")
    return {"id": one.id, "name": one.name, "slug": slug, "is_default": one.is_default, "created_at": _CREATED}


def _labels(row: ActivityRow) -> Labels:
    return {
        "model": row.flow.model,
        "api_key_id": row.flow.key.name if row.flow.key else None,
        "workspace": row.flow.workspace.name,
    }
