"""The files of a world are the same for the same seed, and the product reads them to what is true."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot import orgfile, outcomes
from bot.bills import import_csv, import_focus
from bot.facts.money import plain
from bot.facts.outcome import Outcome, OutcomeKind
from bot.facts.periods import week_of
from bot.ledger import orgs
from bot.ledger.costs import costs
from bot.ledger.db import Database
from bot.sandbox.world.files import write, write_bills
from bot.sandbox.world.sizes import ENDS, Nature
from bot.sandbox.world.truth import logged, truth
from bot.sandbox.world.world import World, make

NOW = datetime(ENDS.year, ENDS.month, ENDS.day + 2, 9, tzinfo=UTC)


def _pseudonym(email: str) -> str:
    return f"p-{hashlib.sha256(email.encode()).hexdigest()[:24]}"


def _contents(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_seed_reproduces_every_byte(folder: Path, tmp_path: Path) -> None:
    write(make("S", 101), tmp_path)
    assert _contents(tmp_path) == _contents(folder)


def test_another_seed_or_nature_writes_other_bytes(folder: Path, tmp_path: Path) -> None:
    one = _contents(folder)
    for name, world in (("seed", make("S", 102)), ("nature", make("S", 101, Nature.OTHER))):
        write_bills(world, tmp_path / name)
        other = _contents(tmp_path / name)
        assert not {path for path in other if one.get(path) == other[path]}


def test_the_truth_is_a_document_and_the_same_again(small: World, true: Callable[[], dict[str, Any]]) -> None:
    text = json.dumps(true(), sort_keys=True)
    assert json.dumps(truth(make("S", 101)), sort_keys=True) == text
    stories = {one["number"]: one for one in true()["planted"]}
    assert sorted(stories) == sorted(small.size.planted)
    assert all(one["workflow"] in true()["workflows"] for one in stories.values())
    assert all(one["right"] or one["found"] for one in stories.values())


def test_no_file_tells_who_is_planted(folder: Path) -> None:
    text = "".join(path.read_text() for path in folder.rglob("*") if path.is_file() and path.suffix != ".csv").lower()
    assert not [word for word in ("tokenmaxx", "inflater", "planted", "sandbag") if word in text]


def test_the_org_file_is_accepted(folder: Path) -> None:
    org = orgfile.read((folder / "org.toml").read_text(), "org.toml")
    assert (len(org.teams), len(org.people), len(org.workflows)) == (8, 60, 15)
    assert org.pools
    assert org.budgets
    assert any(workflow.baseline for workflow in org.workflows)


def test_owners_state_in_the_org_file_what_they_claim(folder: Path) -> None:
    org = orgfile.read((folder / "org.toml").read_text(), "org.toml")
    with (folder / "claims.csv").open() as file:
        rows = list(csv.DictReader(file))
    for workflow in org.workflows:
        claims = [row for row in rows if row["workflow"] == workflow.slug]
        said = [one for one in org.benefits if one.workflow == workflow.slug]
        for column, stated in (
            ("hours", [one.hours or 0 for one in said]),
            ("amount", [one.amount or (one.hours or 0) * 60 for one in said]),
        ):
            claimed = sum(Decimal(row[column]) for row in claims)
            assert claimed == pytest.approx(sum(stated), abs=5)  # hours are whole hundredths
        hours = any(Decimal(row["hours"]) for row in claims)
        people = workflow.baseline is not None and workflow.baseline.is_before_ai
        assert (workflow.effort is not None) == (hours or people)


def test_the_ledger_says_what_is_true_of_every_team_and_week(
    folder: Path, true: Callable[[], dict[str, Any]], sqlite_database: Database
) -> None:
    _load(folder, sqlite_database)
    with sqlite_database.reading() as connection:
        rows = costs(connection, since=None, until=None, by=("week", "team", "workflow"))
        days = costs(connection, since=None, until=None, by=("provider", "day"))
    found: dict[str, Any] = defaultdict(lambda: defaultdict(lambda: defaultdict(dict)))
    for row in rows:
        week, team, workflow = row.key("week"), row.key("team"), row.key("workflow")
        known = "" if workflow == "unallocated" else workflow
        found[week][team][known][row.currency] = plain(row.effective_cost or Decimal(0))
    assert json.loads(json.dumps(found)) == true()["costs"]
    billed: dict[str, Any] = defaultdict(lambda: defaultdict(dict))
    for row in days:
        if row.billed_cost:  # the later days of a seat are billed nothing
            billed[row.key("provider")][row.key("day")][row.currency] = plain(row.billed_cost)
    assert json.loads(json.dumps(billed)) == true()["days"]


def test_the_records_can_be_logged_and_are_counted_once(folder: Path, small: World, sqlite_database: Database) -> None:
    with (folder / "outcomes.csv").open() as file:
        found = [_outcome(row) for row in csv.DictReader(file)]
    with sqlite_database.writing() as connection:
        outcomes.log_all(connection, list({one.event_id: one for one in found}.values()))
        outcomes.log_all(connection, found[:400])
        counted = outcomes.counts(connection)
    sums: dict[tuple[str, str, str], int] = defaultdict(int)
    for one in counted:
        sums[str(week_of(one.day)), one.workflow or "", one.kind.value] += one.quantity
    assert dict(sums) == dict(logged(small))


def _load(folder: Path, database: Database) -> None:
    org = orgfile.read((folder / "org.toml").read_text(), "org.toml")
    with database.writing() as connection:
        orgs.save(connection, org, now=NOW, pseudonym=_pseudonym)
    for kind, read in (("focus", import_focus), ("assistants", import_csv)):
        read(database, sorted((folder / kind).glob("*.csv")), now=NOW, pseudonym=_pseudonym)


def _outcome(row: dict[str, str]) -> Outcome:
    at = datetime.fromisoformat(row["occurred_at"]).astimezone(UTC)
    return Outcome(
        event_id=row["id"],
        kind=OutcomeKind(row["kind"]),
        quantity=int(row["quantity"]),
        occurred_on=at.date(),
        logged_at=datetime.fromisoformat(row["logged_at"]).astimezone(UTC),
        source=row["source"],
        workflow=row["workflow"],
        team=row["team"],
        person=_pseudonym(row["person"]) if row["person"] else None,
        url=row["url"] or None,
        original=row["original"] or None,
    )
