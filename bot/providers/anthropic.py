"""Anthropic: the cost half of the Usage and Cost Analytics API (since 29 Oct 2026), by person, key and workspace.

Amounts are decimal strings of fractional cents, after discounts and before credits. Figures are revised for up
to 30 days, so that much is read again; a change after the second day is a restatement worth a line.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import ClassVar

import httpx

from bot.facts.charge import Charge
from bot.facts.metered import Dimension
from bot.facts.periods import DAY, Period, midnight
from bot.providers.answer import Answer
from bot.providers.base import Progress, Reading, ignore
from bot.providers.capabilities import Capabilities
from bot.providers.directory import Listing, names
from bot.providers.http import Api
from bot.providers.reading import charge_id, control_total, numbered, readable, remainders, today

_COST = "/v1/organizations/analytics/cost"
_WORKSPACES = "/v1/organizations/workspaces"
_KEYS = "/v1/organizations/api_keys"
_GROUPING = ["actor", "api_key_id", "workspace_id", "model", "product", "cost_type", "token_type"]
_LONGEST_DAYS = 31
_FIRST_DAY = date(2026, 1, 1)
_KEPT = timedelta(days=365)
_LIMIT = 1000
_CENTS = -2
"""The exponent of what amounts count."""
_WORDS_ABOUT_ACTOR = {"name", "email_address", "deleted"}
"""What may change about an actor who stays the same."""


class Anthropic:
    """One Anthropic organization (Console or Enterprise), read with an admin key or one with `read:analytics`.

    `names` holds what the directory gives; a refused directory loses names, never costs.
    """

    name: ClassVar[str] = "anthropic"
    title: ClassVar[str] = "Anthropic"
    settles_after: ClassVar[timedelta] = timedelta(days=2)
    restates: ClassVar[timedelta] = timedelta(days=30)
    capabilities: ClassVar[Capabilities] = Capabilities(
        amounts="US cents",
        longest_days=_LONGEST_DAYS,
        kept_days=_KEPT.days,
        knows=frozenset({Dimension.SUB_ACCOUNT, Dimension.KEY, Dimension.MODEL, Dimension.PERSON}),
    )
    key_setting: ClassVar[str] = "ANTHROPIC_ADMIN_KEY"
    base_url_setting: ClassVar[str] = "ANTHROPIC_BASE_URL"
    default_base_url: ClassVar[str] = "https://api.anthropic.com"
    more_settings: ClassVar[Mapping[str, str]] = MappingProxyType({})

    def __init__(
        self, client: httpx.Client, *, key: str, base_url: str = default_base_url, connection: str = name
    ) -> None:
        self.connection = connection
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
        rows: list[Charge] = []
        control: defaultdict[tuple[date, str], Decimal] = defaultdict(Decimal)
        refreshed: list[datetime] = []
        for chunk in window.chunks(_LONGEST_DAYS):
            for page in self._api.pages(_COST, _query(chunk, _GROUPING)):
                if at := page.optional_instant("data_refreshed_at"):
                    refreshed.append(at)
                rows += [_charge(day, row) for day, row in _rows(page, chunk)]
            for page in self._api.pages(_COST, _query(chunk, [])):
                for day, row in _rows(page, chunk):
                    cost = row.part("cost")
                    control[day, _currency(cost)] += cost.money("amount", exponent=_CENTS)
            progress(chunk)
        charges = numbered(rows)
        return Reading(
            window=window,
            charges=charges + remainders(self.name, charges, control),
            control_total=control_total(control),
            as_of=min(refreshed, default=None),
            names=names(self._api, _directory()),
        )

    def probe(self, *, now: datetime) -> None:
        """Ask for today's total."""
        self._api.once(_COST, _query(today(now), []) | {"limit": 1})


@dataclass(frozen=True)
class _Actor:
    """Who a cost is attributed to. `person` is an e-mail or user id; `mark` tells actors apart and names nobody."""

    person: str | None = None
    service_account: str | None = None
    mark: str | None = None

    @classmethod
    def of(cls, actor: Answer | None) -> _Actor:
        """Read the union; kinds that are not known yet count as nobody, apart from each other."""
        if actor is None:
            return cls()
        identity = {key: value for key, value in actor.body.items() if key not in _WORDS_ABOUT_ACTOR}
        mark = hashlib.sha256(json.dumps(identity, sort_keys=True, default=str).encode()).hexdigest()[:16]
        kind = actor.text("type")
        if kind == "user_actor":
            email = actor.optional_text("email_address")
            deleted = actor.body.get("deleted") is True
            return cls(person=email.lower() if email else None if deleted else actor.text("user_id"), mark=mark)
        if kind == "service_account_actor":
            return cls(service_account=actor.text("service_account_id"), mark=mark)
        return cls(mark=mark)


def _earliest(now: datetime) -> date:
    """The first day whose midnight lies within the last 365 days and is not before 2026."""
    return max(_FIRST_DAY, (now - _KEPT).astimezone(UTC).date() + DAY)


def _query(days: Period, grouping: list[str]) -> dict[str, str | int | bool | list[str]]:
    query: dict[str, str | int | bool | list[str]] = {
        "starting_at": f"{days.start}T00:00:00Z",
        "ending_at": f"{days.end}T00:00:00Z",
        "time_bucket_width": "1d",
        "limit": _LIMIT,
    }
    return query | {"group_by[]": grouping} if grouping else query


def _directory() -> tuple[Listing, ...]:
    every: dict[str, int | bool] = {"include_default": True, "include_archived": True}
    return (
        Listing(kind="sub_account", path=_WORKSPACES, params={"limit": _LIMIT} | every, after="after_id"),
        Listing(kind="key", path=_KEYS, params={"limit": _LIMIT}, after="after_id"),
    )


def _rows(page: Answer, chunk: Period) -> Iterator[tuple[date, Answer]]:
    """Each row with its UTC day; days beside the chunk are not ours."""
    for row in page.parts("data"):
        starts_at = row.instant("starting_at")
        day = starts_at.date()
        if starts_at != midnight(day):
            raise row.changed("starting_at", "is not a UTC midnight")
        if day not in chunk:
            continue
        if not starts_at < row.instant("ending_at") <= midnight(day + DAY):
            raise row.changed("ending_at", "is not in the same UTC day")
        yield day, row


def _charge(day: date, row: Answer) -> Charge:
    group, cost = row.part("group"), row.part("cost")
    actor = _Actor.of(group.optional_part("actor"))
    dimensions = [group.optional_text(name) for name in _GROUPING[1:]]
    key, workspace, model, product, cost_type, token_type = dimensions
    billed = cost.money("amount", exponent=_CENTS)
    return Charge(
        id=charge_id(Anthropic.name, day, actor.mark, *dimensions),
        provider=Anthropic.name,
        starts_at=midnight(day),
        ends_at=midnight(day + DAY),
        currency=_currency(cost),
        billed_cost=billed,
        effective_cost=billed,
        list_cost=cost.optional_money("list_amount", exponent=_CENTS),
        sub_account=workspace,
        key=key,
        model=model,
        line_item=product,
        token_type=token_type or cost_type,
        person=actor.person,
        tags=_tags(product=product, service_account=actor.service_account),
    )


def _tags(**tags: str | None) -> Mapping[str, str]:
    return MappingProxyType({name: value for name, value in tags.items() if value})


def _currency(cost: Answer) -> str:
    return cost.text("currency").upper()
