"""How often Expand and Stop are wrong where claims are inflated: row 'verdict' of method.md 8.2.

The world is that of 5.2: eight weeks of each workflow, the rows R2 to R10 without the rules of time, and claims three
times too high at the median where nobody but the reporter has seen them. How much true returns differ is not written
there; here it is set so that the naive rule is as wrong as 5.2 says, to a tenth of a point, on seeds 1 to 20 of the
first family (9.6% and 2.9%). Where returns lie closer together more of them lie near one, and every rule is wrong more
often: that world is measured too, without a target.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bot.bench.method.score import Bar, Run, Score, share_wrong
from bot.bench.method.worlds import Workflows, daily, week_sums
from bot.facts.grade import Grade
from bot.facts.policy import DEFAULT
from bot.value.changes import Change
from bot.value.ranges import WeekSums, typical_range
from bot.value.verdicts.inputs import Guard, Inputs
from bot.value.verdicts.kind import Kind, Rule
from bot.value.verdicts.table import decide
from bot.value.verdicts.verdict import Verdict

ROW = "verdict: false Expand (V/C < .8) / false Stop (V/C > 1.25)"
UNPROFITABLE, PROFITABLE = 0.8, 1.25
WEEKS = 8
_WORKFLOWS, _FEW = 600, 200  # 600 of each of twenty seeds are the 12,000 of method.md
_ON = date(2026, 11, 17)
_GRADES = (Grade.REPORTED, Grade.CONFIRMED, Grade.RECORDED, Grade.VALIDATED)
_SHARES = (0.35, 0.30, 0.25, 0.10)
_INFLATED = (3.0, 1.6, 1.1, 1.0)
_SPREADS = (0.8, 0.5, 0.2, 0.05)
_HIGH_COST = 0.4
_DOLLARS = 1000  # a mean run costs so much, so that every workflow is material


@dataclass(frozen=True, kw_only=True)
class Returns:
    """How true returns per unit of cost differ: a lognormal of this median and standard deviation of the logarithm."""

    median: float
    spread: float


AS_PUBLISHED = Returns(median=1.85, spread=1.25)
CLOSER = Returns(median=1.5, spread=1.0)


@dataclass(frozen=True, kw_only=True)
class Case:
    """One workflow: what it truly returns per unit of cost, what it claims to, and the verdict."""

    true: float
    claimed: float
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class Judged:
    """The cases that had enough data to be judged on value."""

    cases: list[Case]

    @property
    def expanded(self) -> list[Case]:
        """Those told to expand."""
        return [case for case in self.cases if case.verdict.kind is Kind.EXPAND]

    @property
    def stopped(self) -> list[Case]:
        """Those told to fix or to stop because they lose at their most generous."""
        return [case for case in self.cases if case.verdict.rule is Rule.R4]

    def claiming(self, *, more: bool) -> list[Case]:
        """Those whose claimed value is above, or below, their cost: what the naive rule would expand, or stop."""
        return [case for case in self.cases if (case.claimed > 1) is more]


def scores(run: Run, bar: Bar) -> Iterator[Score]:
    """Of the workflows told to expand, the share that loses; of those told to fix or stop for a loss, that pays."""
    with bar("verdicts", 2 * len(run.seeds)) as step:
        published = _judged(run, AS_PUBLISHED, step)
        closer = _judged(run, CLOSER, step)
    yield _expand(published, run, target=0.01)
    yield _stop(published, run, target=0.01)
    yield _expand(closer, run, target=None)
    yield _stop(closer, run, target=None)


def _judged(run: Run, world: Returns, step: Callable[[int], None]) -> Judged:
    cases = list[Case]()
    for seed in run.seeds:
        cases += made(_FEW if run.is_short else _WORKFLOWS, seed, run, world)
        step(1)
    return Judged(cases=[case for case in cases if case.verdict.rule not in {Rule.R2, Rule.R3}])


def _expand(judged: Judged, run: Run, *, target: float | None) -> Score:
    doubted = sum(case.verdict.kind is Kind.MEASURE_FIRST for case in judged.cases) / len(judged.cases)
    return Score(
        row=ROW,
        name=f"false Expand{_where(target)}: V/C below {UNPROFITABLE} among Expand",
        measured=share_wrong(_unprofitable(judged.expanded)),
        at_most=target,
        anchor="claimed value above cost",
        anchored=share_wrong(_unprofitable(judged.claiming(more=True))),
        of=f"{len(judged.expanded):,} Expand of {len(judged.cases):,} workflows",
        reason=(
            f"{run.family.value}; demand everywhere, so all that may expand does; {doubted:.0%} are Measure first;"
            f" {_returns(target)}"
        ),
    )


def _stop(judged: Judged, run: Run, *, target: float | None) -> Score:
    wrong = [case.verdict.inputs.grade for case in judged.stopped if case.true > PROFITABLE]
    parts = ", ".join(f"{wrong.count(grade)} of grade {grade.value}" for grade in _GRADES if wrong.count(grade))
    return Score(
        row=ROW,
        name=f"false Stop{_where(target)}: V/C above {PROFITABLE} among Fix or Stop for a loss at its most generous",
        measured=share_wrong(_profitable(judged.stopped)),
        at_most=target,
        anchor="claimed value below cost",
        anchored=share_wrong(_profitable(judged.claiming(more=False))),
        of=f"{len(judged.stopped):,} Fix or Stop of {len(judged.cases):,} workflows",
        reason=(
            f"{run.family.value}; wrong: {parts or 'none'}: they claim less than they are worth, and face value is the"
            f" most that is read into a claim; {_returns(target)}"
        ),
    )


def _returns(target: float | None) -> str:
    world = CLOSER if target is None else AS_PUBLISHED
    why = "no world of method.md" if target is None else "set by both figures that method.md has of the naive rule"
    return f"true returns {world.median} at the median, spread {world.spread}: {why}"


def _where(target: float | None) -> str:
    return "" if target is not None else ", returns closer together"


def made(number: int, seed: int, run: Run, world: Returns = AS_PUBLISHED) -> Iterator[Case]:
    """So many workflows of one seed with their verdicts; those whose weeks support no range are R3, and in it."""
    import numpy as np  # noqa: PLC0415 - the bench alone needs it

    rng = np.random.default_rng([seed, 52])
    grades = rng.choice(len(_GRADES), size=number, p=_SHARES)
    returns = world.median * np.exp(world.spread * rng.standard_normal(number))
    inflated = np.array(_INFLATED)[grades] * np.exp(np.array(_SPREADS)[grades] * rng.standard_normal(number))
    is_dear = rng.random(number) < _HIGH_COST
    workflows = Workflows(
        per_week=np.exp(rng.uniform(np.log(2), np.log(200), number)),
        acceptance=rng.uniform(0.5, 0.95, number),
        shock=rng.uniform(0.1, 0.3, number),
        alike=rng.uniform(0.0, 0.6, number),
        change=np.zeros((number, WEEKS)),
    )
    costs, counts = daily(workflows, WEEKS, run.family, rng).weekly()
    worth = returns * workflows.ratios  # what an accepted outcome is truly worth
    for at in range(number):
        weeks = week_sums(costs[at] * _DOLLARS, counts[at])
        claimed = float(worth[at] * counts[at].sum() * inflated[at]) * _DOLLARS
        inputs = _inputs(weeks, Decimal(round(claimed, 2)), _GRADES[grades[at]], is_dear=bool(is_dear[at]))
        spend = float(inputs.spend or 0)
        yield Case(
            true=float(returns[at]),
            claimed=claimed / spend if spend else 0.0,
            verdict=decide(inputs, DEFAULT),
        )


def _inputs(weeks: list[WeekSums], claimed: Decimal, grade: Grade, *, is_dear: bool) -> Inputs:
    spend = sum((week.cost for week in weeks), Decimal(0))
    found = typical_range(weeks, usual_correlation=DEFAULT.usual_correlation)
    whole = spend * (20 if is_dear else 80)
    return Inputs(
        on=_ON,
        currency="USD",
        spend=spend,
        allocated=whole,
        organisation=whole,
        cost=spend,
        has_owner=True,
        level=3,
        is_compared=True,
        net=sum(week.count for week in weeks),
        weeks=sum(week.count > 0 for week in weeks),
        coverage=Decimal(1),
        is_stale=False,
        weighted=claimed * DEFAULT.weights[grade],
        claimed=claimed,
        cost_variance=None if found is None else found.variance,
        grade=grade,
        main_grade=grade,
        change=Change.SAME,
        guards=(Guard(name="reversals", change=Change.SAME),),
        launched=_ON - timedelta(weeks=26),
        has_demand=True,
    )


def _unprofitable(cases: list[Case]) -> list[bool]:
    return [case.true < UNPROFITABLE for case in cases]


def _profitable(cases: list[Case]) -> list[bool]:
    return [case.true > PROFITABLE for case in cases]
