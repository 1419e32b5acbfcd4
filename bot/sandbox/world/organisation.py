"""The organisation of a world as its admin would have written it: with the rules that lead most of its spend home.

Some rules are missing and some lead to the wrong team for three weeks, as in any organisation. Owners state what every
month brought, what an outcome still takes of people, and what more of the work waits; experiments are over by then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from bot.facts.fx import BudgetRate, Fx
from bot.facts.org import AllocationRule, Match, Membership, Org, OutcomeType, Person, Team, Workflow
from bot.facts.pool import HEADCOUNT, Pool
from bot.sandbox.world.claims import Claim, case, claims, launched
from bot.sandbox.world.facts import annual_budget, baseline, minutes_now
from bot.sandbox.world.line import ASSISTANT, POOL, SEATS, key_of, sub_account
from bot.sandbox.world.outcomes import results
from bot.sandbox.world.plan import Plan
from bot.sandbox.world.sizes import ENDS
from bot.sandbox.world.stated import benefits, effort
from bot.sandbox.world.team_facts import team_budgets
from bot.sandbox.world.world import MISPLACED_WEEKS, USD_PER_EUR, World


def organisation_of(world: World) -> Org:
    """The org file in force at the end of the history; every name in it leads somewhere."""
    since = world.size.starts
    left = {plan.owner: world.day(plan.leaves * 7) for plan in world.plans if plan.leaves is not None}
    annual = (annual_budget(world, plan) for plan in world.plans)
    plans = sorted(world.plans, key=lambda plan: plan.slug)
    claimed = {plan.slug: list(claims(world, plan, results(world, plan))) for plan in plans}
    return Org(
        teams=tuple(
            Team(slug=team.slug, name=team.name, channel=team.channel, parent=team.parent, timezone=team.timezone)
            for team in world.teams
        ),
        people=tuple(
            Person(email=one.email, memberships=(Membership(team=one.team, since=since, until=left.get(one.email)),))
            for one in world.people
        ),
        workflows=tuple(_workflow(world, plan, claimed[plan.slug]) for plan in plans),
        benefits=tuple(one for plan in plans for one in benefits(claimed[plan.slug])),
        pools=(Pool(slug=POOL, name="Shared platform", key=HEADCOUNT),),
        rules=tuple(_rules(world)),
        budgets=(*team_budgets(world), *(one for one in annual if one)),
        fx=Fx(currency="USD", budget_rates=(BudgetRate(currency="EUR", rate=Decimal(str(USD_PER_EUR)), since=since),)),
    )


def _workflow(world: World, plan: Plan, claimed: Sequence[Claim]) -> Workflow:
    locked, promised = baseline(world, plan), case(world, plan)
    return Workflow(
        slug=plan.slug,
        name=plan.name,
        team=plan.team,
        owner=plan.owner,
        delegate=plan.delegate,
        launched=launched(world, plan),
        outcome=OutcomeType(unit=plan.unit, done="done and not taken back", level=plan.quality, reversal_days=7),
        baseline=locked,
        alternative=None if promised is None else promised.alternative,
        backlog=ENDS if plan.backlog else None,
        effort=effort(plan.grade, claimed, minutes_now(world, plan, locked)),
        changed="The work around it was redesigned." if plan.redesign == "live" else None,
    )


def _rules(world: World) -> Iterator[AllocationRule]:
    first, end = (world.day(week * 7) for week in MISPLACED_WEEKS)
    plans = sorted(world.plans, key=lambda plan: plan.slug)
    for plan in plans:
        if plan.misplaced:
            yield AllocationRule(match=_keyed(plan), team=plan.misplaced, since=first, until=end)
    for plan in plans:
        yield AllocationRule(match=_keyed(plan), team=plan.team, workflow=plan.slug)
    yield AllocationRule(match=Match(sub_account="proj-platform"), pool=POOL)
    for team in world.teams:
        project = sub_account(team.slug)
        yield AllocationRule(match=Match(sub_account=project, line_item=SEATS), team=team.slug)
        if not world.size.by_person:
            yield AllocationRule(match=Match(provider=ASSISTANT, sub_account=project), team=team.slug)


def _keyed(plan: Plan) -> Match:
    return Match(tags=(("x_Key", key_of(plan)),))
