"""Pure: whose the charges of a cell are, by ordered, dated rules; what no rule claims is unallocated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.facts.org import UNALLOCATED, AllocationRule
from bot.facts.pool import SHARED
from bot.ledger.allocation import BEGINNING, NEVER, AllocationClass, Cell, Segment
from bot.ledger.matching import matches


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
