"""Copilot's usage metrics: the files behind the links, one report and day at a time."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from bot.sandbox.accounts import midnight
from bot.sandbox.company import Company
from bot.sandbox.course import rng
from bot.sandbox.github.holders import Holder, holders, reported_teams
from bot.sandbox.github.rows import is_active

FIRST_DAY = date(2026, 9, 14)
"""Before, Larkspur's enterprise had not allowed the metrics."""
EMPTY_DAY = date(2026, 10, 11)
"""A Sunday of which GitHub has no data."""
_FINAL_AFTER = timedelta(days=3)
_WEDNESDAY = 2
_ORGANIZATION_ID = 77_001


@dataclass(frozen=True)
class PersonDay:
    """What one person did; `seen_by_server_only` has counts without any breakdown."""

    holder: Holder
    shown: int
    accepted: int
    lines: int
    agent_lines: int
    prompts: int
    sessions: int
    seen_by_server_only: bool


def people(company: Company, day: date, now: datetime) -> list[PersonDay]:
    """Everybody who worked with Copilot on a day, as known at `now`: for three days some of it is not in yet."""
    if day == EMPTY_DAY or day < FIRST_DAY:
        return []
    is_final = now >= midnight(day) + timedelta(days=1) + _FINAL_AFTER
    active = (holder for holder in holders(company) if is_active(company, holder, day))
    return [_person(rng(company.seed, "github metrics", day, holder.login), holder, is_final) for holder in active]


def _person(random: Random, holder: Holder, is_final: bool) -> PersonDay:
    shown = random.randrange(20, 180) * (10 if is_final else 9) // 10
    return PersonDay(
        holder=holder,
        shown=shown,
        accepted=int(shown * random.uniform(0.2, 0.45)),
        lines=random.randrange(40, 600),
        agent_lines=random.randrange(0, 300),
        prompts=random.randrange(2, 50),
        sessions=random.choice((0, 0, 0, 1, 2)),
        seen_by_server_only=random.random() < 0.05,  # noqa: PLR2004 - one of twenty
    )


def has_report(day: date, now: datetime) -> bool:
    """Whether there is a report of the day: from the next noon on, and of a day with data."""
    made = now >= midnight(day) + timedelta(days=1, hours=12)
    return made and day >= FIRST_DAY and day != EMPTY_DAY


def parts(report: str, day: date) -> int:
    """Into how many files a report is cut."""
    return 2 if report == "users-1-day" and day.weekday() == _WEDNESDAY else 1


def file(company: Company, report: str, day: date, part: int, now: datetime) -> str:
    """One file of a report: JSON on each line, or a list, or one object, as it comes."""
    rows = _REPORTS[report](company, day, now)
    if report == "users-1-day":
        return "".join(json.dumps(row) + "\n" for row in rows[part :: parts(report, day)])
    if report == "user-teams-1-day":
        return json.dumps(rows) if day.day % 3 == 0 else "".join(json.dumps(row) + "\n" for row in rows)
    return json.dumps(rows[0])


def _users(company: Company, day: date, now: datetime) -> list[dict[str, Any]]:
    return [_user(one, day, now) for one in people(company, day, now)]


def _user(one: PersonDay, day: date, now: datetime) -> dict[str, Any]:
    row: dict[str, Any] = {
        "day": day.isoformat(),
        "user_id": one.holder.number,
        "user_login": one.holder.login_at(now.date()) or "",
        "organization_id": str(_ORGANIZATION_ID),
        "user_initiated_interaction_count": one.prompts,
        "code_generation_activity_count": one.shown,
        "code_acceptance_activity_count": one.accepted,
        "loc_suggested_to_add_sum": one.lines,
        "loc_suggested_to_delete_sum": 0,
        "loc_added_sum": one.lines // 2 + one.agent_lines,
        "loc_deleted_sum": one.agent_lines // 4,
        "totals_by_ide": [],
        "totals_by_feature": [],
        "totals_by_language_feature": [],
        "used_agent": bool(one.agent_lines),
        "used_chat": bool(one.prompts),
        "used_cli": bool(one.sessions),
        "ai_credits_used": one.shown / 8,
        "etl_id": "green",
    }
    if not one.seen_by_server_only:
        completion = {
            "feature": "code_completion",
            "code_generation_activity_count": one.shown - one.shown // 4,
            "code_acceptance_activity_count": one.accepted,
            "loc_suggested_to_add_sum": one.lines,
            "loc_suggested_to_delete_sum": 0,
            "loc_added_sum": one.lines // 2,
            "loc_deleted_sum": 0,
            "user_initiated_interaction_count": 0,
        }
        chat = {
            "feature": "chat_panel_agent_mode",
            "code_generation_activity_count": one.shown // 4,
            "code_acceptance_activity_count": 0,
            "user_initiated_interaction_count": one.prompts,
        }
        agent = {"feature": "agent_edit", "loc_added_sum": one.agent_lines, "loc_deleted_sum": one.agent_lines // 4}
        row["totals_by_feature"] = [completion, chat, agent]
    if one.sessions:
        row["totals_by_cli"] = {
            "session_count": one.sessions,
            "request_count": one.sessions * 4,
            "prompt_count": one.sessions * 2,
            "token_usage": {"output_tokens_sum": 5000, "prompt_tokens_sum": 38000, "avg_tokens_per_request": 4777.8},
        }
    return row


def pull_requests(company: Company, day: date) -> tuple[int, int, int]:
    """How many Copilot made, of those made how many were merged, and how many it reviewed, in the organization."""
    random = rng(company.seed, "github pulls", day)
    made = random.randrange(0, 6) if day.weekday() < 5 else 0  # noqa: PLR2004 - Saturday and Sunday
    return made, made // 2, random.randrange(0, 12)


def _whole(company: Company, day: date, now: datetime) -> list[dict[str, Any]]:
    made, merged, reviewed = pull_requests(company, day)
    active = people(company, day, now)
    totals = {
        "day": day.isoformat(),
        "organization_id": str(_ORGANIZATION_ID),
        "daily_active_users": len(active),
        "code_generation_activity_count": sum(one.shown for one in active),
        "code_acceptance_activity_count": sum(one.accepted for one in active),
        "pull_requests": {
            "total_created": made + 9,
            "total_reviewed": reviewed + 4,
            "total_merged": merged + 7,
            "total_created_by_copilot": made,
            "total_merged_created_by_copilot": merged,
            "total_reviewed_by_copilot": reviewed,
        },
    }
    if day.day % 2:  # flat on odd days, wrapped as the report of 28 days is on even ones
        return [totals]
    return [{"report_start_day": day.isoformat(), "report_end_day": day.isoformat(), "day_totals": [totals]}]


def _teams(company: Company, day: date, now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "user_id": holder.number,
            "user_login": holder.login_at(now.date()) or "",
            "day": day.isoformat(),
            "organization_id": str(_ORGANIZATION_ID),
            "team_id": sum(team.encode()),
            "slug": team,
        }
        for team, members in reported_teams(company, day).items()
        for holder in members
    ]


_REPORTS: dict[str, Callable[[Company, date, datetime], list[dict[str, Any]]]] = {
    "users-1-day": _users,
    "organization-1-day": _whole,
    "enterprise-1-day": _whole,
    "user-teams-1-day": _teams,
}
REPORTS = frozenset(_REPORTS)
"""The reports there are; `organization-1-day` is of an organization alone, `enterprise-1-day` of an enterprise."""
