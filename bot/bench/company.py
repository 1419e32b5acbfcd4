"""A company of 5,000 people and what its providers bill it for, the same whenever it is made.

Invented, in the shape of the real reports: OpenAI by project, key and line item; Anthropic by person or service
account, key, workspace, model and token type. Nobody works every day, and nobody uses every meter.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from random import Random
from types import MappingProxyType
from typing import Any

from bot.facts.charge import Charge
from bot.facts.periods import DAY, midnight
from bot.providers.reading import charge_id

FIRST_DAY = date(2024, 1, 1)
"""A Monday."""
CONNECTIONS = MappingProxyType(
    {"openai": "openai", "openai-products": "openai", "anthropic": "anthropic", "anthropic-products": "anthropic"}
)
"""The provider of each connection; every fourth team belongs to the organisation for products at both."""

_LINE_ITEMS = {
    "gpt-6-astra": ("input_tokens", "cached_input_tokens", "output_tokens"),
    "gpt-6-astra-mini": ("input_tokens", "cached_input_tokens", "output_tokens"),
}
_MODELS = ("claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5")
_TOKEN_TYPES = (
    "uncached_input_tokens",
    "cache_read_input_tokens",
    "cache_creation.ephemeral_5m_input_tokens",
    "output_tokens",
)
_WORKFLOWS_EACH = 4
_USED = 0.95
"""How likely it is that one who is at work uses one of their meters."""
_FIVE_DAYS = 5


@dataclass(frozen=True, kw_only=True)
class _Spender:
    """Somebody or something that spends: what all its charges say, and on which meters.

    `days` are how likely it is at work on a working day and at a weekend, `usual` what it usually spends on a meter
    in a day, in 1e-8 USD.
    """

    connection: str
    says: Mapping[str, Any]
    mark: str | None = None
    meters: tuple[tuple[str, str], ...]
    days: tuple[float, float]
    usual: int


@dataclass(frozen=True)
class Company:
    """`people` in `teams` of which each has four workflows; equal companies are billed alike for ever."""

    people: int = 5_000
    teams: int = 100
    seed: str = field(default="company", kw_only=True)

    def charges(self, connection: str, day: date) -> tuple[Charge, ...]:
        """What the connection is billed for one UTC day, in order of id as a provider's reading is."""
        chance = Random(f"{self.seed}:{connection}:{day}")  # noqa: S311  (invented numbers, not secrets)
        weekend = day.weekday() >= _FIVE_DAYS
        found = [
            _charge(spender, model, meter, day, Decimal(int(spender.usual * (0.2 + 1.6 * chance.random()))).scaleb(-8))
            for spender in self._spenders[connection]
            if chance.random() < spender.days[weekend]
            for model, meter in spender.meters
            if chance.random() < _USED
        ]
        return tuple(sorted(found, key=lambda charge: charge.id))

    @cached_property
    def workflows(self) -> tuple[tuple[str, str], ...]:
        """The team of each workflow, and its slug."""
        teams = [team_slug(number) for number in range(self.teams)]
        return tuple((team, f"{team}-w{n}") for team in teams for n in range(_WORKFLOWS_EACH))

    def team_of(self, person: int) -> int:
        """The number of a person's team; the first teams are the largest."""
        return int(self.teams * (person / self.people) ** 1.5)

    @cached_property
    def _spenders(self) -> Mapping[str, tuple[_Spender, ...]]:
        every = (*self._services(), *self._persons())
        return {slug: tuple(one for one in every if one.connection == slug) for slug in CONNECTIONS}

    def _services(self) -> Iterator[_Spender]:
        """What runs by itself: two keys in each workflow's project, a service account, and what nobody claims."""
        every_line = tuple((model, item) for model, items in _LINE_ITEMS.items() for item in items)
        for project in ("proj_default", "proj_gateway"):
            said = {"sub_account": project, "key": f"key_{project}"}
            yield _Spender(connection="openai", says=said, meters=every_line, days=(0.9, 0.5), usual=9 * 10**9)
        for number, (team, flow) in enumerate(self.workflows):
            ours = _products(number // _WORKFLOWS_EACH)
            for name in ("live", "batch"):
                said = {"sub_account": f"proj_{flow}", "key": f"key_{flow}_{name}"}
                yield _Spender(connection=f"openai{ours}", says=said, meters=every_line, days=(0.95, 0.8), usual=10**8)
            account = f"svac_{flow}"
            yield _Spender(
                connection=f"anthropic{ours}",
                says={
                    "sub_account": f"wrkspc_{team}_work",
                    "key": f"apikey_{flow}_live",
                    "line_item": "messages_api",
                    "tags": MappingProxyType({"product": "messages_api", "service_account": account}),
                },
                mark=_mark(account),
                meters=_claude(_MODELS[:2]),
                days=(0.95, 0.8),
                usual=10**8,
            )

    def _persons(self) -> Iterator[_Spender]:
        """The people, each with their own habits; one in forty works in the default workspace, where no rule looks."""
        for number in range(self.people):
            team, person = self.team_of(number), email(number)
            habit = Random(f"{self.seed}:{person}").random()  # noqa: S311
            yield _Spender(
                connection=f"anthropic{_products(team)}",
                says={
                    "sub_account": "wrkspc_default" if number % 40 == 0 else f"wrkspc_{team_slug(team)}_code",
                    "line_item": "claude_code",
                    "person": person,
                    "tags": MappingProxyType({"product": "claude_code"}),
                },
                mark=_mark(person),
                meters=_claude(_MODELS[: 1 + number % 3]),
                days=(0.4 + 0.6 * habit, 0.4 * habit),
                usual=int(10**7 * (1 + 20 * habit**3)),
            )


def team_slug(number: int) -> str:
    """What a team is called in projects, workspaces, keys and the org file."""
    return f"t{number:03}"


def email(person: int) -> str:
    """A person's address."""
    return f"person.{person:04}@company.example"


def _charge(spender: _Spender, model: str, meter: str, day: date, billed: Decimal) -> Charge:
    says, provider = spender.says, CONNECTIONS[spender.connection]
    if provider == "openai":
        line_item = f"{model}, {meter}"
        own: dict[str, Any] = {
            "id": charge_id(provider, day, says["sub_account"], says["key"], line_item),
            "line_item": line_item,
            "quantity": Decimal(int(billed * 400_000)),
            "unit": "tokens",
        }
    else:
        told = (says.get("key"), says["sub_account"], model, says["line_item"], "tokens", meter)
        own = {"id": charge_id(provider, day, spender.mark, *told), "list_cost": billed * 2}
    return Charge(
        provider=provider,
        starts_at=midnight(day),
        ends_at=midnight(day + DAY),
        currency="USD",
        billed_cost=billed,
        effective_cost=billed,
        model=model,
        token_type=meter,
        **says,
        **own,
    )


def _claude(models: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((model, token_type) for model in models for token_type in _TOKEN_TYPES)


def _products(team: int) -> str:
    return "" if (team + 1) % 4 else "-products"


def _mark(actor: str) -> str:
    return hashlib.sha256(actor.encode()).hexdigest()[:16]
