"""Cursor: the usage events of its Admin API, in cents, by person, service account and model."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import ClassVar

import httpx

from bot.facts.charge import Charge
from bot.facts.metered import Dimension
from bot.facts.periods import Period
from bot.providers.base import Progress, Reading, ignore
from bot.providers.capabilities import Capabilities
from bot.providers.cursor_activity import COUNTS, activities
from bot.providers.cursor_events import EVENTS, Paid, charges, events
from bot.providers.cursor_pages import LONGEST_DAYS, days
from bot.providers.cursor_spend import cycle_total
from bot.providers.http import Api
from bot.providers.marks import marks
from bot.providers.reading import numbered, readable, today

_BUSY_SECONDS = 16.0
"""Requests are counted by the minute, and a 429 does not say when to come back: four such waits are more than one."""

_KNOWS = frozenset({Dimension.KEY, Dimension.MODEL, Dimension.PERSON})


class Cursor:
    """One Cursor team, read with a key of its Admin API.

    Its seats are priced nowhere in the API, so that they are counted and cost nothing here. Events come in within the
    hour; three days after its end are assumed until a day's are all there, so that four are read again. `names` holds
    those of service accounts.
    """

    name: ClassVar[str] = "cursor"
    title: ClassVar[str] = "Cursor"
    settles_after: ClassVar[timedelta] = timedelta(days=3)
    restates: ClassVar[timedelta] = timedelta(days=4)
    capabilities: ClassVar[Capabilities] = Capabilities(
        amounts="US cents",
        longest_days=LONGEST_DAYS,
        knows=_KNOWS,
        counts=COUNTS,
    )
    key_setting: ClassVar[str] = "CURSOR_ADMIN_KEY"
    base_url_setting: ClassVar[str] = "CURSOR_BASE_URL"
    default_base_url: ClassVar[str] = "https://api.cursor.com"
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
            headers={"authorization": f"Basic {base64.b64encode(f'{key}:'.encode()).decode()}"},
            busy_seconds=_BUSY_SECONDS,
        )

    def __repr__(self) -> str:
        return f"Cursor(connection={self.connection!r})"

    def readable(self, window: Period, *, now: datetime) -> Period:
        """The window through today; NothingToReadError where it lies in days to come."""
        return readable(window, now=now, provider=self.title)

    def read(self, window: Period, *, now: datetime, progress: Progress = ignore) -> Reading:
        """Every charge of the window through today, or a ProviderError; never a part of it.

        The total of the running cycle is the control total where the window holds that cycle and nothing billed before
        it. A gap between the two has no day, so that it is said by the two figures and is no charge.
        """
        window = self.readable(window, now=now)
        found: list[Charge] = []
        names: dict[tuple[str, str], str] = {}
        billed_at: list[datetime] = []
        for chunk in window.chunks(LONGEST_DAYS):
            used = sorted(events(self._api, chunk), key=lambda use: (use.at, use.account_name or ""))
            found += charges(used, mark=self._mark)
            names |= {("key", use.account): use.account_name for use in used if use.account and use.account_name}
            billed_at += [use.at for use in used if use.paid is Paid.ON_DEMAND]
            progress(chunk)
        is_running = today(now).start in window
        first = min(billed_at, default=None)
        return Reading(
            window=window,
            charges=numbered(found),
            activities=activities(self._api, window, mark=self._mark),
            control_total=cycle_total(self._api, since=window.starts_at, first=first) if is_running else None,
            names=names,
            billed_by=_KNOWS,
        )

    def probe(self, *, now: datetime) -> None:
        """Ask for one event of today."""
        self._api.post_once(EVENTS, {**days(today(now)), "page": 1, "pageSize": 1})
