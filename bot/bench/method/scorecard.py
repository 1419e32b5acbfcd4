"""The whole scorecard: which file measures which rows of method.md 8.2, and what may be called met."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from bot.bench.method import (
    changes,
    close,
    closing_time,
    coverage,
    deaths,
    deciding_time,
    early_warnings,
    forecasts,
    gaming,
    logging,
    oddities,
    planted,
    privacy,
    reconciling,
    replay,
    routing,
    verdicts,
)
from bot.bench.method.score import Bar, Family, Run, Score

SUBJECTS: Mapping[str, Callable[[Run, Bar], Iterator[Score]]] = {
    "ranges": coverage.scores,
    "changes": changes.scores,
    "forecasts": forecasts.scores,
    "warnings": early_warnings.scores,
    "anomalies": oddities.scores,
    "verdicts": verdicts.scores,
    "planted": planted.scores,
    "routing": routing.scores,
    "gaming": gaming.scores,
    "privacy": privacy.scores,
    "logging": logging.scores,
    "reconciliation": reconciling.scores,
    "close": close.scores,
    "deaths": deaths.scores,
    "replay": replay.scores,
    "time": lambda run, bar: iter([*closing_time.scores(run, bar), *deciding_time.scores(run, bar)]),
}
"""What can be measured by itself, by name, in the order of the card."""


def measure(run: Run, bar: Bar, subjects: Sequence[str]) -> tuple[Score, ...]:
    """Every score of these subjects in the run's worlds."""
    return tuple(score for subject in subjects for score in SUBJECTS[subject](run, bar))


def is_met(scores: Mapping[Family, Sequence[Score]], score: Score) -> bool | None:
    """Whether the target is met, which it is only in every family that was measured (8.2); None where none has one."""
    same = [one for found in scores.values() for one in found if (one.row, one.name) == (score.row, score.name)]
    if all(one.at_least is None and one.at_most is None for one in same):
        return None
    return all(one.holds for one in same)
