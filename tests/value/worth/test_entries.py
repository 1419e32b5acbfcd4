"""Single entries that need a confirmation or evidence, and months that end in a rush (method.md 4.7)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.facts.periods import month_of
from bot.facts.policy import DEFAULT
from bot.value.worth.entries import Entry, bunched, high_values, large_entries

NOVEMBER = month_of(date(2026, 11, 1))


def entry(name: str, quantity: int = 1, *, day: int = 10, value: int | None = None) -> Entry:
    return Entry(
        id=name,
        logged_on=date(2026, 11, day),
        quantity=quantity,
        value=None if value is None else Decimal(value),
    )


def test_more_than_50_in_one_entry_need_the_owners_confirmation() -> None:
    (found,) = large_entries("triage", [entry("a", 50), entry("b", 51)], [], DEFAULT)
    assert found.evidence == ("b",)
    assert found.check.is_request
    assert found.reason == "One entry logs 51 outcomes, where up to 50 are usual: confirm it."


def test_so_does_what_is_above_99_in_100_earlier_entries() -> None:
    earlier = [entry(str(n), 4) for n in range(99)] + [entry("once", 30)]
    found = list(large_entries("triage", [entry("a", 5), entry("b", 4)], earlier, DEFAULT))
    assert [one.evidence for one in found] == [("a",)]
    assert list(large_entries("triage", [entry("a", 5)], earlier[1:], DEFAULT)) == []


def test_more_than_three_times_the_usual_value_for_each_outcome_needs_evidence() -> None:
    earlier = [entry(str(n), 2, value=40) for n in range(8)]
    entries = [entry("a", 1, value=60), entry("b", 1, value=61), entry("c", 10, value=601), entry("d")]
    found = list(high_values("triage", entries, earlier))
    assert [one.evidence for one in found] == [("b",), ("c",)]
    assert found[0].reason == "One entry claims 3.0 times the usual value for each outcome: please add evidence."
    assert list(high_values("triage", entries, earlier[1:])) == []


@pytest.mark.parametrize(("late", "before", "is_found"), [(9, 11, True), (8, 12, False), (5, 7, False), (0, 0, False)])
def test_more_than_40_per_cent_of_a_months_entries_in_its_last_two_days_are_bunched(
    late: int, before: int, is_found: bool
) -> None:
    entries = [entry(f"l{n}", day=29 + n % 2) for n in range(late)] + [entry(f"b{n}", day=28) for n in range(before)]
    found = bunched("triage", entries, NOVEMBER)
    assert (found is not None) is is_found
    if found:
        assert found.evidence == ("2026-11-29", "2026-11-30")
        assert found.reason == "9 of the 20 entries of the month were logged on its last two days."
