"""Anthropic: what its analytics state, or its older reports where an organization has no analytics.

Figures are revised for up to 30 days, so that much is read again; a change after the second day is a restatement
worth a line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import ClassVar, TypeVar

import httpx
import structlog

from bot.facts.metered import Dimension
from bot.facts.periods import DAY, Period
from bot.providers import anthropic_analytics as analytics
from bot.providers import anthropic_claude_code as claude_code
from bot.providers import anthropic_legacy as legacy
from bot.providers.anthropic_report import LONGEST_DAYS, NAME, NotOfferedError
from bot.providers.base import Progress, Reading, ignore
from bot.providers.capabilities import Capabilities
from bot.providers.directory import Listing, names
from bot.providers.http import Api
from bot.providers.marks import marks
from bot.providers.reading import control_total, readable, remainders, today

_WORKSPACES = "/v1/organizations/workspaces"
_KEYS = "/v1/organizations/api_keys"
_FIRST_DAY = date(2026, 1, 1)
_KEPT = timedelta(days=365)
_LIST_LIMIT = 1000
_KNOWS = frozenset({Dimension.SUB_ACCOUNT, Dimension.KEY, Dimension.MODEL, Dimension.PERSON})

T = TypeVar("T")

_log = structlog.get_logger()


class Anthropic:
    """One Anthropic organization (Console or Enterprise), read with an admin key or one with `read:analytics`.

    `names` holds what the directory gives; a refused directory loses names, never costs, and so do refused counts of
    Claude Code. The older reports bill by workspace and model alone, and meter by key.
    """

    name: ClassVar[str] = NAME
    title: ClassVar[str] = "Anthropic"
    settles_after: ClassVar[timedelta] = timedelta(days=2)
    restates: ClassVar[timedelta] = timedelta(days=30)
    capabilities: ClassVar[Capabilities] = Capabilities(
        amounts="US cents",
        longest_days=LONGEST_DAYS,
        kept_days=_KEPT.days,
        knows=_KNOWS,
        meters=_KNOWS,
        counts=claude_code.KINDS,
    )
    key_setting: ClassVar[str] = "ANTHROPIC_ADMIN_KEY"
    base_url_setting: ClassVar[str] = "ANTHROPIC_BASE_URL"
    default_base_url: ClassVar[str] = "https://api.anthropic.com"
    more_settings: ClassVar[Mapping[str, str]] = MappingProxyType({})

    def __init__(
        self, client: httpx.Client, *, key: str, base_url: str = default_base_url, connection: str = name
    ) -> None:
        self.connection = connection
        self._mark = marks(key)
        self._api = Api(
            client,
            provider=self.title,
            base_url=base_url.rstrip("/").removesuffix("/v1"),
            base_url_setting=self.base_url_setting,
            key=key,
            key_setting=self.key_setting,
            headers={
                "x-api-key": key,
                "anthropic-version": "2023-06-01",
                "anthropic-beta": "analytics-usage-cost-2026-08-24",
            },
        )

    def __repr__(self) -> str:
        return f"Anthropic(connection={self.connection!r})"

    def readable(self, window: Period, *, now: datetime) -> Period:
        """The window through today without what lies before 2026 or more than 365 days back."""
        return readable(window, now=now, provider=self.title, earliest=_earliest(now))

    def read(self, window: Period, *, now: datetime, progress: Progress = ignore) -> Reading:
        """Every cost of the window's readable part, or a ProviderError; never a part of it."""
        window = self.readable(window, now=now)
        report = self._either(
            lambda: analytics.report(self._api, window, mark=self._mark, progress=progress),
            lambda: legacy.report(self._api, window, progress=progress),
        )
        return Reading(
            window=window,
            charges=report.charges + remainders(self.name, report.charges, report.control),
            activities=claude_code.activities(self._api, window),
            control_total=control_total(report.control),
            as_of=report.as_of,
            names=names(self._api, _directory()),
            metered=report.metered,
            billed_by=report.billed_by,
        )

    def probe(self, *, now: datetime) -> None:
        """Ask for today's total."""
        day = today(now)
        self._either(lambda: analytics.probe(self._api, day), lambda: legacy.probe(self._api, day))

    def _either(self, newer: Callable[[], T], older: Callable[[], T]) -> T:
        """What analytics say, or the older reports where the organization has none; the log says so each time.

        Where it has the older ones as little, the error is what analytics were refused with.
        """
        try:
            return newer()
        except NotOfferedError as missing:
            _log.warning("analytics not offered, older reports read", reason=str(missing))
            try:
                return older()
            except NotOfferedError as neither:
                raise missing.refusal from neither


def _earliest(now: datetime) -> date:
    """The first day whose midnight lies within the last 365 days and is not before 2026."""
    return max(_FIRST_DAY, (now - _KEPT).astimezone(UTC).date() + DAY)


def _directory() -> tuple[Listing, ...]:
    every: dict[str, int | bool] = {"include_default": True, "include_archived": True}
    return (
        Listing(kind="sub_account", path=_WORKSPACES, params={"limit": _LIST_LIMIT} | every, after="after_id"),
        Listing(kind="key", path=_KEYS, params={"limit": _LIST_LIMIT}, after="after_id"),
    )
