"""What the tools counted, as far as it may be shown: a diagnostic beside money and outcomes, never in their sums."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.errors import UsageError
from bot.facts.activity import ActivityKind
from bot.facts.periods import Period
from bot.ledger import activities, orgs
from bot.ledger.activities import Tally
from bot.value.cohorts import Cohort, sayable

_Keys = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, kw_only=True)
class ActivitySum:
    """How often one kind of thing was done with one provider's tools in a period, in one group of the dimensions.

    `count` is None where it may not be said: it would speak of fewer than five people, or of one above all others, or
    let such a sum be had by subtraction. So is then `days`: on how many days of the period there is something of it.
    """

    provider: str
    kind: ActivityKind
    keys: _Keys
    count: int | None
    days: int | None


def sums(connection: Connection, period: Period, *, by: Sequence[str] = ()) -> tuple[ActivitySum, ...]:
    """What was done in the UTC days of the period, by provider and kind and, within those, by the dimensions.

    Never by person, and never added up over providers, whose definitions differ. Raises UsageError for a dimension that
    does not exist.
    """
    for word in by:
        if word not in activities.DIMENSIONS:
            choose = ", ".join(activities.DIMENSIONS)
            raise UsageError(f"Activity cannot be split by {word!r}; choose from: {choose}")
    found = activities.tallies(connection, period, by=by)
    people = orgs.placement(connection).people
    wholes: defaultdict[tuple[str, ActivityKind], dict[_Keys, Cohort]] = defaultdict(dict)
    for tally in found:
        wholes[tally.provider, tally.kind][tally.keys] = _cohort(tally, people)
    said = {whole: sayable(parts) for whole, parts in wholes.items()}
    return tuple(_sum(tally, is_said=tally.keys in said[tally.provider, tally.kind]) for tally in found)


def _cohort(tally: Tally, people: Mapping[str, str]) -> Cohort:
    """What the tally speaks of; seats stated in one number are so many people.

    Who goes by several ids is one: of `people` each leads from another id to theirs.
    """
    unnamed = tally.counts.get(None, 0)
    named: Counter[str] = Counter()
    for person, count in tally.counts.items():
        if person is not None:
            named[people.get(person, person)] += count
    if tally.kind.is_level:
        return Cohort(counts=named, others=unnamed)
    return Cohort(counts=named, unnamed=unnamed)


def _sum(tally: Tally, *, is_said: bool) -> ActivitySum:
    return ActivitySum(
        provider=tally.provider,
        kind=tally.kind,
        keys=tally.keys,
        count=sum(tally.counts.values()) if is_said else None,
        days=tally.days if is_said else None,
    )
