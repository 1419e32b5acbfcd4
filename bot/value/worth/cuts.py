"""The rules against counting twice, one function each: from tied claims to what is left of them (method.md 4.6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter
from typing import TypeVar

from bot.facts.grade import Grade
from bot.facts.policy import Policy
from bot.value.exact import part, product
from bot.value.worth.claims import Claim, Ledger
from bot.value.worth.ties import Bounds, Rule, TeamWeek, Tied

_Tie = TypeVar("_Tie", str, TeamWeek)
_NOTHING = Fraction(0)


@dataclass(frozen=True, kw_only=True)
class Left:
    """What a rule leaves of the claim at a place in the sequence, and beside what it cut."""

    at: int
    tied: Tied
    against: tuple[str, ...]


Cutting = Callable[[Sequence[Tied], Bounds, Policy], Iterator[Left]]


def one_workflow(claims: Sequence[Tied], bounds: Bounds, policy: Policy) -> Iterator[Left]:
    """D1: of an outcome that claims of two workflows stand on, only the workflow that claimed first has the worth."""
    del bounds, policy
    first: dict[str, Claim] = {}
    for at in sorted(range(len(claims)), key=lambda at: (claims[at].claimed_on, claims[at].claim.id, at)):
        tied = claims[at]
        others = {
            outcome: first[outcome]
            for outcome in sorted(tied.outcomes)
            if first.setdefault(outcome, tied.claim).workflow != tied.claim.workflow
        }
        if others:
            own = tied.outcomes - {*others}
            kept = _scaled(tied, Fraction(len(own), len(tied.outcomes)))
            yield Left(at=at, tied=replace(kept, outcomes=own), against=_names(claim.id for claim in others.values()))


def terminal_only(claims: Sequence[Tied], bounds: Bounds, policy: Policy) -> Iterator[Left]:
    """D2: the types of a chain before its last are milestones without money; their hours stay hours."""
    del policy
    for at, tied in enumerate(claims):
        chains = [chain for chain in bounds.chains if tied.outcome_type in chain[:-1]]
        if chains and _has_money(tied):
            yield Left(at=at, tied=_without_money(tied), against=(" → ".join(chains[0]),))


def not_cash_yet(claims: Sequence[Tied], bounds: Bounds, policy: Policy) -> Iterator[Left]:
    """D9: a claim of cash that finance has not validated stays claimed and captures nothing."""
    del bounds, policy
    for at, tied in enumerate(claims):
        if tied.claim.ledger is Ledger.CASH and tied.claim.grade < Grade.VALIDATED and tied.claim.captured > 0:
            yield Left(at=at, tied=replace(tied, claim=replace(tied.claim, captured=Decimal(0))), against=())


def price_cut(claims: Sequence[Tied], bounds: Bounds, policy: Policy) -> Iterator[Left]:
    """D7: what the provider's prices made is taken off."""
    del bounds, policy
    for at, tied in enumerate(claims):
        if tied.from_prices > 0:
            yield Left(at=at, tied=replace(_less(tied, tied.from_prices), from_prices=Decimal(0)), against=())


def avoided_cost(claims: Sequence[Tied], bounds: Bounds, policy: Policy) -> Iterator[Left]:
    """D8: what routing or caching made is taken off, for the cost is lower by it."""
    del bounds, policy
    for at, tied in enumerate(claims):
        if tied.from_routing > 0:
            yield Left(at=at, tied=replace(_less(tied, tied.from_routing), from_routing=Decimal(0)), against=())


def hours_or_output(claims: Sequence[Tied], bounds: Bounds, policy: Policy) -> Iterator[Left]:
    """D4: where the output of a piece of work is claimed as money, the hours that went to it are hours only."""
    del bounds, policy
    outputs: dict[str, list[str]] = {}
    for tied in claims:
        if tied.work and tied.claim.hours is None and tied.claim.captured > 0:
            outputs.setdefault(tied.work, []).append(tied.claim.id)
    for at, tied in enumerate(claims):
        if tied.claim.hours is not None and tied.work in outputs and _has_money(tied):
            yield Left(at=at, tied=_without_money(tied), against=_names(outputs[tied.work]))


def one_case(claims: Sequence[Tied], bounds: Bounds, policy: Policy) -> Iterator[Left]:
    """D5: where the shares of a benefit come to more than 1, each is cut alike until they do not."""
    del bounds, policy
    for benefit, places in _groups(claims, attrgetter("benefit")):
        total = sum((Fraction(claims[at].share) for at in places), _NOTHING)
        for at in places if total > 1 else ():
            kept = Fraction(1) / total
            share = part(claims[at].share, kept)
            yield Left(at=at, tied=replace(_scaled(claims[at], kept), share=share), against=(benefit,))


def one_deal(claims: Sequence[Tied], bounds: Bounds, policy: Policy) -> Iterator[Left]:
    """D6: where the revenue claimed for a deal comes to more than its margin, each claim is cut alike."""
    del policy
    for deal, places in _groups(claims, attrgetter("deal")):
        claimed = [claims[at].claim.claimed for at in places if claims[at].claim.claimed > 0]
        margin = max(bounds.margins.get(deal, max(claimed, default=Decimal(0))), Decimal(0))
        total = sum(claimed, Decimal(0))
        for at in places if total > margin else ():
            yield Left(at=at, tied=_scaled(claims[at], Fraction(margin) / Fraction(total)), against=(deal,))


def one_hour(claims: Sequence[Tied], bounds: Bounds, policy: Policy) -> Iterator[Left]:
    """D3: where a team claims more of the hours of a week than the policy's part of those paid, each is cut alike."""
    for (team, week), places in _groups(claims, _freed_in):
        paid = bounds.paid_hours.get((team, week))
        if paid is None:
            continue
        total = sum((_hours(claims[at]) for at in places), Decimal(0))
        most = product(paid, policy.most_hours)
        for at in places if total > most else ():
            yield Left(at=at, tied=_scaled(claims[at], Fraction(most) / Fraction(total)), against=(f"{team} {week}",))


def _freed_in(tied: Tied) -> TeamWeek | None:
    """The team's week that the claim has hours of."""
    return None if tied.team is None or tied.week is None or _hours(tied) <= 0 else (tied.team, tied.week)


def _groups(claims: Sequence[Tied], tie: Callable[[Tied], _Tie | None]) -> Iterator[tuple[_Tie, list[int]]]:
    """The places of the claims by what they are tied to, those that are tied to nothing left out."""
    groups: dict[_Tie, list[int]] = {}
    for at, tied in enumerate(claims):
        if name := tie(tied):
            groups.setdefault(name, []).append(at)
    yield from sorted(groups.items())


def _scaled(tied: Tied, share: Fraction) -> Tied:
    """The share of the claim; a loss stays whole, for no rule makes one smaller."""
    claim = tied.claim
    return replace(
        tied,
        claim=replace(
            claim,
            claimed=part(claim.claimed, share) if claim.claimed > 0 else claim.claimed,
            captured=part(claim.captured, share) if claim.captured > 0 else claim.captured,
            hours=part(claim.hours, share) if claim.hours is not None and claim.hours > 0 else claim.hours,
        ),
    )


def _without_money(tied: Tied) -> Tied:
    return replace(tied, claim=replace(_scaled(tied, _NOTHING).claim, hours=tied.claim.hours))


def _less(tied: Tied, amount: Decimal) -> Tied:
    claim = tied.claim
    claimed, captured = (one - min(max(one, Decimal(0)), amount) for one in (claim.claimed, claim.captured))
    return replace(tied, claim=replace(claim, claimed=claimed, captured=captured))


def _has_money(tied: Tied) -> bool:
    return max(tied.claim.claimed, tied.claim.captured) > 0


def _hours(tied: Tied) -> Decimal:
    return Decimal(0) if tied.claim.hours is None else tied.claim.hours


def _names(names: Iterator[str] | Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))


IN_ORDER: tuple[tuple[Rule, Cutting], ...] = (
    (Rule.ONE_WORKFLOW, one_workflow),
    (Rule.TERMINAL_ONLY, terminal_only),
    (Rule.NOT_CASH_YET, not_cash_yet),
    (Rule.PRICE_CUT, price_cut),
    (Rule.AVOIDED_COST, avoided_cost),
    (Rule.HOURS_OR_OUTPUT, hours_or_output),
    (Rule.ONE_CASE, one_case),
    (Rule.ONE_DEAL, one_deal),
    (Rule.ONE_HOUR, one_hour),
)
"""What takes a whole claim away comes before what cuts claims alike, so that nothing gives way to what is gone."""
