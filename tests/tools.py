"""Providers that say what a test wants them to."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from bot.errors import ProviderUnavailableError
from bot.facts.periods import Period
from bot.providers.base import Progress, Reading, ignore
from bot.providers.capabilities import Capabilities
from tests.factories import a_charge, an_activity


class Tool:
    """A provider that states what its `next` says, of one day."""

    name = "tool"
    settles_after = timedelta(days=3)
    restates = timedelta(days=4)
    capabilities = Capabilities(amounts="US dollars")

    def __init__(self) -> None:
        self.next: Reading | None = None

    def readable(self, window: Period, *, now: datetime) -> Period:  # noqa: ARG002  (any day will do)
        return window

    def read(self, window: Period, *, now: datetime, progress: Progress = ignore) -> Reading:  # noqa: ARG002
        if self.next is None:
            raise ProviderUnavailableError("The tool is down; the next run reads it again")
        return self.next

    def probe(self, *, now: datetime) -> None:
        pass


class Daily(Tool):
    """A provider with a charge and a count of each day, that fails from a day on and notes what it is asked for."""

    def __init__(self, fails_from: date | None = None) -> None:
        super().__init__()
        self.fails_from = fails_from
        self.asked: list[Period] = []

    def read(self, window: Period, *, now: datetime, progress: Progress = ignore) -> Reading:
        self.asked.append(window)
        if self.fails_from is not None and window.end > self.fails_from:
            raise ProviderUnavailableError("The tool is down; the next run reads it again")
        progress(window)
        days = list(window.days())
        return Reading(
            window=window,
            charges=tuple(a_charge("2", provider="tool", day=day) for day in days),
            activities=tuple(an_activity(3, provider="tool", day=day) for day in days),
            control_total=Decimal(2 * len(days)),
            as_of=now - timedelta(hours=len(self.asked)),
        )
