"""OpenAI: costs of the organization API by project, key, line item and person, beside its usage and its directory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import ClassVar
from urllib.parse import quote

import httpx

from bot.facts.activity import ActivityKind
from bot.facts.charge import Charge
from bot.facts.metered import Dimension
from bot.facts.periods import Period
from bot.providers import openai_costs, openai_people, openai_usage
from bot.providers.base import Progress, Reading, ignore
from bot.providers.capabilities import Capabilities
from bot.providers.directory import Listing, names
from bot.providers.http import Api
from bot.providers.marks import marks
from bot.providers.openai_buckets import query
from bot.providers.openai_usage import Usage
from bot.providers.reading import control_total, numbered, readable, remainders, today

_PROJECTS = "/organization/projects"
_LIST_LIMIT = 100
_TOLD_APART = frozenset({Dimension.SUB_ACCOUNT, Dimension.KEY, Dimension.MODEL, Dimension.PERSON})


class OpenAI:
    """One OpenAI organization, read with an admin key.

    OpenAI states no settle time: three days are assumed, and seven read again. Where it refuses costs by person or
    by key, they are read without and what was metered by both divides them. `names` holds what the directory gives;
    a refused directory loses names, never costs, and one that does not tell who people are leaves them all out.
    """

    name: ClassVar[str] = "openai"
    title: ClassVar[str] = "OpenAI"
    settles_after: ClassVar[timedelta] = timedelta(days=3)
    restates: ClassVar[timedelta] = timedelta(days=7)
    capabilities: ClassVar[Capabilities] = Capabilities(
        amounts="US dollars",
        longest_days=openai_costs.LONGEST_DAYS,
        knows=_TOLD_APART,
        meters=_TOLD_APART,
        counts=frozenset({ActivityKind.REQUESTS, ActivityKind.SESSIONS}),
    )
    key_setting: ClassVar[str] = "OPENAI_ADMIN_KEY"
    base_url_setting: ClassVar[str] = "OPENAI_BASE_URL"
    default_base_url: ClassVar[str] = "https://api.openai.com/v1"
    more_settings: ClassVar[Mapping[str, str]] = MappingProxyType({})

    def __init__(
        self, client: httpx.Client, *, key: str, base_url: str = default_base_url, connection: str = name
    ) -> None:
        self.connection = connection
        self._mark = marks(key)
        self._api = Api(
            client,
            provider=self.title,
            base_url=base_url,
            base_url_setting=self.base_url_setting,
            key=key,
            key_setting=self.key_setting,
            headers={"authorization": f"Bearer {key}"},
        )

    def __repr__(self) -> str:
        return f"OpenAI(connection={self.connection!r})"

    def readable(self, window: Period, *, now: datetime) -> Period:
        """The window through today; NothingToReadError where it lies in days to come."""
        return readable(window, now=now, provider=self.title)

    def read(self, window: Period, *, now: datetime, progress: Progress = ignore) -> Reading:
        """Every cost of the window through today, or a ProviderError; never a part of it."""
        window = self.readable(window, now=now)
        people = openai_people.people(self._api, mark=self._mark)
        rows: list[Charge] = []
        coarse: dict[date, frozenset[Dimension]] = {}
        control: defaultdict[tuple[date, str], Decimal] = defaultdict(Decimal)
        usage = Usage()
        for chunk in window.chunks(openai_costs.LONGEST_DAYS):
            costs = openai_costs.costs(self._api, chunk, people=people, now=now)
            rows += costs.charges
            if costs.billed_by != frozenset(Dimension):
                coarse |= dict.fromkeys(chunk.days(), costs.billed_by)
            for of, total in openai_costs.totals(self._api, chunk, now=now):
                control[of] += total
            for days in chunk.chunks(openai_usage.LONGEST_DAYS):
                usage.read(self._api, days, people=people, now=now)
            progress(chunk)
        charges = numbered(rows)
        return Reading(
            window=window,
            charges=charges + remainders(self.name, charges, control),
            activities=usage.activities,
            control_total=control_total(control),
            names={**names(self._api, _directory(charges)), **(people.names if people else {})},
            metered=usage.metered_on({day for day, by in coarse.items() if people or Dimension.KEY not in by}),
            billed_by_day=coarse,
        )

    def probe(self, *, now: datetime) -> None:
        """Ask for today's bucket."""
        self._api.once(openai_costs.COSTS, query(today(now), ()))


def _directory(charges: tuple[Charge, ...]) -> Iterator[Listing]:
    """The projects; the keys of those that have charges by key, and the service accounts of those that name some."""
    page = {"limit": _LIST_LIMIT}
    yield Listing(kind="sub_account", path=_PROJECTS, params=page | {"include_archived": True}, after="after")
    for project in sorted({charge.sub_account for charge in charges if charge.sub_account and charge.key}):
        # Without owner_project_access the list may hide keys whose owner left the project.
        path, params = f"{_PROJECTS}/{quote(project, safe='')}/api_keys", page | {"owner_project_access": "any"}
        yield Listing(kind="key", path=path, params=params, after="after")
    for project in sorted({one.sub_account for one in charges if one.sub_account and "service_account" in one.tags}):
        path = f"{_PROJECTS}/{quote(project, safe='')}/service_accounts"
        yield Listing(kind="service_account", path=path, params=page, after="after")
