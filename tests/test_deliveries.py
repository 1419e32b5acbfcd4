from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from bot import deliveries
from bot.deliveries import LOCKED_FOR, PACE
from bot.facts.delivery import Delivery, Kind, State
from bot.facts.message import Message, Paragraph
from bot.ledger.db import Database
from tests.factories import NOW

SAID = Message("Title", "Summary", (Paragraph("Text"),))
LATER = NOW + PACE


def queued(database: Database, *keys: str, target: str = "C1", kind: Kind = Kind.DIGEST) -> None:
    with database.writing() as connection:
        for key in keys:
            deliveries.queue(connection, key, kind=kind, surface="slack", target=target, message=SAID, now=NOW)


def taken(database: Database, after: timedelta = timedelta(0)) -> Delivery | None:
    with database.writing() as connection:
        return deliveries.take(connection, now=NOW + after)


def test_the_same_key_is_queued_once_and_taken_once(database: Database) -> None:
    queued(database, "digest:support:2026-W46", "digest:support:2026-W46")
    one = taken(database)
    assert one is not None
    assert (one.key, one.message, one.is_doubtful) == ("digest:support:2026-W46", SAID, False)
    assert taken(database) is None


def test_four_workers_over_forty_rows_take_each_exactly_once(database: Database) -> None:
    keys = [f"digest:team{n}:2026-W46" for n in range(40)]
    for n, key in enumerate(keys):
        queued(database, key, target=f"C{n}")

    def work() -> list[str]:
        found = []
        while one := taken(database):
            found.append(one.key)
        return found

    with ThreadPoolExecutor(4) as workers:
        done = [key for keys in workers.map(lambda _: work(), range(4)) for key in keys]
    assert sorted(done) == sorted(keys)


def test_what_a_vanished_worker_was_saying_is_taken_again_as_doubtful(database: Database) -> None:
    queued(database, "a")
    assert taken(database) is not None
    assert taken(database, LOCKED_FOR - timedelta(seconds=1)) is None
    again = taken(database, LOCKED_FOR)
    assert again is not None
    assert again.is_doubtful


def test_a_channel_is_spoken_to_once_a_second_and_by_one_worker(database: Database) -> None:
    queued(database, "a", "b")
    queued(database, "c", target="C2")
    first, other = taken(database), taken(database)
    assert first is not None
    assert other is not None
    assert {first.target, other.target} == {"C1", "C2"}
    with database.writing() as connection:
        deliveries.sent(connection, first.key, place="C1", ref="1", now=NOW)
    assert taken(database) is None
    assert taken(database, PACE) is not None


def test_what_was_certainly_not_said_is_due_again_after_the_time_asked_for(database: Database) -> None:
    queued(database, "a")
    one = taken(database)
    assert one is not None
    with database.writing() as connection:
        deliveries.postponed(connection, one, "busy", after=timedelta(seconds=30), now=NOW)
    assert taken(database, timedelta(seconds=29)) is None
    again = taken(database, timedelta(seconds=30))
    assert again is not None
    assert not again.is_doubtful


def test_what_was_not_said_is_said_again_when_asked_and_what_was_said_is_not(database: Database) -> None:
    queued(database, "failed", "unknown", "waiting", "said")
    with database.writing() as connection:
        deliveries.failed(connection, "failed", "not in the channel", now=NOW)
        deliveries.unknown(connection, "unknown", "no answer", now=NOW)
        deliveries.sent(connection, "said", place="C1", ref="1", now=NOW)
        for number, key in enumerate(("failed", "unknown", "waiting", "said", "nothing")):
            deliveries.again(connection, key, target=f"C{number + 2}", now=LATER)
        assert deliveries.counts(connection) == {State.QUEUED: 3, State.SENT: 1}
        assert deliveries.troubles(connection) == ()
    taken_now = {(one.key, one.target) for one in iter(lambda: taken(database, PACE), None)}
    assert taken_now == {("failed", "C2"), ("unknown", "C3"), ("waiting", "C4")}


def test_old_troubles_are_left_out_when_asked(database: Database) -> None:
    queued(database, "a")
    with database.writing() as connection:
        deliveries.failed(connection, "a", "type /invite", now=NOW)
        assert deliveries.troubles(connection, since=NOW) != ()
        assert deliveries.troubles(connection, since=LATER) == ()


def test_an_old_trouble_that_still_waits_is_not_left_out(database: Database) -> None:
    queued(database, "a", kind=Kind.ALERT)
    one = taken(database)
    assert one is not None
    with database.writing() as connection:
        deliveries.refused(connection, one, "check the e-mail", now=NOW)
        assert deliveries.troubles(connection, since=LATER) == (("a", State.QUEUED, "check the e-mail"),)


def test_where_it_stands_and_what_went_wrong_is_remembered(database: Database) -> None:
    queued(database, "a", "b", "c")
    with database.writing() as connection:
        deliveries.sent(connection, "a", place="D1", ref="1.2", now=NOW)
        deliveries.failed(connection, "b", "type /invite", now=NOW)
        deliveries.unknown(connection, "c", "no answer", now=NOW)
    with database.reading() as connection:
        assert deliveries.place_of(connection, "a") == ("D1", "1.2")
        assert deliveries.place_of(connection, "b") is None
        assert deliveries.known_place(connection, "C1") == "D1"
        assert set(deliveries.troubles(connection)) == {
            ("b", State.FAILED, "type /invite"),
            ("c", State.UNKNOWN, "no answer"),
        }
        assert deliveries.counts(connection) == {State.SENT: 1, State.FAILED: 1, State.UNKNOWN: 1}
