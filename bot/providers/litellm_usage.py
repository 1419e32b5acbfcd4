"""What LiteLLM's answers say, as plain counts: what each key used on each UTC day, by model, by provider, by tag."""

from __future__ import annotations

import operator
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from bot.facts.periods import Period
from bot.providers.answer import Answer

UNATTRIBUTED: Final = "unattributed"
"""How LiteLLM calls the key of requests that came without one."""
REST: Final = ""
"""In place of a key: all those that the answer leaves out, because it lists a thousand and there are more."""

_NOISE = Decimal("1e-6")
"""LiteLLM adds up floats, each sum in an order of its own: closer than this two of the same requests are equal."""


@dataclass(frozen=True, kw_only=True)
class Used:
    """What some requests used and came to in USD; `prompt` holds the tokens read from a cache or written to it.

    Where one of the counts could not be read, `counted` says so and none of them is meant.
    """

    spend: Decimal = Decimal(0)
    prompt: int = 0
    completion: int = 0
    cache_read: int = 0
    cache_write: int = 0
    requests: int = 0
    failed: int = 0
    counted: bool = True

    @classmethod
    def of(cls, metrics: Answer) -> Used:
        """The metrics of one group. LiteLLM states each of them; a version that does not know one counts none."""
        spend = metrics.money("spend")
        stated = {name: field for name, field in _COUNTS.items() if metrics.body.get(field) is not None}
        counts: dict[str, Any] = {
            name: count for name, field in stated.items() if (count := metrics.known_count(field)) is not None
        }
        if counts.keys() != stated.keys():
            return cls(spend=spend, counted=False)
        return replace(cls(spend=spend), **counts)

    @property
    def tokens(self) -> int:
        """All that were read and written."""
        return self.prompt + self.completion

    @property
    def is_free(self) -> bool:
        """Whether it cost nothing and used no tokens."""
        return self.counted and not (self.spend or self.tokens)

    @property
    def is_nothing(self) -> bool:
        """Whether nothing that is known is left of it but the noise of adding floats."""
        return abs(self.spend) <= _NOISE and not (self.counted and any(getattr(self, name) for name in _COUNTS))

    def reaches(self, other: Used) -> bool:
        """Whether the other may be a part of it: no figure that is known is larger."""
        is_known = self.counted and other.counted
        counts = not is_known or all(getattr(self, name) >= getattr(other, name) for name in _COUNTS)
        return counts and self.spend >= other.spend - _NOISE

    def __add__(self, other: Used) -> Used:
        return self._with(other, operator.add)

    def __sub__(self, other: Used) -> Used:
        return self._with(other, operator.sub)

    def _with(self, other: Used, both: Callable[[Any, Any], Any]) -> Used:
        spend = both(self.spend, other.spend)
        if not (self.counted and other.counted):
            return Used(spend=spend, counted=False)
        counts = {name: both(getattr(self, name), getattr(other, name)) for name in _COUNTS}
        return Used(spend=spend, **counts)


_COUNTS: Final = {
    "prompt": "prompt_tokens",
    "completion": "completion_tokens",
    "cache_read": "cache_read_input_tokens",
    "cache_write": "cache_creation_input_tokens",
    "requests": "api_requests",
    "failed": "failed_requests",
}
"""The field of the metrics that holds each count."""

Where = tuple[date, str]
"""A UTC day and a key, which may be UNATTRIBUTED or REST."""
Parts = Mapping[str | None, Used]
"""What something consists of, by the name of each part; under None what has none."""
Groups = dict[Where, dict[str | None, Used]]


@dataclass(frozen=True, kw_only=True)
class Owner:
    """Whose a key is, as LiteLLM knows it when asked: a deleted key still has its team, an unknown one has nothing."""

    alias: str | None = None
    team: str | None = None
    user: str | None = None
    email: str | None = None


@dataclass(frozen=True, kw_only=True)
class View:
    """One answer: the sum of each day, and for each day and key a sum by model, by provider and by entity.

    The entities of the view of tags are tags; that of users names none.
    """

    days: dict[date, Used] = field(default_factory=lambda: defaultdict(Used))
    models: Groups = field(default_factory=lambda: defaultdict(dict))
    providers: Groups = field(default_factory=lambda: defaultdict(dict))
    entities: Groups = field(default_factory=lambda: defaultdict(dict))
    owners: dict[str, Owner] = field(default_factory=dict)

    def add(self, answer: Answer, days: Period) -> None:
        """What one more answer says of the days: the rows of a day may be cut across pages, and are added up."""
        for result in answer.parts("results"):
            day = _day(result)
            if day not in days:
                continue
            self.days[day] += Used.of(result.part("metrics"))
            breakdown = result.part("breakdown")
            _add(self.models, day, breakdown, "models")
            _add(self.providers, day, breakdown, "providers")
            if breakdown.body.get("entities"):
                _add(self.entities, day, breakdown, "entities")
            for key, node in breakdown.named("api_keys"):
                self.owners.setdefault(key, _owner(node.optional_part("metadata")))


def _day(result: Answer) -> date:
    try:
        return date.fromisoformat(result.text("date"))
    except ValueError:
        raise result.changed("date", "is not a day") from None


def _add(groups: Groups, day: date, breakdown: Answer, name: str) -> None:
    """Each group of the breakdown by key, and what is in no key that is listed."""
    for called, node in breakdown.named(name):
        listed = {key: Used.of(one.part("metrics")) for key, one in node.named("api_key_breakdown")}
        rest = Used.of(node.part("metrics")) - sum(listed.values(), Used())
        if not rest.is_nothing:
            listed[REST] = rest
        for key, used in listed.items():
            group = groups[day, key]
            group[called] = group.get(called, Used()) + used


def _owner(metadata: Answer | None) -> Owner:
    if metadata is None:
        return Owner()
    return Owner(
        alias=metadata.optional_text("key_alias"),
        team=metadata.optional_text("team_id"),
        user=metadata.optional_text("user_id"),
        email=metadata.optional_text("user_email"),
    )
