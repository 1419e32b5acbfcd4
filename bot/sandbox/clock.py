"""The company's own time, so that a demo can step through weeks and a test never waits."""

from datetime import UTC, date, datetime, timedelta
from threading import Lock

HISTORY_STARTS = date(2026, 5, 18)  # a Monday; 26 closed weeks lie before the clock's start
CLOCK_STARTS = datetime(2026, 11, 17, 10, tzinfo=UTC)  # week 2026-W46 has just closed


class CompanyClock:
    """An aware UTC time that moves only when told to; safe to share between threads.

    Call it to read the time: `clock()`.
    """

    def __init__(self, start: datetime = CLOCK_STARTS) -> None:
        if start.tzinfo is None:
            raise ValueError("Start the company's clock with an aware time, e.g. datetime(..., tzinfo=UTC).")
        self._now = start.astimezone(UTC)
        self._lock = Lock()

    @property
    def now(self) -> datetime:
        """The company's present, aware and in UTC."""
        with self._lock:
            return self._now

    def __call__(self) -> datetime:
        """The same as `now`, so that the clock can stand where a function of the time is asked for."""
        return self.now

    def advance(self, *, days: int = 7) -> datetime:
        """Move the company forward and return its new present; time never runs back."""
        if days < 0:
            raise ValueError("The company's clock only moves forward: give days as zero or more.")
        with self._lock:
            self._now += timedelta(days=days)
            return self._now
