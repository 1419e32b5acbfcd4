"""What a workflow brought in a window, as claims: what was said of it, and the hours that it frees (method.md 4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from bot.facts.benefit import Benefit, BenefitKind
from bot.facts.grade import Grade
from bot.facts.periods import month_of, week_of
from bot.value.standing.known import Known
from bot.value.standing.once import Once, Twice
from bot.value.windows import Window
from bot.value.worth.claims import Claim, Ledger
from bot.value.worth.evidence import weights
from bot.value.worth.exact import EXACT, quotient
from bot.value.worth.hours import (
    Destination,
    Freed,
    Minutes,
    Portion,
    claims_of_hours,
    derived,
)
from bot.value.worth.ledgers import ledgers
from bot.value.worth.ties import Tied

_LEDGERS = {
    BenefitKind.CASH: Ledger.CASH,
    BenefitKind.REVENUE: Ledger.REVENUE,
    BenefitKind.RISK: Ledger.RISK,
}
_BAND = "own"
TOLD_WITHIN = timedelta(days=14)
"""So long after its end the benefits of a month are waited for."""
_FEWEST = 4  # weeks, as a verdict needs (5.1)


def claims(known: Known, window: Window) -> tuple[Claim, ...] | None:
    """The claims of the window's days in the workflow's currency; None where nothing is known of its value.

    A benefit of a month counts evenly over its days. Hours that follow from the locked minutes, the minutes of now and
    the count are claimed in place of nothing: of those that the owner has placed only what is left is unknown. Hours
    of which nobody says what one costs are no money, and alone they leave the value unknown.
    """
    found = tied(known, window)
    return None if found is None else tuple(one.claim for one in found)


def tied(known: Known, window: Window) -> tuple[Tied, ...] | None:
    """The same claims with what they are tied to, by which other workflows' claims may count the same (4.6).

    A deal is one of a name, a month and a currency. Whoever states a share of a benefit that has a name says that
    others may have theirs.
    """
    said = [one for one in known.benefits if _in(one, window) and one.currency in {None, known.currency}]
    money = [_money(number, one, window, known) for number, one in enumerate(said) if one.kind is not BenefitKind.HOURS]
    freed = _freed(known, window, [one for one in said if one.kind is BenefitKind.HOURS])
    if not money and freed is None:
        return None
    hours = () if freed is None else claims_of_hours(freed, _rates(known), known.policy)
    return (*money, *(_tied(known, claim) for claim in hours))


@dataclass(frozen=True, kw_only=True)
class Value:
    """What a window was worth, in the workflow's currency, always said together (method.md 4.3).

    It is of the UTC days up to `until` (out), in which the AI cost `spend`, None where that is not known; in snapshots
    from before there were such days both are None, and it is of the whole window. `claimed` is everything at face
    value, whatever ledger; the others are of what counts for a return (4.5). `grade` carries at least half of
    `weighted`, `main_grade` most of it. `hours` are all that were freed, `unplaced` those of which nobody said where
    they went. `cuts` say what was taken off before, as counted by others too.
    """

    claimed: Decimal
    captured: Decimal
    weighted: Decimal
    validated: Decimal
    grade: Grade
    main_grade: Grade
    hours: Decimal
    unplaced: Decimal | None
    spend: Decimal | None = None
    until: date | None = None
    cuts: tuple[Twice, ...] = ()


def valued(known: Known, window: Window) -> Window:
    """The weeks of the window of whose value something may have been said: a month is told of once it is over.

    Where benefits are told at all, a month that is not over, or not for two weeks, and of which nothing is said yet is
    not known: it is never taken for a month that brought nothing. Then the window ends before it, and reaches back
    for four weeks at the least. Hours that follow from the counts wait for nobody, wherever they went (method.md 4.2).
    """
    waits = [one for one in known.benefits if one.kind is not BenefitKind.HOURS or not _follows(known)]
    said = [month_of(one.month).end for one in waits]
    due = month_of(known.closed_at.date() - TOLD_WITHIN).start
    known_to = max((due, *said))
    if not said or window.cost.end <= known_to:
        return window
    last = week_of(known_to).plus(-1)
    dropped = (window.last.monday - last.monday) // timedelta(weeks=1)
    return Window(last=last, weeks=max(window.weeks - dropped, min(_FEWEST, window.weeks)), lag=window.lag)


def value(known: Known, whole: Window) -> Value | None:
    """What the window was worth, up to where that is known, less what others count too; None where nothing is known."""
    window = valued(known, whole)
    found = claims(known, window)
    if found is None:
        return None
    once = known.once.get(window, Once(claims=found))
    sorted_ = ledgers(once.claims, weights((), known.policy))
    returned = sorted_.returned
    return Value(
        claimed=sorted_.at_face_value,
        captured=returned.captured,
        weighted=returned.weighted,
        validated=returned.validated,
        grade=returned.carrying_grade,
        main_grade=returned.largest_grade,
        hours=sorted_.hours,
        unplaced=_left(unplaced_hours(known, window), found, sorted_.hours),
        spend=_spend(known, window),
        until=window.cost.end,
        cuts=once.cuts,
    )


def _left(unplaced: Decimal | None, claimed: Iterable[Claim], left: Decimal) -> Decimal | None:
    """The hours without a place among those that are left: all are cut alike, wherever they went."""
    before = sum((one.hours for one in claimed if one.hours is not None), Decimal(0))
    if unplaced is None or before in {left, Decimal(0)}:
        return unplaced
    return quotient(EXACT.multiply(unplaced, left), before)


def _spend(known: Known, window: Window) -> Decimal | None:
    return sum((week.cost for week in known.sums(window)), Decimal(0)) if known.is_whole(window) else None


def unplaced_hours(known: Known, window: Window) -> Decimal | None:
    """Hours freed in the window of which nobody has said where they went; None where no hours are known."""
    said = [one for one in known.benefits if _in(one, window) and one.kind is BenefitKind.HOURS]
    freed = _freed(known, window, said)
    if freed is None or freed.hours <= 0:
        return None
    placed = (one.hours for one in freed.portions if one.destination is not Destination.UNKNOWN)
    return freed.hours - sum(placed, Decimal(0))


def _in(benefit: Benefit, window: Window) -> bool:
    return _days(benefit, window) > 0


def _days(benefit: Benefit, window: Window) -> int:
    """How many days of the benefit's month lie in the window."""
    month = month_of(benefit.month)
    return max((min(month.end, window.cost.end) - max(month.start, window.cost.start)).days, 0)


def _part(amount: Decimal, benefit: Benefit, window: Window) -> Decimal:
    """What of a month's amount falls into the window, to 1e-9."""
    whole = Decimal(len(month_of(benefit.month)))
    return quotient(EXACT.multiply(amount, Decimal(_days(benefit, window))), whole)


def _tied(known: Known, claim: Claim) -> Tied:
    return Tied(claim=claim, claimed_on=known.closed_at.date(), team=known.workflow.team)


def _money(number: int, benefit: Benefit, window: Window, known: Known) -> Tied:
    assert benefit.amount is not None
    amount = _part(EXACT.multiply(benefit.amount, benefit.share), benefit, window)
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


def _freed(known: Known, window: Window, said: Iterable[Benefit]) -> Freed | None:
    """The hours that follow from the counts, or those that were said where none follow; None where neither is known."""
    portions = tuple(_portions(said, window))
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


def _follows(known: Known) -> bool:
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


def _portions(said: Iterable[Benefit], window: Window) -> Iterator[Portion]:
    for one in said:
        assert one.hours is not None
        yield Portion(
            hours=_part(one.hours, one, window),
            destination=Destination(one.destination.value),
            name=one.name,
            grade=Grade(one.grade),
        )


def _rates(known: Known) -> dict[str, Decimal]:
    effort = known.workflow.effort
    return {_BAND: effort.hourly} if effort is not None and effort.currency == known.currency else {}


def _id(known: Known) -> str:
    return f"{known.workflow.slug}:hours"
