"""A snapshot says the same facts in the same bytes, today and when it is read again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.grade import Grade
from bot.facts.periods import Week, week_of
from bot.value.changes import Change
from reports.snapshot import from_json, to_json


@dataclass(frozen=True, kw_only=True)
class Part:
    amount: Decimal
    week: Week


@dataclass(frozen=True, kw_only=True)
class Whole:
    name: str
    at: datetime
    parts: tuple[Part, ...]
    day: date | None = None
    count: int = 0
    is_new: bool = False
    width: float | None = None
    grade: Grade = Grade.NONE
    change: Change | None = None


days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
parts = st.builds(Part, amount=st.decimals(allow_nan=False, allow_infinity=False, places=9), week=days.map(week_of))
wholes = st.builds(
    Whole,
    name=st.text(),
    at=st.datetimes(timezones=st.just(UTC)),
    parts=st.lists(parts, max_size=3).map(tuple),
    day=st.none() | days,
    count=st.integers(),
    is_new=st.booleans(),
    width=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    grade=st.sampled_from(Grade),
    change=st.none() | st.sampled_from(Change),
)


@given(wholes)
def test_what_is_read_back_is_what_was_written_byte_for_byte(whole: Whole) -> None:
    text = to_json(whole)
    assert from_json(Whole, text) == whole
    assert to_json(from_json(Whole, text)) == text


def test_money_is_a_decimal_string_and_a_week_is_iso() -> None:
    text = to_json(Part(amount=Decimal("2.50"), week=Week(date(2026, 11, 9))))
    assert text == '{\n  "amount": "2.5",\n  "week": "2026-W46"\n}'


def test_a_snapshot_from_before_a_field_existed_takes_its_default() -> None:
    older = '{"name": "a", "at": "2026-11-17T00:00:00+00:00", "parts": []}'
    assert from_json(Whole, older).count == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[]", "Whole should be a dict"),
        ("{}", "Whole lacks"),
        ('{"name": 3, "at": "2026-11-17T00:00:00+00:00", "parts": []}', r"Whole\.name should be a str"),
    ],
)
def test_what_is_no_snapshot_is_refused_by_field(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        from_json(Whole, text)


def test_what_has_no_place_in_a_snapshot_is_not_written() -> None:
    with pytest.raises(TypeError, match="bytes has no place"):
        to_json((b"1",))


def test_a_field_that_is_no_more_is_left_out() -> None:
    newer = '{"name": "a", "at": "2026-11-17T00:00:00+00:00", "parts": [], "more": 1}'
    assert from_json(Whole, newer).name == "a"


def test_a_figure_that_is_none_is_refused_and_so_is_a_word_that_is_not_known() -> None:
    whole = Whole(name="a", at=datetime(2026, 11, 17, tzinfo=UTC), parts=(), change=Change.WORSE)
    with pytest.raises(ValueError, match="inf has no place"):
        to_json(replace(whole, width=inf))
    with pytest.raises(ValueError, match=r"Whole\.change should be a Change, not 'nicer'"):
        from_json(Whole, to_json(whole).replace("worse", "nicer"))
