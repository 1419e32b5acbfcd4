"""Benefits that are not hours: revenue as margin with the share it has in it, and risk by a model (method.md 4.4)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.facts.grade import Grade
from bot.value.exact import EXACT, product
from bot.value.worth.claims import Claim, Ledger


@dataclass(frozen=True, kw_only=True)
class Revenue:
    """Units sold beyond what would have been, the contribution margin of each, and the share the work has in it.

    The share is what the owner states, 0 to 1 (ValueError); revenue is never counted gross.
    """

    id: str
    workflow: str
    units: Decimal
    margin: Decimal
    share: Decimal
    grade: Grade

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise ValueError(f"the share of a benefit that is attributed lies between 0 and 1, not at {self.share}")

    @property
    def claim(self) -> Claim:
        """Its claim, in the currency of the margin."""
        return _claim(self, Ledger.REVENUE, product(self.units, self.margin, self.share))


@dataclass(frozen=True, kw_only=True)
class Risk:
    """How likely a loss was in the window before and is now, both from the model of that name, and how large it is."""

    id: str
    workflow: str
    model: str
    before: Decimal
    now: Decimal
    loss: Decimal
    grade: Grade

    def __post_init__(self) -> None:
        if not (0 <= self.before <= 1 and 0 <= self.now <= 1):
            raise ValueError(f"a probability lies between 0 and 1, not {self.before} and {self.now}")
        if not self.model:
            raise ValueError("a risk is claimed from a model that has a name")

    @property
    def claim(self) -> Claim:
        """Its claim, in the currency of the loss; negative where the loss became more likely."""
        return _claim(self, Ledger.RISK, product(EXACT.subtract(self.before, self.now), self.loss))


def _claim(of: Revenue | Risk, ledger: Ledger, amount: Decimal) -> Claim:
    return Claim(id=of.id, workflow=of.workflow, ledger=ledger, claimed=amount, captured=amount, grade=of.grade)
