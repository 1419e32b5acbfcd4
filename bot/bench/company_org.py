"""The org file of the bench's company: rules for each workflow and team, and a shared gateway."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from bot.bench.company import FIRST_DAY, Company, email, team_slug
from bot.facts.org import AllocationRule, Match, Membership, Org, OutcomeType, Person, Team, Workflow
from bot.facts.pool import HEADCOUNT, Pool

_GATEWAY = "proj_gateway"


def org(company: Company) -> Org:
    """Nearly everything has its place by it.

    People in the default workspace are placed by their membership; what the default project is billed has no place.
    """
    slugs = [team_slug(number) for number in range(company.teams)]
    unit = OutcomeType(unit="case settled")
    return Org(
        teams=tuple(Team(slug=slug, name=f"Team {slug[1:]}") for slug in slugs),
        people=tuple(
            Person(email=email(n), memberships=(Membership(team=slugs[company.team_of(n)], since=FIRST_DAY),))
            for n in range(company.people)
        ),
        workflows=tuple(
            Workflow(slug=flow, name=flow, team=team, owner=email(0), outcome=unit) for team, flow in company.workflows
        ),
        pools=(Pool(slug="gateway", name="Gateway", key=HEADCOUNT),),
        rules=tuple(_rules(company, slugs)),
    )


def _rules(company: Company, teams: list[str]) -> Iterator[AllocationRule]:
    for team, flow in company.workflows:
        yield AllocationRule(match=Match(sub_account=f"proj_{flow}"), team=team, workflow=flow)
        yield AllocationRule(match=Match(key=f"apikey_{flow}_*"), team=team, workflow=flow)
    for team in teams:
        yield AllocationRule(match=Match(sub_account=f"wrkspc_{team}_*"), team=team)
    yield AllocationRule(match=Match(sub_account=_GATEWAY), team=teams[0], share=Decimal("0.25"))
    yield AllocationRule(match=Match(sub_account=_GATEWAY), pool="gateway")
