"""How far the data of a week reach: a source that was not read to the end is said, never taken for zero."""

from __future__ import annotations

from collections.abc import Iterable

from bot.facts.periods import DAY, Week
from bot.ledger import sources as ledger
from reports.digest import Gap, Source
from reports.digest_inputs import WeeklyCost
from reports.wording import provider_name


class Reach:
    """Which sources feed which rows, and what is missing of them."""

    def __init__(self, sources: Iterable[ledger.Source], costs: Iterable[WeeklyCost]) -> None:
        found = tuple(sources)
        providers = [source.provider for source in found]
        self._sources = tuple(_source(one, alone=providers.count(one.provider) == 1) for one in found)
        self._in_use = {row.connection for row in costs}

    def sources_of(self, costs: Iterable[WeeklyCost]) -> tuple[Source, ...]:
        """The sources these rows come from (without rows: any source in use) and those nothing ever came from."""
        wanted = {row.connection for row in costs} or self._in_use
        return tuple(source for source in self._sources if source.connection in wanted or source.empty)

    def gaps(self, week: Week, costs: Iterable[WeeklyCost]) -> tuple[Gap, ...]:
        """What is missing of a week in the sources these rows come from."""
        return tuple(gap for source in self.sources_of(costs) for gap in _gaps(source, week))


def _source(found: ledger.Source, *, alone: bool) -> Source:
    name = provider_name(found.provider)
    return Source(
        connection=found.connection,
        name=name if alone else f"{name} ({found.connection})",
        first_day=found.first_day,
        data_until=found.reaches_to,
        as_of=found.as_of or found.read_at,
        error=found.error,
        empty=found.newest_day is None,
    )


def _gaps(source: Source, week: Week) -> Iterable[Gap]:
    first, until = source.first_day, source.data_until
    if first is None or until is None or until <= first:
        yield Gap(name=source.name)
        return
    if first > week.monday:
        yield Gap(name=source.name, starts=first)
    if until < week.period.end:
        yield Gap(name=source.name, ends=until - DAY)
