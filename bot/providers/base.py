"""The provider contract: one file per provider, one line in the register, one recording (style.md 6).

A provider file reads; it does not sleep, retry, log money, know a team, open a session, look at the environment,
round or guess. Retries are one policy around its requests (`providers/http.py`).

Counts never take the money with them, and are never told by halves. A count beside an amount that cannot be read is
None (`Answer.known_count`); where something cannot be read of what holds no money, as activities and metering, all of
it is left out as if it were refused (`reading.unless_unreadable`). The log names the field. An amount that cannot be
read, and whatever says what it is of and whether all is there, fails the reading with its name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import ClassVar, Protocol

import httpx

from bot.facts.activity import Activity, ActivityKind
from bot.facts.charge import Charge
from bot.facts.metered import Dimension, Metered
from bot.facts.periods import Period
from bot.providers.capabilities import Capabilities

Progress = Callable[[Period], None]
"""Called with each piece of the window once it has been read."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """All that a provider says about one window: complete, or not made at all.

    `control_total` is the billed sum read without any grouping, None where the provider has no such query; `as_of`
    is how fresh the provider says its figures are. `names` maps (kind, id) to the name that people gave it, kind
    being `sub_account`, `key` or `service_account`. `activities` are all that is counted apart from money, None
    where they were not read: then what is known of them stays. `counted` is of which days each kind is stated,
    where that is not every kind on every day of the window: of all other days and kinds what is known stays as
    well.

    `metered` is what was used, where the provider meters it finer than it bills: `collect` divides by it. `billed_by`
    is what the charges are grouped by, so that of these dimensions None means nobody and of others nothing was asked;
    `billed_by_day` says it of the days for which the provider tells less apart than of the others.
    """

    window: Period
    charges: tuple[Charge, ...]
    activities: tuple[Activity, ...] | None = None
    counted: Mapping[ActivityKind, Period] | None = None
    control_total: Decimal | None = None
    as_of: datetime | None = None
    names: Mapping[tuple[str, str], str] = field(default_factory=lambda: MappingProxyType({}))
    metered: tuple[Metered, ...] = ()
    billed_by: frozenset[Dimension] = frozenset(Dimension)
    billed_by_day: Mapping[date, frozenset[Dimension]] = field(default_factory=lambda: MappingProxyType({}))

    def alike(self) -> Iterator[tuple[frozenset[Dimension], tuple[Charge, ...], tuple[Metered, ...]]]:
        """The charges and what was metered, by what the charges of their day are grouped by."""
        for grouping in sorted({self.billed_by, *self.billed_by_day.values()}, key=sorted):
            charges = tuple(one for one in self.charges if self._grouping(one.day) == grouping)
            yield grouping, charges, tuple(one for one in self.metered if self._grouping(one.day) == grouping)

    def _grouping(self, day: date) -> frozenset[Dimension]:
        return self.billed_by_day.get(day, self.billed_by)


class Provider(Protocol):
    """One admin API. Instances hold a client and a key; they are cheap and belong to one connection."""

    name: ClassVar[str]
    """The slug: the word in the ledger, the folder of recordings, the argument of `collect --provider`."""
    settles_after: ClassVar[timedelta]
    """How long after its end a day may still change: until it was read after that, it is provisional."""
    restates: ClassVar[timedelta]
    """How many days before today each run reads again, because figures may still be revised: at least a day more than
    `settles_after`, which counts from a day's end, so that each day is read once when it is final.
    """
    capabilities: ClassVar[Capabilities]
    """What it declares of itself."""

    def readable(self, window: Period, *, now: datetime) -> Period:
        """The part of the window that the provider has figures of; NothingToReadError where there is none."""
        ...

    def read(self, window: Period, *, now: datetime, progress: Progress = ...) -> Reading:
        """Every charge of the window's readable part, or a ProviderError; never a part of it.

        Raises NothingToReadError, before anything is asked, where no day of the window can be read.
        """
        ...

    def probe(self, *, now: datetime) -> None:
        """Make the cheapest request that needs the key; raise a ProviderError where it fails."""
        ...


class ApiProvider(Provider, Protocol):
    """A provider that the register holds: what it is called, where its settings are, how it is built.

    `default_base_url` is empty where only the operator can know it. `more_settings` are the settings beside key and
    address, all optional, by the word under which the constructor takes each.
    """

    title: ClassVar[str]
    key_setting: ClassVar[str]
    base_url_setting: ClassVar[str]
    default_base_url: ClassVar[str]
    more_settings: ClassVar[Mapping[str, str]]

    def __init__(
        self, client: httpx.Client, *, key: str, base_url: str = ..., connection: str = ..., **more: str
    ) -> None:
        """Raises SettingsError where what it is given is not enough to read by."""


def ignore(_: Period) -> None:
    """The progress nobody watches."""
