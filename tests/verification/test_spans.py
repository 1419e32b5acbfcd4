from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger.allocation import BEGINNING, NEVER
from bot.ledger.placement import Span
from bot.verification.spans import fault

A, B, C = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)


@given(st.sets(st.dates(date(1970, 1, 2), date(9999, 12, 30)), max_size=6))
def test_spans_that_touch_from_the_beginning_to_the_end_have_no_fault(cuts: set[date]) -> None:
    edges = [BEGINNING, *sorted(cuts), NEVER]
    assert fault([Span(*both) for both in itertools.pairwise(edges)]) is None


@pytest.mark.parametrize(
    ("spans", "says"),
    [
        ([], "has no place at all"),
        ([(A, NEVER)], "has no place from 1970-01-01 until 2026-01-01"),
        ([(BEGINNING, A)], "has no place from 2026-01-01 on"),
        ([(BEGINNING, A), (B, NEVER)], "has no place from 2026-01-01 until 2026-02-01"),
        ([(BEGINNING, B), (A, NEVER)], "is placed twice from 2026-01-01 until 2026-02-01"),
        ([(BEGINNING, C), (A, B), (C, NEVER)], "is placed twice from 2026-01-01 until 2026-02-01"),
        (
            [(BEGINNING, A), (A, A), (A, NEVER)],
            "has a place that ends on 2026-01-01, not after it begins on 2026-01-01",
        ),
    ],
)
def test_a_hole_or_an_overlap_is_named_by_its_days(spans: list[tuple[date, date]], says: str) -> None:
    assert fault([Span(*both) for both in spans]) == says


@pytest.mark.parametrize(
    ("cuts", "says"),
    [
        (((0, 2, 5), (2, 5, 5)), None),
        (((0, 2, 5), (3, 5, 5)), "has no place for a part of its charges"),
        (((0, 2, 5), (2, 4, 5)), "has no place for a part of its charges"),
        (((0, 2, 5), (2, 6, 6)), "has no place for a part of its charges"),
        (((0, 3, 5), (2, 5, 5)), "is placed twice"),
        (((0, 1, 1), (0, 1, 1)), "is placed twice"),
    ],
)
def test_parts_that_are_not_the_whole_are_named(cuts: tuple[tuple[int, int, int], ...], says: str | None) -> None:
    found = fault([Span(BEGINNING, A), Span(A, B, cuts), Span(B, NEVER)])
    assert found == (says and f"{says} from 2026-01-01 until 2026-02-01")
