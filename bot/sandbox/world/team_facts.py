"""A world's teams and the whole organisation as facts in memory, day by day, in USD."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from bot.facts import org
from bot.facts.money import from_nanos
from bot.sandbox.world.known import OrgDay, TeamDay, TeamFacts
from bot.sandbox.world.line import DIRECT, SHARED, TEAM_ONLY, UNALLOCATED, Line, sub_account
from bot.sandbox.world.lines import every_line
from bot.sandbox.world.world import World


def teams(world: World) -> Iterator[TeamFacts]:
    """The teams by slug, from one pass over every line; a team of people alone has their assistants and seats."""
    found: dict[str, list[dict[str, int]]] = {team.slug: _empty(world) for team in world.teams}
    projects = {sub_account(team.slug): team.slug for team in world.teams}
    for line in every_line(world):
        kind, slug, _ = line.placed
        if kind in {DIRECT, TEAM_ONLY}:
            _book(world, found[slug], line, kind)
        elif line.sub_account in projects:
            _book(world, found[projects[line.sub_account]], line, UNALLOCATED)
    budgets = {budget.scope: budget for budget in team_budgets(world)}
    for team in sorted(world.teams, key=lambda team: team.slug):
        days = (
            TeamDay(
                day=world.day(number),
                direct=from_nanos(sums[DIRECT]),
                team_only=from_nanos(sums[TEAM_ONLY]),
                unallocated=from_nanos(sums[UNALLOCATED]),
            )
            for number, sums in enumerate(found[team.slug])
        )
        yield TeamFacts(
            slug=team.slug, parent=team.parent, people=team.people, budget=budgets.get(team.slug), days=tuple(days)
        )


def organisation(world: World) -> tuple[OrgDay, ...]:
    """Every UTC day of the history, from one pass over every line."""
    found = _empty(world)
    for line in every_line(world):
        _book(world, found, line, line.placed[0])
    return tuple(
        OrgDay(
            day=world.day(number),
            direct=from_nanos(sums[DIRECT]),
            team_only=from_nanos(sums[TEAM_ONLY]),
            shared=from_nanos(sums[SHARED]),
            unallocated=from_nanos(sums[UNALLOCATED]),
        )
        for number, sums in enumerate(found)
    )


def team_budgets(world: World) -> Iterator[org.Budget]:
    """A monthly budget for every fourth team, of about what its workflows are planned to spend."""
    for team in world.teams[::4]:
        owner, delegate, *_ = world.members[team.slug]
        spent = sum(plan.weekly for plan in world.plans if plan.team == team.slug) or 100.0 * team.people
        yield org.Budget(
            scope_kind="team",
            scope=team.slug,
            period="month",
            amount=Decimal(max(100, round(spent * 4.6, -2))).quantize(Decimal(1)),
            currency="USD",
            owner=owner.email,
            delegate=delegate.email,
        )


def _empty(world: World) -> list[dict[str, int]]:
    return [defaultdict(int) for _ in range(world.size.days)]


def _book(world: World, days: list[dict[str, int]], line: Line, kind: str) -> None:
    for day, nanos in line.effective(None):
        number = (day - world.size.starts).days
        if 0 <= number < len(days):
            days[number][kind] += nanos * 11 // 10 if line.currency == "EUR" else nanos
