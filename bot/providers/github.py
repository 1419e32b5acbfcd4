"""GitHub Copilot: seats, AI credits and premium requests from the bill, who has a seat, and what was done with it.

Dollars, and a price for each unit on its day. Logins are all that is known of people (`github:ana`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import ClassVar

import httpx

from bot.errors import SettingsError
from bot.facts.activity import Activity, ActivityKind
from bot.facts.charge import Charge
from bot.facts.metered import Dimension
from bot.facts.periods import Period
from bot.providers.base import Progress, Reading, ignore
from bot.providers.capabilities import Capabilities
from bot.providers.github_bill import CURRENCY, PROVIDER, billed, charges
from bot.providers.github_counts import COUNTED
from bot.providers.github_credits import CREDITS_SINCE, LONGEST_REPORT, credits_of, of_day, order, reported, requests_of
from bot.providers.github_places import Places
from bot.providers.github_report import Line
from bot.providers.github_seat_list import Seat, seats
from bot.providers.github_seats import COUNTED_TODAY, activities, split
from bot.providers.github_usage import SETTLED_AFTER, Usage, usage
from bot.providers.http import Api
from bot.providers.reading import control_total, numbered, readable, remainders, today
from bot.providers.signed_links import SignedLinks

_KEPT = timedelta(days=730)


class GitHub:
    """The Copilot of one GitHub organization, or of a whole enterprise, read with a token of an owner.

    With an enterprise AI credits are known by person, from the report it can order, and those by model are its control;
    without one they are known by model alone, and there is no control. GitHub states no settle time for its bill: usage
    metrics are final after three days, which is assumed of all, and the running month and the last one until its fifth
    day after are read again.
    """

    name: ClassVar[str] = PROVIDER
    title: ClassVar[str] = "GitHub Copilot"
    settles_after: ClassVar[timedelta] = SETTLED_AFTER
    restates: ClassVar[timedelta] = timedelta(days=36)
    capabilities: ClassVar[Capabilities] = Capabilities(
        amounts="US dollars",
        longest_days=LONGEST_REPORT,
        kept_days=_KEPT.days,
        knows=frozenset({Dimension.SUB_ACCOUNT, Dimension.MODEL, Dimension.PERSON}),
        counts=COUNTED.union(COUNTED_TODAY),
    )
    key_setting: ClassVar[str] = "GITHUB_TOKEN"
    base_url_setting: ClassVar[str] = "GITHUB_API_URL"
    default_base_url: ClassVar[str] = "https://api.github.com"
    more_settings: ClassVar[Mapping[str, str]] = MappingProxyType(
        {"organization": "GITHUB_ORG", "enterprise": "GITHUB_ENTERPRISE"}
    )

    def __init__(
        self,
        client: httpx.Client,
        *,
        key: str,
        base_url: str = default_base_url,
        connection: str = name,
        organization: str | None = None,
        enterprise: str | None = None,
    ) -> None:
        if not (organization or enterprise):
            raise SettingsError(
                f"{self.key_setting} alone does not say whose Copilot to read; set GITHUB_ORG or GITHUB_ENTERPRISE"
            )
        self.connection = connection
        self._places = Places(organization=organization or None, enterprise=enterprise or None)
        self._links = SignedLinks(client, provider=self.title)
        self._api = Api(
            client,
            provider=self.title,
            base_url=base_url,
            base_url_setting=self.base_url_setting,
            key=key,
            key_setting=self.key_setting,
            headers={
                "accept": "application/vnd.github+json",
                "authorization": f"Bearer {key}",
                "x-github-api-version": "2022-11-28",
            },
        )

    def __repr__(self) -> str:
        return f"GitHub(connection={self.connection!r})"

    def readable(self, window: Period, *, now: datetime) -> Period:
        """The window through today without what lies more than 24 months back."""
        return readable(window, now=now, provider=self.title, earliest=today(now).start - _KEPT)

    def read(self, window: Period, *, now: datetime, progress: Progress = ignore) -> Reading:
        """Every cost of the window's readable part, or a ProviderError; never a part of it.

        Usage metrics that are refused lose activities and tags, and seats those who have them, never money.
        """
        window = self.readable(window, now=now)
        assigned = seats(self._api, self._places)
        bill: list[Charge] = []
        lines: list[Line] = []
        control: defaultdict[tuple[date, str], Decimal] = defaultdict(Decimal)
        is_told_twice = False
        for chunk in window.chunks(LONGEST_REPORT):
            of_people = self._report(chunk)
            is_told_twice |= of_people is not None
            requests = requests_of(self._api, self._places, chunk)
            of_chunk = [charge for day in chunk.days() for charge in self._bill(day, has_requests=requests is None)]
            told = [line for day in chunk.days() for line in credits_of(self._api, self._places, day)]
            for charge in of_chunk:
                control[charge.day, CURRENCY] += charge.billed_cost or 0
            for line in (*told, *(requests or ())):
                control[line.day, CURRENCY] += line.net
            bill += of_chunk
            lines += [*(of_people() if of_people else told), *(requests or ())]
            progress(chunk)
        found = usage(self._api, self._links, self._places, window, now=now)
        rows = (*_of_seats(bill, assigned), *_in_teams(charges(lines, self._places), found))
        return Reading(
            window=window,
            charges=rows + remainders(self.name, rows, control),
            activities=self._activities(found, assigned, window, now),
            counted=_counted(found, assigned, window, now),
            # Alone the rows by model would be held against themselves.
            control_total=control_total(control) if is_told_twice else None,
        )

    def probe(self, *, now: datetime) -> None:
        """Ask for today's bill."""
        self._api.once(self._places.usage, of_day(today(now).start))

    def _bill(self, day: date, *, has_requests: bool) -> Iterator[Charge]:
        page = self._api.get(self._places.usage, of_day(day))
        return billed(page, day, self._places, has_requests=has_requests)

    def _report(self, chunk: Period) -> Callable[[], Sequence[Line]] | None:
        """Order the AI credits of the chunk by person, and give what waits for them; None without an enterprise, and
        for days before there were credits.

        GitHub makes the report while other questions are asked. Refusing it fails the reading.
        """
        start = max(chunk.start, CREDITS_SINCE)
        if self._places.enterprise is None or start >= chunk.end:
            return None
        days = Period(start, chunk.end)
        path = order(self._api, self._places, days)
        return lambda: reported(self._api, self._links, self._places, path, days)

    def _activities(
        self, found: Usage, assigned: Sequence[Seat] | None, window: Period, now: datetime
    ) -> tuple[Activity, ...] | None:
        day = today(now).start
        is_told = assigned is not None and day in window
        told = tuple(activities(assigned or (), day, self._places)) if is_told else None
        return None if told is None and found.activities is None else (found.activities or ()) + (told or ())


def _counted(
    found: Usage, assigned: Sequence[Seat] | None, window: Period, now: datetime
) -> Mapping[ActivityKind, Period]:
    """Of which days each kind is told: seats of the running one alone, so that those of earlier days stay as they were
    told then, and what was done on the days that could be asked for.
    """
    day = today(now)
    counted = dict.fromkeys(COUNTED_TODAY, day) if assigned is not None and day.start in window else {}
    if found.activities is not None and found.counted is not None:
        counted |= dict.fromkeys(COUNTED, found.counted)
    return MappingProxyType(counted)


def _of_seats(bill: Iterable[Charge], assigned: Sequence[Seat] | None) -> Iterator[Charge]:
    for charge in numbered(bill):
        yield from split(charge, assigned)


def _in_teams(rows: Iterable[Charge], found: Usage) -> Iterator[Charge]:
    """The charges of people with GitHub's teams they were in on that day, as a tag: who is in two has both in it."""
    for charge in rows:
        teams = found.teams.get((charge.day, charge.person)) if charge.person else None
        yield (
            replace(charge, tags=MappingProxyType({**charge.tags, "team": ", ".join(sorted(teams))}))
            if teams
            else charge
        )
