"""Row 'planted team verdicts' of method.md 8.2: whether each of the nineteen is told right by its deadline.

Every weekly close of every planted workflow is walked with the history of what was shown before, from what the product
may know of it alone; then what was shown is held against what is right to say. A team is right where each of its
verdicts stands at the close of its deadline, what else there is to be found is found by then, and no verdict was ever
shown that would harm it. The other figures are of all these closes, and of ordinary workflows that nobody changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any

from bot.bench.method.companies import world_of
from bot.bench.method.score import Bar, Run, Score, seeds_said
from bot.bench.method.verdicts import PROFITABLE, UNPROFITABLE
from bot.bench.method.verdicts import ROW as FALSE_ROW
from bot.bench.method.world_findings import ALWAYS, UNSAID, Case, found
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


@dataclass
class _Tally:
    """What was right of each world, what was not and why, and what was told to expand or as a loss, with the truth.

    `said` are the teams of a world that nothing is to be found of but what the bot says.
    """

    right: list[int] = field(default_factory=list)
    right_of_said: list[int] = field(default_factory=list)
    teams: list[int] = field(default_factory=list)
    said: list[int] = field(default_factory=list)
    harmed: int = 0
    misses: Counter[str] = field(default_factory=Counter)
    naive: list[int] = field(default_factory=list)
    judged: list[tuple[Verdict, float]] = field(default_factory=list)


def scores(run: Run, bar: Bar) -> Iterator[Score]:
    """Worlds of size M, for as many of the first seeds as there is time for; of size S with eight teams in short."""
    tally, seeds = _Tally(), run.seeds[: 1 if run.is_short else _WORLDS]
    size = _SHORT_SIZE if run.is_short else _SIZE
    with bar("planted teams", len(seeds)) as step:
        for seed in seeds:
            _walk(world_of(size, seed, run.family), tally, is_short=run.is_short)
            step(1)
    unsaid = tally.teams[0] - tally.said[0]
    worlds = f"{len(seeds)} worlds of size {size}, {seeds_said(seeds)}"
    of = f"{worlds}; {unsaid} of the {tally.teams[0]} rest on what is not said by the bot yet"
    missed = ", ".join(f"{what} in {count}" for what, count in sorted(tally.misses.items()))
    whole = min(_RIGHT, tally.teams[0] - 2)
    for name, measured, anchored in (
        ("right on average", fmean(tally.right), fmean(tally.naive)),
        ("right of the worst seed", min(tally.right), min(tally.naive)),
    ):
        yield Score(
            row=ROW,
            name=f"{name}, of {tally.teams[0]}",
            measured=measured,
            at_least=whole,
            anchor="the sign of claimed value less cost: Expand or Stop, and nothing found",
            anchored=anchored,
            of=of,
            reason=f"{run.family.value}; not right: {missed or 'none'}. {_why(tally.misses)}",
        )
    yield Score(
        row=ROW,
        name=f"right on average, of the {tally.said[0]} others",
        measured=fmean(tally.right_of_said),
        of=worlds,
        reason=f"{run.family.value}; without those of whom something is to be found that the bot does not say",
    )
    yield Score(
        row=ROW,
        name="harmed of the protected (2, 11, 19), whole histories",
        measured=float(tally.harmed),
        at_most=0.0,
        of=f"{3 * len(seeds)} teams, {seeds_said(seeds)}",
        reason=f"{run.family.value}; a verdict that would harm, shown at any close",
    )
    yield from _false(tally, run, seeds_said(seeds))


_WHY = {
    "1": "1 is asked for outcomes once it has cost 1,000 USD; where that takes a week longer, all comes as late.",
    "4": "4 claims three times its value, but the minutes it took before AI were measured: all of them, at 60 USD an "
    "hour, are worth less than the AI costs, so it loses at its most generous, and it truly does.",
    "12": "12 is not seen where its quiet weekends and dear runs make its days scatter by a factor of 1.6 and more: "
    "four times is then less than three scatters.",
}
"""Why what was missed is missed, as far as it was looked into."""


def _why(misses: Counter[str]) -> str:
    numbers = {miss.split()[0] for miss in misses}
    return " ".join(why for number, why in _WHY.items() if number in numbers)


def _walk(world: World, tally: _Tally, *, is_short: bool) -> None:
    organisation = placed(team_facts.organisation(world))
    teams = tuple(team_facts.teams(world))
    right = count = naive = said_of = right_of_said = 0
    for plan in world.plans:
        if plan.number is None:
            continue
        story = BY_NUMBER[plan.number]
        case = _case(world, plan, story, organisation, teams)
        wrong = list(_wrong(world, story, case))
        count, right = count + 1, right + (not wrong)
        if not any(one.what in UNSAID for one in story.found):
            said_of, right_of_said = said_of + 1, right_of_said + (not wrong)
        naive += _is_naively_right(story, case)
        tally.harmed += story.protected and any(one.startswith("harmed") for one in wrong)
        tally.misses.update(f"{story.number} {one}" for one in wrong)
        tally.judged += _judged(world, plan, list(case.standings.values()))
    tally.right.append(right)
    tally.teams.append(count)
    tally.said.append(said_of)
    tally.right_of_said.append(right_of_said)
    tally.naive.append(naive)
    ordinary = [plan for plan in world.plans if plan.number is None and plan.is_unchanged]
    for plan in ordinary[: _FEW if is_short else _ORDINARY]:
        known = facts.of(world, plan)
        weeks = weeks_of(known)[min(_FROM, world.size.weeks // 2) : _TO]
        walked = [standing for _, standing in Walk(known, organisation).standings(weeks)]
        tally.judged += _judged(world, plan, walked)


def _case(
    world: World, plan: Plan, story: Planted, organisation: Mapping[Week, Placed], teams: Sequence[TeamFacts]
) -> Case:
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
    )


def _wrong(world: World, story: Planted, case: Case) -> Iterator[str]:
    """What is not right of a team, in a few words each."""
    shown = {case.number(week): said(standing) for week, standing in case.standings.items()}
    for one in story.right:
        if one.by in shown and shown[one.by] not in one.verdicts:
            yield f"shown as {shown[one.by]} in week {one.by}"
    for thing in story.found:
        first, by = found_weeks(world, thing)
        seen = {number for number in found(thing.what, case) if first <= number <= by}
        asked = {number for number in shown if first <= number <= by}
        if not (seen >= asked if thing.what in ALWAYS else seen):
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


def _is_naively_right(story: Planted, case: Case) -> bool:
    """Whether a rule would be right that expands what claims more than it costs and stops all else, finding nothing."""
    if story.found:
        return False
    for week, standing in case.standings.items():
        given = None if standing.shown.verdict is None else standing.shown.verdict.inputs
        if given is None:
            continue
        word = (Kind.EXPAND if (given.claimed or 0) > (given.cost or 0) else Kind.STOP).value
        if word in story.never or any(case.number(week) == one.by and word not in one.verdicts for one in story.right):
            return False
    return True


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


def _false(tally: _Tally, run: Run, seeds: str) -> Iterator[Score]:
    expanded = [true for verdict, true in tally.judged if verdict.kind is Kind.EXPAND]
    losing = [true for verdict, true in tally.judged if verdict.rule in {Rule.R4, Rule.R5}]
    claims = [((verdict.inputs.claimed or 0) > (verdict.inputs.cost or 0), true) for verdict, true in tally.judged]
    of = f"{len(tally.judged):,} closes of planted and unchanged workflows that were judged on value, {seeds}"
    yield Score(
        row=FALSE_ROW,
        name=f"false Expand in the worlds of 8.1: V/C below {UNPROFITABLE} among Expand",
        measured=_share([true < UNPROFITABLE for true in expanded]),
        at_most=_FALSE,
        anchor="claimed value above cost",
        anchored=_share([true < UNPROFITABLE for more, true in claims if more]),
        of=f"{len(expanded)} Expand of {of}",
        reason=f"{run.family.value}; true value and cost of the weeks that the verdict is about",
    )
    yield Score(
        row=FALSE_ROW,
        name=f"false Stop in the worlds of 8.1: V/C above {PROFITABLE} among Fix or Stop for a loss",
        measured=_share([true > PROFITABLE for true in losing]),
        at_most=_FALSE,
        anchor="claimed value below cost",
        anchored=_share([true > PROFITABLE for more, true in claims if not more]),
        of=f"{len(losing)} Fix or Stop of {of}",
        reason=f"{run.family.value}; true value and cost of the weeks that the verdict is about",
    )


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits) if hits else 0.0
