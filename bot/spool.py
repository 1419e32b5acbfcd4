"""Activities that wait on the disk until the last piece of a reading has come: of a large company they are too many
to hold.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from tempfile import TemporaryFile
from types import TracebackType

from bot.facts.activity import Activity
from bot.facts.periods import Period


class Spool(AbstractContextManager["Spool"]):
    """A file without a name, gone when it is closed; it names people by their pseudonyms alone."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115  (it is closed on leaving)

    def add(self, window: Period, activities: Sequence[Activity], pseudonym: Callable[[str], str]) -> None:
        """Keep what was counted in a window that was read to its end."""
        kept = [replace(one, person=one.person and pseudonym(one.person)) for one in activities]
        pickle.dump((window, kept), self._file)

    def __iter__(self) -> Iterator[tuple[Period, Sequence[Activity]]]:
        """Window after window, in the order they came."""
        self._file.seek(0)
        while True:
            try:
                yield pickle.load(self._file)  # noqa: S301  (nobody else can open the file)
            except EOFError:
                return

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Throw everything away."""
        self._file.close()
