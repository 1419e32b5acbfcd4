"""The decision table (method.md 5.2): the first row that matches gives the verdict.

It is asymmetric on purpose: Expand must hold on the conservative value, Stop even on the most generous one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.facts.grade import Grade
from bot.facts.policy import Policy
from bot.value.changes import Change
from bot.value.verdicts.case import Case
from bot.value.verdicts.inputs import Inputs
from bot.value.verdicts.kind import Kind, Rule, quadrant
from bot.value.verdicts.verdict import Verdict

FIX_FROM = 8
"""After so many weeks data that is owed makes it Fix; after as many in Fix a loss makes it Stop (R3, R5)."""

STOP_FROM = 12
"""After so many weeks data that is owed makes it Stop, unless that is justified (R3)."""

COMPLETED = 3
"""From this level on an outcome stays done, which R6 asks for (method.md 1.6)."""


@dataclass(frozen=True, kw_only=True)
class _Row:
    """One row: the inputs it looks at, and the kind it gives a case; None where it does not match."""

    rule: Rule
    reads: tuple[str, ...]
    kind: Callable[[Case], Kind | None]


def decide(inputs: Inputs, policy: Policy) -> Verdict:
    """The verdict of the first row that matches, the last of which always does. When it is shown, shown.py says."""
    case = Case(inputs=inputs, policy=policy)
    matches = ((at, kind) for at, row in enumerate(_TABLE) if (kind := row.kind(case)) is not None)
    at, kind = next(matches)
    rule, reads = _TABLE[at].rule, _TABLE[at].reads
    looked_at = dict.fromkeys(name for row in _TABLE[: at + 1] for name in row.reads)
    return Verdict(
        rule=rule,
        kind=kind,
        quadrant=quadrant(rule, kind, is_high_cost=case.is_high_cost),
        decided_by=reads,
        not_known=tuple(_not_known(case, [*looked_at])),
        missing=case.missing if rule is Rule.R3 else (),
        returns=case.returns,
        inputs=inputs,
        least_coverage=policy.least_coverage,
        ramp_weeks=policy.ramp_weeks,
    )


def _not_known(case: Case, names: Sequence[str]) -> Iterator[str]:
    """Which of these are not known; what only an experiment needs is not asked of anything else."""
    for name in names:
        value = getattr(case.inputs, name)
        if name == "experiment":
            if value is not None and value.is_active and value.spent is None:
                yield "experiment.spent"
        elif value is None and (name != "is_customer_facing" or _is_worse_trial(case)):
            yield name


def _facing_customers(case: Case) -> Kind | None:
    """What customers are said to see is checked before the protection of an experiment."""
    return Kind.FIX if _is_worse_trial(case) and case.inputs.is_customer_facing else None


def _is_worse_trial(case: Case) -> bool:
    return (case.is_inside or case.is_past) and case.is_worse


def _owing(case: Case) -> Kind | None:
    """Missing data; only what the owner can supply leads to Fix and Stop, a rare outcome never does."""
    if not case.missing:
        return None
    past = case.inputs.past.missing
    if not case.is_owed or past < FIX_FROM:
        return Kind.MEASURE_FIRST
    return Kind.FIX if past < STOP_FROM or case.inputs.is_justified else Kind.STOP


def _losing(case: Case) -> Kind | None:
    is_new = case.inputs.past.fix < FIX_FROM
    return Kind.FIX if case.loses_at_best and not case.is_ramping and is_new else None


def _lost(case: Case) -> Kind | None:
    return Kind.STOP if case.loses_at_best and not case.is_ramping else None


def _paying(case: Case) -> Kind | None:
    low, level, change = case.returns.low, case.inputs.level, case.inputs.change
    pays = low is not None and low > 1 and case.is_graded(Grade.RECORDED)
    if not pays or level is None or level < COMPLETED or change in {None, Change.WORSE}:
        return None
    return Kind.EXPAND if case.inputs.has_demand and case.is_watched else Kind.KEEP


def _paying_for_now(case: Case) -> Kind | None:
    each = case.returns.each
    pays = each is not None and each >= 1
    return Kind.KEEP if pays and case.is_graded(Grade.CONFIRMED) and not case.is_high_cost else None


def _uncertain(case: Case) -> Kind | None:
    """Whatever no evidence says is a loss, so also a high cost that seems to pay and is not sure to."""
    return None if case.loses_by_evidence else Kind.MEASURE_FIRST


_QUALITY = ("guards", "acceptance_high")
_LOSS = ("claimed", "cost", "cost_variance", "launched", "past")
_RETURN = ("weighted", "cost", "cost_variance", "main_grade", "grade", "level", "change", "has_demand", *_QUALITY)
_DATA = ("has_owner", "level", "is_compared", "spend", "cost", "coverage", "net", "weeks", "is_stale", "past")

_TABLE = (
    _Row(rule=Rule.R1, reads=("experiment", "is_customer_facing", *_QUALITY), kind=_facing_customers),
    _Row(rule=Rule.R0, reads=("experiment",), kind=lambda case: Kind.EXPERIMENT if case.is_inside else None),
    _Row(rule=Rule.R0B, reads=("experiment",), kind=lambda case: Kind.MEASURE_FIRST if case.is_past else None),
    _Row(rule=Rule.R1, reads=_QUALITY, kind=lambda case: Kind.FIX if case.is_worse else None),
    _Row(rule=Rule.R2, reads=("spend", "allocated"), kind=lambda case: None if case.is_material else Kind.KEEP),
    _Row(rule=Rule.R3, reads=_DATA, kind=_owing),
    _Row(rule=Rule.R4, reads=_LOSS, kind=_losing),
    _Row(rule=Rule.R5, reads=_LOSS, kind=_lost),
    _Row(rule=Rule.R6, reads=_RETURN, kind=_paying),
    _Row(rule=Rule.R7, reads=("weighted", "cost", "grade", "spend", "organisation"), kind=_paying_for_now),
    _Row(rule=Rule.R8, reads=("weighted", "cost", "grade"), kind=_uncertain),
    _Row(rule=Rule.R9, reads=("launched",), kind=lambda case: Kind.KEEP if case.is_ramping else None),
    _Row(rule=Rule.R10, reads=("weighted", "cost", "grade"), kind=lambda _: Kind.FIX),
)
