"""Read from the ledger what one week's digests are made of, and build them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from operator import itemgetter

from sqlalchemy import Connection

from bot import justifications, outcomes
from bot.facts.org import UNALLOCATED, Org, Team
from bot.facts.outcome import OutcomeKind
from bot.facts.periods import DAY, Period, Week, parse_week, week_of
from bot.ledger import alerts, digests, orgs
from bot.ledger.allocation import AllocationClass
from bot.ledger.costs import CostRow, costs
from bot.ledger.sources import sources
from bot.value.people import folds
from bot.value.verdicts.shown import Shown
from reports import alert
from reports.alert import budget_team
from reports.digest import Digest
from reports.digest_composition import compose
from reports.digest_inputs import WEEKS_SHOWN, DigestInputs, TeamBudgetNote, WeeklyCost, WeeklyCount, weeks_shown
from reports.digest_notes import BudgetNote
from reports.restatement import Published, said
from reports.shared import carried
from reports.snapshot import from_json
from reports.standing_reading import History, standings
from reports.unusual_reading import days_read, policies, spent_by_team


def shown_teams(org: Org, week: Week) -> tuple[Team, ...]:
    """The teams that have a digest of their own for the week, by name; the others are inside their parent's."""
    places = folds(org, week.period.last_day)
    return tuple(sorted((team for team in org.teams if places[team.slug] == team.slug), key=lambda team: team.name))


def build(connection: Connection, week: Week, teams: Sequence[str]) -> tuple[Digest, ...]:
    """The digests of these teams for a closed week, from the ledger as it is now.

    Raises UnknownNameError for a team that does not exist or is too small to be shown alone.
    """
    inputs = read(connection, week)
    pools = carried(inputs)
    return tuple(compose(inputs, team, pools) for team in teams)


def read(connection: Connection, week: Week) -> DigestInputs:
    """The rows of the weeks that the week's digests look at, for the whole organisation."""
    org = orgs.current(connection).org
    days = weeks_shown(week)
    known, earlier = sources(connection), _earlier(connection, org, week)
    to_judge = days_read(week.period.end)
    daily = spent_by_team(connection, to_judge)
    spent = costs(connection, since=days.start, until=days.end, by=("week", "connection", "team", "workflow"))
    unplaced = costs(connection, since=week.period.start, until=week.period.end, by=("class", "sub_account", "key"))
    return DigestInputs(
        org=org,
        week=week,
        closed_at=week.closes_at,
        costs=tuple(_cost(row) for row in spent),
        counts=_counts(outcomes.counts(connection, since=days.start, until=days.end)),
        sources=known,
        folds=folds(org, week.period.last_day),
        published=_published(earlier, week),
        unallocated_keys=sum(_is_unplaced(row) for row in unplaced),
        budgets=_budgets(connection, org, week),
        standings=standings(connection, org, week, known, _history(earlier)),
        days=to_judge,
        daily=daily,
        policies=policies(connection, org, {currency for _, currency in daily}, week.period.last_day),
    )


def published_digests(
    connection: Connection, team: str, *, limit: int, before: Week | None = None
) -> tuple[Digest, ...]:
    """The newest published digests of a team as they were published, oldest first; with a week, of those before it."""
    documents = digests.published(connection, team, limit=limit, before=before)
    return tuple(from_json(Digest, document) for document in reversed(documents))


def _earlier(connection: Connection, org: Org, week: Week) -> tuple[Digest, ...]:
    """The digests that were published of earlier weeks, each team's oldest first."""
    return tuple(
        digest
        for team in org.teams
        for digest in published_digests(connection, team.slug, limit=WEEKS_SHOWN, before=week)
    )


def _published(earlier: Sequence[Digest], week: Week) -> tuple[Published, ...]:
    shown = weeks_shown(week)
    return tuple(one for one in said(earlier) if one.week.monday in shown)


def _history(earlier: Sequence[Digest]) -> History:
    """What each workflow was shown as at the earlier closes."""
    found: dict[str, list[tuple[date, Shown]]] = {}
    for digest in earlier:
        for line in digest.workflows:
            if line.standing is not None:
                found.setdefault(line.slug, []).append((digest.closed_at.date(), line.standing.shown))
    return {slug: sorted(shown, key=itemgetter(0)) for slug, shown in found.items()}


def _budgets(connection: Connection, org: Org, week: Week) -> tuple[TeamBudgetNote, ...]:
    """What crossed or was answered between the last digest's close and this one's, for the teams whose budget it is."""
    since_last = Period(week.period.start + DAY, week.period.end + DAY)
    answers = {one.alert.id: one for one in justifications.of_period(connection, since_last)}
    crossed = {one.id: one for one in alerts.crossed_in(connection, since_last) if one.covered_by is None}
    found = crossed | {one.alert.id: one.alert for one in answers.values()}
    notes = []
    for alert_id, one in sorted(found.items(), key=lambda pair: (pair[1].crossed_at, pair[0])):
        team = budget_team(one, org)
        answer = answers[alert_id].justification.reason if alert_id in answers else None
        if team is not None:
            note = BudgetNote(title=alert.title(one, org), answer=answer, is_asked=one.is_told)
            notes.append(TeamBudgetNote(team=team, note=note))
    return tuple(notes)


def _cost(row: CostRow) -> WeeklyCost:
    found = {dimension: None if value == UNALLOCATED else value for dimension, value in row.keys}
    week, connection = row.key("week"), row.key("connection")
    assert week is not None
    assert connection is not None
    return WeeklyCost(
        week=parse_week(week),
        connection=connection,
        team=found["team"],
        workflow=found["workflow"],
        currency=row.currency,
        effective=row.effective_cost,
    )


def _counts(found: Sequence[outcomes.Counted]) -> tuple[WeeklyCount, ...]:
    weekly: dict[tuple[Week, str | None, str | None, OutcomeKind], int] = {}
    for one in found:
        where = (week_of(one.day), one.team, one.workflow, one.kind)
        weekly[where] = weekly.get(where, 0) + one.quantity
    return tuple(
        WeeklyCount(week=week, team=team, workflow=workflow, kind=kind, quantity=quantity)
        for (week, team, workflow, kind), quantity in weekly.items()
    )


def _is_unplaced(row: CostRow) -> bool:
    return row.key("class") == AllocationClass.UNALLOCATED.value and row.effective_cost != 0
