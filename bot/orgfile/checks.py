"""What must hold between the parts of an org file: names that lead somewhere, nothing twice, dates that agree.

Each check reads the org and refuses at the line of the part; the n-th team of the org is the n-th of the file.
"""

from __future__ import annotations

import zoneinfo
from functools import cache

from bot.facts.org import Budget, Org
from bot.orgfile.benefits import check_benefits
from bot.orgfile.connections import check_connections
from bot.orgfile.dates import meet
from bot.orgfile.expected import check_expected
from bot.orgfile.invoices import check_invoices
from bot.orgfile.lines import Path
from bot.orgfile.names import deputy, known, once, owner
from bot.orgfile.overlaps import check_overlaps
from bot.orgfile.overrides import check_overrides
from bot.orgfile.prices import check_prices
from bot.orgfile.reporting import check_fx
from bot.orgfile.source import Source
from bot.orgfile.words import meant
from bot.orgfile.workflows import check_workflows


def check(org: Org, source: Source) -> None:
    """Refuse everything in the org that contradicts something else in it."""
    _teams(org, source)
    _people(org, source)
    check_workflows(org, source)
    _pools(org, source)
    _rules(org, source)
    check_overlaps(org, source)
    _budgets(org, source)
    check_prices(org, source)
    check_invoices(org, source)
    check_connections(org, source)
    check_benefits(org, source)
    check_overrides(org, source)
    check_expected(org, source)
    check_fx(org, source)


def _teams(org: Org, source: Source) -> None:
    slugs = [team.slug for team in org.teams]
    once(source, "team", "slug", slugs)
    for number, team in enumerate(org.teams):
        path: Path = ("team", number)
        known(source, (*path, "parent"), "team", team.parent, slugs)
        if team.timezone not in _timezones():
            likely = meant(team.timezone, _timezones()) or "; use a name such as Europe/Berlin"
            source.refuse((*path, "timezone"), f"the time zone “{team.timezone}” is not known{likely}")
        circle = _circle(org, team.slug)
        if circle:
            source.refuse((*path, "parent"), f"a team cannot be part of itself: {' in '.join(circle)}")


def _circle(org: Org, slug: str) -> list[str]:
    """The way from a team over its parents back to itself, if there is one."""
    parents = {team.slug: team.parent for team in org.teams}
    way = [slug]
    while (parent := parents.get(way[-1])) is not None:
        if parent == slug:
            return [*way, slug]
        if parent in way:
            return []
        way.append(parent)
    return []


def _people(org: Org, source: Source) -> None:
    once(source, "person", "email", [person.email for person in org.people])
    _ids(org, source)
    slugs = [team.slug for team in org.teams]
    for number, person in enumerate(org.people):
        for place, membership in enumerate(person.memberships):
            path: Path = ("person", number, "teams", place)
            known(source, (*path, "slug"), "team", membership.team, slugs)
            for earlier, other in enumerate(person.memberships[:place]):
                if membership.team and membership.team == other.team and meet(membership, other):
                    line = source.line(("person", number, "teams", earlier))
                    source.refuse(
                        path,
                        f"{person.email} is already in {membership.team} on these days (line {line}); "
                        "end one with until before the other starts",
                    )


def _ids(org: Org, source: Source) -> None:
    """An e-mail or id is one person's: two who claim it are never merged, whoever is meant (AC-E5)."""
    places: dict[str, Path] = {
        person.email.casefold(): ("person", number, "email") for number, person in enumerate(org.people)
    }
    for number, person in enumerate(org.people):
        for place, called in enumerate(person.ids):
            path: Path = ("person", number, "ids", place)
            first = places.setdefault(called.strip().casefold(), path)
            if first != path:
                source.refuse(path, f"{called} stands in line {source.line(first)} already; it is one person's")


def _pools(org: Org, source: Source) -> None:
    teams = [team.slug for team in org.teams]
    once(source, "pool", "slug", [pool.slug for pool in org.pools])
    for number, pool in enumerate(org.pools):
        path: Path = ("pool", number)
        if pool.slug in teams:
            line = source.line(("team", teams.index(pool.slug), "slug"))
            source.refuse((*path, "slug"), f"{pool.slug} is a team (line {line}); give the pool a slug of its own")
        for team, _ in pool.weights:
            known(source, (*path, "weights", team), "team", team, teams)


def _rules(org: Org, source: Source) -> None:
    teams = [team.slug for team in org.teams]
    pools = [pool.slug for pool in org.pools]
    workflows = [workflow.slug for workflow in org.workflows]
    for number, rule in enumerate(org.rules):
        path: Path = ("rule", number)
        known(source, (*path, "team"), "team", rule.team, teams)
        known(source, (*path, "pool"), "pool", rule.pool, pools)
        known(source, (*path, "workflow"), "workflow", rule.workflow, workflows)
        deputy(source, (*path, "match", "person"), rule.match.person, org)
        workflow = org.workflow(rule.workflow) if rule.workflow else None
        if workflow and rule.team and workflow.team and workflow.team != rule.team:
            source.refuse(
                (*path, "workflow"),
                f"the workflow {workflow.slug} belongs to team {workflow.team}, not to {rule.team}; "
                f'write team = "{workflow.team}" or leave the workflow out',
            )


def _budgets(org: Org, source: Source) -> None:
    seen: dict[object, int] = {}
    for number, budget in enumerate(org.budgets):
        path: Path = ("budget", number)
        owner(source, (*path, "owner"), budget.owner, org)
        deputy(source, (*path, "delegate"), budget.delegate, org)
        deputy(source, (*path, "approver"), budget.approver, org)
        _scope(source, path, budget, org)
        same = (budget.scope_kind, budget.scope, budget.period, budget.currency, budget.since)
        if same in seen and budget.period:
            line = source.line(("budget", seen[same]))
            source.refuse(path, f"this budget stands in line {line} already; give the later one its own since")
        seen.setdefault(same, number)


def _scope(source: Source, path: Path, budget: Budget, org: Org) -> None:
    where: Path = (*path, "scope", budget.scope_kind)
    team = budget.scope
    if budget.scope_kind == "workflow":
        known(source, where, "workflow", budget.scope, [workflow.slug for workflow in org.workflows])
        workflow = org.workflow(budget.scope or "")
        team = workflow.team if workflow else None
    elif budget.scope_kind == "team":
        known(source, where, "team", budget.scope, [team.slug for team in org.teams])
    else:
        return
    found = org.team(team or "")
    if found and found.channel is None:
        line = source.line(("team", org.teams.index(found)))
        source.refuse(
            where, f"the team {found.slug} (line {line}) has no channel to tell about this budget; give it one"
        )


@cache
def _timezones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones()) | {"UTC"}
