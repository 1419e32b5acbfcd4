"""What the owners of Larkspur's workflows say that these brought in, month by month, and how well it is evidenced."""

from dataclasses import dataclass

_MONTHS = ("2026-09", "2026-10", "2026-11")


@dataclass(frozen=True)
class Benefit:
    """One row of the org file: hours with where they went, or an amount in USD of which `share` is the workflow's."""

    workflow: str
    month: str
    kind: str
    grade: int
    name: str
    hours: int | None = None
    destination: str | None = None
    amount: str | None = None
    share: str | None = None


def _monthly(workflow: str, hours: int, destination: str, name: str, grade: int) -> tuple[Benefit, ...]:
    """The same hours in each of the months."""
    return tuple(Benefit(workflow, month, "hours", grade, name, hours, destination) for month in _MONTHS)


BENEFITS = (
    *_monthly("refunds", 60, "cashable", "weekend overtime, cost centre CC-410", 4),  # finance has seen it go
    *_monthly("refunds", 100, "work", "returns backlog", 2),
    *_monthly("proposals", 150, "work", "renewal calls", 2),  # its owner says so, and nobody has counted it
    *_monthly("invoice-matching", 80, "cashable", "temporary clerks, cost centre CC-620", 4),
    *(
        Benefit("localisation", month, "revenue", 3, "first orders in French and Polish", amount="6000.00", share="0.5")
        for month in _MONTHS
    ),
)
"""Self-help articles and code review say nothing, so that the bot has something to ask."""
