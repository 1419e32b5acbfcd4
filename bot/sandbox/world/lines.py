"""Every line of the bills of a world, one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from bot.sandbox.world import faults
from bot.sandbox.world.course import Day, course
from bot.sandbox.world.line import DIRECT, POOL, SHARED, TEAM_ONLY, UNALLOCATED, Line, key_of, sub_account
from bot.sandbox.world.other_lines import other_lines, person_lines, team_lines
from bot.sandbox.world.plan import Plan
from bot.sandbox.world.prices import METERS, MODELS
from bot.sandbox.world.world import MISPLACED_WEEKS, World


def every_line(world: World, as_of: date | None = None) -> Iterator[Line]:
    """All lines that are known as of a day, workflow by workflow, then the platform, the people and the rest."""
    for plan in sorted(world.plans, key=lambda plan: plan.slug):
        yield from as_known(workflow_lines(world, plan), world, as_of)
    yield from beside_workflows(world, as_of)


def beside_workflows(world: World, as_of: date | None = None) -> Iterator[Line]:
    """The lines that are no workflow's: those of the platform, the people and the rest."""
    yield from as_known(platform_lines(world), world, as_of)
    for person in world.people if world.size.by_person else ():
        yield from as_known(person_lines(world, person), world, as_of)
    for team in () if world.size.by_person else world.teams:
        yield from as_known(team_lines(world, team), world, as_of)
    yield from as_known(other_lines(world), world, as_of)


def as_known(lines: Iterator[Line], world: World, as_of: date | None) -> Iterator[Line]:
    """Those that are known as of a day, with what they come to then; without a day, in the end."""
    on = faults.restated(world).on
    for line in lines:
        if as_of is None:
            yield line
        elif line.known <= as_of:
            yield line._replace(restated=None) if as_of < on else line


def workflow_lines(world: World, plan: Plan) -> Iterator[Line]:
    """The lines of a workflow, day by day."""
    random = world.rng("lines", plan.slug)
    for day in course(world, plan):
        yield from lines_of(world, plan, day, random)


def lines_of(world: World, plan: Plan, day: Day, random: Random) -> Iterator[Line]:
    """The lines of one day; the days of a plan are to be asked for in order, with one generator."""
    own = (key_of(plan), sub_account(plan.team), (DIRECT, plan.team, plan.slug))
    if plan.rotates and faults.in_weeks(day.number, faults.ROTATED_WEEKS):
        own = (f"key-new-{plan.place:03}", own[1], (UNALLOCATED, "", ""))
    elif plan.misplaced and faults.in_weeks(day.number, MISPLACED_WEEKS):
        own = (own[0], own[1], (TEAM_ONLY, plan.misplaced, ""))
    for part in day.parts:
        hidden = tuple(int(tokens * day.untagged) for tokens in part.tokens)
        seen = tuple(tokens - some for tokens, some in zip(part.tokens, hidden, strict=True))
        yield from _metered(world, plan, day.number, part.model, part.prices, seen, own, random)
        if day.untagged:
            is_null = plan.place % 2 == 0 and not any(turn.untagged for turn in plan.turns)
            loose = ("", "") if is_null else (f"key-loose-{plan.place:03}", sub_account(plan.team))
            where = (*loose, (UNALLOCATED, "", ""))
            yield from _metered(world, plan, day.number, part.model, part.prices, hidden, where, random)


def platform_lines(world: World) -> Iterator[Line]:
    """What all use together; in the weeks of the gap a fifth of it is on no bill."""
    plan = world.platform
    random = world.rng("lines", plan.slug)
    where = ("key-platform", "proj-platform", (SHARED, f"shared:{POOL}", ""))
    for day in course(world, plan):
        left = 1 - faults.GAP if faults.in_weeks(day.number, faults.GAP_WEEKS) else 1.0
        for part in day.parts:
            tokens = tuple(int(some * left) for some in part.tokens)
            yield from _metered(world, plan, day.number, part.model, part.prices, tokens, where, random)


def unbilled(world: World) -> int:
    """What the gap hides, in 1e-9 USD."""
    hidden = 0
    for day in course(world, world.platform):
        if faults.in_weeks(day.number, faults.GAP_WEEKS):
            for part in day.parts:
                lost = (some - int(some * (1 - faults.GAP)) for some in part.tokens)
                hidden += sum(some * price for some, price in zip(lost, part.prices, strict=True))
    return hidden


def _metered(
    world: World,
    plan: Plan,
    number: int,
    model: str,
    prices: tuple[int, ...],
    tokens: tuple[int, ...],
    where: tuple[str, str, tuple[str, str, str]],
    random: Random,
) -> Iterator[Line]:
    named = MODELS[plan.uses[0].model] if model not in MODELS else MODELS[model]
    key, project, placed = where
    day = world.day(number)
    known = world.day(faults.arrives(random, named.provider, number))
    if named.provider == faults.LOCAL_PROVIDER:
        day -= timedelta(days=1)
    again = faults.restated(world)
    is_restated = named.provider == faults.RESTATED_PROVIDER and day in again.days
    amounts = [some * price for some, price in zip(tokens, prices, strict=True)]
    rows = zip(METERS, tokens, amounts, strict=True) if world.size.by_meter else [("", sum(tokens), sum(amounts))]
    for meter, some, nanos in rows:
        yield Line(
            named.provider,
            named.currency,
            day,
            known,
            project,
            key,
            model,
            meter,
            some,
            nanos,
            plan.team,
            plan.slug,
            placed,
            restated=nanos * faults.RESTATED_PERCENT // 100 if is_restated else None,
        )
