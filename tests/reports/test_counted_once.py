"""What a digest says of value that several workflows of a team claim, from the ledger to its arithmetic."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from bot import outcomes
from bot.facts.effort import Effort
from bot.facts.org import AllocationRule, Match, Membership, Org, Person, Team
from bot.facts.outcome import Outcome, OutcomeKind
from bot.facts.periods import DAY, UTC
from bot.ledger import orgs, store
from bot.ledger.db import Database
from bot.ledger.sources import sources
from reports.standing_reading import standings
from reports.standing_why import arithmetic
from tests.factories import a_charge, a_scope, no_pseudonym
from tests.value.standing.workflows import HANDWORK, WEEK, workflow

ANA = "ana.silva@acme.example"
"""The whole team, which frees 12 hours a week at most."""
EFFORT = Effort(minutes=Decimal(4), hourly=Decimal(60), currency="USD", grade=2)
SLUGS = ("kb", "refunds")
FIRST = WEEK.plus(-11).monday


def organisation(*, since: date) -> Org:
    return Org(
        teams=(Team(slug="support", name="Support"),),
        people=(Person(email=ANA, memberships=(Membership(team="support", since=since),)),),
        workflows=tuple(workflow(slug=slug, name=slug, baseline=HANDWORK, effort=EFFORT) for slug in SLUGS),
        rules=tuple(AllocationRule(match=Match(sub_account=slug), team="support", workflow=slug) for slug in SLUGS),
    )


def said(database: Database, org: Org) -> dict[str, str]:
    """The arithmetic of the refunds: each workflow has 42 outcomes a week, which take 10 minutes less than before."""
    mondays = [FIRST + timedelta(weeks=n) for n in range(12)]
    now = WEEK.closes_at
    with database.writing() as connection:
        orgs.save(connection, org, now=now, pseudonym=no_pseudonym)
        source = store.connection_id(connection, "openai", "openai", now=now)
        charges = [
            (a_scope(day), a_charge("90", day=day, number=number, sub_account=slug))
            for day in mondays
            for number, slug in enumerate(SLUGS)
        ]
        store.replace(
            connection,
            connections={"openai": source},
            scopes=[a_scope(day) for day in mondays],
            charges=charges,
            now=now,
            pseudonym=no_pseudonym,
        )
        outcomes.log_all(
            connection,
            [
                Outcome(
                    event_id=f"{slug}:{day}",
                    kind=OutcomeKind.ACCEPTED,
                    quantity=42,
                    occurred_on=day + DAY,
                    logged_at=datetime.combine(day + DAY, time(12), UTC),
                    source="csv",
                    workflow=slug,
                    team="support",
                    person=None,
                    original=None,
                )
                for day in mondays
                for slug in SLUGS
            ],
        )
    with database.reading() as connection:
        found = standings(connection, org, WEEK, sources(connection), {})
    return dict(arithmetic(found["refunds"]))


def test_the_hours_beyond_what_a_team_can_free_are_cut_and_said(sqlite_database: Database) -> None:
    """method.md 4.6 D3: 14 hours a week are claimed and 12 can be, so that each workflow's 56 are 48."""
    told = said(sqlite_database, organisation(since=FIRST))
    assert told["Counted once"] == "8.0 h cut: a team frees at most 30% of its paid hours (a policy)"
    assert (
        told["Hours freed"]
        == "48.0 (14 − 4 min of each outcome), at $60.00 an hour, of which nobody said where 48.0 went"
    )
    assert told["Value"].startswith("$2,880.00 claimed")


def test_where_nobody_of_the_team_is_known_nothing_is_cut(sqlite_database: Database) -> None:
    told = said(sqlite_database, organisation(since=WEEK.period.end))
    assert "Counted once" not in told
    assert told["Hours freed"].startswith("56.0")


def test_another_part_of_paid_hours_is_said_as_the_policy_has_it(sqlite_database: Database) -> None:
    org = organisation(since=FIRST)
    policy = replace(org.policy, most_hours=Decimal("0.20"))
    assert "at most 20%" in said(sqlite_database, replace(org, policy=policy))["Counted once"]
