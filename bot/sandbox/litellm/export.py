"""LiteLLM's export: one flat list of rows, by key, model or user, and never by two of them."""

import csv
import io
from collections import defaultdict
from datetime import datetime
from typing import Any

from bot.sandbox.company import Company
from bot.sandbox.litellm.activity import Row, key_metadata, rows
from bot.sandbox.litellm.gateway import TEAMS
from bot.sandbox.query import Query

_BY = ("daily", "daily_with_keys", "daily_with_models", "daily_with_users")
_METRICS = ("spend", "flat_cost", "prompt_tokens", "completion_tokens", "api_requests", "successful_requests")
_MORE = ("failed_requests", "cache_read_input_tokens", "cache_creation_input_tokens")


def exported(company: Company, view: str, query: Query, now: datetime) -> list[dict[str, Any]]:
    """The rows of the days asked for, oldest first."""
    by = query.one_of("export_type", _BY, "daily")
    groups: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows(company, view, query, now):
        group = {"daily_with_keys": row.key, "daily_with_models": row.model}.get(by or "", "")
        if by == "daily_with_users":
            group = key_metadata(row.key)["user_id"] or ""
        groups[row.day.isoformat(), row.entity, group].append(row)
    return [_row(view, by, where, of) for where, of in sorted(groups.items(), key=lambda item: item[0])]


def as_csv(found: list[dict[str, Any]]) -> str:
    """The same as a CSV file."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(_row("user", "daily", ("", "", ""), [])), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(found)
    return out.getvalue()


def _row(view: str, by: str | None, where: tuple[str, str, str], of: list[Row]) -> dict[str, Any]:
    day, entity, group = where
    known = (
        key_metadata(group) if by == "daily_with_keys" else key_metadata(of[0].key) if by == "daily_with_users" else {}
    )
    return {
        "date": day,
        "entity_id": entity,
        "entity_alias": TEAMS.get(entity) if view == "team" else None,
        "api_key": (group or "unattributed") if by == "daily_with_keys" else None,
        "key_alias": known.get("key_alias") if by == "daily_with_keys" else None,
        "user_id": known.get("user_id"),
        "user_email": known.get("user_email"),
        "model": group if by == "daily_with_models" else None,
        **{name: sum(row.metrics[name] for row in of) for name in (*_METRICS, *_MORE)},
    }
