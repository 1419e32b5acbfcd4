"""Facts of the org file that hold from `since` (in) to `until` (out); None is from ever, or for ever."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import date
from typing import Protocol, TypeVar

from bot.orgfile.table import STAND_IN, Table


class Dated(Protocol):
    """Anything that holds for some days."""

    @property
    def since(self) -> date | None:
        """The first day that is in."""

    @property
    def until(self) -> date | None:
        """The first day that is out."""


_Fact = TypeVar("_Fact", bound=Dated)


def span(table: Table) -> tuple[date, date]:
    """The `since` and the `until` of a table in which both must stand."""
    since = table.day("since")
    until = table.end("until", since)
    if until is None and not table.has("until"):
        table.day("until")
    return since, until or since


def meet(one: Dated, other: Dated) -> bool:
    """Whether there is a day on which both hold; a date that could not be read meets nothing."""
    if STAND_IN in {one.since, other.since}:
        return False
    return _before(one.since, other.until) and _before(other.since, one.until)


def holds(fact: Dated, day: date) -> bool:
    """Whether it holds on a day."""
    return (fact.since is None or fact.since <= day) and (fact.until is None or day < fact.until)


def clashes(facts: Sequence[_Fact], about: Callable[[_Fact], Hashable]) -> Iterator[tuple[int, int]]:
    """The places of facts about the same thing that hold on the same days: the later one's, then the earlier one's."""
    places: dict[Hashable, list[int]] = {}
    for number, fact in enumerate(facts):
        those = places.setdefault(about(fact), [])
        yield from ((number, earlier) for earlier in those if meet(fact, facts[earlier]))
        those.append(number)


def _before(since: date | None, until: date | None) -> bool:
    return since is None or until is None or since < until
