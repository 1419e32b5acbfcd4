"""`Case`: what the rows of the decision table ask of a workflow, answered from its inputs (method.md 5.1).

What is not known is answered the careful way: a cost that is not known is no small one, a guard that is not known is
not worse, but nothing expands without one.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from bot.facts.grade import Grade
from bot.facts.policy import Policy
from bot.value.changes import Change
from bot.value.verdicts.inputs import Inputs
from bot.value.verdicts.missing import Missing, missing
from bot.value.verdicts.returns import Returns, returns


@dataclass(frozen=True, kw_only=True)
class Case:
    """One workflow at one close, under a policy."""

    inputs: Inputs
    policy: Policy

    @cached_property
    def returns(self) -> Returns:
        """What it returns per unit of cost."""
        return returns(self.inputs, self.policy)

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        """What it lacks; the day of its launch only where it would be judged for a loss without it."""
        lacking = missing(self.inputs, self.policy)
        if not lacking and self.inputs.launched is None and (self.loses_at_best or self.loses_by_evidence):
            return (Missing.LAUNCH,)
        return lacking

    @property
    def is_owed(self) -> bool:
        """Whether the owner can supply something that is missing."""
        return any(one.is_owed for one in self.missing)

    @property
    def is_inside(self) -> bool:
        """Whether an experiment protects it."""
        experiment = self.inputs.experiment
        return experiment is not None and experiment.is_inside(self.inputs.on)

    @property
    def is_past(self) -> bool:
        """Whether an experiment ran past its date or its envelope, and nobody has said how it ended."""
        experiment = self.inputs.experiment
        return experiment is not None and experiment.is_active and not self.is_inside

    @property
    def is_worse(self) -> bool:
        """Whether quality is known to be worse."""
        high = self.inputs.acceptance_high
        is_rejected = high is not None and high < self.policy.least_acceptance
        return is_rejected or any(guard.change is Change.WORSE for guard in self.inputs.guards)

    @property
    def is_watched(self) -> bool:
        """Whether anything is known of its quality."""
        is_told = any(guard.change is not Change.NOT_ENOUGH for guard in self.inputs.guards)
        return is_told or self.inputs.acceptance_high is not None

    @property
    def is_material(self) -> bool:
        """Unless it is known to be small."""
        spend, allocated = self.inputs.spend, self.inputs.allocated
        share = Decimal(0) if allocated is None else self.policy.material_share * allocated
        return spend is None or spend >= max(self.policy.material_from, share)

    @property
    def is_high_cost(self) -> bool:
        """Unless it is known to be a small part of what the organisation spends."""
        spend, whole = self.inputs.spend, self.inputs.organisation
        return spend is None or whole is None or spend >= self.policy.high_cost_share * whole

    @property
    def is_ramping(self) -> bool:
        """Whether it is known to be in its first weeks."""
        age = self.inputs.age
        return age is not None and age < self.policy.ramp_weeks

    @property
    def loses_at_best(self) -> bool:
        """Whether it returns less than it costs even with every claim at face value."""
        return self.returns.generous is not None and self.returns.generous < 1

    @property
    def loses_by_evidence(self) -> bool:
        """Whether what is recorded or validated says that it returns less than it costs."""
        return self.is_graded(Grade.RECORDED) and self.returns.each is not None and self.returns.each < 1

    def is_graded(self, least: Grade) -> bool:
        """Whether its value is known to rest on at least this grade."""
        return self.inputs.grade is not None and self.inputs.grade >= least
