"""How much of a claim counts: the weight of its grade, learned from audits, and the triple (method.md 4.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from bot.facts.grade import Grade
from bot.facts.policy import Policy
from bot.value.exact import EXACT, product, rounded
from bot.value.worth.claims import Claim

_HALF = Decimal("0.5")


@dataclass(frozen=True, kw_only=True)
class Audited:
    """One audited claim: what it claimed and what a second person confirmed of it, in one unit; claimed is above 0."""

    grade: Grade
    claimed: Decimal
    confirmed: Decimal

    def __post_init__(self) -> None:
        if self.claimed <= 0:
            raise ValueError(f"a claim that is audited claims something, not {self.claimed}")

    @property
    def share(self) -> Decimal:
        """Which part was confirmed, 0 to 1: a claim that was too modest does not speak for others."""
        return min(max(EXACT.divide(self.confirmed, self.claimed), Decimal(0)), Decimal(1))


def weights(audits: Iterable[Audited], policy: Policy) -> Mapping[Grade, Decimal]:
    """The weight of each grade, 0 to 1, to 1e-9: the policy's prior, moved by what audits confirmed.

    The prior counts as `policy.weight_of_prior` claims of average size, and every audited claim as one of them: an
    audit draws claims in proportion to their value (4.7), so a large one has had its weight already, and the mean of
    the shares is what the ratio of sums is where every claim is drawn.
    """
    shares: dict[Grade, list[Decimal]] = {}
    for audit in audits:
        shares.setdefault(audit.grade, []).append(audit.share)
    return MappingProxyType(
        {grade: _learned(policy.weights[grade], shares.get(grade, []), policy.weight_of_prior) for grade in Grade}
    )


def _learned(prior: Decimal, shares: list[Decimal], of_prior: int) -> Decimal:
    if not shares:
        return prior
    confirmed = EXACT.add(EXACT.multiply(prior, Decimal(of_prior)), sum(shares, Decimal(0)))
    return rounded(EXACT.divide(confirmed, Decimal(of_prior + len(shares))))


@dataclass(frozen=True, kw_only=True)
class Worth:
    """The triple that is always said together, in the currency of the claims: claimed, captured, evidence-weighted.

    `by_grade` is the weighted value by the grade that carries it; nothing that was not captured is in it.
    """

    claimed: Decimal = Decimal(0)
    captured: Decimal = Decimal(0)
    by_grade: Mapping[Grade, Decimal] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def weighted(self) -> Decimal:
        """What of the captured value its evidence carries."""
        return sum(self.by_grade.values(), Decimal(0))

    @property
    def validated(self) -> Decimal:
        """What of the weighted value finance has validated."""
        return self.by_grade.get(Grade.VALIDATED, Decimal(0))

    @property
    def carrying_grade(self) -> Grade:
        """The highest grade such that at least half of the weighted value has it or a better one (method.md 5.1).

        `Grade.NONE` while nothing is captured.
        """
        above = Decimal(0)
        for grade in sorted(self.by_grade, reverse=True):
            above += self.by_grade[grade]
            if self.weighted > 0 and above >= EXACT.multiply(self.weighted, _HALF):
                return grade
        return Grade.NONE

    @property
    def largest_grade(self) -> Grade:
        """The grade with the largest part of the weighted value, which says how much it is doubted (method.md 4.5).

        Of equal parts the worse grade; `Grade.NONE` while nothing is captured.
        """
        carried = {grade: amount for grade, amount in self.by_grade.items() if amount > 0}
        return min(carried, key=lambda grade: (-carried[grade], grade), default=Grade.NONE)

    def __add__(self, other: Worth) -> Worth:
        grades = sorted({*self.by_grade} | {*other.by_grade})
        return Worth(
            claimed=self.claimed + other.claimed,
            captured=self.captured + other.captured,
            by_grade=MappingProxyType(
                {
                    grade: self.by_grade.get(grade, Decimal(0)) + other.by_grade.get(grade, Decimal(0))
                    for grade in grades
                }
            ),
        )


def worth(claims: Iterable[Claim], weights: Mapping[Grade, Decimal]) -> Worth:
    """The triple of the claims, all in one currency, each weighted by its grade."""
    total = Worth()
    for claim in claims:
        weighted = {claim.grade: product(claim.captured, weights[claim.grade])} if claim.captured else {}
        total += Worth(claimed=claim.claimed, captured=claim.captured, by_grade=MappingProxyType(weighted))
    return total
