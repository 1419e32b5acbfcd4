"""OpenRouter: the activity of each completed UTC day, in dollars of its credits, by workspace, key and model."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import ClassVar

import httpx

from bot.facts.charge import Charge
from bot.facts.metered import Dimension
from bot.facts.periods import DAY, Period
from bot.providers.base import Progress, Reading, ignore
from bot.providers.capabilities import Capabilities
from bot.providers.http import Api
from bot.providers.openrouter_keys import keys, workspace_names
from bot.providers.openrouter_rows import Rows, by_key, charges, rows, total
from bot.providers.reading import control_total, numbered, readable, remainders, today

_ACTIVITY = "/activity"
_KEPT_DAYS = 30
_MOST_KEYS = 20
"""With more keys in use they are not asked for: each is a request for every day."""
_KNOWS = frozenset({Dimension.SUB_ACCOUNT, Dimension.KEY, Dimension.MODEL})


class OpenRouter:
    """One OpenRouter organization, read with a management key.

    It keeps thirty completed days: what was not read within them is lost, and stays missing. The fee it takes when
    credits are bought is in no figure of its API. Up to twenty keys in use are told apart. A day is assumed to be final
    a day after its end.
    """

    name: ClassVar[str] = "openrouter"
    title: ClassVar[str] = "OpenRouter"
    settles_after: ClassVar[timedelta] = timedelta(days=1)
    restates: ClassVar[timedelta] = timedelta(days=2)
    capabilities: ClassVar[Capabilities] = Capabilities(
        amounts="US dollars of credits", longest_days=1, kept_days=_KEPT_DAYS, knows=_KNOWS
    )
    key_setting: ClassVar[str] = "OPENROUTER_API_KEY"
    base_url_setting: ClassVar[str] = "OPENROUTER_BASE_URL"
    default_base_url: ClassVar[str] = "https://openrouter.ai/api/v1"
    more_settings: ClassVar[Mapping[str, str]] = MappingProxyType({})

    def __init__(
        self, client: httpx.Client, *, key: str, base_url: str = default_base_url, connection: str = name
    ) -> None:
        self.connection = connection
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
        return f"OpenRouter(connection={self.connection!r})"

    def readable(self, window: Period, *, now: datetime) -> Period:
        """The window's days that are over, without those more than thirty days back."""
        day = today(now).start
        return readable(window, now=now, provider=self.title, earliest=day - _KEPT_DAYS * DAY, end=day)

    def read(self, window: Period, *, now: datetime, progress: Progress = ignore) -> Reading:
        """Every charge of the window's readable part, or a ProviderError; never a part of it.

        What the keys state is taken out of what their workspaces state, so that both together are the latter.
        """
        window = self.readable(window, now=now)
        wholes = {day: self._rows(day, group_by="workspace") for day in window.days()}
        control = {(day, "USD"): self._total(day) for day in wholes}
        workspaces = {cell.workspace for whole in wholes.values() for cell in whole}
        listed = keys(self._api, sorted(workspaces, key=lambda one: one or ""))
        asked = [key for key in listed if key.is_used_since(window.start)]
        is_by_key = len(asked) <= _MOST_KEYS
        found: list[Charge] = []
        for day, whole in wholes.items():
            used = [key.hash for key in asked if is_by_key and whole and key.is_used_since(day)]
            found += charges(day, by_key(whole, [self._rows(day, key=one, group_by="workspace") for one in used]))
            progress(Period(day, day + DAY))
        ordered = numbered(found)
        return Reading(
            window=window,
            charges=ordered + remainders(self.name, [one for one in ordered if one.additive], control),
            control_total=control_total(control),
            names=workspace_names(self._api) | {("key", key.hash): key.name for key in listed if key.name},
            billed_by=_KNOWS if is_by_key else _KNOWS - {Dimension.KEY},
        )

    def probe(self, *, now: datetime) -> None:
        """Ask for yesterday."""
        self._api.once(_ACTIVITY, {"date": (today(now).start - DAY).isoformat()})

    def _rows(self, day: date, *, key: str | None = None, **grouping: str) -> Rows:
        asked = {"date": day.isoformat(), **grouping} | ({} if key is None else {"api_key_hash": key})
        return rows(self._api.get(_ACTIVITY, asked), day, key=key)

    def _total(self, day: date) -> Decimal:
        return total(self._rows(day).values()).usage
