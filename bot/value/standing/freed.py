"""The hours that a workflow freed in a window, and where they went (method.md 4.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.facts.grade import Grade
from bot.facts.periods import month_of
from bot.value.exact import EXACT, quotient
from bot.value.standing.known import Known
from bot.value.standing.months import part_of, said
from bot.value.windows import Window
from bot.value.worth.hours import Destination, Freed, Minutes, Portion, derived

_BAND = "own"


def freed(known: Known, window: Window) -> Freed | None:
    """The hours that follow from the counts, or those that were said where none follow; None where neither is known.

    Of the hours that follow no more went anywhere than its outcomes of that month freed: each place gets its part of
    those, and what was said beyond them says nothing of another month (method.md 4.6, D3).
    """
    told, followed = list(_told(known, window)), _derived(known, window)
    if followed is None:
        if not told or not rates(known):
            return None
        return Freed(
            id=_id(known),
            workflow=known.workflow.slug,
            hours=sum((one.hours for _, one in told), Decimal(0)),
            band=_BAND,
            grade=min(one.grade for _, one in told),
            portions=tuple(one for _, one in told),
        )
    there = _by_month(known, window)
    of_months = {month: [one for of, one in told if of == month] for month in dict.fromkeys(of for of, _ in told)}
    kept = [one for month, portions in of_months.items() for one in _at_most(portions, there.get(month, Decimal(0)))]
    return replace(followed, portions=tuple(_at_most(kept, followed.hours)))


def overplaced_hours(known: Known, window: Window) -> Decimal:
    """How many more hours were placed than the outcomes of their months freed, 0 where none follow from these."""
    found = freed(known, window)
    if found is None or not follows(known):
        return Decimal(0)
    told = sum((one.hours for _, one in _told(known, window)), Decimal(0))
    return told - sum((one.hours for one in found.portions), Decimal(0))


def unplaced_hours(known: Known, window: Window) -> Decimal | None:
    """Hours freed in the window of which nobody has said where they went; None where no hours are known."""
    found = freed(known, window)
    if found is None or found.hours <= 0:
        return None
    placed = (one.hours for one in found.portions if one.destination is not Destination.UNKNOWN)
    return found.hours - sum(placed, Decimal(0))


def _at_most(portions: Sequence[Portion], hours: Decimal) -> Sequence[Portion]:
    """The portions cut alike to so many hours in all, which they never exceed by what is rounded."""
    placed, left, found = sum((one.hours for one in portions), Decimal(0)), max(hours, Decimal(0)), list[Portion]()
    if placed <= left:
        return portions
    there = left
    for one in portions:
        part = min(quotient(EXACT.multiply(one.hours, there), placed), left)
        left -= part
        found.append(replace(one, hours=part))
    return found


def _by_month(known: Known, window: Window) -> Mapping[date, Decimal]:
    """The hours that its outcomes of each month freed, of those that the window holds."""
    days, counts = known.outcome_days(window), Counter[date]()
    for day, logged in known.logged.items():
        if days is not None and day in days:
            counts[month_of(day).start] += logged.net
    found = ((month, _followed(known, count)) for month, count in counts.items())
    return {month: one.hours for month, one in found if one is not None}


def follows(known: Known) -> bool:
    """Whether hours freed follow from the counts."""
    baseline = known.workflow.baseline
    return baseline is not None and baseline.minutes is not None and bool(rates(known))


def _derived(known: Known, window: Window) -> Freed | None:
    return _followed(known, known.counted(window, lambda day: day.net))


def _followed(known: Known, count: int) -> Freed | None:
    """What so many outcomes free."""
    baseline, effort = known.workflow.baseline, known.workflow.effort
    if baseline is None or baseline.minutes is None or effort is None or not rates(known):
        return None
    return derived(
        claim_id=_id(known),
        workflow=known.workflow.slug,
        band=_BAND,
        count=count,
        count_grade=known.count_grade,
        before=Minutes(each=baseline.minutes, grade=Grade(baseline.grade)),
        now=Minutes(each=effort.all_minutes, grade=Grade(effort.grade)),
    )


def _told(known: Known, window: Window) -> Iterator[tuple[date, Portion]]:
    """Where hours went, by the month of which that was said."""
    for one in said(known, window):
        if one.hours is not None:
            yield (
                month_of(one.month).start,
                Portion(
                    hours=part_of(one.hours, one, known, window),
                    destination=Destination(one.destination.value),
                    name=one.name,
                    grade=Grade(one.grade),
                ),
            )


def rates(known: Known) -> dict[str, Decimal]:
    """What an hour costs, by band of pay; none where no effort says so in the workflow's currency."""
    effort = known.workflow.effort
    return {_BAND: effort.hourly} if effort is not None and effort.currency == known.currency else {}


def _id(known: Known) -> str:
    return f"{known.workflow.slug}:hours"
