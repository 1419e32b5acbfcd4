"""Checks of a workflow's numbers over windows, for what makes them better without the work being so (method.md 4.7).

Each looks for a contradiction between two sources, and stays silent where one of them is missing: what is not known
accuses nobody. Where a rule of 4.7 would be met by chance in honest numbers, what else must hold is said here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import log, sqrt

from bot.facts.policy import Policy
from bot.value.changes import Change
from bot.value.coverage import FALL, FALL_WEEKS, Coverage, has_fallen
from bot.value.proportions import wilson
from bot.value.quantiles import normal_quantile
from bot.value.unit_cost import FEWEST_FOR_A_UNIT_COST
from bot.value.worth.audits import RIGHT, AuditResult
from bot.value.worth.findings import Check, Finding

INFLATED_FROM = 1.1
"""More logged than this many times what the system of record has is inflated (method.md 4.7)."""

SPLIT_FROM = 0.30
"""A median of minutes or value for each outcome that fell by more is one sign of two of units split."""

AUDITS_TOGETHER = 3
"""The last three months' audits are taken together, for a sample of five alone is often bad by chance."""

FEWEST_WEEKS_OF_HISTORY = 8
"""Of fewer weeks before the launch no history is known."""

_SURE = normal_quantile(0.975)
_FELL_ON = 2  # weekly closes in a row, as for a change (3.3)


@dataclass(frozen=True, kw_only=True)
class Units:
    """A window of a workflow: outcomes logged, those its record has, and the median minutes or value of one."""

    logged: int
    recorded: int | None
    median_each: Decimal | None


def inflated(workflow: str, logged: int, recorded: int | None) -> Finding | None:
    """Whether a window logs more than 1.1 times what its system of record has; silent below eight outcomes."""
    if not recorded or max(logged, recorded) < FEWEST_FOR_A_UNIT_COST or logged <= INFLATED_FROM * recorded:
        return None
    return Finding(
        check=Check.INFLATED,
        workflow=workflow,
        measured=logged / recorded,
        limit=INFLATED_FROM,
        reason=f"{logged:,} outcomes are logged where the system of record has {recorded:,}.",
    )


def split_units(workflow: str, before: Units, now: Units, policy: Policy) -> Finding | None:
    """Whether the median of one outcome fell by more than 30% while the system's volume is flat and more is logged.

    Flat is within the policy's margin of change; more is beyond that margin for certain (95%), with what is logged
    counted as Poisson does. That minutes fall while no more is logged is what AI is for.
    """
    if not (before.recorded and now.recorded and before.logged and before.median_each and now.median_each is not None):
        return None
    kept, volume = float(now.median_each / before.median_each), now.recorded / before.recorded
    is_flat = 1 / policy.change_margin <= volume <= policy.change_margin
    if kept >= 1 - SPLIT_FROM or not is_flat or not now.logged:
        return None
    rise = log(now.logged / before.logged / volume) - _SURE * sqrt(1 / now.logged + 1 / before.logged)
    if rise <= log(policy.change_margin):
        return None
    return Finding(
        check=Check.SPLIT_UNITS,
        workflow=workflow,
        measured=1 - kept,
        limit=SPLIT_FROM,
        reason=f"One outcome is {1 - kept:.0%} smaller than before and more are logged, "
        "while the system of record has about as many as before.",
    )


def failed_audits(workflow: str, results: Sequence[AuditResult]) -> Finding | None:
    """Whether the last three audits, taken together, leave less than 80% right even at the upper end."""
    last = results[-AUDITS_TOGETHER:]
    yes, drawn = sum(result.yes for result in last), sum(result.drawn for result in last)
    right = wilson(yes, drawn)
    if right is None or right.high >= RIGHT:
        return None
    return Finding(
        check=Check.FAILED_AUDITS,
        workflow=workflow,
        measured=right.share,
        limit=RIGHT,
        reason=f"Of {drawn} claims that were looked at, {yes} were confirmed.",
    )


def sandbagged(
    workflow: str, locked: Decimal, own: Decimal | None, history: Sequence[Decimal], policy: Policy
) -> Finding | None:
    """Whether a locked baseline is above three of four weeks of the history before the launch, and is not its own.

    `own` is what the record says of the baseline's own window, None where it says nothing of it; it excuses a baseline
    that lies within the policy's margin of it, for a bad quarter is a fact. Without it, the margin is that to the
    history. All are of the same metric, where lower is better.
    """
    if len(history) < FEWEST_WEEKS_OF_HISTORY:
        return None
    high = _upper_quartile(history)
    limit = max(high, own * _margin(policy)) if own is not None else high * _margin(policy)
    if locked <= limit:
        return None
    return Finding(
        check=Check.SANDBAGGED,
        workflow=workflow,
        measured=float(locked),
        limit=float(limit),
        reason="The locked baseline is higher than three in four of the weeks before the launch, "
        "and than the record of its own window.",
    )


def hidden_cost(workflow: str, closes: Sequence[Coverage | None]) -> Finding | None:
    """Whether coverage by team fell by more than ten points in four weeks, on two weekly closes in a row.

    `closes` is the coverage of each closed week, earliest first, None where it is not known.
    """
    if len(closes) < FALL_WEEKS + _FELL_ON:
        return None
    pairs = [(closes[-FALL_WEEKS - 1 - back], closes[-1 - back]) for back in range(_FELL_ON)]
    if not all(has_fallen(before, now) for before, now in pairs):
        return None
    fell = min(float(before.team - now.team) for before, now in pairs if before is not None and now is not None)
    return Finding(
        check=Check.HIDDEN_COST,
        workflow=workflow,
        measured=fell,
        limit=float(FALL),
        reason=f"In {FALL_WEEKS} weeks {fell * 100:.0f} points of the cost lost their team: is a tag missing?",
    )


def quality_lost(workflow: str, unit_cost: Change, guardrail: Change, called: str) -> Finding | None:
    """Whether the unit cost improved while its guardrail (`called`, such as "reversal rate") became worse (3.3)."""
    if unit_cost is not Change.IMPROVED or guardrail is not Change.WORSE:
        return None
    return Finding(
        check=Check.QUALITY_LOST,
        workflow=workflow,
        measured=1.0,
        limit=0.0,
        evidence=(called,),
        reason=f"An outcome became cheaper while the {called} became worse, so it is not called improved.",
    )


def refused_approval(requester: str, approver: str) -> str | None:
    """The sentence that refuses an approval by whoever asked for it, None where it stands; the case of ids is alike."""
    if requester.strip().casefold() != approver.strip().casefold():
        return None
    return "Whoever asks for something cannot approve it: ask the other approver of this budget."


def _margin(policy: Policy) -> Decimal:
    return Decimal(str(policy.change_margin))


def _upper_quartile(values: Sequence[Decimal]) -> Decimal:
    """The smallest value that three in four do not exceed."""
    return sorted(values)[-(-3 * len(values) // 4) - 1]
