"""Activities that wait on the disk until the last piece of a reading has come: of a large company they are too many
to hold.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from tempfile import TemporaryFile
from types import TracebackType

from bot.facts.activity import Activity, ActivityKind
from bot.facts.periods import Period


@dataclass(frozen=True)
class Counted:
    """What was counted in a window that was read to its end; `of_days` says on which days each kind was, None where
    every kind was on all of them.
    """

    window: Period
    activities: Sequence[Activity]
    of_days: Mapping[ActivityKind, Period] | None


class Spool(AbstractContextManager["Spool"]):
    """A file without a name, gone when it is closed; it names people by their pseudonyms alone."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115  (it is closed on leaving)

    def add(self, one: Counted, pseudonym: Callable[[str], str]) -> None:
        """Keep it, for the order in which it came."""
        kept = [replace(done, person=done.person and pseudonym(done.person)) for done in one.activities]
        of_days = None if one.of_days is None else dict(one.of_days)  # a view of a mapping cannot be written down
        pickle.dump(replace(one, activities=kept, of_days=of_days), self._file)

    def __iter__(self) -> Iterator[Counted]:
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
