"""A world's workflows as facts in memory: what the scorecard judges without a database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import takewhile

from bot.facts import org
from bot.facts.money import from_nanos
from bot.sandbox.world.claims import CENT, case, claims, experiment, launched
from bot.sandbox.world.known import DayFacts, ModelDay, WorkflowFacts
from bot.sandbox.world.line import DIRECT, Line
from bot.sandbox.world.lines import lines_of
from bot.sandbox.world.outcomes import Results, results
from bot.sandbox.world.plan import Baseline, Plan
from bot.sandbox.world.prices import MODELS
from bot.sandbox.world.world import ANNUAL, World

PEOPLE_WEEKS = 13
"""So long before its first spend a process without AI was measured, and so long an AI is before it is changed."""
_RATE = Decimal("1.1")
_SAID = 0.05
"""How what an owner says scatters, of a logarithm, about what claims would be."""
_FEWEST_MINUTES = Decimal("0.5")
_A_MINUTE = Decimal(1)
"""What a minute of work costs in USD, 60 an hour."""


def facts(world: World) -> Iterator[WorkflowFacts]:
    """The workflows by slug, one in memory at a time."""
    for plan in sorted(world.plans, key=lambda plan: plan.slug):
        yield of(world, plan)


def of(world: World, plan: Plan) -> WorkflowFacts:
    """What is known of one workflow."""
    told = list(results(world, plan))
    locked = baseline(world, plan)
    return WorkflowFacts(
        slug=plan.slug,
        name=plan.name,
        team=plan.team,
        owner=plan.owner,
        unit=plan.unit,
        level=plan.quality,
        reversal_days=7,
        grade=plan.grade,
        launched=launched(world, plan),
        baseline=locked,
        minutes_now=minutes_now(world, plan, locked),
        redesign=plan.redesign,
        backlog=plan.backlog,
        budget=annual_budget(world, plan),
        left_on=world.day(plan.leaves * 7) if plan.leaves is not None else None,
        claims=tuple(claims(world, plan, told)),
        case=case(world, plan),
        experiment=experiment(world, plan),
        days=tuple(_days(world, plan, iter(told))),
    )


def baseline(world: World, plan: Plan) -> org.Baseline | None:
    """What was locked before the launch; None where nothing was.

    Of a process of people: what an outcome cost in the thirteen weeks before the first spend, at 60 USD an hour. Of an
    AI: what is known of its first thirteen weeks, times what its owner put on top.
    """
    if plan.baseline is Baseline.NONE:
        return None
    start = launched(world, plan)
    since = start - timedelta(weeks=PEOPLE_WEEKS)
    if plan.baseline is Baseline.PEOPLE:  # measured before anything was tried, also where an experiment came first
        start = world.day(plan.begins * 7)
        since = start - timedelta(weeks=PEOPLE_WEEKS)
        cost = max(CENT, Decimal(1.6 * _worth(plan)).quantize(CENT))
        n = max(8, round(plan.attempts * plan.acceptance * PEOPLE_WEEKS))
        minutes = (cost / _A_MINUTE).quantize(CENT)
        return org.Baseline(
            cost=cost, currency="USD", since=since, until=start, n=n, minutes=minutes, grade=int(max(1, plan.grade))
        )
    first = takewhile(lambda one: one.day.number < PEOPLE_WEEKS * 7, results(world, plan))
    days = list(_days(world, plan, first))
    net = sum(one.accepted - sum(count for _, count in one.reversed) for one in days)
    if net <= 0:
        return None
    cost = (sum((one.cost for one in days), Decimal(0)) / net * Decimal(str(plan.overstated))).quantize(Decimal("1e-4"))
    return org.Baseline(cost=cost, currency="USD", since=since, until=start, n=net, grade=int(max(1, plan.grade)))


def minutes_now(world: World, plan: Plan, locked: org.Baseline | None) -> Decimal | None:
    """The minutes of people that an outcome still takes, as its owner says: fewer than it does, as much as claims are
    too high, and half a minute at the least; None where the process without AI was not measured.
    """
    if locked is None or plan.baseline is not Baseline.PEOPLE:
        return None
    saved = _worth(plan) * plan.inflation * world.rng("minutes", plan.slug).lognormvariate(0, _SAID)
    return max((locked.cost - Decimal(saved)) / _A_MINUTE, _FEWEST_MINUTES).quantize(CENT)


def annual_budget(world: World, plan: Plan) -> org.Budget | None:
    """The budget of a calendar year, which only the workflow has whose story it is."""
    if plan.number != ANNUAL:
        return None
    return org.Budget(
        scope_kind="workflow",
        scope=plan.slug,
        period="year",
        amount=Decimal(int(world.annual_budget(plan))),
        currency="USD",
        owner=plan.owner,
        delegate=plan.delegate,
    )


def _days(world: World, plan: Plan, told: Iterator[Results]) -> Iterator[DayFacts]:
    random = world.rng("lines", plan.slug)
    rate = _RATE if plan.currency == "EUR" else Decimal(1)
    for one in told:
        seen = [line for line in lines_of(world, plan, one.day, random) if line.placed[0] == DIRECT]
        share = _seen(one, sum(line.nanos for line in seen))
        yield DayFacts(
            day=world.day(one.day.number),
            cost=from_nanos(sum(line.billed(None) or 0 for line in seen)) * rate,
            at_first_prices=from_nanos(int(_first(one) * share)) * rate,
            accepted=one.logged_accepted,
            rejected=one.logged_rejected,
            reversed=tuple((world.day(of), count) for of, count in one.logged_reversed),
            system=one.system,
            matched=one.matched,
            models=tuple(_models(plan, one, seen, rate)),
        )


def _models(plan: Plan, one: Results, seen: list[Line], rate: Decimal) -> Iterator[ModelDay]:
    nanos: dict[str, int] = defaultdict(int)
    for line in seen:
        nanos[line.model] += line.billed(None) or 0
    parts = {part.use: part for part in one.day.parts}
    for place, use in enumerate(plan.uses):
        part, (accepted, rejected) = parts.get(place), one.by_use[place]
        if part is None and not accepted and not rejected:
            continue
        hidden = tuple(int(some * one.day.untagged) for some in part.tokens) if part else (0, 0, 0, 0)
        is_seen = part is not None and part.model in nanos
        tokens = tuple(some - less for some, less in zip(part.tokens, hidden, strict=True)) if part else hidden
        uncached, read, write, output = tokens if is_seen else (0, 0, 0, 0)
        yield ModelDay(
            model=part.model if part else use.model,
            tier=MODELS[use.model].tier,
            cost=from_nanos(nanos[part.model] if part else 0) * rate,
            tokens=uncached + read + write + output,
            uncached=uncached,
            cache_read=read,
            cache_write=write,
            output=output,
            requests=part.attempts if part and is_seen else 0,
            accepted=accepted,
            rejected=rejected,
        )


def _seen(one: Results, nanos: int) -> float:
    """What part of the day's cost is known to be the workflow's."""
    whole = sum(some * price for part in one.day.parts for some, price in zip(part.tokens, part.prices, strict=True))
    return nanos / whole if whole else 0.0


def _first(one: Results) -> int:
    return sum(some * price for part in one.day.parts for some, price in zip(part.tokens, part.first, strict=True))


def _worth(plan: Plan) -> float:
    return plan.unit_worth * (float(_RATE) if plan.currency == "EUR" else 1.0)
