"""Copilot's seats: how many and of which plan, and each of them, in pages named by the Link header."""

from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.accounts import midnight
from bot.sandbox.company import Company
from bot.sandbox.github.holders import ACCOUNT_GONE_ON, GONE_LOGIN, ORGANIZATION, Holder, seated
from bot.sandbox.github.rows import is_active
from bot.sandbox.query import Query, RefusedError

_MOST, _USUAL, _BACK_DAYS = 100, 50, 10


def details(company: Company, query: Query, now: datetime) -> dict[str, Any]:
    """`/orgs/{org}/copilot/billing`."""
    query.only(())
    held = seated(company, now.date())
    active = sum(holder.is_used for holder in held)
    return {
        "seat_breakdown": {
            "total": len(held),
            "added_this_cycle": 0,
            "pending_invitation": 0,
            "pending_cancellation": sum(holder.login == GONE_LOGIN for holder in held),
            "active_this_cycle": active,
            "inactive_this_cycle": len(held) - active,
        },
        "public_code_suggestions": "block",
        "ide_chat": "enabled",
        "platform_chat": "enabled",
        "cli": "enabled",
        "seat_management_setting": "assign_selected",
        "plan_type": "business",
    }


def page(company: Company, query: Query, now: datetime) -> tuple[dict[str, Any], int | None]:
    """One page of `…/billing/seats`, and the number of the next where there is one."""
    query.only(("page", "per_page"))
    number, size = query.number("page") or 1, query.number("per_page") or _USUAL
    if not 1 <= size <= _MOST or number < 1:
        raise RefusedError(422, "Validation Failed")
    held = seated(company, now.date())
    shown = held[(number - 1) * size : number * size]
    more = number + 1 if number * size < len(held) else None
    return {"total_seats": len(held), "seats": [_seat(company, holder, now) for holder in shown]}, more


def _seat(company: Company, holder: Holder, now: datetime) -> dict[str, Any]:
    login = holder.login_at(now.date())
    last = next((day for day in _back(now) if is_active(company, holder, day.date())), None)
    team = {"id": 7, "name": "Copilot engineering", "slug": "copilot-engineering"} if holder.teams else None
    return {
        "assignee": None if login is None else {"login": login.upper(), "id": holder.number, "type": "User"},
        "assigning_team": team,
        "organization": {"login": ORGANIZATION, "id": 77_001},
        "last_activity_at": f"{last:%Y-%m-%dT09:30:00Z}" if last else None,
        "last_activity_editor": "vscode/1.110.0/copilot/1.300.0" if last else None,
        "last_authenticated_at": f"{last:%Y-%m-%dT08:00:00Z}" if last else None,
        "plan_type": "business",
        "created_at": f"{holder.since}T09:00:00+02:00",
        "updated_at": f"{holder.since}T09:00:00+02:00",
        "pending_cancellation_date": None if now.date() < ACCOUNT_GONE_ON or login else holder.until.isoformat(),
    }


def _back(now: datetime) -> list[datetime]:
    today = midnight(now.date())
    return [today - timedelta(days=ago) for ago in range(1, _BACK_DAYS)]
