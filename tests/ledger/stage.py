"""`Stage`: a database, what it holds before and after a replacement, and the way back to before it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import Row, insert, select, text

from bot import verification
from bot.ledger.db import Database
from bot.ledger.tables import metadata
from tests.conftest import emptied
from tests.ledger.contents import Contents, contents
from tests.ledger.replacements import Replacement


class Stage:
    """A database with a replacement to come, which can be put back to before it."""

    def __init__(self, database: Database, replacement: Replacement, folder: Path) -> None:
        self.database = database
        self.url = database.url.render_as_string(hide_password=False)
        self.replacement = replacement
        self.folder = folder
        replacement.prepare(database, folder)
        database.close()
        self._file = Path(database.url.database or "") if database.is_sqlite else None
        self._rows = {} if self._file else self._kept()
        if self._file:
            shutil.copy(self._file, self._file.with_suffix(".kept"))

    def put_back(self) -> None:
        """As it was before the replacement."""
        if self._file:
            self.database.close()
            for suffix in ("-wal", "-shm"):
                Path(f"{self._file}{suffix}").unlink(missing_ok=True)
            shutil.copy(self._file.with_suffix(".kept"), self._file)
            return
        with emptied(self.database).writing() as connection:
            for table in metadata.sorted_tables:
                if self._rows[table.name]:
                    connection.execute(insert(table), [row._asdict() for row in self._rows[table.name]])

    def contents(self) -> Contents:
        """What the ledger holds."""
        with self.database.reading() as connection:
            return contents(connection)

    def faults(self) -> list[str]:
        """What does not hold, in the words of `denominator verify`."""
        with self.database.reading() as connection:
            return [check.says for check in verification.verify(connection, lambda _: None) if not check.ok]

    def damage(self) -> list[str]:
        """What SQLite finds wrong in its file; a server looks after its own."""
        if not self._file:
            return []
        with self.database.reading() as connection:
            found = [one for one in connection.execute(text("PRAGMA integrity_check")).scalars() if one != "ok"]
            return [*found, *(str(row) for row in connection.execute(text("PRAGMA foreign_key_check")))]

    def replace(self) -> None:
        """What the process would have done."""
        self.replacement.replace(self.database, self.folder)

    def _kept(self) -> dict[str, list[Row[Any]]]:
        with self.database.reading() as connection:
            return {table.name: list(connection.execute(select(table))) for table in metadata.sorted_tables}
