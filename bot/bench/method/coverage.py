"""How often a range of 95% holds the truth: rows '95% range coverage' and 'Garwood coverage' of method.md 8.2."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.bench.method.score import Bar, Run, Score
from bot.bench.method.worlds import Days, Workflows, daily, week_sums
from bot.facts.policy import DEFAULT
from bot.value.ranges import typical_range
from bot.value.unit_cost import FEWEST_FOR_A_UNIT_COST, FewAccepted, unit_cost

if TYPE_CHECKING:
    import numpy as np

    from bot.bench.method.worlds import Numbers

WEEKS = 8
_REPEATS, _FEW_REPEATS = 100, 40
_RESAMPLES = 300
_SHOCK = 0.20
_ACCEPTED = 0.70
_MANY = 300
_Z, _TAIL = 1.959964, 0.025


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Expected outcomes in eight weeks, the correlation of the shocks, and what the coverage is to be."""

    outcomes: int
    alike: float
    at_least: float
    at_most: float | None = None


CELLS = (
    *(
        Cell(outcomes=outcomes, alike=alike, at_least=0.91, at_most=0.99)
        for outcomes in (8, 30, 100, 300)
        for alike in (0.0, 0.3, 0.6)
    ),
    Cell(outcomes=3000, alike=0.3, at_least=0.90),
    Cell(outcomes=3000, alike=0.6, at_least=0.83),
)
_SHORT = (CELLS[4], CELLS[10], CELLS[12])
_FEW = (1, 2, 3, 5, 7)


def scores(run: Run, bar: Bar) -> Iterator[Score]:
    """A score for each cell: of the ranges that were made, the share that holds the true long-run ratio."""
    cells = _SHORT if run.is_short else CELLS
    with bar("ranges", len(cells)) as step:
        for cell in cells:
            yield _coverage(cell, run)
            step(1)
    yield _garwood(run)


def _coverage(cell: Cell, run: Run) -> Score:
    import numpy as np  # noqa: PLC0415 - the bench alone needs it

    made = held = anchor = 0
    for seed in run.seeds:
        rng = np.random.default_rng([seed, cell.outcomes, round(100 * cell.alike)])
        truth, days = _drawn(cell.outcomes, cell.alike, run, rng)
        costs, counts = days.weekly()
        bootstrap = _bootstrap(days, rng)
        for at, ratio in enumerate(truth):
            found = typical_range(week_sums(costs[at], counts[at]), usual_correlation=DEFAULT.usual_correlation)
            if found is None:
                continue
            made += 1
            held += float(found.low) <= ratio <= float(found.high)
            anchor += bool(bootstrap[0, at] <= ratio <= bootstrap[1, at])
    return Score(
        row="95% range coverage",
        name=f"{cell.outcomes} outcomes in 8 weeks, correlation {cell.alike:.1f}",
        measured=held / made,
        at_least=cell.at_least,
        at_most=cell.at_most,
        anchor="percentile bootstrap of days",
        anchored=anchor / made,
        of=f"{made:,} ranges of {_repeats(run) * len(run.seeds):,} workflows",
        reason=_why(cell, run, held / made, made),
    )


def _garwood(run: Run) -> Score:
    """Garwood's limits with cost as given, where one to seven were accepted."""
    import numpy as np  # noqa: PLC0415

    made = dearer = cheaper = anchor = 0
    for seed in run.seeds:
        for outcomes in _FEW:
            rng = np.random.default_rng([seed, outcomes, 7])
            truth, days = _drawn(outcomes, 0.3, run, rng)
            delta = _delta(days)
            for at, ratio in enumerate(truth):
                cost, count = days.costs[at].sum(), int(days.counts[at].sum())
                if not 1 <= count < FEWEST_FOR_A_UNIT_COST:
                    continue
                found = unit_cost(Decimal(str(cost)), "USD", count)
                assert isinstance(found, FewAccepted)
                made += 1
                dearer += ratio > float(found.high)
                cheaper += ratio < float(found.low)
                anchor += bool(abs(delta[0, at] - ratio) <= _Z * delta[1, at])
    return Score(
        row="Garwood coverage n = 1-7",
        name="1 to 7 accepted in 8 weeks",
        measured=1 - (dearer + cheaper) / made,
        at_least=0.94,
        anchor="delta method on days, normal",
        anchored=anchor / made,
        of=f"{made:,} workflows with 1 to 7 accepted, of 1, 2, 3, 5 or 7 expected",
        reason=(
            f"{run.family.value}; the truth is dearer than the range in {dearer / made:.1%} and cheaper in"
            f" {cheaper / made:.1%}: cost is taken as given, though a few runs may come to next to nothing"
        ),
    )


def _drawn(outcomes: int, alike: float, run: Run, rng: np.random.Generator) -> tuple[Numbers, Days]:
    import numpy as np  # noqa: PLC0415

    number = _repeats(run)
    workflows = Workflows(
        per_week=np.full(number, outcomes / WEEKS),
        acceptance=np.full(number, _ACCEPTED),
        shock=np.full(number, _SHOCK),
        alike=np.full(number, alike),
        change=np.zeros((number, WEEKS)),
    )
    return workflows.ratios, daily(workflows, WEEKS, run.family, rng)


def _repeats(run: Run) -> int:
    return _FEW_REPEATS if run.is_short else _REPEATS


def _bootstrap(days: Days, rng: np.random.Generator) -> Numbers:
    """The ends of the percentile bootstrap: days drawn anew, the same draws for every workflow."""
    import numpy as np  # noqa: PLC0415

    number = days.costs.shape[1]
    drawn = rng.multinomial(number, np.full(number, 1 / number), size=_RESAMPLES).astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = (days.costs @ drawn.T) / (days.counts @ drawn.T)
    ordered = np.sort(np.where(np.isnan(ratios), np.inf, ratios), axis=1)
    beyond = int(_TAIL * _RESAMPLES)
    return np.stack([ordered[:, beyond], ordered[:, -1 - beyond]])


def _delta(days: Days) -> Numbers:
    """The ratio and its standard error by the delta method on days."""
    import numpy as np  # noqa: PLC0415

    number = days.costs.shape[1]
    count = np.maximum(days.counts.sum(axis=1), 1)
    ratio = days.costs.sum(axis=1) / count
    excess = days.costs - ratio[:, None] * days.counts
    error: Numbers = np.sqrt((excess**2).sum(axis=1) * number / (number - 1)) / count
    return np.stack([ratio, error])


def _why(cell: Cell, run: Run, share: float, made: int) -> str:
    error = (share * (1 - share) / made) ** 0.5
    words = f"{run.family.value}, a week's standard deviation {_SHOCK}; standard error of the figure {error:.4f}"
    if cell.outcomes == FEWEST_FOR_A_UNIT_COST:
        ranged = made / (_repeats(run) * len(run.seeds))
        return f"{words}; only those with {FEWEST_FOR_A_UNIT_COST} or more have a range, {ranged:.0%} of all"
    if cell.alike > DEFAULT.usual_correlation and cell.outcomes >= _MANY:
        usual = DEFAULT.usual_correlation
        return f"{words}; {WEEKS} weeks tell little of how alike they are, and the usual {usual} is less"
    return words
