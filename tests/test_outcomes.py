from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bot import outcomes
from bot.errors import UsageError
from bot.facts.org import Org, OutcomeType, Team, Workflow
from bot.facts.outcome import Outcome, OutcomeKind
from bot.facts.outcome_line import OutcomeLine
from bot.facts.periods import week_of
from bot.ledger.db import Database
from tests.factories import NOW

ALICE, BOB = "p_alice", "p_bob"
WEEK = week_of(NOW.date()).period


def a_workflow(slug: str, team: str = "support") -> Workflow:
    unit = OutcomeType(unit=f"{slug} done")
    return Workflow(slug=slug, name=slug.title(), team=team, owner="alice@acme.example", outcome=unit)


ORG = Org(
    teams=(Team(slug="support", name="Support"), Team(slug="legal", name="Legal")),
    workflows=(a_workflow("refunds"), a_workflow("kb"), a_workflow("contracts", "legal")),
)


def logged(database: Database, event_id: str, now: datetime = NOW, **fields: Any) -> Outcome:
    line = OutcomeLine(**{"quantity": 3, **fields.pop("line", {})})
    where: dict[str, Any] = {"team": "support", "person": ALICE, "source": "test", "now": now} | fields
    with database.writing() as connection:
        found = outcomes.from_line(connection, line, org=ORG, event_id=event_id, **where)
        return outcomes.log(connection, found)


def counted(database: Database, workflow: str = "refunds") -> int:
    with database.reading() as connection:
        return outcomes.net(outcomes.counts(connection), workflow, WEEK)


def test_the_same_event_three_times_is_one_outcome(database: Database) -> None:
    for _ in range(3):
        logged(database, "event-1", line={"workflow": "refunds"})
    assert counted(database) == 3


def test_the_workflow_is_the_one_named(database: Database) -> None:
    assert logged(database, "1", line={"workflow": "contracts"}).team == "legal"


def test_else_the_only_one_of_the_team(database: Database) -> None:
    assert logged(database, "1", team="legal").workflow == "contracts"


def test_else_the_one_the_person_last_used_there_then_anybody(database: Database) -> None:
    assert logged(database, "1").workflow is None
    logged(database, "2", line={"workflow": "kb"}, person=BOB)
    assert logged(database, "3", NOW + timedelta(minutes=1)).workflow == "kb"
    logged(database, "4", NOW + timedelta(minutes=2), line={"workflow": "refunds"}, person=BOB)
    assert logged(database, "5", NOW + timedelta(minutes=3)).workflow == "kb"


def test_without_an_org_an_outcome_is_kept_unsorted(database: Database) -> None:
    with database.writing() as connection:
        found = outcomes.from_line(
            connection,
            OutcomeLine(quantity=3),
            org=Org(),
            team=None,
            person=None,
            event_id="1",
            source="test",
            now=NOW,
        )
        kept = outcomes.log(connection, found)
    assert (kept.workflow, kept.team, kept.quantity) == (None, None, 3)


def test_undo_takes_an_entry_out_of_every_count_and_twice_is_once(database: Database) -> None:
    logged(database, "1", line={"workflow": "refunds"})
    for _ in range(2):
        with database.writing() as connection:
            outcomes.undo(connection, "1", person=ALICE, now=NOW + timedelta(minutes=9))
    assert counted(database) == 0
    with database.reading() as connection:
        assert outcomes.newest(connection, limit=5) == ()


def test_undo_ends_after_ten_minutes_and_says_what_to_type(database: Database) -> None:
    logged(database, "1", line={"workflow": "refunds"})
    with (
        pytest.raises(UsageError, match="/ai-outcome reversed 3 #refunds"),
        database.writing() as connection,
    ):
        outcomes.undo(connection, "1", person=ALICE, now=NOW + timedelta(minutes=11))
    assert counted(database) == 3


def test_nobody_undoes_what_somebody_else_logged(database: Database) -> None:
    logged(database, "1", line={"workflow": "refunds"})
    with pytest.raises(UsageError, match="Only the person who logged"), database.writing() as connection:
        outcomes.undo(connection, "1", person=BOB, now=NOW)


def test_a_reversal_lowers_the_net_and_a_rejection_is_counted_apart(database: Database) -> None:
    logged(database, "1", line={"workflow": "refunds", "quantity": 10})
    logged(database, "2", line={"workflow": "refunds", "quantity": 2, "kind": OutcomeKind.REVERSED})
    logged(database, "3", line={"workflow": "refunds", "quantity": 4, "kind": OutcomeKind.REJECTED})
    assert counted(database) == 8
    with database.reading() as connection:
        found = {one.kind: one.quantity for one in outcomes.counts(connection)}
    assert found[OutcomeKind.REJECTED] == 4


def test_moving_an_entry_counts_it_once_under_the_other_workflow(database: Database) -> None:
    logged(database, "1", line={"workflow": "refunds"})
    for _ in range(2):
        with database.writing() as connection:
            moved = outcomes.move(connection, "1", "kb", org=ORG, person=ALICE, now=NOW)
    assert (moved.workflow, counted(database, "refunds"), counted(database, "kb")) == ("kb", 0, 3)


def test_counts_are_cut_at_half_open_days(database: Database) -> None:
    logged(database, "1", line={"workflow": "refunds"})
    with database.reading() as connection:
        today: date = NOW.date()
        assert outcomes.counts(connection, until=today) == ()
        assert len(outcomes.counts(connection, since=today)) == 1


def moved(database: Database, event_id: str, workflow: str) -> Outcome:
    with database.writing() as connection:
        return outcomes.move(connection, event_id, workflow, org=ORG, person=ALICE, now=NOW)


def test_an_entry_moved_again_and_again_is_counted_once_where_it_was_moved_last(database: Database) -> None:
    logged(database, "1", line={"workflow": "refunds"})
    for workflow in ("kb", "contracts", "kb", "refunds", "refunds"):
        moved(database, "1", workflow)
    assert [counted(database, slug) for slug in ("refunds", "kb", "contracts")] == [3, 0, 0]


def test_undo_takes_an_entry_back_wherever_it_was_moved(database: Database) -> None:
    logged(database, "1", line={"workflow": "refunds"})
    moved(database, "1", "kb")
    with database.writing() as connection:
        outcomes.undo(connection, "1", person=ALICE, now=NOW)
        assert not outcomes.stands(connection, "1")
    assert [counted(database, slug) for slug in ("refunds", "kb")] == [0, 0]


def test_an_undone_entry_is_not_logged_again_by_moving_it(database: Database) -> None:
    logged(database, "1", line={"workflow": "refunds"})
    with database.writing() as connection:
        outcomes.undo(connection, "1", person=ALICE, now=NOW)
    with pytest.raises(UsageError, match="was undone"):
        moved(database, "1", "kb")
    assert counted(database, "kb") == 0
