"""Anthropic's lists: workspaces, API keys and users."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.sandbox.accounts import Key, Workspace
from bot.sandbox.company import Company
from bot.sandbox.people import Person, opaque
from bot.sandbox.query import Query, RefusedError

_CREATED = "2025-11-03T09:00:00Z"
_CURSORS = ("limit", "after_id", "before_id")
_STATUSES = ("active", "inactive", "archived", "expired")
_MOST_IDS = 100


def workspaces(company: Company, query: Query) -> dict[str, Any]:
    """Workspaces; the default and the archived ones only when asked for."""
    query.only((*_CURSORS, "ids", "include_archived", "include_default"))
    if len(query.many("ids")) > _MOST_IDS:
        raise RefusedError(400, f"ids: at most {_MOST_IDS}")
    shown = [
        one
        for one in company.workspaces
        if (not one.is_default or query.flag("include_default"))
        and (one.archived_on is None or query.flag("include_archived"))
        and (not query.has("ids") or one.id in query.many("ids"))
    ]
    return _page(query, [_workspace(one) for one in shown])


def api_keys(company: Company, query: Query) -> dict[str, Any]:
    """Keys of every workspace; all of them are active."""
    query.only((*_CURSORS, "status", "workspace_id", "created_by_user_id"))
    status, within = query.one_of("status", _STATUSES, "active"), query.one("workspace_id")
    shown = [key for key in company.anthropic_keys if status == "active" and within in {None, key.sub_account}]
    keys = [_key(company, key) for key in shown]
    by = query.one("created_by_user_id")
    return _page(query, [key for key in keys if by is None or (key["created_by"] or {}).get("id") == by])


def users(company: Company, query: Query) -> dict[str, Any]:
    """Everybody who still has an account, or the one with the given address."""
    query.only((*_CURSORS, "email", "roles"))
    email = query.one("email")
    return _page(query, [_user(person) for person in company.people if email in {None, person.anthropic_email}])


def _page(query: Query, items: Sequence[dict[str, Any]]) -> dict[str, Any]:
    limit = query.limit(default=20, most=1000)
    after, before = query.one("after_id"), query.one("before_id")
    if after and before:
        raise RefusedError(400, "after_id, before_id: give one of them")
    ids = [item["id"] for item in items]
    for cursor in (after, before):
        if cursor is not None and cursor not in ids:
            raise RefusedError(400, f"'{cursor}' is not an id of this list")
    if before is not None:
        end = ids.index(before)
        start = max(0, end - limit)
        more = start > 0
    else:
        start = 0 if after is None else ids.index(after) + 1
        end = start + limit
        more = end < len(items)
    data = list(items[start:end])
    first, last = (data[0]["id"], data[-1]["id"]) if data else (None, None)
    return {"data": data, "has_more": more, "first_id": first, "last_id": last}


def _workspace(one: Workspace) -> dict[str, Any]:
    return {
        "id": one.id,
        "type": "workspace",
        "name": one.name,
        "created_at": _CREATED,
        "archived_at": _noon(one.archived_on) if one.archived_on else None,
        "compartment_id": opaque("cmpt_01", one.id),
        "data_residency": {
            "workspace_geo": "us",
            "allowed_inference_geos": "unrestricted",
            "default_inference_geo": "global",
        },
        "display_color": "#6C5BB9",
        "external_key_id": None,
        "tags": {},
        "user_profile_id": None,
    }


def _noon(day: date) -> str:
    return f"{day}T12:00:00Z"


def _key(company: Company, key: Key) -> dict[str, Any]:
    owner = company.owner(key.id)
    by = {"type": "user", "id": owner.anthropic_id} if owner else {"type": "service_account", "id": key.service_account}
    service = {"type": "service_account_actor", "service_account_id": key.service_account}
    return {
        "id": key.id,
        "type": "api_key",
        "name": key.name,
        "created_at": _CREATED,
        "expires_at": None,
        "created_by": by,
        "principal": {"type": "user_actor", "user_id": owner.anthropic_id} if owner else service,
        "scope": {"type": "workspace", "workspace_id": key.sub_account},
        "partial_key_hint": f"sk-ant-api03-…{key.id[-4:]}",
        "status": "active",
    }


def _user(person: Person) -> dict[str, Any]:
    return {
        "id": person.anthropic_id,
        "type": "user",
        "email": person.anthropic_email,
        "name": person.name,
        "role": "user",
        "added_at": _CREATED,
    }
