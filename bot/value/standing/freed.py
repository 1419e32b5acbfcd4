"""The hours that a workflow freed in a window, and where they went (method.md 4.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from bot.facts.grade import Grade
from bot.value.exact import EXACT, quotient
from bot.value.standing.known import Known
from bot.value.standing.months import part_of, said
from bot.value.windows import Window
from bot.value.worth.hours import Destination, Freed, Minutes, Portion, derived

_BAND = "own"


def freed(known: Known, window: Window) -> Freed | None:
    """The hours that follow from the counts, or those that were said where none follow; None where neither is known."""
    portions = tuple(_portions(known, window))
    followed = _derived(known, window)
    placed = sum((one.hours for one in portions), Decimal(0))
    if followed is None:
        if not portions or not rates(known):
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


def unplaced_hours(known: Known, window: Window) -> Decimal | None:
    """Hours freed in the window of which nobody has said where they went; None where no hours are known."""
    found = freed(known, window)
    if found is None or found.hours <= 0:
        return None
    placed = (one.hours for one in found.portions if one.destination is not Destination.UNKNOWN)
    return found.hours - sum(placed, Decimal(0))


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
    return baseline is not None and baseline.minutes is not None and bool(rates(known))


def _derived(known: Known, window: Window) -> Freed | None:
    baseline, effort = known.workflow.baseline, known.workflow.effort
    if baseline is None or baseline.minutes is None or effort is None or not rates(known):
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
                hours=part_of(one.hours, one, known, window),
                destination=Destination(one.destination.value),
                name=one.name,
                grade=Grade(one.grade),
            )


def rates(known: Known) -> dict[str, Decimal]:
    """What an hour costs, by band of pay; none where no effort says so in the workflow's currency."""
    effort = known.workflow.effort
    return {_BAND: effort.hourly} if effort is not None and effort.currency == known.currency else {}


def _id(known: Known) -> str:
    return f"{known.workflow.slug}:hours"
