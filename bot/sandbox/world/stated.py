"""What the owner of a workflow states in the org file: what each month brought, and what an outcome takes of people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.facts.benefit import Benefit, BenefitKind, Destination
from bot.facts.effort import Effort
from bot.facts.grade import Grade
from bot.facts.periods import Period, month_of
from bot.sandbox.world.claims import CENT, RATE, Claim

_KINDS = {"capacity": BenefitKind.HOURS, "revenue": BenefitKind.REVENUE, "cash": BenefitKind.CASH}
_PLACES = {"cashable": Destination.CASHABLE, "named": Destination.WORK}
_ZERO = Decimal(0)


def benefits(claims: Sequence[Claim]) -> Iterator[Benefit]:
    """The claims of a workflow's weeks as the benefits of the months their days lie in, one a month."""
    amounts: defaultdict[date, Decimal] = defaultdict(Decimal)
    hours: defaultdict[date, Decimal] = defaultdict(Decimal)
    for claim in claims:
        days = list(Period(claim.since, claim.until).days())
        for day in days:
            amounts[month_of(day).start] += claim.amount / len(days)
            hours[month_of(day).start] += claim.hours / len(days)
    if not claims:
        return
    one = claims[0]
    kind = _KINDS[one.ledger]
    said = Benefit(workflow=one.workflow, month=one.since, kind=kind, grade=int(one.grade))
    for month in sorted(amounts):
        if kind is BenefitKind.HOURS:
            where = _PLACES.get(one.destination, Destination.UNKNOWN)
            name = None if where is Destination.UNKNOWN else "what the team does with them"
            yield replace(said, month=month, hours=hours[month].quantize(CENT), destination=where, name=name)
        else:
            yield replace(said, month=month, amount=amounts[month].quantize(CENT), currency="USD")


def effort(grade: Grade, claims: Sequence[Claim], minutes: Decimal | None) -> Effort | None:
    """The minutes that the owner states; who claims hours says what one of them costs, at the least."""
    if minutes is None and not any(claim.hours for claim in claims):
        return None
    return Effort(
        minutes=max(minutes or _ZERO, _ZERO), hourly=RATE, currency="USD", grade=int(max(grade, Grade.REPORTED))
    )
