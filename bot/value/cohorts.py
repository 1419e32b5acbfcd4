"""Which sums of what people did may be said: of five people or more, and of nobody in particular (method.md 4.8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar

from bot.facts.org import FEWEST_SHOWN_ALONE

Key = TypeVar("Key")
_MOST_OF_ONE = 70
"""In per cent: a sum most of which one person did speaks of that person."""


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """What a sum speaks of: by person what they did, `unnamed` what nobody is named for, and how many `others` it
    speaks of without their names, each of whom did one.
    """

    counts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    unnamed: int = 0
    others: int = 0

    @property
    def people(self) -> int:
        """How many people did anything of it."""
        return sum(count > 0 for count in self.counts.values()) + self.others

    @property
    def total(self) -> int:
        """The sum."""
        return sum(self.counts.values()) + self.unnamed + self.others


def may_be_said(cohort: Cohort) -> bool:
    """Whether the sum may be said alone: it speaks of no person, or of enough of whom none did most of it."""
    if not cohort.people:
        return True
    largest = max(cohort.counts.values(), default=1)
    return cohort.people >= FEWEST_SHOWN_ALONE and largest * 100 <= _MOST_OF_ONE * cohort.total


def sayable(cohorts: Mapping[Key, Cohort]) -> frozenset[Key]:
    """Those of the parts of one whole that may be said beside it.

    Where what is left unsaid could not be said as one sum, the smallest of the others are left unsaid too until it
    could: it can be had by subtraction.
    """
    unsaid = [key for key, cohort in cohorts.items() if not may_be_said(cohort)]
    said = sorted((key for key in cohorts if key not in unsaid), key=lambda key: (cohorts[key].people, str(key)))
    of_people = [key for key in said if cohorts[key].people]
    while of_people and not may_be_said(together(cohorts[key] for key in unsaid)):
        unsaid.append(of_people.pop(0))
    return frozenset(cohorts.keys() - set(unsaid))


def together(cohorts: Iterable[Cohort]) -> Cohort:
    """What the sum of all of them speaks of."""
    counts, unnamed, others = Counter[str](), 0, 0
    for cohort in cohorts:
        counts.update(cohort.counts)
        unnamed, others = unnamed + cohort.unnamed, others + cohort.others
    return Cohort(counts=counts, unnamed=unnamed, others=others)
