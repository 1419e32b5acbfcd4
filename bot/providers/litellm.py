"""LiteLLM: what a proxy says was spent, by team, key, model, and the provider that it asked.

Nobody bills these amounts: they are what LiteLLM's own price map makes of the tokens, in USD. They stand as billed all
the same, with the basis `estimated`: they are what the gateway states, what it charges to the budgets of its keys and
teams, and what a reading of it must reconcile with; and of a model that the company runs itself no other figure exists.
Where a provider's own bill has the same requests, an `[[overlap]]` of the org file says which of the two counts.

Of the views that LiteLLM has of one spend, one is read for money: `/user/daily/activity`, in which each request stands
once, also without a team. Rows of different views are never added. In it models, providers and keys stand side by
side; each key's use of each model is told, and `litellm_cells` divides that by provider and by workflow tag.
`/…/daily/activity/export` would be flat, but tells no provider, and keys or models but not both. The request rows of
`/spend/logs/v2` tell all of it, a row a request and for as long as the proxy keeps them: nothing here needs them.

`flat_cost` is left out. It is what the operator pays for provisioned capacity, laid on days by LiteLLM where switched
on, in the view of teams alone and beside `spend`; the cloud's bill states that capacity as it was bought.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import ClassVar

import httpx
import structlog

from bot.errors import ProviderError, SettingsError
from bot.facts.activity import Activity, ActivityKind
from bot.facts.charge import Basis, Charge
from bot.facts.metered import Dimension, Metered
from bot.facts.periods import Period
from bot.providers.base import Progress, Reading, ignore
from bot.providers.capabilities import Capabilities
from bot.providers.http import Api
from bot.providers.litellm_activity import Views, allowed, team_names
from bot.providers.litellm_cells import Split, cells
from bot.providers.litellm_charges import NAME, activities, charge, metered
from bot.providers.litellm_usage import UNATTRIBUTED, View
from bot.providers.reading import control_total, numbered, readable, remainders, today

_LONGEST_DAYS = 7
"""A proxy answers for 400 days at once, but a week of a thousand keys is some tens of megabytes."""
_LONGEST_NAMES = 400
_DIMENSIONS = frozenset({Dimension.SUB_ACCOUNT, Dimension.KEY, Dimension.MODEL, Dimension.PERSON})

_log = structlog.get_logger()


class LiteLLM:
    """One LiteLLM proxy, read with its master key or the key of an admin.

    The team and the person of a charge are those of its key as LiteLLM knows them now, so that a key moved to another
    team takes its last days along, as on LiteLLM's own pages. A thousand keys are told apart in a week; what more of
    them used is stated by model and provider, without a key. `names` holds what keys and teams are called.
    """

    name: ClassVar[str] = NAME
    title: ClassVar[str] = "LiteLLM"
    settles_after: ClassVar[timedelta] = timedelta(days=1)
    restates: ClassVar[timedelta] = timedelta(days=3)
    capabilities: ClassVar[Capabilities] = Capabilities(
        amounts="US dollars, by its own price list",
        longest_days=_LONGEST_DAYS,
        knows=_DIMENSIONS,
        meters=_DIMENSIONS,
        counts=frozenset({ActivityKind.REQUESTS, ActivityKind.REQUESTS_FAILED}),
        covers=frozenset({"openai", "anthropic", "openrouter"}),
    )
    key_setting: ClassVar[str] = "LITELLM_API_KEY"
    base_url_setting: ClassVar[str] = "LITELLM_BASE_URL"
    default_base_url: ClassVar[str] = ""
    more_settings: ClassVar[Mapping[str, str]] = MappingProxyType({})

    def __init__(
        self, client: httpx.Client, *, key: str, base_url: str = default_base_url, connection: str = name
    ) -> None:
        if not base_url:
            raise SettingsError(f"{self.base_url_setting} is not set; put the address of your LiteLLM proxy there")
        self.connection = connection
        self._api = Api(
            client,
            provider=self.title,
            base_url=base_url.rstrip("/").removesuffix("/v1"),
            base_url_setting=self.base_url_setting,
            key=key,
            key_setting=self.key_setting,
            headers={"authorization": f"Bearer {key}"},
        )

    def __repr__(self) -> str:
        return f"LiteLLM(connection={self.connection!r})"

    def readable(self, window: Period, *, now: datetime) -> Period:
        """The window through today; NothingToReadError where it lies in days to come."""
        return readable(window, now=now, provider=self.title)

    def read(self, window: Period, *, now: datetime, progress: Progress = ignore) -> Reading:
        """All that the gateway says was spent in the window through today, or a ProviderError; never a part of it."""
        window = self.readable(window, now=now)
        allowed(self._api.get, today(now).start)
        views = Views(self._api)
        charges: list[Charge] = []
        uses: list[Metered] = []
        counted: list[Activity] = []
        is_counted = True
        control: dict[tuple[date, str], Decimal] = {}
        called: dict[tuple[str, str], str] = {}
        for chunk in window.chunks(_LONGEST_DAYS):
            users = views.users(chunk)
            split = _split(views, users, chunk)
            for cell in cells(users):
                is_counted &= cell.used.counted
                charges += (charge(cell, part) for part in split.parts(cell))
                uses += metered(cell)
                counted += activities(cell)
            control |= {(day, "USD"): used.spend for day, used in users.days.items()}
            called |= _key_names(users)
            progress(chunk)
        found = numbered(charges)
        return Reading(
            window=window,
            charges=found + remainders(self.name, found, control, basis=Basis.ESTIMATED),
            activities=tuple(sorted(counted, key=lambda one: one.id)) if is_counted else None,
            control_total=control_total(control),
            names={**called, **self._team_names(window)},
            metered=tuple(sorted(uses, key=_in_order)) if is_counted else (),
        )

    def probe(self, *, now: datetime) -> None:
        """Ask for what nobody used today, which only an admin may."""
        allowed(self._api.once, today(now).start)

    def _team_names(self, window: Period) -> Mapping[tuple[str, str], str]:
        """What the teams are called; costs wait behind it to be kept, so it is asked for once."""
        days = Period(max(window.start, window.end - timedelta(days=_LONGEST_NAMES)), window.end)
        try:
            return {("sub_account", team): name for team, name in team_names(self._api, days).items()}
        except ProviderError as error:
            _log.info("names not read", path="/team/daily/activity/aggregated", reason=str(error))
            return {}


def _split(views: Views, users: View, days: Period) -> Split:
    return Split(
        users,
        views.tags(days),
        users_of=lambda model: views.users(days, model=model),
        tags_of=lambda model: views.tags(days, model=model),
    )


def _key_names(view: View) -> dict[tuple[str, str], str]:
    return {("key", key): owner.alias for key, owner in view.owners.items() if owner.alias and key != UNATTRIBUTED}


def _in_order(use: Metered) -> tuple[date, str, str, str]:
    return use.day, use.key or "", use.model, use.sub_account or ""
