from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import stamina

from bot import jobs, orgfile
from bot.facts.bill_limit import BillLimit
from bot.facts.fx import Fx
from bot.facts.org import Org, Team
from bot.facts.periods import parse_week
from bot.ledger import digests, orgs
from bot.ledger.db import Database
from bot.sandbox.org import org_toml
from bot.settings import Settings
from reports.digest_inputs import WEEKS_SHOWN
from reports.digest_message import message
from reports.digest_reading import build, published_digests
from reports.snapshot import to_json
from tests.box import Box, opened
from tests.factories import no_pseudonym
from tests.providers.focus_samples import row, write

WEEK = parse_week("2026-W46")


@pytest.fixture
def box(database: Database) -> Iterator[Box]:
    with opened(database) as box:
        with database.writing() as connection:
            org = orgfile.read(org_toml(box.company), "larkspur.toml")
            orgs.save(connection, org, now=box.clock(), pseudonym=no_pseudonym)
        yield box


def test_a_digest_is_due_at_the_first_half_past_nine_local_after_its_week_closed() -> None:
    assert jobs.due_at(Team(slug="a", name="A", timezone="Europe/Berlin"), WEEK) == datetime(
        2026, 11, 17, 8, 30, tzinfo=UTC
    )
    new_york = jobs.due_at(Team(slug="b", name="B", timezone="America/New_York"), WEEK)
    assert new_york == datetime(2026, 11, 17, 14, 30, tzinfo=UTC)
    auckland = jobs.due_at(Team(slug="c", name="C", timezone="Pacific/Auckland"), WEEK)
    assert auckland == datetime(2026, 11, 17, 20, 30, tzinfo=UTC)


def test_each_teams_digest_is_published_once_when_it_is_due(box: Box) -> None:
    box.collect("openai", date(2026, 11, 2))
    first = jobs.publish_digests(box.bot)
    assert set(first) == {"support", "sales", "engineering", "operations"}
    assert jobs.publish_digests(box.bot) == []
    box.clock.advance(days=1)
    assert jobs.publish_digests(box.bot) == ["marketing"]


def test_a_published_digest_stays_as_sent_and_the_next_one_says_that_its_week_was_restated(box: Box) -> None:
    """AC-C5: though it was said to be provisional."""
    for provider in ("openai", "anthropic"):
        box.collect(provider, date(2026, 10, 26))
    jobs.publish(box.bot, WEEK, ["engineering"])
    with box.bot.database.reading() as connection:
        sent = digests.find(connection, "engineering", WEEK)
    box.clock.advance(days=7)
    for provider in ("openai", "anthropic"):
        box.collect(provider, date(2026, 11, 2))
    jobs.publish(box.bot, WEEK.plus(1), ["engineering"])
    with box.bot.database.reading() as connection:
        assert digests.find(connection, "engineering", WEEK) == sent
        before, after = published_digests(connection, "engineering", limit=2)
    assert before.spend_provisional_until == date(2026, 11, 19)
    (moved,) = after.restated
    assert (moved.week, moved.before) == (WEEK, before.spend[0].total)
    assert moved.after > moved.before * Decimal("1.01")
    assert "Restated: week 46 was" in str(message(after))


def test_a_digest_of_long_ago_is_made_again_with_the_history_it_was_published_with(box: Box) -> None:
    """method.md 8.2: more digests came after it than a digest looks back to, and it is the same, byte for byte."""
    for provider in ("openai", "anthropic"):
        box.collect(provider, date(2026, 10, 26))
    weeks = [WEEK.plus(n) for n in range(-WEEKS_SHOWN - 1, 1)]
    for week in weeks:
        jobs.publish(box.bot, week, ["engineering"])
    with box.bot.database.reading() as connection:
        for week in weeks:
            (again,) = build(connection, week, ["engineering"])
            assert to_json(again) == digests.find(connection, "engineering", week), week
        before = published_digests(connection, "engineering", limit=2, before=weeks[3])
    assert [one.week for one in before] == weeks[1:3]


def test_rates_are_kept_and_a_refused_file_is_logged(
    box: Box, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rates = tmp_path / "rates.csv"
    rates.write_text("date,currency,rate\n2026-11-09,USD,1.10\n")
    box.collect("openai", date(2026, 11, 9))
    with box.bot.database.writing() as connection:
        org = replace(orgs.current(connection).org, fx=Fx(currency="EUR", rates=str(rates)))
        orgs.save(connection, org, now=box.clock(), pseudonym=no_pseudonym)
    assert jobs.keep_rates(box.bot) == 1
    rates.write_text("date,currency,rate\n2026-11-10,USD,1,10\n")
    assert jobs.keep_rates(box.bot) == 0
    assert "rates.csv:2" in capsys.readouterr().out


def test_days_that_moved_before_anything_was_said_of_them_are_in_no_line(box: Box) -> None:
    """AC-C6: what changes while it may still change is news only to those who were told a figure."""
    for provider in ("openai", "anthropic"):
        box.collect(provider, date(2026, 10, 26))
    box.clock.advance(days=7)
    restated = [box.collect(provider, date(2026, 11, 2)).restated for provider in ("openai", "anthropic")]
    assert any(restated)
    jobs.publish(box.bot, WEEK.plus(1), ["engineering"])
    with box.bot.database.reading() as connection:
        (digest,) = published_digests(connection, "engineering", limit=2)
    assert digest.restated == ()


def test_one_failing_provider_does_not_stop_the_others(box: Box) -> None:
    box.faults.die("/costs", page=1)
    with stamina.set_testing(True, attempts=1):
        done = {one.connection: one for one in jobs.collect_all(box.bot)}
    assert done["openai"].error is not None
    assert done["anthropic"].charges


def test_a_fault_of_ours_in_one_connection_does_not_stop_the_others(
    box: Box, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(box.bot.accounts[0].provider, "read", broken)
    done = {one.connection: one.error for one in jobs.collect_all(box.bot)}
    assert done == {"openai": "An unexpected ZeroDivisionError stopped it; see the log", "anthropic": None}
    assert "ZeroDivisionError" in capsys.readouterr().out


def test_billing_files_of_a_folder_are_read_together_and_a_refused_one_stops_nothing(
    sqlite_database: Database, tmp_path: Path
) -> None:
    with opened(sqlite_database) as box:
        assert jobs.read_bills(box.bot) is None
        folder = tmp_path / "bills"
        folder.mkdir()
        (folder / "broken.csv").write_text("BilledCost\n1\n")
        bot = replace(box.bot, settings=Settings(focus_paths=(folder,)))
        assert jobs.read_bills(bot) is None


def test_the_log_says_what_was_read_of_the_bills_what_was_left_out_and_what_is_gone(
    sqlite_database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened(sqlite_database) as box:
        with sqlite_database.writing() as connection:
            org = Org(bills=(BillLimit(service=("Model*",)),))
            orgs.save(connection, org, now=box.clock(), pseudonym=no_pseudonym)
        bot = replace(box.bot, settings=Settings(focus_paths=(tmp_path,)))
        path = write(tmp_path / "a.csv", [row(), row(ServiceName="Disks", BilledCost="2.50")])
        done = jobs.read_bills(bot)
        assert done is not None
        assert done.imported is not None
        assert done.imported.rows == 1
        said = capsys.readouterr().out
        assert "bills read" in said
        assert "Disks" in said
        assert "2.5" in said
        path.unlink()
        assert jobs.read_bills(bot) is not None
        assert "bill is gone, its charges stay" in capsys.readouterr().out


def test_what_is_due_does_not_depend_on_when_the_clock_ticks(box: Box) -> None:
    """A worker that slept over the hour publishes what it missed."""
    box.clock.advance(days=5)
    assert len(jobs.publish_digests(box.bot)) == 5
    assert box.clock() > jobs.due_at(Team(slug="a", name="A"), WEEK) + timedelta(days=4)
