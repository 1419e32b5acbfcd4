"""What people of the company logged: planted outcomes, with stable ids."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from random import Random
from typing import Literal

from bot.sandbox.company import Company
from bot.sandbox.course import along, rng, week_number
from bot.sandbox.workflows import Workflow

Kind = Literal["accepted", "rejected", "reversed"]

_RECORDS_A_WEEK = 12
_FEW = 8
_NOTES = ("checked twice", "morning batch", "second pass needed", "quick ones", "with the new prompt", "from the queue")


@dataclass(frozen=True, kw_only=True)
class LoggedOutcome:
    """One record: `quantity` is positive for every kind; net outcomes are accepted minus reversed.

    `at` is aware UTC, `day` its UTC day; `minutes` is the total a person claims was saved, `None` when not said.
    """

    event_id: str
    at: datetime
    workflow: str
    quantity: int
    kind: Kind
    person: str
    minutes: int | None
    note: str
    url: str | None

    @property
    def day(self) -> date:
        """The UTC day it counts for."""
        return self.at.date()


def outcomes(company: Company, week_start: date, now: datetime) -> tuple[LoggedOutcome, ...]:
    """The outcomes logged in the week from `week_start` (a Monday, UTC) up to `now`, in order of time."""
    if week_start.weekday() != 0:
        raise ValueError(f"Give the Monday a week starts on; {week_start} is none.")
    return tuple(logged for logged in _week(company, week_start) if logged.at <= now)


@lru_cache(maxsize=256)
def _week(company: Company, week_start: date) -> tuple[LoggedOutcome, ...]:
    if week_start < company.history_starts:
        return ()
    logged = (row for workflow in company.workflows for row in _of(company, workflow, week_start))
    return tuple(sorted(logged, key=lambda row: (row.at, row.event_id)))


def _of(company: Company, workflow: Workflow, week_start: date) -> Iterator[LoggedOutcome]:
    plan = workflow.plan
    if not plan.logged or (plan.starts is not None and week_start < plan.starts):
        return
    random = rng(company.seed, "outcomes", workflow.slug, week_start)
    planned = along(plan.volume, week_number(company, week_start))
    if planned < _FEW:
        accepted, reversed_, rejected = random.randint(3, 6), 0, random.randint(0, 1)
    else:
        accepted = max(1, round(planned * random.lognormvariate(0, 0.06)))
        reversed_ = sum(random.random() < 0.015 for _ in range(accepted))  # noqa: PLR2004 - 1.5 % come back
        rejected = sum(random.random() < 0.07 for _ in range(accepted))  # noqa: PLR2004 - 7 % are not accepted
    parts: list[tuple[Kind, int]] = [("accepted", part) for part in _split(random, accepted)]
    parts += [("rejected", rejected)] if rejected else []
    parts += [("reversed", reversed_)] if reversed_ else []
    for index, (kind, quantity) in enumerate(parts):
        yield _record(random, company, workflow, week_start, index=index, kind=kind, quantity=quantity)


def _split(random: Random, total: int) -> list[int]:
    """A week's count cut into what people log at once; every part is at least one."""
    cuts = sorted(random.sample(range(1, total), min(_RECORDS_A_WEEK, total) - 1)) if total > 1 else []
    return [after - before for before, after in zip([0, *cuts], [*cuts, total], strict=True)]


def _record(
    random: Random, company: Company, workflow: Workflow, week_start: date, *, index: int, kind: Kind, quantity: int
) -> LoggedOutcome:
    day = week_start + timedelta(days=random.randrange(5))
    at = datetime(day.year, day.month, day.day, random.randrange(8, 17), random.randrange(60), tzinfo=UTC)
    person = random.choice(company.members(workflow.team)).email
    baseline = workflow.baseline.minutes if workflow.baseline else None
    claims = kind == "accepted" and baseline is not None and random.random() < 0.35  # noqa: PLR2004 - a third says so
    saved = round(quantity * (baseline or 0) * random.uniform(0.4, 0.7))
    noted, linked = random.random() < 0.3, random.random() < 0.25  # noqa: PLR2004 - few write more than a number
    event_id = f"{workflow.slug}-{week_start:%G-W%V}-{index:02d}"
    return LoggedOutcome(
        event_id=event_id,
        at=at,
        workflow=workflow.slug,
        quantity=quantity,
        kind=kind,
        person=person,
        minutes=saved if claims else None,
        note=random.choice(_NOTES) if noted else "",
        url=f"https://tickets.larkspur.example/{event_id}" if linked else None,
    )
