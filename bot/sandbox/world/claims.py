"""What people say a workflow is worth, and what they promised: claims by week, a business case, an experiment.

`claims.csv` has a row for each workflow and week: `workflow, since, until, grade, ledger, amount, currency, hours,
destination`. `ledger` is that of method.md 4.1 in which the claim belongs (`capacity`, `revenue` or `cash`), `hours`
are those of `capacity`, at 60 USD each, and `destination` says where they went: `cashable`, `named`, `unnamed` or
`unknown`. The org file has the same by month (`stated.py`). `cases.csv` and `experiments.csv` have the fields of `Case`
and `Experiment`; the product reads neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bot.facts.grade import Grade
from bot.sandbox.world.outcomes import Results
from bot.sandbox.world.plan import Baseline, Plan
from bot.sandbox.world.world import USD_PER_EUR, World

RATE = Decimal(60)
"""What an hour of work costs with all that belongs to it, in USD (method.md 4.2)."""
CENT = Decimal("0.01")
_AI_BASELINE_WEEKS = 13
_REVIEWED_AFTER = 26
_ONE_OFF_WEEKS = 4
_RAMP = (0, 25, 50, 75, 100)


@dataclass(frozen=True, kw_only=True)
class Claim:
    """For the outcomes of the days from `since` (in) to `until` (out); `amount` in USD, `hours` of freed time."""

    workflow: str
    since: date
    until: date
    grade: Grade
    ledger: str
    amount: Decimal
    hours: Decimal
    destination: str


@dataclass(frozen=True, kw_only=True)
class Case:
    """A business case: USD a month once `ramp`, in per cent by month, is over; `one_off` in USD."""

    workflow: str
    a_month: Decimal
    ramp: tuple[int, ...]
    one_off: Decimal
    since: date
    review_on: date
    alternative: str
    backlog: bool


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """A declared experiment from `since` (in) to `until` (out) with an envelope in USD."""

    workflow: str
    owner: str
    question: str
    since: date
    until: date
    envelope: Decimal
    metric: str
    ended: str


def launched(world: World, plan: Plan) -> date:
    """The day on which what is judged began: after the baseline, and after an experiment."""
    if plan.trial:
        return world.day((plan.trial.week + plan.trial.weeks) * 7)
    return world.day((_AI_BASELINE_WEEKS if plan.baseline is Baseline.AI else plan.begins) * 7)


def claims(world: World, plan: Plan, days: Iterable[Results]) -> Iterator[Claim]:
    """A claim for each week that has outcomes, from what is logged: nobody claims what nobody logged."""
    random = world.rng("claims", plan.slug)
    ledger, destination = _where(world, plan)
    worth = plan.unit_worth * (USD_PER_EUR if plan.currency == "EUR" else 1.0) * plan.inflation
    for week, count in _weekly(days):
        noise = random.lognormvariate(0, 0.05)
        if count <= 0 or not worth:
            continue
        amount = Decimal(count * worth * noise).quantize(CENT)
        hours = (amount / RATE).quantize(CENT) if ledger == "capacity" else Decimal(0)
        monday = world.day(week * 7)
        yield Claim(
            workflow=plan.slug,
            since=monday,
            until=monday + timedelta(days=7),
            grade=plan.grade,
            ledger=ledger,
            amount=amount,
            hours=hours,
            destination=destination,
        )


def _weekly(days: Iterable[Results]) -> Iterator[tuple[int, int]]:
    """What was logged as accepted and not taken back, by week; reversals count in the week they are known."""
    week, net = None, 0
    for one in days:
        if week is not None and one.day.number // 7 != week:
            yield week, net
            net = 0
        week = one.day.number // 7
        net += one.logged_accepted - sum(count for _, count in one.logged_reversed)
    if week is not None:
        yield week, net


def _where(world: World, plan: Plan) -> tuple[str, str]:
    """Hours of work where people say so, margin where a system of record does, money removed where finance does."""
    if plan.grade >= Grade.VALIDATED:
        return "cash", "cashable"
    if plan.grade >= Grade.RECORDED:
        return "revenue", ""
    if plan.grade >= Grade.CONFIRMED:
        return "capacity", "named"
    return "capacity", world.rng("destination", plan.slug).choice(("unknown", "unknown", "unnamed", "named"))


def case(world: World, plan: Plan) -> Case | None:
    """What was promised of it; None of what has nothing to be judged by, or is an experiment."""
    if plan.baseline is Baseline.NONE or plan.trial:
        return None
    random = world.rng("case", plan.slug)
    rate = USD_PER_EUR if plan.currency == "EUR" else 1.0
    since = launched(world, plan)
    return Case(
        workflow=plan.slug,
        a_month=Decimal(plan.worth * plan.weekly * rate * 52 / 12 * random.uniform(0.9, 1.6)).quantize(CENT),
        ramp=_RAMP,
        one_off=Decimal(plan.weekly * rate * _ONE_OFF_WEEKS).quantize(CENT),
        since=since,
        review_on=since + timedelta(weeks=_REVIEWED_AFTER),
        alternative="people" if plan.baseline is Baseline.PEOPLE else "what it was before",
        backlog=plan.backlog,
    )


def experiment(world: World, plan: Plan) -> Experiment | None:
    """The experiment that it is, or was; None where it never was one."""
    trial = plan.trial
    if trial is None:
        return None
    spent = sum(world.path[trial.week : trial.week + trial.weeks]) * (plan.share or 0.0)
    return Experiment(
        workflow=plan.slug,
        owner=plan.owner,
        question=trial.question,
        since=world.day(trial.week * 7),
        until=world.day((trial.week + trial.weeks) * 7),
        envelope=Decimal(spent * trial.envelope).quantize(Decimal(1)),
        metric="books closed without a correction",
        ended="adopt",
    )
