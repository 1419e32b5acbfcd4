"""Hours to money: freed hours are capacity until somebody says where they went, and money by where (method.md 4.2).

Captured, of an hour's loaded rate: all of it where a cost of a named budget line went away and finance says so (G4);
the policy's part of it where the hour went to a named, tracked piece of work and the owner says so (G2 or better);
nothing where it went anywhere else, or nobody knows where. Where it went to a workflow that is itself tracked, the
outcomes of that workflow carry the value, and the hour carries nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bot.facts.grade import Grade
from bot.facts.policy import Policy
from bot.value.exact import product, quotient
from bot.value.full_cost import hours_freed
from bot.value.worth.claims import Claim, Ledger


class Destination(StrEnum):
    """Where freed hours went."""

    UNKNOWN = "unknown"
    """Nobody said, or they were absorbed."""
    WORK = "work"
    """To a piece of work that is tracked somewhere else than here; it counts once it has a name."""
    WORKFLOW = "workflow"
    """To a workflow whose outcomes are counted here."""
    CASHABLE = "cashable"
    """To nothing: overtime, a contractor or a hire was avoided; it counts once it has a budget line."""


@dataclass(frozen=True, kw_only=True)
class Portion:
    """So many of the freed hours, and where they went; `name` is the piece of work, workflow or budget line."""

    hours: Decimal
    destination: Destination = Destination.UNKNOWN
    name: str | None = None
    grade: Grade = Grade.NONE


@dataclass(frozen=True, kw_only=True)
class Freed:
    """Hours that a workflow freed in a window, negative where it took more; of whom, as a band of pay and no person.

    `grade` is that of the hours themselves. The portions come to no more than the hours (ValueError); what they leave
    went to an unknown destination.
    """

    id: str
    workflow: str
    hours: Decimal
    band: str
    grade: Grade
    portions: tuple[Portion, ...] = ()

    def __post_init__(self) -> None:
        if any(portion.hours < 0 for portion in self.portions):
            raise ValueError("hours that went somewhere are not negative")
        placed = sum((portion.hours for portion in self.portions), Decimal(0))
        if placed > max(self.hours, Decimal(0)):
            raise ValueError(f"{placed} hours have a destination where {self.hours} were freed: they are no more")


@dataclass(frozen=True, kw_only=True)
class Minutes:
    """Human minutes of one outcome, review and rework included, and how well they are evidenced."""

    each: Decimal
    grade: Grade


def loaded_rate(year: Decimal, productive_hours: Decimal) -> Decimal:
    """What an hour of a band costs: its pay, on-costs and overhead of a year by its productive hours (method.md 4.2).

    In the currency of `year`, to 1e-9. ValueError where there are no productive hours.
    """
    if productive_hours <= 0:
        raise ValueError(f"a year has productive hours, not {productive_hours}")
    return quotient(year, productive_hours)


def derived(
    *, claim_id: str, workflow: str, band: str, count: int, count_grade: Grade, before: Minutes, now: Minutes
) -> Freed:
    """The hours that follow from counts and the locked baseline, so that people only ever log counts (method.md 4.2).

    Their grade is the lowest of the count's and both minutes'; where they went is unknown until the owner says so.
    """
    grade = min(count_grade, before.grade, now.grade)
    hours = hours_freed(count, before.each, now.each)
    return Freed(id=claim_id, workflow=workflow, hours=hours, band=band, grade=grade)


def claims_of_hours(freed: Freed, rates: Mapping[str, Decimal], policy: Policy) -> tuple[Claim, ...]:
    """What the hours are worth by where they went, in the currency of the rates, the known destinations first.

    Hours that were cashed are of the ledger of cash, all others of capacity. A portion has the grade of its
    destination, for the money has a grade of its own (1.10); the hours that went nobody knows where have that of the
    hours. KeyError where the band has no rate.
    """
    rate = rates[freed.band]
    return tuple(
        Claim(
            id=f"{freed.id}:{at}",
            workflow=freed.workflow,
            ledger=Ledger.CASH if portion.destination is Destination.CASHABLE else Ledger.CAPACITY,
            claimed=product(portion.hours, rate),
            captured=product(portion.hours, rate, kept_of(portion, policy)),
            grade=portion.grade,
            hours=portion.hours,
        )
        for at, portion in enumerate(_portions(freed))
    )


def kept_of(portion: Portion, policy: Policy) -> Decimal:
    """Which part of the loaded rate an hour of the portion captures, 0 to 1."""
    if not portion.name:
        return Decimal(0)
    if portion.destination is Destination.CASHABLE and portion.grade >= Grade.VALIDATED:
        return Decimal(1)
    if portion.destination is Destination.WORK and portion.grade >= Grade.CONFIRMED:
        return policy.redeployed
    return Decimal(0)


def _portions(freed: Freed) -> Iterator[Portion]:
    yield from freed.portions
    left = freed.hours - sum((portion.hours for portion in freed.portions), Decimal(0))
    if left:
        yield Portion(hours=left, grade=freed.grade)
