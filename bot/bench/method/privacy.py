"""Scores: what an attacker learns of fewer than five people by subtracting what may be said (method.md 4.8, 8.2).

Everything that may be said is said: the sums by any breakdown of team and model, over either week or
both, and by team in the groups that teams are folded into. An attacker takes a pair of queries and subtracts from
each sum of the one all sums of the other that lie within it. What is left must speak of nobody, or be sayable itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

from bot.bench.method.people_at_work import DAY, Cell, organisation
from bot.bench.method.score import Bar, Run, Score
from bot.facts.org import FEWEST_SHOWN_ALONE, Org
from bot.value.blocks import blocks, is_union
from bot.value.cohorts import Cohort, may_be_said, sayable
from bot.value.people import folds

if TYPE_CHECKING:
    import numpy as np

_ROW = "privacy: 0 behaviour values for groups < 5, incl. by subtraction, over 10,000 random query pairs"
_PAIRS, _PAIRS_EACH = 10_000, 10
_BREAKDOWNS = ((), ("team",), ("model",), ("team", "model"))
_WEEKS = ((0,), (1,), (0, 1))


@dataclass(frozen=True)
class Query:
    """A question of the whole organisation: by which of team and model, over which weeks."""

    by: tuple[str, ...]
    weeks: tuple[int, ...]


Part = frozenset[int]
"""The cells that a sum is of, by their places."""

_Finest = tuple[str, str, int]

Judge = Callable[[Mapping[tuple[str, ...], Cohort]], frozenset[tuple[str, ...]]]
"""Which parts of a breakdown may be said."""


def scores(run: Run, bar: Bar) -> Iterator[Score]:
    """How many sums of too few the attacker has, and how many would have had where each sum is judged alone."""
    told = _told(run, bar)
    yield Score(
        row=_ROW,
        name="sums of too few, from a breakdown and its total",
        measured=float(told.nested),
        at_most=0.0,
        anchor="each sum judged alone",
        anchored=float(told.nested_alone),
        of=f"{told.nested_pairs:,} pairs of queries",
        reason="One breakdown of one period beside its total, which is what a report shows: `sayable` judges it whole.",
    )
    yield Score(
        row=_ROW,
        name="sums of too few, from any two queries",
        measured=float(told.any),
        at_most=0.0,
        anchor="each sum judged alone",
        anchored=float(told.any_alone),
        of=f"{told.pairs:,} pairs of queries",
        reason="`sayable` judges one breakdown of one period at a time, and what it leaves unsaid in one can be had "
        "from another: a finer breakdown, or a longer period less a shorter one. Nothing in the product says two yet.",
    )
    yield Score(
        row=_ROW,
        name="sums of too few, from any two queries, of blocks",
        measured=float(told.any_of_blocks),
        at_most=0.0,
        anchor="each breakdown judged by itself",
        anchored=float(told.any),
        of=f"{told.pairs:,} pairs of queries",
        reason="A sum is said only where it is a union of blocks (bot/value/blocks.py), whatever is asked. The price: "
        f"{told.said_of_blocks:,} sums are said where each breakdown by itself says {told.said:,}.",
        in_product=False,
    )
    yield Score(
        row=_ROW,
        name="differences of team totals that speak of fewer than five",
        measured=float(told.folds),
        at_most=0.0,
        anchor="each team of five or more shown",
        anchored=float(told.unfolded),
        of=f"{told.trees:,} trees of teams",
        reason="Every team that is shown, with all below it, less any one and less all that are shown below it.",
    )


@dataclass
class _Told:
    pairs: int = 0
    any: int = 0
    any_alone: int = 0
    any_of_blocks: int = 0
    said: int = 0
    said_of_blocks: int = 0
    nested_pairs: int = 0
    nested: int = 0
    nested_alone: int = 0
    trees: int = 0
    folds: int = 0
    unfolded: int = 0


def _told(run: Run, bar: Bar) -> _Told:
    told = _Told()
    organisations = (400 if run.is_short else _PAIRS) // len(run.seeds) // _PAIRS_EACH
    with bar("privacy", len(run.seeds)) as step:
        for seed in run.seeds:
            for number in range(organisations):
                _attack(told, *organisation(seed, run.family, number))
            step(1)
    return told


def _attack(told: _Told, org: Org, cells: tuple[Cell, ...], chance: np.random.Generator) -> None:
    told.trees += 1
    told.folds += _had_by_teams(org, _shown(org, folds(org, DAY)))
    told.unfolded += _had_by_teams(org, _large_enough(org))
    joined = _blocks(cells)
    for _ in range(_PAIRS_EACH):
        first, second = _query(chance), _query(chance)
        total = Query((), first.weeks)
        told.pairs += 1
        told.nested_pairs += 1
        pair = [_said(cells, query, sayable) for query in (first, second)]
        alone = [_said(cells, query, _alone) for query in (first, second)]
        of_blocks = [_said_of_blocks(cells, query, joined) for query in (first, second)]
        told.any += _had(cells, *pair)
        told.any_alone += _had(cells, *alone)
        told.any_of_blocks += _had(cells, *of_blocks)
        told.said += len(pair[0])
        told.said_of_blocks += len(of_blocks[0])
        told.nested += _had(cells, _said(cells, total, sayable), pair[0])
        told.nested_alone += _had(cells, _said(cells, total, _alone), alone[0])


def _query(chance: np.random.Generator) -> Query:
    by = _BREAKDOWNS[int(chance.integers(len(_BREAKDOWNS)))]
    return Query(by, _WEEKS[int(chance.integers(len(_WEEKS)))])


def _had(cells: tuple[Cell, ...], one: list[Part], other: list[Part]) -> int:
    """How many sums of too few there are among what is said and what is left of it."""
    had = {part for part in (*one, *other) if not may_be_said(_cohort(cells, part))}
    for wholes, parts in ((one, other), (other, one)):
        for whole in wholes:
            left = whole.difference(*(part for part in parts if part < whole))
            if left != whole and not may_be_said(_cohort(cells, left)):
                had.add(left)
    return len(had)


def _said(cells: tuple[Cell, ...], query: Query, judge: Judge) -> list[Part]:
    groups = _groups(cells, query)
    said = judge({key: _cohort(cells, part) for key, part in groups.items()})
    return [part for key, part in groups.items() if key in said]


def _said_of_blocks(cells: tuple[Cell, ...], query: Query, joined: tuple[frozenset[_Finest], ...]) -> list[Part]:
    parts = _groups(cells, query).values()
    return [part for part in parts if is_union({_finest(cells[at]) for at in part}, joined)]


def _groups(cells: tuple[Cell, ...], query: Query) -> dict[tuple[str, ...], Part]:
    groups: defaultdict[tuple[str, ...], set[int]] = defaultdict(set)
    for at, cell in enumerate(cells):
        if cell.week in query.weeks:
            groups[tuple(getattr(cell, word) for word in query.by)].add(at)
    return {key: frozenset(group) for key, group in groups.items()}


def _finest(cell: Cell) -> _Finest:
    return cell.team, cell.model, cell.week


def _blocks(cells: tuple[Cell, ...]) -> tuple[frozenset[_Finest], ...]:
    """The blocks of a week, joined within a team before beyond it."""
    groups: defaultdict[_Finest, set[int]] = defaultdict(set)
    for at, cell in enumerate(cells):
        groups[_finest(cell)].add(at)
    finest = {key: _cohort(cells, frozenset(group)) for key, group in groups.items()}
    return blocks(finest, (itemgetter(0, 2), itemgetter(2)))


def _alone(cohorts: Mapping[tuple[str, ...], Cohort]) -> frozenset[tuple[str, ...]]:
    return frozenset(key for key, cohort in cohorts.items() if may_be_said(cohort))


def _cohort(cells: tuple[Cell, ...], part: Part) -> Cohort:
    counts = Counter[str]()
    for at in part:
        counts[cells[at].person] += cells[at].count
    return Cohort(counts=counts)


def _shown(org: Org, places: Mapping[str, str | None]) -> Mapping[str, set[str]]:
    """Each team that is shown in itself, and the teams whose sums are in its total."""
    return _below(org, {slug: place for slug, place in places.items() if place}, {*places.values()})


def _large_enough(org: Org) -> Mapping[str, set[str]]:
    """Each team that has five people with all below it, and the teams below it."""
    below = _below(org, {team.slug: team.slug for team in org.teams}, {team.slug for team in org.teams})
    return {slug: teams for slug, teams in below.items() if _people(org, teams) >= FEWEST_SHOWN_ALONE}


def _below(org: Org, places: Mapping[str, str], shown: set[str] | set[str | None]) -> dict[str, set[str]]:
    parents = {team.slug: team.parent for team in org.teams}
    below: defaultdict[str, set[str]] = defaultdict(set)
    for slug, place in places.items():
        at: str | None = place
        while at is not None:
            if at in shown:
                below[at].add(slug)
            at = parents[at]
    return dict(below)


def _had_by_teams(org: Org, below: Mapping[str, set[str]]) -> int:
    """Differences of a team that is shown, with all below it, and such below it, that speak of one to four people.

    What is said of a team is what was done in it, so the difference speaks of all members of the teams left in it.
    """
    had = 0
    for one in sorted(below):
        inner = [other for other in sorted(below) if below[other] < below[one]]
        lefts = [below[one] - below[other] for other in inner]
        lefts += [below[one] - set[str]().union(*(below[other] for other in inner))]
        had += sum(0 < _people(org, left) < FEWEST_SHOWN_ALONE for left in lefts)
    return had


def _people(org: Org, teams: set[str]) -> int:
    return len(frozenset[str]().union(*(org.members(team, DAY) for team in teams)))
