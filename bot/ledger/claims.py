"""Pure: who claims which part of a cell's charges on a day (method.md 1.2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from bot.facts.org import UNALLOCATED, AllocationRule, Membership
from bot.facts.overlap import Overlap
from bot.facts.pool import SHARED
from bot.ledger.allocation import MEMBERSHIP, OVERLAP, RULE, AllocationClass, Cell, Placement
from bot.ledger.matching import covers

_Dated = AllocationRule | Membership | Overlap


@dataclass(frozen=True)
class Claim:
    """A part of each charge, for a team and workflow, for a pool or for nobody, and what says so."""

    team: str
    workflow: str
    allocation_class: AllocationClass
    reason: str | None
    part: Fraction


@dataclass(frozen=True)
class Claimants:
    """What of a placement concerns one cell, rules and overlaps with their reason."""

    overlaps: Sequence[tuple[str, Overlap]]
    rules: Sequence[tuple[str, AllocationRule]]
    memberships: Sequence[Membership]

    @classmethod
    def of(cls, cell: Cell, placement: Placement) -> Claimants:
        """Those that mean the cell, on whatever day."""
        cell = placement.of_one_person(cell)
        return cls(
            [(f"{OVERLAP}{n}", one) for n, one in enumerate(placement.overlaps, 1) if covers(one, cell)],
            [(f"{RULE}{n}", one) for n, one in placement.index.meant(cell.says)],
            placement.memberships.get(cell.person, ()) if cell.person else (),
        )

    def turns(self) -> set[date]:
        """Every day from which on something else may hold than on the day before."""
        dated: list[_Dated] = [*self.memberships]
        dated += [one for _, one in self.overlaps] + [one for _, one in self.rules]
        return {day for one in dated for day in (one.since, one.until) if day}

    def on(self, day: date) -> tuple[Claim, ...]:
        """Whose a charge of the day is: each team and workflow once, the parts making the whole.

        An overlap comes before everything. Rules claim in their order, each its share of the whole charge as far as so
        much is left, or all that is left; then the teams of the person, by the weights of that day (AC-E1). Two that
        claim for the same team and workflow are one, with the reason of the first.
        """
        for reason, overlap in self.overlaps:
            if holds(overlap, day):
                return (Claim(UNALLOCATED, UNALLOCATED, AllocationClass.SUPPRESSED, reason, Fraction(1)),)
        claimed: dict[tuple[str, str], Claim] = {}
        for claim in self._in_order(day):
            where = (claim.team, claim.workflow)
            first = claimed.get(where)
            claimed[where] = _with_more(first, claim.part) if first else claim
        return tuple(claimed.values())

    def _in_order(self, day: date) -> Iterator[Claim]:
        left = Fraction(1)
        for reason, rule in self.rules:
            if left and holds(rule, day):
                part = left if rule.share is None else min(left, Fraction(rule.share))
                left -= part
                yield Claim(*_place(rule), reason, part)
        teams = [one for one in self.memberships if holds(one, day)] if left else []
        whole = sum(Fraction(one.weight) for one in teams)
        for one in teams:
            part = left * Fraction(one.weight) / whole
            yield Claim(one.team, UNALLOCATED, AllocationClass.TEAM_ONLY, MEMBERSHIP, part)
        if left and not teams:
            yield Claim(UNALLOCATED, UNALLOCATED, AllocationClass.UNALLOCATED, None, left)


def _place(rule: AllocationRule) -> tuple[str, str, AllocationClass]:
    if rule.team is None:
        return f"{SHARED}{rule.pool}", UNALLOCATED, AllocationClass.SHARED
    if rule.workflow is None:
        return rule.team, UNALLOCATED, AllocationClass.TEAM_ONLY
    return rule.team, rule.workflow, AllocationClass.DIRECT


def _with_more(claim: Claim, part: Fraction) -> Claim:
    return Claim(claim.team, claim.workflow, claim.allocation_class, claim.reason, claim.part + part)


def holds(one: _Dated, day: date) -> bool:
    """Whether it is in force on the day."""
    return (one.since is None or one.since <= day) and (one.until is None or day < one.until)
