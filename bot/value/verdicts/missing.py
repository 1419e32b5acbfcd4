"""What a workflow lacks before it can be judged (`data_ok` of method.md 5.1), in the order in which it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from bot.facts.policy import Policy
from bot.value.ranges import FEWEST_WEEKS
from bot.value.unit_cost import FEWEST_FOR_A_UNIT_COST
from bot.value.verdicts.inputs import Inputs

ACCEPTED = 2
"""From this level on an outcome is one: somebody used it (method.md 1.6)."""


class Missing(StrEnum):
    """One thing that is missing. What the owner can supply is owed; the rest comes with time, or from others."""

    OWNER = "owner"
    LEVEL = "level"
    BASELINE = "baseline"
    OUTCOMES = "outcomes"
    ENTRIES = "entries"
    LAUNCH = "launch"
    SPEND = "spend"
    COVERAGE = "coverage"
    MORE_OUTCOMES = "more outcomes"
    MORE_WEEKS = "more weeks"

    @property
    def minutes(self) -> int | None:
        """About how long it takes the owner, an estimate; None where it is not the owner's to supply."""
        return _MINUTES.get(self)

    @property
    def is_owed(self) -> bool:
        """Whether the owner can supply it, so that waiting for it leads somewhere."""
        return self in _MINUTES


_MINUTES = {
    Missing.OWNER: 2,
    Missing.LEVEL: 3,
    Missing.BASELINE: 4,  # as the digest of method.md 7.1 says
    Missing.OUTCOMES: 1,
    Missing.ENTRIES: 1,
    Missing.LAUNCH: 1,
}


def missing(inputs: Inputs, policy: Policy) -> tuple[Missing, ...]:
    """All that is missing, what is owed first; empty where the workflow can be judged. Not known is missing."""
    return tuple(sorted(_missing(inputs, policy), key=list(Missing).index))


def _missing(inputs: Inputs, policy: Policy) -> Iterator[Missing]:
    if not inputs.has_owner:
        yield Missing.OWNER
    if inputs.level is None or inputs.level < ACCEPTED:
        yield Missing.LEVEL
    if not inputs.is_compared:
        yield Missing.BASELINE
    if inputs.spend is None or inputs.cost is None:
        yield Missing.SPEND
    if inputs.coverage is None or inputs.coverage < policy.least_coverage:
        yield Missing.COVERAGE
    yield from _uncounted(inputs)


def _uncounted(inputs: Inputs) -> Iterator[Missing]:
    """Where nothing is counted, counting is owed; where too little is, more of it has to happen first."""
    if inputs.net is None or inputs.net <= 0:
        yield Missing.OUTCOMES
        return
    if inputs.is_stale is not False:
        yield Missing.ENTRIES
    if inputs.net < FEWEST_FOR_A_UNIT_COST:
        yield Missing.MORE_OUTCOMES
    if inputs.weeks is None or inputs.weeks < FEWEST_WEEKS:
        yield Missing.MORE_WEEKS
