"""Whose the charges of a cell are: the facts that `segments` decides from, and what it finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from bot.facts.org import AllocationRule, Membership
from bot.facts.overlap import Overlap
from bot.ledger.rules import TAG, RuleIndex

BEGINNING = date(1970, 1, 1)
NEVER = date(9999, 12, 31)
MOST_PARTS = 10**9

RULE = "rule "
OVERLAP = "overlap "
MEMBERSHIP = "membership"
"""What a `Segment.reason` is or begins with; a number in the org file follows the first two."""


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

    @cached_property
    def says(self) -> Mapping[str, str]:
        """What is known of it, by field, in the words of `rules`."""
        known = {name: value for name in _SAID if (value := getattr(self, name)) is not None}
        return known | {f"{TAG}{name}": value for name, value in self.tags.items()}


_SAID = tuple(one.name for one in fields(Cell) if one.name != "tags")


@dataclass(frozen=True, kw_only=True)
class Placement:
    """What cells are placed by: the rules and overlaps of the org file in its order, and who was in which team when.

    People are the pseudonyms that cells have, in `memberships` as in the rules: of each person one, to which `people`
    leads from the others that sources have for them.
    """

    rules: tuple[AllocationRule, ...] = ()
    memberships: Mapping[str, tuple[Membership, ...]] = field(default_factory=lambda: MappingProxyType({}))
    overlaps: tuple[Overlap, ...] = ()
    people: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def of_one_person(self, cell: Cell) -> Cell:
        """The cell under the one pseudonym that its person has here."""
        called = self.people.get(cell.person) if cell.person else None
        return replace(cell, person=called) if called else cell

    @cached_property
    def index(self) -> RuleIndex:
        """The rules, found by what a cell says."""
        return RuleIndex(self.rules)


@dataclass(frozen=True)
class Segment:
    """From `since` (in) to `until` (out) a part of each of the cell's charges belongs to this team and workflow.

    The part is what lies from `low` to `high` of the charge cut into `parts`, see `piece`; 0 to 1 of 1 is all of it.
    `parts` is at most `MOST_PARTS`, so that the database can compute it in 64 bits.
    The segments of one span stand in order of their size, the largest first, and leave nothing out. `reason` says what
    placed it: `rule 3` or `overlap 1` by their place in the org file, `membership`, None for nothing.
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
