"""What Cursor counts apart from money: suggestions, lines and requests of each person and day, and who has a seat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Final

import structlog

from bot.errors import ProviderError
from bot.facts.activity import Activity, ActivityKind
from bot.facts.periods import Period
from bot.providers.answer import Answer
from bot.providers.cursor_pages import LONGEST_DAYS, days, pages
from bot.providers.http import Api
from bot.providers.marks import Mark
from bot.providers.reading import charge_id, unless_unreadable

_DAILY = "/teams/daily-usage-data"
_MEMBERS = "/teams/members"
_PAGE = 500
_MOST = 2**31
_COUNTS: Final = {
    "totalTabsShown": (ActivityKind.SUGGESTIONS_SHOWN, "tab"),
    "totalTabsAccepted": (ActivityKind.SUGGESTIONS_ACCEPTED, "tab"),
    "totalAccepts": (ActivityKind.SUGGESTIONS_ACCEPTED, "agent"),
    "totalRejects": (ActivityKind.SUGGESTIONS_REJECTED, "agent"),
    "acceptedLinesAdded": (ActivityKind.LINES_ADDED, None),
    "acceptedLinesDeleted": (ActivityKind.LINES_REMOVED, None),
    "composerRequests": (ActivityKind.REQUESTS, "composer"),
    "chatRequests": (ActivityKind.REQUESTS, "chat"),
    "agentRequests": (ActivityKind.REQUESTS, "agent"),
    "cmdkUsages": (ActivityKind.REQUESTS, "cmd-k"),
    "bugbotUsages": (ActivityKind.REQUESTS, "bugbot"),
}
"""The field of a row, and what it counts with which part of the editor (providers.md 11). Lines are those that were
suggested and kept: `totalLinesAdded` has those that people typed as well.
"""
COUNTS: Final = frozenset(kind for kind, _ in _COUNTS.values()) | {
    ActivityKind.SEATS_ASSIGNED,
    ActivityKind.SEATS_ACTIVE,
}

_Key = tuple[date, str, str, ActivityKind, str | None]
"""Day, id and e-mail of a person, what is counted, with what."""

_log = structlog.get_logger()


def activities(api: Api, window: Period, *, mark: Mark) -> tuple[Activity, ...] | None:
    """All that is counted on the window's days; None where the key may not read it, or it cannot be read now.

    Some plans have no access to it, and no count is worth losing costs for. `mark` gives what stands for a person in
    the id of an activity.
    """
    try:
        found = unless_unreadable("activities", lambda: _counted(api, window))
    except ProviderError as error:
        _log.info("activities not read", reason=str(error))
        return None
    if found is None:
        return None
    return tuple(_activity(key, count, mark) for key, count in sorted(found.items(), key=repr) if count)


def _counted(api: Api, window: Period) -> Counter[_Key]:
    counts: Counter[_Key] = Counter()
    removed = _removed(api)
    for chunk in window.chunks(LONGEST_DAYS):
        for page in pages(api, _DAILY, days(chunk), size=_PAGE, count="totalPages"):
            for row in page.parts("data"):
                day = row.unix_instant("date", per_second=1000).date()
                if day in chunk:
                    _add(counts, day, row, removed)
    return counts


def _add(counts: Counter[_Key], day: date, row: Answer, removed: frozenset[str]) -> None:
    """What one row says. A page lists all who have or had a seat; whoever was removed had one while active (AC-E6)."""
    user, email = str(row.count("userId")), row.text("email").lower()
    for name, (kind, tool) in _COUNTS.items():
        if (count := row.optional_count(name) or 0) > _MOST:
            raise row.changed(name, "is more than anybody does in a day")
        counts[day, user, email, kind, tool] += count
    is_active = row.flag("isActive")
    if is_active or email not in removed:
        counts[day, user, email, ActivityKind.SEATS_ASSIGNED, None] = 1
    if is_active:
        counts[day, user, email, ActivityKind.SEATS_ACTIVE, None] = 1


def _removed(api: Api) -> frozenset[str]:
    """The e-mails of those who are no longer in the team."""
    return frozenset(member.text("email").lower() for member in _members(api) if member.body.get("isRemoved") is True)


def _members(api: Api) -> Iterator[Answer]:
    return api.get(_MEMBERS, {}).parts("teamMembers")


def _activity(key: _Key, count: int, mark: Mark) -> Activity:
    day, user, email, kind, tool = key
    return Activity(
        id=charge_id("cursor", day, mark(user), kind, tool),
        provider="cursor",
        day=day,
        kind=kind,
        count=count,
        person=email,
        tool=tool,
    )
