"""Placements of every kind for one cell, and what each of its days comes to, naively."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

from bot.facts.org import UNALLOCATED, AllocationRule, Match, Membership
from bot.facts.overlap import Overlap
from bot.ledger.allocation import BEGINNING, NEVER, Cell, Placement

CELL = Cell(
    provider="openai", connection="openai", sub_account="proj_abc", key="key_1", person="p_ana", tags={"team": "x"}
)
FIRST, LAST = date(2026, 1, 1), date(2026, 3, 1)

_dates = st.none() | st.dates(FIRST, LAST)
_places = st.sampled_from(
    [("support", None, None), ("support", "refunds", None), ("sales", None, None), (None, None, "platform")]
)
_shares = st.none() | st.sampled_from([Decimal("0.5"), Decimal("0.25"), Decimal("0.4"), Decimal("0.333333")])


@st.composite
def _rules(draw: st.DrawFn) -> AllocationRule:
    team, workflow, pool = draw(_places)
    return AllocationRule(
        match=draw(st.sampled_from([Match(provider="openai"), Match(key="key_2"), Match(sub_account="proj_*")])),
        team=team,
        workflow=workflow,
        pool=pool,
        share=draw(_shares),
        since=draw(_dates),
        until=draw(_dates),
    )


def _memberships(weights: st.SearchStrategy[Decimal]) -> st.SearchStrategy[Membership]:
    return st.builds(
        Membership,
        team=st.sampled_from(["support", "sales", "legal"]),
        since=st.dates(FIRST, LAST),
        until=_dates,
        weight=weights,
    )


_overlaps = st.builds(
    Overlap,
    connection=st.sampled_from(["openai", "open*", "litellm"]),
    covered_by=st.just("focus:a"),
    provider=st.sampled_from([None, "openai", "azure"]),
    tags=st.sampled_from([(), (("team", "x"),), (("team", "y"),)]),
    since=_dates,
    until=_dates,
)


def placements(weights: st.SearchStrategy[Decimal]) -> st.SearchStrategy[Placement]:
    """Rules, memberships of two people with such weights, and overlaps."""
    teams = st.lists(_memberships(weights), max_size=3).map(tuple)
    return st.builds(
        Placement,
        rules=st.lists(_rules(), max_size=4).map(tuple),
        memberships=st.fixed_dictionaries({"p_ana": teams, "p_rui": teams}),
        overlaps=st.lists(_overlaps, max_size=2).map(tuple),
    )


simple_weights = st.sampled_from([Decimal(1), Decimal("0.5"), Decimal(3), Decimal("0.1")])
any_weights = st.decimals("0.000000001", "9000000000", places=9)


def naive(placement: Placement, day: date) -> dict[tuple[str, str], Fraction]:
    """What part of a charge of `CELL` on the day goes to each team and workflow; read off the promise, day by day."""

    def holds(since: date | None, until: date | None) -> bool:
        return (since or BEGINNING) <= day < (until or NEVER)

    for overlap in placement.overlaps:
        named = overlap.connection in {"openai", "open*"} and overlap.provider in {None, "openai"}
        named = named and overlap.tags in {(), (("team", "x"),)}
        if named and holds(overlap.since, overlap.until):
            return {(UNALLOCATED, UNALLOCATED): Fraction(1)}
    parts: dict[tuple[str, str], Fraction] = {}
    claimed = Fraction(0)
    for rule in placement.rules:
        if rule.match.key == "key_2" or not holds(rule.since, rule.until):
            continue
        wanted = Fraction(1) if rule.share is None else Fraction(rule.share)
        taken = min(wanted, 1 - claimed)
        where = (rule.team or f"shared:{rule.pool}", rule.workflow or UNALLOCATED)
        parts[where] = parts.get(where, Fraction(0)) + taken
        claimed += taken
    teams = [one for one in placement.memberships["p_ana"] if holds(one.since, one.until)]
    weights = sum((Fraction(one.weight) for one in teams), Fraction(0))
    for one in teams:
        where = (one.team, UNALLOCATED)
        parts[where] = parts.get(where, Fraction(0)) + (1 - claimed) * Fraction(one.weight) / weights
    if not teams:
        parts[UNALLOCATED, UNALLOCATED] = 1 - claimed
    return {where: part for where, part in parts.items() if part}
