"""How far the data of a week reach: a source that was not read to the end is said, never taken for zero."""

from __future__ import annotations

from collections.abc import Iterable

from bot.facts.periods import DAY, Week
from bot.ledger import sources as ledger
from reports.digest import Gap, Source
from reports.digest_inputs import WeeklyCost
from reports.wording import provider_name


class Reach:
    """Which sources feed which rows, and what is missing of them; `week` is the digest's own."""

    def __init__(self, sources: Iterable[ledger.Source], costs: Iterable[WeeklyCost], *, week: Week) -> None:
        found = tuple(sources)
        providers = [source.provider for source in found]
        self._sources = tuple((one, _source(one, week, alone=providers.count(one.provider) == 1)) for one in found)
        self._in_use = {row.connection for row in costs}

    def sources_of(self, costs: Iterable[WeeklyCost]) -> tuple[Source, ...]:
        """The sources these rows come from (without rows: any source in use) and those nothing ever came from."""
        return tuple(said for _, said in self._of(costs))

    def gaps(self, week: Week, costs: Iterable[WeeklyCost]) -> tuple[Gap, ...]:
        """What is missing of a week in the sources these rows come from."""
        return tuple(gap for found, said in self._of(costs) for gap in _gaps(found, said.name, week))

    def _of(self, costs: Iterable[WeeklyCost]) -> list[tuple[ledger.Source, Source]]:
        wanted = {row.connection for row in costs} or self._in_use
        return [(found, said) for found, said in self._sources if said.connection in wanted or said.empty]


def _source(found: ledger.Source, week: Week, *, alone: bool) -> Source:
    name = provider_name(found.provider)
    return Source(
        connection=found.connection,
        name=name if alone else f"{name} ({found.connection})",
        first_day=found.first_day,
        data_until=found.reaches_to,
        as_of=found.as_of or found.read_at,
        error=found.error,
        empty=found.newest_day is None,
        final_to=found.final_to,
        provisional_until=found.provisional_until(week.period),
    )


def _gaps(found: ledger.Source, name: str, week: Week) -> Iterable[Gap]:
    first, until = found.first_day, found.reaches_to
    if first is None or until is None:
        yield Gap(name=name)
        return
    for hole in found.missing(week.period):
        if hole.end <= first:
            yield Gap(name=name, starts=first)
        elif hole.start >= until:
            yield Gap(name=name, ends=until - DAY)
        else:
            yield Gap(name=name, hole=hole)
