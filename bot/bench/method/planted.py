"""Row 'planted team verdicts' of method.md 8.2: whether each of the nineteen is told right by its deadline.

Every weekly close of every planted workflow is walked with the history of what was shown before, from what the product
may know of it alone; then what was shown is held against what is right to say. A team is right where each of its
verdicts stands at the close of its deadline, what else there is to be found is found by then, and no verdict was ever
shown that would harm it. The other figures are of all these closes, and of ordinary workflows that nobody changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean
from typing import Any

from bot.bench.method.companies import world_of
from bot.bench.method.score import Bar, Run, Score, seeds_said, share_wrong
from bot.bench.method.verdicts import PROFITABLE, UNPROFITABLE
from bot.bench.method.verdicts import ROW as FALSE_ROW
from bot.bench.method.world_findings import ALERTS, UNSAID, Case, is_found
from bot.bench.method.world_known import Walk, placed, weeks_of
from bot.facts.periods import Week
from bot.sandbox.world import facts, team_facts
from bot.sandbox.world.known import TeamFacts
from bot.sandbox.world.plan import Plan
from bot.sandbox.world.planted_teams import BY_NUMBER
from bot.sandbox.world.story import RAMP, SMALL, Planted
from bot.sandbox.world.truth import found_weeks, workflow
from bot.sandbox.world.world import World
from bot.value.coverage import Placed
from bot.value.standing.standing import Standing
from bot.value.verdicts.kind import Kind, Rule
from bot.value.verdicts.verdict import Verdict
from bot.value.windows import UNIT_COST_WEEKS

ROW = "planted team verdicts right at their deadline (1-19)"
_RIGHT = 17
_WORLDS, _SHORT_SIZE, _SIZE = 8, "S", "M"
_BEYOND = 16
"""So many weeks after a deadline a verdict is still looked for that would harm: a loss is Fix for eight of them."""
_ORDINARY, _FEW = 8, 3
_FROM = 26
"""Ordinary workflows are walked from half a year on: what is said of them has settled by then."""
_TO = 59
_FALSE = 0.01
_BILLS = "costs are those of the final bills, which the product knows later"


@dataclass
class Tally:
    """What was right of each world, what was not and why, and what was told to expand or as a loss, with the truth.

    `said` are the teams of a world that nothing is to be found of but what the bot says.
    """

    right: list[int] = field(default_factory=list)
    right_of_said: list[int] = field(default_factory=list)
    teams: list[int] = field(default_factory=list)
    said: list[int] = field(default_factory=list)
    harmed: int = 0
    misses: Counter[tuple[int, str]] = field(default_factory=Counter)
    judged: list[tuple[Verdict, float]] = field(default_factory=list)


def scores(run: Run, bar: Bar) -> Iterator[Score]:
    """Worlds of size M, for as many of the first seeds as there is time for; of size S with eight teams in short.

    In calm worlds what is seen of a planted team is its story; the rough ones are those of 8.1, in which it is as
    unsteady as any other. What is told to expand or as a loss is of the rough ones.
    """
    seeds = run.seeds[: 1 if run.is_short else _WORLDS]
    calm, rough = (_walked(run, seeds, bar, is_rough=is_rough) for is_rough in (False, True))
    yield from right_ones(calm, run, seeds, ", calm")
    yield from right_ones(rough, run, seeds, ", rough")
    yield from false_ones(rough.judged, run, seeds_said(seeds))


def _walked(run: Run, seeds: Sequence[int], bar: Bar, *, is_rough: bool) -> Tally:
    tally = Tally()
    with bar(f"planted teams, {'rough' if is_rough else 'calm'}", len(seeds)) as step:
        for seed in seeds:
            world = world_of(_SHORT_SIZE if run.is_short else _SIZE, seed, run.family, is_rough=is_rough)
            _walk(world, tally)
            if is_rough:
                _walk_ordinary(world, tally, _FEW if run.is_short else _ORDINARY)
            step(1)
    return tally


def right_ones(tally: Tally, run: Run, seeds: Sequence[int], where: str) -> Iterator[Score]:
    """The rows of one kind of world; with one world the average is that of the worst."""
    teams, said = tally.teams[0], tally.said[0]
    size = _SHORT_SIZE if run.is_short else _SIZE
    worlds = f"{len(seeds)} {'world' if len(seeds) == 1 else 'worlds'} of size {size}, {seeds_said(seeds)}"
    missed = ", ".join(
        f"team {number} {what} ({count} of {len(seeds)})" for (number, what), count in sorted(tally.misses.items())
    )
    for name, measured in (("right on average", fmean(tally.right)), ("right of the worst seed", min(tally.right))):
        yield Score(
            row=ROW,
            name=f"{name}, of {teams}{where}",
            measured=measured,
            at_least=min(_RIGHT, teams - 2),
            of=f"{worlds}; {teams - said} of the {teams} rest on what is not said by the bot yet",
            reason=f"{run.family.value}; {_BILLS}; not right: {missed or 'none'}",
        )
    yield Score(
        row=ROW,
        name=f"right on average, of the {said} others{where}",
        measured=fmean(tally.right_of_said),
        of=worlds,
        reason=f"{run.family.value}; without those of whom something is to be found that the bot does not say",
    )
    yield Score(
        row=ROW,
        name=f"harmed of the protected (2, 11, 19), whole histories{where}",
        measured=float(tally.harmed),
        at_most=0.0,
        of=f"{3 * len(seeds)} teams, {seeds_said(seeds)}",
        reason=f"{run.family.value}; a verdict that would harm, shown at any close; {_BILLS}",
    )


def _walk(world: World, tally: Tally) -> None:
    organisation = placed(team_facts.organisation(world))
    teams = tuple(team_facts.teams(world))
    right = count = said_of = right_of_said = 0
    for plan in world.plans:
        if plan.number is None:
            continue
        story = BY_NUMBER[plan.number]
        case = case_of(world, plan, story, organisation, teams)
        wrong = list(wrong_of(world, story, case))
        count, right = count + 1, right + (not wrong)
        if not any(one.what in UNSAID for one in story.found):
            said_of, right_of_said = said_of + 1, right_of_said + (not wrong)
        tally.harmed += story.protected and any(one.startswith("harmed") for one in wrong)
        tally.misses.update((story.number, one) for one in wrong)
        tally.judged += _judged(world, plan, list(case.standings.values()))
    tally.right.append(right)
    tally.teams.append(count)
    tally.said.append(said_of)
    tally.right_of_said.append(right_of_said)


def _walk_ordinary(world: World, tally: Tally, count: int) -> None:
    organisation = placed(team_facts.organisation(world))
    ordinary = [plan for plan in world.plans if plan.number is None and plan.is_unchanged]
    for plan in ordinary[:count]:
        known = facts.of(world, plan)
        weeks = weeks_of(known)[min(_FROM, world.size.weeks // 2) : _TO]
        walked = [standing for _, standing in Walk(known, organisation).standings(weeks)]
        tally.judged += _judged(world, plan, walked)


def case_of(
    world: World, plan: Plan, story: Planted, organisation: Mapping[Week, Placed], teams: Sequence[TeamFacts]
) -> Case:
    """A planted team with everything that is asked of it."""
    known = facts.of(world, plan)
    deadlines = [one.by for one in story.right] + [found_weeks(world, one)[1] for one in story.found]
    through = world.size.weeks - 1 if story.protected else min(max(deadlines) + _BEYOND, world.size.weeks - 1)
    walk = Walk(known, organisation)
    weeks = [week for week in weeks_of(known) if (week.monday - world.size.starts).days // 7 <= through]
    return Case(
        facts=known,
        walk=walk,
        standings=dict(walk.standings(weeks)),
        teams=teams,
        starts=world.size.starts,
        through=max(deadlines),
        plain=facts.of(world, replace(plan, turns=())) if any(one.what in ALERTS for one in story.found) else None,
    )


def wrong_of(world: World, story: Planted, case: Case) -> Iterator[str]:
    """What is not right of a team, in a few words each; what is asked at a close that is not there is not right."""
    shown = {case.number(week): said(standing) for week, standing in case.standings.items()}
    for one in story.right:
        if shown.get(one.by) not in one.verdicts:
            yield f"shown as {shown.get(one.by) or 'nothing'} in week {one.by}"
    for thing in story.found:
        if not is_found(thing.what, case, *found_weeks(world, thing)):
            yield f"not found: {thing.what}"
    harm = sorted({name for name in shown.values() if name in story.never})
    if harm:
        yield f"harmed by {' and '.join(harm)}"


def said(standing: Standing) -> str:
    """The verdict that is shown, in the words of method.md 5.2; empty before any is."""
    verdict = standing.shown.verdict
    if verdict is None:
        return ""
    if verdict.kind is Kind.KEEP:
        return {Rule.R2: SMALL, Rule.R9: RAMP}.get(verdict.rule, verdict.kind.value)
    return verdict.kind.value


def _judged(world: World, plan: Plan, standings: Sequence[Standing]) -> Iterator[tuple[Verdict, float]]:
    """What was shown at every eighth close, whose windows share no week, with the true return of the window."""
    true = workflow(world, plan)["weeks"]
    for standing in standings[UNIT_COST_WEEKS::UNIT_COST_WEEKS]:
        verdict = standing.shown.verdict
        returned = _returned(true, standing)
        if verdict is not None and verdict.rule not in {Rule.R2, Rule.R3} and returned is not None:
            yield verdict, returned


def _returned(true: Mapping[str, Any], standing: Standing) -> float | None:
    weeks = [one for day in list(standing.days.days())[::7] if (one := true.get(str(Week(day)))) is not None]
    cost = sum(one["cost"] for one in weeks)
    return sum(one["value"] for one in weeks) / cost if cost else None


def false_ones(judged: Sequence[tuple[Verdict, float]], run: Run, seeds: str) -> Iterator[Score]:
    """Of those told to expand, or as a loss, the share that is wrong; there is no target where nobody would be wrong.

    Where nothing is told so at all, nothing was shown to be right. The naive rule reads claims, and is silent without.
    """
    inputs = [(verdict.inputs, true) for verdict, true in judged]
    claims = [
        (one.claimed > one.cost, true) for one, true in inputs if one.claimed is not None and one.cost is not None
    ]
    expanded = [true < UNPROFITABLE for verdict, true in judged if verdict.kind is Kind.EXPAND]
    losing = [true > PROFITABLE for verdict, true in judged if verdict.rule in {Rule.R4, Rule.R5}]
    above = [true < UNPROFITABLE for more, true in claims if more]
    below = [true > PROFITABLE for more, true in claims if not more]
    for name, wrong, naive, anchor in (
        (f"false Expand in the worlds of 8.1: V/C below {UNPROFITABLE} among Expand", expanded, above, "above"),
        (f"false Stop in the worlds of 8.1: V/C above {PROFITABLE} among a loss's Fix or Stop", losing, below, "below"),
    ):
        yield Score(
            row=FALSE_ROW,
            name=name,
            measured=share_wrong(wrong),
            at_most=_FALSE if any(naive) or not wrong else None,
            anchor=f"claimed value {anchor} cost" if naive else None,
            anchored=share_wrong(naive) if naive else None,
            of=f"{sum(wrong)} of {len(wrong)}, beside {sum(naive)} of {len(naive)}, of {len(judged):,} closes, {seeds}",
            reason=f"{run.family.value}; planted and unchanged workflows that were judged on value; "
            + (f"true value and cost of the verdict's weeks; {_BILLS}" if wrong else "nothing was told so")
            + ("" if any(naive) else "; no target, as the naive rule is never wrong here" if wrong else ""),
        )
