"""When a budget is said to be likely to be exceeded (method.md 6.2)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.periods import DAY, Period
from bot.value.forecast_rules import Likely, firings, likely

NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))


def days(*chances: float | None, first: int = 1) -> dict[date, float | None]:
    return {date(2026, 11, first) + DAY * n: chance for n, chance in enumerate(chances)}


def fired(*chances: float | None, first: int = 1) -> list[str]:
    return [f"{one.rule} on {one.day.day}, {one.generation}" for one in firings(NOVEMBER, days(*chances, first=first))]


def test_sixty_per_cent_on_two_days_running_is_said_once() -> None:
    assert fired(0.2, 0.3, 0.61, 0.60, 0.7, 0.65, 0.6) == ["F60 on 4, 1"]


def test_one_day_alone_is_not_enough() -> None:
    assert fired(0.2, 0.3, 0.79, 0.4, 0.79, 0.59, 0.9) == []


def test_it_is_not_said_before_two_days_of_the_period_are_known() -> None:
    assert fired(0.7, 0.7) == []
    assert fired(0.7, 0.7, 0.7) == ["F60 on 3, 1"]


def test_eighty_per_cent_has_a_rule_of_its_own_which_may_fire_with_the_other() -> None:
    assert fired(0.9, 0.9, 0.9) == ["F60 on 3, 1", "F80 on 3, 1"]
    assert fired(0.7, 0.7, 0.7, 0.8, 0.8) == ["F60 on 3, 1", "F80 on 5, 1"]


def test_it_is_said_again_only_when_it_was_calm_in_between() -> None:
    assert fired(0.7, 0.7, 0.7, 0.36, 0.7, 0.7) == ["F60 on 3, 1"]
    assert fired(0.7, 0.7, 0.7, 0.34, 0.7, 0.7) == ["F60 on 3, 1", "F60 on 6, 2"]
    assert fired(0.9, 0.9, 0.9, 0.49, 0.9, 0.9) == ["F60 on 3, 1", "F80 on 3, 1", "F80 on 6, 2"]


def test_a_day_that_could_not_be_judged_breaks_the_run() -> None:
    assert fired(0.2, 0.2, 0.7, None, 0.7) == []
    assert fired(0.2, 0.2, 0.7, None, 0.7, 0.7) == ["F60 on 6, 1"]


def test_a_missing_evaluation_breaks_no_run() -> None:
    chances = {date(2026, 11, 5): 0.7, date(2026, 11, 8): 0.7}
    assert [one.day.day for one in firings(NOVEMBER, chances)] == [8]


def test_the_days_of_another_period_count_for_nothing() -> None:
    assert firings(NOVEMBER, {date(2026, 10, 31): 0.9, date(2026, 12, 1): 0.9}) == ()


def test_one_evaluation_is_judged_with_what_is_standing() -> None:
    day = date(2026, 11, 9)
    assert likely(NOVEMBER, day=day, now=0.85, before=0.81) == Likely(fires=("F60", "F80"))
    assert likely(NOVEMBER, day=day, now=0.85, before=0.81, standing={"F60"}) == Likely(fires=("F80",))
    assert likely(NOVEMBER, day=day, now=0.40, before=0.9, standing={"F60", "F80"}) == Likely(rearms=("F80",))
    assert likely(NOVEMBER, day=day, now=0.30, before=0.9, standing={"F60", "A80"}) == Likely(rearms=("F60",))
    assert likely(NOVEMBER, day=day, now=None, before=0.9, standing={"F60"}) == Likely()


@pytest.mark.parametrize("before", [None, 0.0, 1.0])
def test_without_a_second_evaluation_nothing_fires(before: float | None) -> None:
    assert likely(NOVEMBER, day=date(2026, 11, 2), now=1.0, before=before).fires == ()


@given(st.lists(st.floats(0, 1), max_size=30))
def test_generations_count_from_one_and_the_milder_rule_is_never_later(chances: list[float]) -> None:
    found = firings(NOVEMBER, days(*chances))
    for rule in ("F60", "F80"):
        assert [one.generation for one in found if one.rule == rule] == list(
            range(1, 1 + sum(one.rule == rule for one in found))
        )
    first = {rule: next((one.day for one in found if one.rule == rule), None) for rule in ("F60", "F80")}
    assert first["F80"] is None or (first["F60"] is not None and first["F60"] <= first["F80"])
