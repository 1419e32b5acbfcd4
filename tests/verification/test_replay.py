from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import update

from bot import outcomes
from bot.facts.org import AllocationRule, Match
from bot.facts.outcome import Outcome, OutcomeKind
from bot.ledger import digests, orgs, rollup, sources, store
from bot.ledger.cells import place_all
from bot.ledger.db import Database
from bot.ledger.tables import charge, digest
from reports.digest_reading import build
from reports.snapshot import to_json
from tests.factories import NOW, a_charge, a_scope, no_pseudonym
from tests.reports.digests import REFUNDS, WEEK, company
from tests.verification.test_verify import verified

ORG = replace(company(REFUNDS), rules=(AllocationRule(match=Match(key="key_1"), team="support", workflow="refunds"),))
LATER = NOW + timedelta(days=1)


def read(database: Database, amount: str, *, now: datetime, connection: str = "openai", **more: Any) -> None:
    """The days of the week, read complete, the first of which has one charge."""
    day = WEEK.monday
    with database.writing() as writing:
        number = store.connection_id(writing, connection, connection, now=now)
        store.replace(
            writing,
            connections={connection: number},
            scopes=[a_scope(one, connection) for one in WEEK.period.days()],
            charges=[(a_scope(day, connection), a_charge(amount, day=day, **{"key": "key_1"} | more))],
            now=now,
            pseudonym=no_pseudonym,
        )
        sources.note_success(writing, number, WEEK.period, now=now, as_of=now)


def publish(database: Database) -> None:
    with database.writing() as writing:
        version = orgs.current(writing).version
        (built,) = build(writing, WEEK, ["support"])
        digests.keep(writing, "support", WEEK, to_json(built), org_version=version, now=NOW)


def apply_org(database: Database) -> None:
    with database.writing() as writing:
        orgs.save(writing, ORG, now=NOW, pseudonym=no_pseudonym)
        place_all(writing, orgs.placement(writing))
        rollup.rebuild(writing)


def log(database: Database, *, day: date, now: datetime) -> None:
    found = Outcome(
        event_id=f"{now}",
        kind=OutcomeKind.ACCEPTED,
        quantity=3,
        occurred_on=day,
        logged_at=now,
        source="test",
        workflow="refunds",
        team="support",
    )
    with database.writing() as writing:
        outcomes.log(writing, found)


def said(database: Database) -> list[tuple[bool, str]]:
    return [(check.ok, check.says) for check in verified(database) if check.name == "digests"]


@pytest.fixture
def published(database: Database) -> Database:
    apply_org(database)
    read(database, "5", now=NOW - timedelta(hours=1))
    log(database, day=WEEK.monday, now=NOW - timedelta(hours=1))
    publish(database)
    return database


def test_a_published_digest_is_made_anew_to_the_same_figures(published: Database) -> None:
    assert said(published) == [(True, "Every published digest reads back to the same bytes (1 looked at).")]


def test_a_week_that_was_restated_is_named_with_its_figures_and_holds(published: Database) -> None:
    read(published, "6", now=LATER)
    (_, (ok, says)) = said(published)
    assert ok
    assert says == (
        "The digest of support for 2026-W46 stands as it was sent, and the week has moved since "
        "(days of it were restated): USD direct 5 → 6, USD of refunds 5 → 6."
    )


def test_a_week_that_moved_without_a_restatement_does_not_hold(published: Database) -> None:
    with published.writing() as writing:
        writing.execute(update(charge).values(billed=Decimal(4), effective=Decimal(4)))
        rollup.rebuild(writing)
    (found,) = [says for ok, says in said(published) if not ok]
    assert "nothing that came in since explains it: USD direct 5 → 4, USD of refunds 5 → 4" in found


def test_charges_of_a_connection_that_is_new_since_explain_the_week(published: Database) -> None:
    read(published, "2", now=LATER, connection="anthropic", provider="anthropic")
    (_, (ok, says)) = said(published)
    assert ok
    assert "(charges that were missing were read): USD direct 5 → 7" in says


def test_unallocated_spend_of_others_is_said_and_holds(published: Database) -> None:
    read(published, "5", now=NOW - timedelta(hours=1), connection="older", provider="older", key="nobody's")
    (_, (ok, says)) = said(published)
    assert ok
    assert says.endswith("the week has moved since: USD unallocated in the whole company 0 → 5.")


def test_outcomes_logged_afterwards_explain_other_counts(published: Database) -> None:
    log(published, day=WEEK.monday, now=LATER)
    (_, (ok, says)) = said(published)
    assert ok
    assert says.endswith("(outcomes were logged or taken back): accepted of refunds 3 → 6.")


def test_outcomes_that_vanished_do_not_hold(published: Database) -> None:
    with published.writing() as writing:
        writing.exec_driver_sql("DELETE FROM outcome")
    assert [ok for ok, _ in said(published)] == [False]


def test_under_another_org_version_a_digest_is_read_back_and_not_made_anew(published: Database) -> None:
    apply_org(published)
    read(published, "6", now=LATER)
    assert [ok for ok, _ in said(published)] == [True, True]
    assert said(published)[1][1].startswith("1 of 1 digests were published under an earlier org version")


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('"direct": "5"', '"direct": "5.0"', "is not written back as it was published"),
        ('"direct": "5"', '"direct": "five"', "does not read back"),
        ('"direct": "5"', '"direct": 5', "does not read back"),
        ('"team": "support"', '"team": "sales"', "holds that of sales"),
        ("{\n", "{ \n", "is not written back as it was published"),
        ("{", "", "does not read back"),
    ],
)
def test_a_document_that_was_changed_is_found(published: Database, before: str, after: str, says: str) -> None:
    edit(published, before, after)
    (found,) = [text for ok, text in said(published) if not ok]
    assert says in found


def test_a_figure_that_was_changed_in_a_document_is_found(published: Database) -> None:
    edit(published, '"direct": "5"', '"direct": "7"')
    assert [ok for ok, _ in said(published)] == [False]


def test_a_document_from_before_a_field_existed_holds(published: Database) -> None:
    edit(published, '  "budgets": [],\n', "")
    assert [ok for ok, _ in said(published)] == [True]


def test_a_digest_that_said_what_was_missing_is_explained_when_it_comes(database: Database) -> None:
    apply_org(database)
    read(database, "5", now=NOW - timedelta(hours=1))
    with database.writing() as writing:
        writing.exec_driver_sql("DELETE FROM scope WHERE newest_day IS NULL")
    publish(database)
    with database.writing() as writing:
        writing.execute(update(charge).values(billed=Decimal(8), effective=Decimal(8)))
        rollup.rebuild(writing)
    (_, (ok, says)) = said(database)
    assert ok
    assert "(charges that were missing were read): USD direct 5 → 8" in says


def edit(database: Database, before: str, after: str) -> None:
    with database.writing() as writing:
        kept = digests.find(writing, "support", WEEK)
        assert kept is not None
        assert before in kept
        writing.execute(update(digest).values(document=kept.replace(before, after, 1)))
