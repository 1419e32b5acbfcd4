"""One outcome belongs to one workflow, however many list it; its cost is split among them (method.md 4.6 D1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from bot.facts.money import from_nanos, to_nanos
from bot.facts.shares import shares


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A workflow lists an outcome, known by its link or its id, from a day on."""

    outcome: str
    workflow: str
    listed_on: date


@dataclass(frozen=True, kw_only=True)
class SharedOutcome:
    """An outcome that several workflows list: it counts once, for `workflow`, and is shown with all of them."""

    outcome: str
    workflow: str
    shared_with: tuple[str, ...]

    def split(self, cost: Decimal) -> Mapping[str, Decimal]:
        """What each of them bears of a cost: equal parts that come to it exactly."""
        workflows = (self.workflow, *self.shared_with)
        parts = shares(to_nanos(cost), [1] * len(workflows))
        return MappingProxyType({name: from_nanos(part) for name, part in zip(workflows, parts, strict=True)})


def shared_outcomes(listings: Iterable[Listing]) -> tuple[SharedOutcome, ...]:
    """The outcomes that more than one workflow lists, by outcome; each is of the workflow that listed it first.

    Of two that listed it on one day it is of the first by name.
    """
    workflows: dict[str, list[str]] = {}
    for listing in sorted(listings, key=lambda one: (one.outcome, one.listed_on, one.workflow)):
        found = workflows.setdefault(listing.outcome, [])
        if listing.workflow not in found:
            found.append(listing.workflow)
    return tuple(
        SharedOutcome(outcome=outcome, workflow=found[0], shared_with=tuple(found[1:]))
        for outcome, found in workflows.items()
        if len(found) > 1
    )
