"""OpenAI's lists: projects, their keys, people and service accounts, and the organization's users."""

from collections.abc import Sequence
from typing import Any

from bot.sandbox.accounts import Key, Project, midnight
from bot.sandbox.company import Company
from bot.sandbox.people import Person
from bot.sandbox.query import Query, RefusedError

_CREATED = 1762128000  # 2025-11-03, before anything else happened
_ACCESS = ("active", "inactive", "any")


def projects(company: Company, query: Query) -> dict[str, Any]:
    """Active projects, with the archived ones when asked for."""
    query.only(("limit", "after", "include_archived"))
    shown = [one for one in company.projects if one.archived_on is None or query.flag("include_archived")]
    return _page(query, [_project(one) for one in shown])


def project(company: Company, project_id: str) -> dict[str, Any]:
    """One project, archived or not."""
    return _project(_found(company, project_id))


def api_keys(company: Company, query: Query, project_id: str) -> dict[str, Any]:
    """The keys of a project that were not deleted; those whose owner lost access only when asked for."""
    query.only(("limit", "after", "owner_project_access"))
    access = query.one_of("owner_project_access", _ACCESS, "active")
    owned = [key for key in company.openai_keys if key.sub_account == _found(company, project_id).id]
    shown = [key for key in owned if not key.deleted and (access == "any" or key.hidden == (access == "inactive"))]
    return _page(query, [_key(company, key) for key in shown])


def service_accounts(company: Company, query: Query, project_id: str) -> dict[str, Any]:
    """The service accounts behind the keys of an active project."""
    query.only(("limit", "after"))
    of = _active(company, project_id).id
    keys = [key for key in company.openai_keys if key.sub_account == of and not key.owner and not key.deleted]
    return _page(query, [{"object": "organization.project.service_account", **_account(key)} for key in keys])


def project_users(company: Company, query: Query, project_id: str) -> dict[str, Any]:
    """The people who own a key of an active project."""
    query.only(("limit", "after"))
    of = _active(company, project_id).id
    owners = [company.person(key.owner) for key in company.openai_keys if key.sub_account == of and key.owner]
    return _page(query, [_user(person, "organization.project.user", "member") for person in owners])


def users(company: Company, query: Query) -> dict[str, Any]:
    """Everybody in the organization, or those with the given addresses."""
    query.only(("limit", "after", "emails"))
    shown = [
        person for person in company.people if not query.has("emails") or person.openai_email in query.many("emails")
    ]
    people = [{**_user(person, "organization.user", "reader"), "is_service_account": False} for person in shown]
    return _page(query, people)


def _found(company: Company, project_id: str) -> Project:
    for one in company.projects:
        if one.id == project_id:
            return one
    raise RefusedError(404, f"No project found with id '{project_id}'.", code="not_found")


def _active(company: Company, project_id: str) -> Project:
    found = _found(company, project_id)
    if found.archived_on is not None:
        raise RefusedError(400, f"Project '{project_id}' is archived.", code="project_archived")
    return found


def _page(query: Query, items: Sequence[dict[str, Any]]) -> dict[str, Any]:
    limit, after = query.limit(default=20, most=100), query.one("after")
    ids = [item["id"] for item in items]
    if after is not None and after not in ids:
        raise RefusedError(400, f"Invalid cursor: '{after}'.", param="after")
    start = 0 if after is None else ids.index(after) + 1
    data = list(items[start : start + limit])
    return {
        "object": "list",
        "data": data,
        "first_id": data[0]["id"] if data else None,
        "last_id": data[-1]["id"] if data else None,
        "has_more": start + limit < len(items),
    }


def _project(one: Project) -> dict[str, Any]:
    return {
        "id": one.id,
        "object": "organization.project",
        "name": one.name,
        "created_at": _CREATED,
        "archived_at": int(midnight(one.archived_on).timestamp()) if one.archived_on else None,
        "status": "archived" if one.archived_on else "active",
    }


def _key(company: Company, key: Key) -> dict[str, Any]:
    owner = company.owner(key.id)
    user = None if owner is None else {**_user(owner, "organization.project.user", "member"), "created_at": _CREATED}
    return {
        "object": "organization.project.api_key",
        "id": key.id,
        "name": key.name,
        "redacted_value": f"sk-…{key.id[-4:]}",
        "created_at": _CREATED,
        "last_used_at": None,
        "owner_project_access": "inactive" if key.hidden else "active",
        "owner": {"type": "user", "user": user}
        if user
        else {"type": "service_account", "service_account": _account(key)},
    }


def _account(key: Key) -> dict[str, Any]:
    return {"id": key.service_account, "name": f"{key.name} service", "role": "member", "created_at": _CREATED}


def _user(person: Person, kind: str, role: str) -> dict[str, Any]:
    return {
        "object": kind,
        "id": person.openai_id,
        "name": person.name,
        "email": person.openai_email,
        "role": role,
        "added_at": _CREATED,
    }
