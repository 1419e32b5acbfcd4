"""What a window of a workflow was worth, in the weeks of which that is known (method.md 4.3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.facts.grade import Grade
from bot.value.exact import EXACT, quotient
from bot.value.standing.brought import claims
from bot.value.standing.freed import overplaced_hours, unplaced_hours
from bot.value.standing.known import Known
from bot.value.standing.once import Once, Twice
from bot.value.standing.told import valued
from bot.value.windows import Window
from bot.value.worth.claims import Claim
from bot.value.worth.evidence import weights
from bot.value.worth.ledgers import ledgers


@dataclass(frozen=True, kw_only=True)
class Value:
    """What a window was worth, in the workflow's currency, always said together (method.md 4.3).

    It is of the UTC days from `since` to `until` (out), in which the AI cost `spend`, None where that is not known; in
    snapshots from before there were such days they are None, and it is of the whole window. `claimed` is everything at
    face value, whatever ledger; the others are of what counts for a return (4.5). `grade` carries at least half of
    `weighted`, `main_grade` most of it. `hours` are all that were freed, `unplaced` those of which nobody said where
    they went, `overplaced` those that were placed beyond what the outcomes of their months freed. `cuts` say what was
    taken off before, as counted by others too.
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
    since: date | None = None
    until: date | None = None
    overplaced: Decimal = Decimal(0)
    cuts: tuple[Twice, ...] = ()


def value(known: Known, whole: Window) -> Value | None:
    """What the window was worth, up to where that is known, less what others count too; None where nothing is known."""
    window = valued(known, whole)
    found = None if window is None else claims(known, window)
    if window is None or found is None:
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
        since=window.cost.start,
        until=window.cost.end,
        overplaced=overplaced_hours(known, window),
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
