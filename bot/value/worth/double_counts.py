"""Claims held against each other: what is counted twice is cut, and every cut is said (method.md 4.6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from bot.facts.policy import Policy
from bot.value.worth.claims import Claim
from bot.value.worth.cuts import IN_ORDER
from bot.value.worth.ties import Bounds, Cut, Rule, Tied


@dataclass(frozen=True, kw_only=True)
class Checked:
    """The claims as they may be counted, in the order they came in, and what was cut from whom by which rule.

    What was claimed is always what is left and what was cut, to the nano.
    """

    tied: tuple[Tied, ...]
    cuts: tuple[Cut, ...]

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What is left of each claim."""
        return tuple(one.claim for one in self.tied)


def hours_paid(headcount: int, policy: Policy) -> Decimal:
    """The paid hours of a team's week, which D3 takes a part of: its headcount at the policy's paid hours."""
    return headcount * policy.paid_hours


def checked(claims: Iterable[Tied], bounds: Bounds, policy: Policy) -> Checked:
    """The rules D1 to D9 over all claims of a window, all in one currency.

    The claims are one frozen set: two workflows can only be seen to count the same where both are in it. Where the
    margins of all deals are known, checking what is left cuts nothing more.
    """
    left, cuts = list(claims), list[Cut]()
    for rule, cutting in IN_ORDER:
        for found in list(cutting(tuple(left), bounds, policy)):
            cut = _cut(rule, left[found.at].claim, found.tied.claim, found.against)
            left[found.at] = found.tied
            if cut.claimed or cut.captured or cut.hours:
                cuts.append(cut)
    return Checked(tied=tuple(left), cuts=tuple(cuts))


def _cut(rule: Rule, before: Claim, after: Claim, against: tuple[str, ...]) -> Cut:
    return Cut(
        rule=rule,
        claim=before.id,
        workflow=before.workflow,
        claimed=before.claimed - after.claimed,
        captured=before.captured - after.captured,
        hours=(before.hours or Decimal(0)) - (after.hours or Decimal(0)),
        against=against,
    )
