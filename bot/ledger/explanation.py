"""Pure: how cells are placed, those alike together, and which rules nearly placed them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import islice
from typing import TypeVar

from bot.facts.org import FEWEST_SHOWN_ALONE, AllocationRule
from bot.ledger.allocation import COUNTED, RULE, AllocationClass, Cell, Segment
from bot.ledger.columns import AMOUNTS
from bot.ledger.near_misses import NearMiss, near_misses
from bot.ledger.rule_words import asked, told_reason
from bot.ledger.sums import NOTHING, Sums

MOST_TOLD = 10
"""So many ways, the dearest, are looked at for rules that nearly placed them."""

_MOST_LOOKED_AT = 25
"""So many cells that are placed alike are looked at for them: the others are much the same."""

_Value = TypeVar("_Value")
_TOLD = ("sub_account", "key", "model", "line_item")


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A cell, the segments it is placed by in order, and what the charges of some days come to in each of them.

    What is not `additive` is said beside other charges that include it, and is in no sum.
    """

    cell: Cell
    currency: str
    segments: tuple[Segment, ...]
    costs: Mapping[Segment, Sums]
    additive: bool = True


@dataclass(frozen=True, kw_only=True)
class Share:
    """A part of each charge from `since` (in) to `until` (out), whose it is, and what it comes to by currency.

    Where it is not the same for all the cells, one of the first three is None.
    """

    since: date | None
    until: date | None
    part: Fraction | None
    team: str
    workflow: str
    allocation_class: AllocationClass
    reason: str | None
    costs: Mapping[str, Sums]


@dataclass(frozen=True, kw_only=True)
class Way:
    """Cells that are placed alike, or those of a few people each, who are not told apart.

    `is_personal` says whether each is the use of a person, `people` of how many, None for fewer than five. `told` has
    for each dimension the values of the cells that have one; `near` the rules that nearly placed them on the day, the
    nearest first, None where they were not looked for.
    """

    cells: int
    additive: bool
    is_personal: bool
    people: int | None
    told: Mapping[str, tuple[str, ...]]
    shares: tuple[Share, ...]
    near: tuple[NearMiss, ...] | None

    @property
    def is_of_few(self) -> bool:
        """Whether it is the use of fewer than five people and of nobody else."""
        return self.is_personal and self.people is None

    @property
    def costs(self) -> Mapping[str, Sums]:
        """What all of it that counts comes to, by currency."""
        return added(share.costs for share in self.shares if share.allocation_class in COUNTED)

    @property
    def reasons(self) -> tuple[str, ...]:
        """What places it, each once, in order."""
        return tuple(dict.fromkeys(share.reason for share in self.shares if share.reason is not None))


def ways(placed: Iterable[Placed], rules: Sequence[AllocationRule], day: date) -> tuple[Way, ...]:
    """The cells by how they are placed, the dearest first; no more than a few of one's people are said apart.

    The ways in which only the use of fewer than five people is placed are one. The first `MOST_TOLD` say what nearly
    placed them.
    """
    alike: dict[tuple[tuple[Segment, ...], bool], list[Placed]] = defaultdict(list)
    for one in placed:
        alike[_told(one, rules), one.additive].append(one)
    groups, of_few = list[list[Placed]](), list[Placed]()
    for group in alike.values():
        if _people(group) < FEWEST_SHOWN_ALONE and _is_personal(group):
            of_few += group
        else:
            groups.append(group)
    found = [(_way(group, rules), group) for group in [*groups, *([of_few] if of_few else [])]]
    found.sort(key=lambda one: (-_effective(one[0]), -one[0].cells, str(one[0].told)))
    first = [replace(way, near=tuple(_near(group, rules, day))) for way, group in found[:MOST_TOLD]]
    return (*first, *(way for way, _ in found[MOST_TOLD:]))


def way_of(group: Sequence[Placed], rules: Sequence[AllocationRule], day: date) -> Way:
    """The cells together, whether they are placed alike or not, and what nearly placed them."""
    return replace(_way(group, rules), near=tuple(_near(group, rules, day)))


def _way(group: Sequence[Placed], rules: Sequence[AllocationRule]) -> Way:
    people = _people(group)
    return Way(
        cells=len(group),
        additive=any(one.additive for one in group),
        is_personal=_is_personal(group),
        people=people if people >= FEWEST_SHOWN_ALONE else None,
        told={name: _values(group, name) for name in _TOLD},
        shares=tuple(_shares(group, rules)),
        near=None,
    )


def _is_personal(group: Iterable[Placed]) -> bool:
    return all(one.cell.person is not None for one in group)


def _people(group: Iterable[Placed]) -> int:
    return len({one.cell.person for one in group if one.cell.person is not None})


def _values(group: Iterable[Placed], dimension: str) -> tuple[str, ...]:
    return tuple(sorted({value for one in group if (value := getattr(one.cell, dimension)) is not None}))


def _told(placed: Placed, rules: Sequence[AllocationRule]) -> tuple[Segment, ...]:
    """The segments as they may be told."""
    reasons = [told_reason(segment.reason, rules) for segment in placed.segments]
    if reasons == [segment.reason for segment in placed.segments]:
        return placed.segments
    return tuple(replace(one, reason=reason) for one, reason in zip(placed.segments, reasons, strict=True))


def _shares(group: Sequence[Placed], rules: Sequence[AllocationRule]) -> Iterator[Share]:
    """The segments of the cells, in their order; of cells that are placed differently those with one place as one."""
    is_alike = len({_told(one, rules) for one in group}) == 1
    together: dict[object, list[tuple[Segment, Mapping[str, Sums]]]] = defaultdict(list)
    for one in group:
        for stored, segment in zip(one.segments, _told(one, rules), strict=True):
            cost = {one.currency: one.costs[stored]} if stored in one.costs else {}
            where = (segment.team, segment.workflow, segment.allocation_class, segment.reason)
            together[segment if is_alike else where].append((segment, cost))
    for found in together.values():
        segments = [segment for segment, _ in found]
        first = segments[0]
        yield Share(
            since=_same({segment.since for segment in segments}),
            until=_same({segment.until for segment in segments}),
            part=_same({part_of(segment) for segment in segments}),
            team=first.team,
            workflow=first.workflow,
            allocation_class=first.allocation_class,
            reason=first.reason,
            costs=added(cost for _, cost in found),
        )


def _near(group: Iterable[Placed], rules: Sequence[AllocationRule], day: date) -> list[NearMiss]:
    """The near misses of all of them, each once, among the rules that came before what places the cell."""
    found: dict[tuple[int, str | None], NearMiss] = {}
    different = {tuple(one.cell.says.items()): one for one in group}
    for one in islice(different.values(), _MOST_LOOKED_AT):
        last = _last_asked([segment for segment in one.segments if segment.since <= day < segment.until], rules)
        for miss in near_misses(one.cell, rules[:last], day):
            where = (miss.number, miss.field)
            found[where] = replace(miss, found=miss.found | found[where].found) if where in found else miss
    return sorted(
        found.values(), key=lambda miss: (miss.field is not None, -len([*asked(miss.rule.match)]), miss.number)
    )


def _last_asked(segments: Sequence[Segment], rules: Sequence[AllocationRule]) -> int:
    """How many rules had their turn on a day: none where an overlap suppresses, all where something was left."""
    reasons = [segment.reason for segment in segments]
    if any(segment.allocation_class is AllocationClass.SUPPRESSED for segment in segments):
        return 0
    numbers = [int(reason.removeprefix(RULE)) for reason in reasons if reason is not None and reason.startswith(RULE)]
    return max(numbers) if len(numbers) == len(reasons) > 0 else len(rules)


def part_of(segment: Segment) -> Fraction:
    """How large a part of each charge it is."""
    return Fraction(segment.high - segment.low, segment.parts)


def _same(values: set[_Value]) -> _Value | None:
    return next(iter(values)) if len(values) == 1 else None


def added(costs: Iterable[Mapping[str, Sums]]) -> dict[str, Sums]:
    """The sums by currency."""
    total: dict[str, Sums] = {}
    for one in costs:
        total |= {currency: total.get(currency, NOTHING) + sums for currency, sums in one.items()}
    return dict(sorted(total.items()))


def _effective(way: Way) -> int:
    """For the order alone: currencies are not added anywhere else."""
    return sum(sums.known[AMOUNTS.index("effective")] for sums in way.costs.values())
