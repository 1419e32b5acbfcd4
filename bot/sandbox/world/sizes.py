"""How large a world is, and after which of the two natures its numbers are drawn (method.md 8.1 and 8.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

ENDS = date(2026, 11, 16)
"""A Monday: the first UTC day after the history of every world."""


class Nature(StrEnum):
    """What the method was tuned on, and what it never saw."""

    TUNED = "tuned"
    """Lognormal runs, AR(1) shocks of weeks."""
    OTHER = "other"
    """Gamma runs, MA(2) shocks, other holidays, and workplaces that rest on Friday and Saturday."""


@dataclass(frozen=True, kw_only=True)
class Size:
    """`planted` are the numbers of method.md 8.1 that it holds, a team each.

    `by_meter` gives a bill a row for each kind of token, else one for each model; `by_person` names in the bill of
    the assistants who used them, else only their team. `records` is in how many pieces people log a day,
    `usual` the median cost of a workflow in a week.
    """

    name: str
    people: int
    teams: int
    workflows: int
    weeks: int
    planted: tuple[int, ...]
    by_meter: bool = True
    by_person: bool = True
    records: int = 3
    usual: float = 500.0

    @property
    def starts(self) -> date:
        """A Monday, the first UTC day of its history."""
        return ENDS - timedelta(weeks=self.weeks)

    @property
    def days(self) -> int:
        """How many UTC days its history has."""
        return self.weeks * 7


ALL_PLANTED = tuple(range(1, 20))
SMALL_PLANTED = (1, 2, 3, 10, 11, 12, 17, 19)
"""Those whose story fits into 26 weeks, with all that must not be harmed, one fault of quality and one anomaly."""

SIZES: Mapping[str, Size] = MappingProxyType(
    {
        "S": Size(name="S", people=60, teams=8, workflows=15, weeks=26, planted=SMALL_PLANTED, usual=1_100.0),
        "M": Size(name="M", people=600, teams=40, workflows=90, weeks=78, planted=ALL_PLANTED),
        "L": Size(
            name="L",
            people=5_000,
            teams=250,
            workflows=600,
            weeks=104,
            planted=ALL_PLANTED,
            by_meter=False,
            by_person=False,
            records=1,
        ),
    }
)
