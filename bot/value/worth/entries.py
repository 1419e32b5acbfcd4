"""Checks of single entries: large quantities, high values, and bunching at the end of a month (method.md 4.7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from bot.facts.periods import DAY, Period
from bot.facts.policy import Policy
from bot.value.exact import EXACT
from bot.value.proportions import wilson
from bot.value.worth.findings import Check, Finding

FEWEST_FOR_A_PERCENTILE = 100
"""Of fewer earlier entries one in a hundred is not known; the policy's largest entry alone is the limit."""

FEWEST_FOR_A_MEDIAN = 8
"""Of fewer valued entries no usual value is known."""

BUNCHED_FROM = 0.40
"""More than this part of a month's entries in its last two days is bunched (method.md 4.7)."""

ONE_WEEK = 0.25
"""Who logs once a week has a quarter of a month's entries on one day, which may be the last one."""

_LAST_DAYS = 2
_TIMES_USUAL = 3
_PERCENTILE = Decimal("0.99")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry of a workflow's log; `value` is what it claims for the whole quantity, None where it claims nothing."""

    id: str
    logged_on: date
    quantity: int
    value: Decimal | None = None

    @property
    def value_each(self) -> Decimal | None:
        """What it claims for one outcome."""
        return None if self.value is None else EXACT.divide(self.value, Decimal(self.quantity))


def large_entries(
    workflow: str, entries: Iterable[Entry], earlier: Sequence[Entry], policy: Policy
) -> Iterator[Finding]:
    """Entries whose quantity is above 50 [policy], or above 99 in 100 earlier ones: the owner confirms them."""
    limit = policy.largest_entry
    if len(earlier) >= FEWEST_FOR_A_PERCENTILE:
        limit = min(limit, _percentile([entry.quantity for entry in earlier]))
    for entry in entries:
        if entry.quantity > limit:
            yield Finding(
                check=Check.LARGE_ENTRY,
                workflow=workflow,
                measured=entry.quantity,
                limit=limit,
                evidence=(entry.id,),
                reason=f"One entry logs {entry.quantity:,} outcomes, where up to {limit:,} are usual: confirm it.",
            )


def high_values(workflow: str, entries: Iterable[Entry], earlier: Sequence[Entry]) -> Iterator[Finding]:
    """Entries that claim more than three times the workflow's median value for each outcome: they need evidence."""
    usual = [value for entry in earlier if (value := entry.value_each) is not None and value > 0]
    if len(usual) < FEWEST_FOR_A_MEDIAN:
        return
    limit = _TIMES_USUAL * median(usual)
    for entry in entries:
        each = entry.value_each
        if each is not None and each > limit:
            times = EXACT.divide(_TIMES_USUAL * each, limit)
            yield Finding(
                check=Check.HIGH_VALUE,
                workflow=workflow,
                measured=float(each),
                limit=float(limit),
                evidence=(entry.id,),
                reason=f"One entry claims {times:.1f} times the usual value for each outcome: please add evidence.",
            )


def bunched(workflow: str, entries: Iterable[Entry], month: Period) -> Finding | None:
    """Whether more than 40% of a month's entries were logged in its last two days, and that is not a week's by chance.

    The lower end of the share (Wilson, 95%) is above the quarter that logging once a week puts there.
    """
    found = [entry for entry in entries if entry.logged_on in month]
    last = Period(month.end - _LAST_DAYS * DAY, month.end)
    late = [entry for entry in found if entry.logged_on in last]
    share = wilson(len(late), len(found))
    if share is None or share.share <= BUNCHED_FROM or share.low <= ONE_WEEK:
        return None
    return Finding(
        check=Check.BUNCHED,
        workflow=workflow,
        measured=share.share,
        limit=BUNCHED_FROM,
        evidence=tuple(str(day) for day in last.days()),
        reason=f"{len(late)} of the {len(found)} entries of the month were logged on its last two days.",
    )


def _percentile(quantities: Sequence[int]) -> int:
    """The smallest quantity that 99 in 100 do not exceed."""
    return sorted(quantities)[int((_PERCENTILE * len(quantities)).to_integral_value("ROUND_CEILING")) - 1]
