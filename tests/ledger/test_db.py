from __future__ import annotations

import threading
import time

from sqlalchemy import event, text

from bot.ledger import incoming
from bot.ledger.db import Database


def test_writers_of_one_process_wait_their_turn_and_none_is_given_up(sqlite_database: Database) -> None:
    """A slow write holds the others up; nobody's is refused as "locked"."""
    event.listen(sqlite_database.engine, "connect", lambda new, _: new.execute("PRAGMA busy_timeout=20"))
    sqlite_database.engine.dispose()
    with sqlite_database.writing() as connection:
        connection.execute(text("CREATE TABLE said (word TEXT)"))
    failed: list[Exception] = []

    def write(number: int) -> None:
        try:
            with sqlite_database.writing() as connection:
                connection.execute(text("INSERT INTO said VALUES (:word)"), {"word": str(number)})
                time.sleep(0.03)
        except Exception as error:  # noqa: BLE001  (whatever it is, it must not be)
            failed.append(error)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(20)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with sqlite_database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM said")).scalar_one() == 20
    assert failed == []


def test_a_connection_keeps_no_pages_in_memory_once_its_temporary_tables_are_gone(sqlite_database: Database) -> None:
    said: list[str] = []
    event.listen(sqlite_database.engine, "before_cursor_execute", lambda *its: said.append(its[2]))
    with sqlite_database.staging(*incoming.TABLES):
        pass
    assert said[-1] == "PRAGMA shrink_memory"
