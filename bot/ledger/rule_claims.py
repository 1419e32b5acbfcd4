"""Pure: how much each rule claims, and how much of the whole is claimed by rules that tell nobody apart (AC-E10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal

from bot.facts.org import AllocationRule
from bot.facts.periods import Period
from bot.ledger.allocation import COUNTED, RULE
from bot.ledger.claimed import Claimed
from bot.ledger.rule_words import is_fallback
from bot.ledger.sums import NOTHING, Sums

MOST_BY_FALLBACK = Decimal("0.30")
"""More than this part of the whole is called out (AC-E10)."""

_EXACT = Context(prec=50, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, kw_only=True)
class RuleClaim:
    """A rule of the org file and what it claims, by currency; `idle` says why where that is nothing.

    Where two rules claim for the same team and workflow, the parts of both are the first one's.
    """

    number: int
    rule: AllocationRule
    claims: Mapping[str, Sums]
    idle: str | None = None


def rule_claims(
    rules: Sequence[AllocationRule], claimed: Iterable[Claimed], *, period: Period, placing: frozenset[str]
) -> tuple[RuleClaim, ...]:
    """Every rule in its order. `placing` are the reasons that place some cell on some day (`claimed.ever_placing`)."""
    found: dict[str, dict[str, Sums]] = {}
    for one in claimed:
        if one.reason is not None:
            sums = found.setdefault(one.reason, {})
            sums[one.currency] = sums.get(one.currency, NOTHING) + one.sums
    return tuple(
        RuleClaim(
            number=number,
            rule=rule,
            claims=dict(sorted(found.get(f"{RULE}{number}", {}).items())),
            idle=None if f"{RULE}{number}" in found else _idle(number, rule, period, placing),
        )
        for number, rule in enumerate(rules, 1)
    )


def whole(claimed: Iterable[Claimed]) -> dict[str, Sums]:
    """All that counts, by currency: what is suppressed is not in it."""
    total: dict[str, Sums] = {}
    for one in claimed:
        if one.allocation_class in COUNTED:
            total[one.currency] = total.get(one.currency, NOTHING) + one.sums
    return dict(sorted(total.items()))


def share_of(part: Sums, total: Sums) -> Decimal | None:
    """What part of the whole effective cost it is; None where either is not known, or the whole is nothing or less."""
    amount, all_of_it = part.amount("effective"), total.amount("effective")
    return None if amount is None or not all_of_it or all_of_it < 0 else _EXACT.divide(amount, all_of_it)


def by_fallback(claims: Iterable[RuleClaim]) -> dict[str, tuple[Sums, tuple[int, ...]]]:
    """By currency, what rules claim that look at nothing finer than a billing account, and which rules they are.

    Memberships are none of them.
    """
    found: dict[str, tuple[Sums, tuple[int, ...]]] = {}
    for claim in claims:
        if is_fallback(claim.rule):
            for currency, sums in claim.claims.items():
                before, numbers = found.get(currency, (NOTHING, ()))
                found[currency] = (before + sums, (*numbers, claim.number))
    return found


def _idle(number: int, rule: AllocationRule, period: Period, placing: frozenset[str]) -> str:
    if (rule.since and rule.since >= period.end) or (rule.until and rule.until <= period.start):
        return "it is not in force on these days"
    if f"{RULE}{number}" in placing:
        return "nothing that it places was charged on these days"
    return "it matches nothing in the ledger, or rules before it take all that it matches"
