"""What a workflow brought in a window, as claims: what was said of it, and the hours that it frees (method.md 4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from bot.facts.benefit import Benefit, BenefitKind
from bot.facts.grade import Grade
from bot.facts.periods import month_of
from bot.value.exact import EXACT, quotient
from bot.value.standing.known import Known
from bot.value.windows import Window
from bot.value.worth.claims import Claim, Ledger
from bot.value.worth.hours import (
    Destination,
    Freed,
    Minutes,
    Portion,
    claims_of_hours,
    derived,
)
from bot.value.worth.ties import Tied

_LEDGERS = {
    BenefitKind.CASH: Ledger.CASH,
    BenefitKind.REVENUE: Ledger.REVENUE,
    BenefitKind.RISK: Ledger.RISK,
}
_BAND = "own"


def claims(known: Known, window: Window) -> tuple[Claim, ...] | None:
    """The claims of the window's days in the workflow's currency; None where nothing is known of its value.

    A benefit of a month counts evenly over those of its days that lie in weeks of the workflow. Hours that follow from
    the locked minutes, the minutes of now and the count are claimed in place of nothing: of those that the owner has
    placed only what is left is unknown. What has no price here leaves the value unknown (`is_unpriced`).
    """
    found = tied(known, window)
    return None if found is None else tuple(one.claim for one in found)


def tied(known: Known, window: Window) -> tuple[Tied, ...] | None:
    """The same claims with what they are tied to, by which other workflows' claims may count the same (4.6).

    A deal is one of a name, a month and a currency. Whoever states a share of a benefit that has a name says that
    others may have theirs.
    """
    if is_unpriced(known, window):
        return None
    told = said(known, window)
    money = [_money(number, one, window, known) for number, one in enumerate(told) if one.kind is not BenefitKind.HOURS]
    freed = _freed(known, window)
    if not money and freed is None:
        return None
    hours = () if freed is None else claims_of_hours(freed, _rates(known), known.policy)
    return (*money, *(_tied(known, claim) for claim in hours))


def unplaced_hours(known: Known, window: Window) -> Decimal | None:
    """Hours freed in the window of which nobody has said where they went; None where no hours are known."""
    freed = _freed(known, window)
    if freed is None or freed.hours <= 0:
        return None
    placed = (one.hours for one in freed.portions if one.destination is not Destination.UNKNOWN)
    return freed.hours - sum(placed, Decimal(0))


def said(known: Known, window: Window) -> list[Benefit]:
    """What was told of the days on which the window's outcomes came."""
    return [one for one in known.benefits if _days(one, known, window) > 0]


def is_unpriced(known: Known, window: Window) -> bool:
    """Whether something was told that has no price here: money of another currency, hours of which none has a rate.

    Then the value is not known: what is left would be called every claim, and may look like a loss. Nothing is nothing
    in every currency.
    """
    return any(
        not _rates(known) if one.kind is BenefitKind.HOURS else one.amount != 0 and one.currency != known.currency
        for one in said(known, window)
    )


def _days(benefit: Benefit, known: Known, window: Window) -> int:
    """How many days of the benefit's month are days on which the window's outcomes came."""
    month, days = month_of(benefit.month), known.outcome_days(window)
    return 0 if days is None else max((min(month.end, days.end) - max(month.start, days.start)).days, 0)


def _part(amount: Decimal, benefit: Benefit, known: Known, window: Window) -> Decimal:
    """What of a month's amount falls into the window, to 1e-9; it came in the weeks of the workflow alone."""
    own = known.own(month_of(benefit.month), lag=window.lag)
    whole = Decimal(0 if own is None else len(own))
    return quotient(EXACT.multiply(amount, Decimal(_days(benefit, known, window))), whole)


def _tied(known: Known, claim: Claim) -> Tied:
    return Tied(claim=claim, claimed_on=known.closed_at.date(), team=known.workflow.team)


def _money(number: int, benefit: Benefit, window: Window, known: Known) -> Tied:
    assert benefit.amount is not None
    amount = _part(EXACT.multiply(benefit.amount, benefit.share), benefit, known, window)
    claim = Claim(
        id=f"{known.workflow.slug}:{benefit.month}:{benefit.kind}:{number}",
        workflow=known.workflow.slug,
        ledger=_LEDGERS[benefit.kind],
        claimed=amount,
        captured=amount,
        grade=Grade(benefit.grade),
    )
    named = f"{benefit.name}, {benefit.month:%B %Y}, {benefit.currency}" if benefit.name else None
    return replace(
        _tied(known, claim),
        benefit=f"{benefit.kind}: {named}" if named and benefit.share < 1 else None,
        share=benefit.share,
        deal=named if benefit.kind is BenefitKind.REVENUE else None,
    )


def _freed(known: Known, window: Window) -> Freed | None:
    """The hours that follow from the counts, or those that were said where none follow; None where neither is known."""
    portions = tuple(_portions(known, window))
    followed = _derived(known, window)
    placed = sum((one.hours for one in portions), Decimal(0))
    if followed is None:
        if not portions or not _rates(known):
            return None
        grade = min(one.grade for one in portions)
        return Freed(
            id=_id(known), workflow=known.workflow.slug, hours=placed, band=_BAND, grade=grade, portions=portions
        )
    if placed > max(followed.hours, Decimal(0)):
        # More was placed than the counts free: each place gets its part of what there is (method.md 4.6, D3).
        there = max(followed.hours, Decimal(0))
        portions = tuple(_scaled(portions, there, placed))
    return replace(followed, portions=portions)


def _scaled(portions: Iterable[Portion], there: Decimal, placed: Decimal) -> Iterator[Portion]:
    """The portions cut to what there is, which they never exceed by what is rounded."""
    left = there
    for one in portions:
        hours = min(quotient(EXACT.multiply(one.hours, there), placed), left)
        left -= hours
        yield replace(one, hours=hours)


def follows(known: Known) -> bool:
    """Whether hours freed follow from the counts."""
    baseline = known.workflow.baseline
    return baseline is not None and baseline.minutes is not None and bool(_rates(known))


def _derived(known: Known, window: Window) -> Freed | None:
    baseline, effort = known.workflow.baseline, known.workflow.effort
    if baseline is None or baseline.minutes is None or effort is None or not _rates(known):
        return None
    return derived(
        claim_id=_id(known),
        workflow=known.workflow.slug,
        band=_BAND,
        count=known.counted(window, lambda day: day.net),
        count_grade=known.count_grade,
        before=Minutes(each=baseline.minutes, grade=Grade(baseline.grade)),
        now=Minutes(each=effort.minutes + effort.rework_minutes, grade=Grade(effort.grade)),
    )


def _portions(known: Known, window: Window) -> Iterator[Portion]:
    for one in said(known, window):
        if one.hours is not None:
            yield Portion(
                hours=_part(one.hours, one, known, window),
                destination=Destination(one.destination.value),
                name=one.name,
                grade=Grade(one.grade),
            )


def _rates(known: Known) -> dict[str, Decimal]:
    effort = known.workflow.effort
    return {_BAND: effort.hourly} if effort is not None and effort.currency == known.currency else {}


def _id(known: Known) -> str:
    return f"{known.workflow.slug}:hours"
