"""The policy of the org file: numbers of the method that the organisation chooses for itself (bot/facts/policy.py)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from bot.facts.grade import Grade
from bot.facts.policy import DEFAULT, Policy
from bot.orgfile.table import Table

_FINEST = Decimal("1e-6")
_WIDEST_FACTOR = 3
"""Whoever writes 10 for ten per cent is told so."""
_HOURS_OF_A_WEEK = 168


class _Range(NamedTuple):
    what: str
    fits: Callable[[Decimal], bool]


_FACTOR = _Range(f"a factor above 1 and at most {_WIDEST_FACTOR}", lambda number: 1 < number <= _WIDEST_FACTOR)
_SHARE = _Range("a number from 0 to 1", lambda number: 0 <= number <= 1)
_NUMBERS: Mapping[str, _Range] = {
    "change_margin": _FACTOR,
    "same_within": _FACTOR,
    "usual_correlation": _Range("a number of at least 0 and below 1", lambda number: 0 <= number < 1),
    "redeployed": _SHARE,
    "most_hours": _SHARE,
    "paid_hours": _Range(
        f"a number above 0 and at most {_HOURS_OF_A_WEEK}", lambda number: 0 < number <= _HOURS_OF_A_WEEK
    ),
    "material_share": _SHARE,
    "high_cost_share": _SHARE,
    "least_coverage": _SHARE,
    "least_acceptance": _SHARE,
}
_MONEY = ("anomaly_from", "creep_from", "quiet_below", "material_from")
_LEAST = {"ramp_weeks": 0, "fewest_shown": DEFAULT.fewest_shown}
"""Whole numbers; of fewer people than the default nothing may be said apart (method.md 4.8)."""


def policy(table: Table) -> Policy:
    """The policy of method.md with the numbers that the table has."""
    given: dict[str, Any] = {}
    for key, range_ in _NUMBERS.items():
        number = _number(table, key, range_)
        if number is not None:
            given[key] = type(getattr(DEFAULT, key))(number)  # money and shares of it are exact, statistics are floats
    given |= {key: table.optional_amount(key) for key in _MONEY}
    given |= {key: table.integer(key, None, least=least) for key, least in _LEAST.items()}
    if table.has("weights"):
        given["weights"] = _weights(table.inside("weights", "weighting"))
    return replace(DEFAULT, **{key: value for key, value in given.items() if value is not None})


def _weights(table: Table) -> Mapping[Grade, Decimal]:
    """The weight of each grade, which a better evidenced one never has less of."""
    weights = dict(DEFAULT.weights)
    for grade in list(Grade)[1:]:
        key = grade.name.lower()
        number = _number(table, key, _SHARE)
        weights[grade] = weights[grade] if number is None else number
        worse = Grade(grade - 1)
        if weights[grade] < weights[worse]:
            table.refuse(
                key if table.has(key) else worse.name.lower(),
                f"{key} weighs {weights[grade]} and {worse.name.lower()}, which is evidenced worse, {weights[worse]}; "
                "a better grade weighs no less",
            )
    return MappingProxyType(weights)


def _number(table: Table, key: str, range_: _Range) -> Decimal | None:
    return table.number(
        key,
        f"{range_.what} with at most 6 decimal places",
        lambda number: range_.fits(number) and number == number.quantize(_FINEST),
    )
