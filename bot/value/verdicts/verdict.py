"""`Verdict`: what the table says of one workflow at one close, with what decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bot.facts.policy import DEFAULT
from bot.value.verdicts.inputs import Inputs
from bot.value.verdicts.kind import GROUNDS, Ground, Kind, Quadrant, Rule
from bot.value.verdicts.missing import Missing
from bot.value.verdicts.returns import Returns

WEEKS_TO_ACT = 4
"""What a verdict asks for is due so many weeks after it was first shown (method.md 5.2, R3)."""

_ANSWERED = frozenset({Rule.R0B, Rule.R1, Rule.R5})


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The first rule that matched, and the kind it gave. Snapshots keep all of it, so that it can be recomputed.

    `decided_by` names the inputs the rule looked at. `not_known` names those that are not known, of all that this rule
    and those before it looked at. `least_coverage` and `ramp_weeks` are those of the policy it was made under.
    """

    rule: Rule
    kind: Kind
    quadrant: Quadrant
    decided_by: tuple[str, ...]
    not_known: tuple[str, ...]
    missing: tuple[Missing, ...]
    returns: Returns
    inputs: Inputs
    least_coverage: Decimal = DEFAULT.least_coverage
    ramp_weeks: int = DEFAULT.ramp_weeks

    @property
    def ground(self) -> Ground:
        """What it rests on."""
        return GROUNDS[self.rule]

    @property
    def needs_decision(self) -> bool:
        """Whether somebody has to answer: how an experiment ended, quality, what is owed, a proposed stop."""
        return self.rule in _ANSWERED or self.kind is Kind.STOP or self.is_owed

    @property
    def is_owed(self) -> bool:
        """Whether it asks for data that the owner can supply."""
        return self.rule is Rule.R3 and any(one.is_owed for one in self.missing)

    @property
    def allows_raise(self) -> bool:
        """Whether a raise of its budget may be approved: not where data was owed for four weeks (method.md 5.2, R3)."""
        return not (self.is_owed and self.inputs.past.missing >= WEEKS_TO_ACT)

    @property
    def due(self) -> date:
        """When what it asks for is due: four weeks after it was first shown."""
        past = self.inputs.past
        waited = {Rule.R3: past.missing, Rule.R8: past.doubt, Rule.R5: past.stop}.get(self.rule, 0)
        return self.inputs.on + timedelta(weeks=WEEKS_TO_ACT - waited)

    def is_same(self, other: Verdict) -> bool:
        """Whether both are of one kind and rest on the same."""
        return (self.kind, self.ground) == (other.kind, other.ground)
