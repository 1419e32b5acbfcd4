"""What a year of weekly closes says of workflows that changed and of those that did not: rows of method.md 8.2.

An organisation is two hundred workflows with thirteen weeks of baseline; three in ten then change for good, by -30% to
-55% or +45% to +120%. The rule is the product's, close by close. The naive one beside it calls whatever a z test of
each week's window calls at 5%.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import log, sqrt
from typing import TYPE_CHECKING

from bot.bench.method.score import Bar, Family, Run, Score, share_wrong
from bot.bench.method.worlds import Workflows, daily, week_sums
from bot.facts.policy import DEFAULT
from bot.value.changes import Change, Comparison, compare, standing
from bot.value.discoveries import discoveries
from bot.value.levels import Level
from bot.value.ranges import FEWEST_WEEKS, WeekSums, typical_range

if TYPE_CHECKING:
    from bot.bench.method.worlds import Numbers

BASE_WEEKS, YEAR, WINDOW = 13, 52, 8
_WORKFLOWS, _FEW_WORKFLOWS = 200, 60
_CHANGED = 0.30
_RARE = 0.04
_COIN = 0.5
_FEW_A_WEEK = 6
_QUIET_WEEKS_TELL = (
    "; quiet weeks lie in the first windows after the change, in which what is spent anyway falls on few outcomes"
)
_QUARTER, _HALF_YEAR = 13, 26
_Z = 1.959964
_LEAST_PER_WEEK, _MOST_PER_WEEK = 1.5, 150.0


@dataclass(frozen=True, kw_only=True)
class Followed:
    """A workflow of so many outcomes a week through the year: how it truly changed, and what was said at each close.

    `said` is what stood after it and `naive` what the naive rule says; -1 is cheaper, 1 dearer, 0 neither.
    """

    per_week: float
    truly: int
    said: tuple[int, ...]
    closes: tuple[Comparison, ...]
    naive: tuple[int, ...]


@dataclass
class Tally:
    """Each flag over the closes of a year: whether it is of a workflow that did not change, and so is false."""

    flags: list[bool] = field(default_factory=list)

    def add(self, followed: Followed) -> None:
        """One workflow that is flagged at one close."""
        self.flags.append(followed.truly == 0)


@dataclass(frozen=True, kw_only=True)
class Lists:
    """The flags of a list across an organisation: those that the product would name, and the naive ones."""

    ours: Tally = field(default_factory=Tally)
    naive: Tally = field(default_factory=Tally)


def scores(run: Run, bar: Bar) -> Iterator[Score]:
    """The rows on flags, on their direction, on power and on lists, each beside the naive rule on the same weeks."""
    everybody, common, rare = list[Followed](), Lists(), Lists()
    with bar("a year of closes", len(run.seeds)) as step:
        for seed in run.seeds:
            organisation = _organisation(seed, run)
            everybody += organisation
            _list(organisation, common)
            for part in _thinned(organisation):
                _list(part, rare)
            step(1)
    yield from _of_single_workflows(everybody, run)
    yield from _of_lists(common, rare, run)


def _of_single_workflows(everybody: Sequence[Followed], run: Run) -> Iterator[Score]:
    still = [one for one in everybody if one.truly == 0]
    moved = [one for one in everybody if one.truly != 0]
    years, changed = f"{len(still):,} workflow-years without a change", f"{len(moved):,} workflows that changed"
    world = (
        f"{run.family.value}; {_LEAST_PER_WEEK:g} to {_MOST_PER_WEEK:g} outcomes a week, baseline of {BASE_WEEKS} weeks"
    )
    naive = "z test of each week"
    yield Score(
        row="unchanged workflows ever flagged in a year",
        name="two closes beyond the margin",
        measured=_share(any(one.said) for one in still),
        at_most=0.10,
        anchor=naive,
        anchored=_share(any(one.naive) for one in still),
        of=years,
        reason=world,
    )
    yield Score(
        row="wrong-direction call",
        name="changed workflows ever called the wrong way",
        measured=_share(-one.truly in one.said for one in moved),
        at_most=0.0,
        anchor=naive,
        anchored=_share(-one.truly in one.naive for one in moved),
        of=changed,
        reason=world,
    )
    for week, at_least in ((_QUARTER, 0.62), (_HALF_YEAR, 0.77)):
        yield Score(
            row="power, |change| >= 30%, 13-week baseline",
            name=f"found by week {week}",
            measured=_share(one.truly in one.said[:week] for one in moved),
            at_least=at_least,
            anchor=naive,
            anchored=_share(one.truly in one.naive[:week] for one in moved),
            of=changed,
            reason=f"{world}; {_by_volume(moved, week, run.family)}",
        )


def _by_volume(moved: Sequence[Followed], week: int, family: Family) -> str:
    """Whom the power is missing for: the weeks of few outcomes say little, whatever rule reads them."""
    few, many = (
        _share(one.truly in one.said[:week] for one in moved if (one.per_week < _FEW_A_WEEK) is is_few)
        for is_few in (True, False)
    )
    words = f"found are {few:.0%} of those under {_FEW_A_WEEK} outcomes a week, {many:.0%} of the others"
    return f"{words}{_QUIET_WEEKS_TELL}" if family is Family.OTHER else words


def _of_lists(common: Lists, rare: Lists, run: Run) -> Iterator[Score]:
    for lists, prevalence, at_most in ((common, _CHANGED, 0.03), (rare, _RARE, 0.10)):
        yield Score(
            row="org list false share",
            name=f"{prevalence:.0%} of workflows changed",
            measured=share_wrong(lists.ours.flags),
            at_most=at_most,
            anchor="z test of each week",
            anchored=share_wrong(lists.naive.flags),
            of=f"{len(lists.ours.flags):,} lines of weekly lists",
            reason=f"{run.family.value}; discoveries at {DEFAULT.false_discoveries:.0%} among all with a range, at two "
            "closes",
            in_product=False,
        )


def _organisation(seed: int, run: Run) -> list[Followed]:
    import numpy as np  # noqa: PLC0415 - the bench alone needs it

    rng = np.random.default_rng([seed, 33])
    number = _FEW_WORKFLOWS if run.is_short else _WORKFLOWS
    changes = np.where(
        rng.random(number) < _COIN,
        np.log1p(-rng.uniform(0.30, 0.55, number)),
        np.log1p(rng.uniform(0.45, 1.20, number)),
    )
    changes[round(_CHANGED * number) :] = 0
    level = np.zeros((number, BASE_WEEKS + YEAR))
    level[:, BASE_WEEKS:] = changes[:, None]
    workflows = Workflows(
        per_week=np.exp(rng.uniform(log(_LEAST_PER_WEEK), log(_MOST_PER_WEEK), number)),
        acceptance=rng.uniform(0.5, 0.95, number),
        shock=rng.uniform(0.1, 0.3, number),
        alike=rng.uniform(0, 0.6, number),
        change=level,
    )
    costs, counts = daily(workflows, BASE_WEEKS + YEAR, run.family, rng).weekly()
    return [
        _followed(float(workflows.per_week[at]), int(np.sign(changes[at])), costs[at], counts[at].astype(float))
        for at in range(number)
    ]


def _followed(per_week: float, truly: int, costs: Numbers, counts: Numbers) -> Followed:
    """What was said at each close of the year, and what the naive rule said."""
    weeks = week_sums(costs, counts.astype(int))
    usual = DEFAULT.usual_correlation
    base = typical_range(weeks[:BASE_WEEKS], usual_correlation=usual)
    plain_base = _plain(costs[:BASE_WEEKS], counts[:BASE_WEEKS])
    closes, said, naive = list[Comparison](), list[int](), list[int]()
    for close in range(1, YEAR + 1):
        now = slice(BASE_WEEKS + max(close - WINDOW, 0), BASE_WEEKS + close)
        closes.append(_closed(base.level if base else None, weeks[now], usual))
        said.append(_direction(standing(closes)))
        naive.append(_naive(plain_base, _plain(costs[now], counts[now])))
    return Followed(per_week=per_week, truly=truly, said=tuple(said), closes=tuple(closes), naive=tuple(naive))


def _closed(base: Level | None, weeks: Sequence[WeekSums], usual: float) -> Comparison:
    now = typical_range(weeks, usual_correlation=usual)
    return compare(base, now.level if now else None)


def _direction(change: Change) -> int:
    return {Change.IMPROVED: -1, Change.WORSE: 1}.get(change, 0)


def _plain(costs: Numbers, counts: Numbers) -> tuple[float, float] | None:
    """The logarithm of the ratio and its variance by the delta method on weeks, as if each were a draw of its own."""
    cost, count, weeks = float(costs.sum()), float(counts.sum()), len(costs)
    if count == 0 or weeks < FEWEST_WEEKS:
        return None
    excess = costs - cost / count * counts
    return log(cost / count), float((excess**2).sum()) / cost**2 * weeks / (weeks - 1)


def _naive(base: tuple[float, float] | None, now: tuple[float, float] | None) -> int:
    if base is None or now is None:
        return 0
    z = (now[0] - base[0]) / sqrt(base[1] + now[1])
    return 0 if abs(z) <= _Z else 1 if z > 0 else -1


def _list(organisation: Sequence[Followed], lists: Lists) -> None:
    """Each close's list: who is a discovery at this close and the last one, called the same way at both."""
    before: dict[str, Change] = {}
    for close in range(YEAR):
        at_close = {str(at): one.closes[close] for at, one in enumerate(organisation)}
        tested = {name: one.p for name, one in at_close.items() if one.p is not None}
        found = discoveries(tested, rate=DEFAULT.false_discoveries).names
        now = {name: at_close[name].change for name in found if _direction(at_close[name].change)}
        for name, change in now.items():
            if before.get(name) is change:
                lists.ours.add(organisation[int(name)])
        before = now
        for one in organisation:
            if one.naive[close]:
                lists.naive.add(one)


def _thinned(organisation: Sequence[Followed]) -> Iterator[list[Followed]]:
    """The same organisation with so few of its changed workflows that they are as rare as they shall be, in turns."""
    still = [one for one in organisation if one.truly == 0]
    moved = [one for one in organisation if one.truly != 0]
    few = max(round(len(still) * _RARE / (1 - _RARE)), 1)
    for at in range(0, len(moved) - few + 1, few):
        yield still + moved[at : at + few]


def _share(hits: Iterable[bool]) -> float:
    flags = [bool(hit) for hit in hits]
    return sum(flags) / len(flags) if flags else 0.0
