"""Copilot's usage metrics: what each person did on a day, what became of pull requests, and who was in which team.

No money is in them: `ai_credits_used` is a signal that GitHub does not bill by (providers.md 3.2).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final

import httpx
import structlog

from bot.errors import ProviderChangedError, ProviderError, ProviderUnavailableError
from bot.facts.activity import Activity
from bot.facts.periods import DAY, Period
from bot.providers.answer import Answer, documents
from bot.providers.github_bill import PROVIDER
from bot.providers.github_counts import members_of, people_of, pull_requests_of
from bot.providers.github_places import Places
from bot.providers.http import Api
from bot.providers.reading import today
from bot.providers.signed_links import SignedLinks

FIRST_DAY: Final = date(2025, 10, 10)
FIRST_TEAMS: Final = date(2026, 5, 14)
KEPT: Final = timedelta(days=365)
SETTLED_AFTER: Final = timedelta(days=3)
_log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Usage:
    """What the reports say of the days `counted`; `activities` is None where they could not be had, and `counted` where
    there can be none.

    `teams` are by day and person those of GitHub's teams that have five seats or more. Somebody may be in several, so
    that what teams used is never added up; who is in none stands in it with nobody.
    """

    activities: tuple[Activity, ...] | None
    counted: Period | None
    teams: Mapping[tuple[date, str], frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))


def usage(api: Api, links: SignedLinks, places: Places, days: Period, *, now: datetime) -> Usage:
    """The reports of the days that can have any. They are worth no bill: what keeps them from us is logged, and the
    first refusal ends the asking.

    A report of another shape raises, and so does one that is out of reach where costs are known by person: going on
    would take the teams from what was read before.
    """
    found: list[Activity] = []
    teams: defaultdict[tuple[date, str], set[str]] = defaultdict(set)
    counted = _can_have_reports(days, now)
    is_complete = True
    try:
        for day in counted.days() if counted else ():
            reports = _Reports(api, links, places, day, now)
            people = reports.rows("users-1-day")
            if people is None:
                continue  # a day without data has none in its other reports either
            found += people_of(people, day, places)
            found += pull_requests_of(reports.rows(places.whole_report) or (), day, places)
            if day >= FIRST_TEAMS:
                for member, team in members_of(reports.rows("user-teams-1-day") or (), day):
                    teams[day, member].add(team)
    except ProviderChangedError:
        raise
    except ProviderError as error:
        if isinstance(error, ProviderUnavailableError) and places.enterprise:
            raise
        _log.warning("usage not read", provider=PROVIDER, reason=str(error))
        is_complete = False
    return Usage(
        activities=tuple(found) if is_complete else None,
        counted=counted,
        teams=MappingProxyType({key: frozenset(names) for key, names in teams.items()}),
    )


def _can_have_reports(days: Period, now: datetime) -> Period | None:
    """Those of the days that are over and still kept; of others GitHub says nothing, and what is known stays."""
    start = max(days.start, FIRST_DAY, (now - KEPT).date() + DAY)
    end = min(days.end, today(now).start)
    return Period(start, end) if start < end else None


@dataclass(frozen=True)
class _Reports:
    """The reports of one day."""

    api: Api
    links: SignedLinks
    places: Places
    day: date
    now: datetime

    def rows(self, report: str) -> list[Answer] | None:
        """The rows of all parts of a report, None for a day without data (204).

        A report that is not made yet may be answered with 404, and so may an enterprise's day without data, for which
        no 204 is documented; any other 404 is a refusal.
        """
        is_final = today(self.now).start - self.day > SETTLED_AFTER
        absent = {httpx.codes.NO_CONTENT}
        if not (is_final and self.places.organization):
            absent.add(httpx.codes.NOT_FOUND)
        path, params = f"{self.places.copilot}/metrics/reports/{report}", {"day": self.day.isoformat()}

        def given() -> list[str]:
            answer = self.api.get_if_any(path, params, absent=absent)
            return [] if answer is None else answer.texts("download_links")

        texts = self.links.texts(given)
        return [row for text in texts for row in documents(self.api.provider, text)] if texts else None
