"""Pure: whose the charges of a cell are, by ordered, dated rules; what no rule claims is unallocated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from bot.facts.org import UNALLOCATED, AllocationRule, Match
from bot.facts.pool import SHARED

BEGINNING = date(1970, 1, 1)
NEVER = date(9999, 12, 31)
MOST_PARTS = 10**9


class AllocationClass(StrEnum):
    """How completely a charge is placed (method.md 1.2): team and workflow, team alone, a declared pool, or nobody.

    What another source states as well is suppressed: it is kept, and in no sum.
    """

    DIRECT = "direct"
    TEAM_ONLY = "team-only"
    SHARED = "shared"
    UNALLOCATED = "unallocated"
    SUPPRESSED = "suppressed"


COUNTED = (AllocationClass.DIRECT, AllocationClass.TEAM_ONLY, AllocationClass.SHARED, AllocationClass.UNALLOCATED)
"""The classes that add up to what the providers say (method.md M1)."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """The dimensions of a charge that rules may look at."""

    provider: str
    connection: str
    billing_account: str | None = None
    sub_account: str | None = None
    key: str | None = None
    model: str | None = None
    line_item: str | None = None
    person: str | None = None
    tags: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Segment:
    """From `since` (in) to `until` (out) a part of each of the cell's charges belongs to this team and workflow.

    The part is what lies from `low` to `high` of the charge cut into `parts`, see `piece`; 0 to 1 of 1 is all of it.
    `parts` is at most `MOST_PARTS`, so that the database can compute it in 64 bits.
    The segments of one span stand in order of their size, the largest first, and leave nothing out. `reason` says what
    placed it: `rule 3`, `membership`, `overlap`, None for nothing.
    """

    since: date
    until: date
    team: str
    workflow: str
    allocation_class: AllocationClass
    low: int = 0
    high: int = 1
    parts: int = 1
    reason: str | None = None


def piece(nanos: int, low: int, high: int, parts: int) -> int:
    """What of an amount, as a count of 1e-9, lies from `low` to `high` of its `parts`.

    Each cut is made at the whole nano towards zero, so that pieces which touch add up to the amount exactly, whatever
    its sign; each is within one nano of its exact share. It is what `rollup` computes in the database.
    """
    return _cut(nanos, high, parts) - _cut(nanos, low, parts)


def _cut(nanos: int, at: int, parts: int) -> int:
    sign = -1 if nanos < 0 else 1
    return sign * (abs(nanos) * at // parts)


def segments(cell: Cell, rules: Sequence[AllocationRule]) -> tuple[Segment, ...]:
    """Cut all time into spans by the first rule that matches and is in force (method.md 1.2).

    The spans touch, do not overlap and leave no day out; neighbours that say the same are one.
    """
    matching = [rule for rule in rules if matches(rule.match, cell)]
    starts = {BEGINNING, *(rule.since for rule in matching if rule.since)}
    starts |= {rule.until for rule in matching if rule.until}
    edges = sorted(edge for edge in starts if BEGINNING <= edge < NEVER)
    found: list[Segment] = []
    for since, until in zip(edges, [*edges[1:], NEVER], strict=True):
        rule = next((rule for rule in matching if _in_force(rule, since)), None)
        segment = _segment(since, until, rule)
        if found and _same_place(found[-1], segment):
            segment = _segment(found.pop().since, until, rule)
        found.append(segment)
    return tuple(found)


def matches(match: Match, cell: Cell) -> bool:
    """Whether every field the rule names agrees with the cell; a value ending in `*` is a prefix."""
    pairs = (
        (match.provider, cell.provider),
        (match.connection, cell.connection),
        (match.billing_account, cell.billing_account),
        (match.sub_account, cell.sub_account),
        (match.key, cell.key),
        (match.model, cell.model),
        (match.line_item, cell.line_item),
        (match.person, cell.person),
        *((wanted, cell.tags.get(name)) for name, wanted in match.tags),
    )
    return all(wanted is None or _agrees(wanted, value) for wanted, value in pairs)


def _agrees(wanted: str, value: str | None) -> bool:
    if value is None:
        return False
    return value.startswith(wanted[:-1]) if wanted.endswith("*") else value == wanted


def _in_force(rule: AllocationRule, day: date) -> bool:
    return (rule.since is None or rule.since <= day) and (rule.until is None or day < rule.until)


def _segment(since: date, until: date, rule: AllocationRule | None) -> Segment:
    if rule is None:
        return Segment(since, until, UNALLOCATED, UNALLOCATED, AllocationClass.UNALLOCATED)
    if rule.team is None:
        return Segment(since, until, f"{SHARED}{rule.pool}", UNALLOCATED, AllocationClass.SHARED)
    if rule.workflow is None:
        return Segment(since, until, rule.team, UNALLOCATED, AllocationClass.TEAM_ONLY)
    return Segment(since, until, rule.team, rule.workflow, AllocationClass.DIRECT)


def _same_place(one: Segment, other: Segment) -> bool:
    return (one.team, one.workflow) == (other.team, other.workflow)
