"""What an audit says of the counts, and how a grade is lost and restored (method.md 4.7)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.facts.grade import Grade
from bot.value.worth.audits import AuditResult, Standing, after_audit, audited_count


def after(standing: Standing, *results: tuple[int, int]) -> Standing:
    for yes, no in results:
        standing = after_audit(standing, AuditResult(yes=yes, no=no))
    return standing


LOWERED = after(Standing(), (9, 11))


def test_18_of_20_are_90_per_cent_70_to_97_and_3600_by_324_is_11_11() -> None:
    result = AuditResult(yes=18, no=2)
    assert result.right is not None
    assert [round(one, 2) for one in (result.right.share, result.right.low, result.right.high)] == [0.90, 0.70, 0.97]
    found = audited_count(Decimal(3600), 360, result)
    assert found is not None
    assert found.each is not None
    assert (found.count, round(found.each, 2)) == (Decimal(324), Decimal("11.11"))


def test_what_nobody_can_tell_is_not_confirmed() -> None:
    found = audited_count(Decimal(3600), 360, AuditResult(yes=18, no=0, cannot_tell=2))
    assert found is not None
    assert found.count == Decimal(324)


def test_where_nothing_was_looked_at_nothing_is_said() -> None:
    assert audited_count(Decimal(3600), 360, AuditResult(yes=0, no=0)) is None
    assert AuditResult(yes=0, no=0).right is None
    assert after_audit(LOWERED, AuditResult(yes=0, no=0)) == LOWERED


def test_where_nothing_was_right_an_outcome_has_no_cost() -> None:
    found = audited_count(Decimal(3600), 360, AuditResult(yes=0, no=5))
    assert found is not None
    assert (found.count, found.each) == (Decimal(0), None)


@pytest.mark.parametrize(("yes", "no", "is_lowered"), [(18, 2, False), (13, 7, False), (12, 8, True), (2, 3, True)])
def test_a_grade_is_lost_where_even_the_upper_end_is_below_80_per_cent(yes: int, no: int, is_lowered: bool) -> None:
    assert after(Standing(), (yes, no)).is_lowered is is_lowered


def test_a_lost_grade_is_one_step_and_not_one_for_each_period() -> None:
    twice = after(LOWERED, (9, 11))
    assert twice.graded(Grade.RECORDED) is Grade.CONFIRMED
    assert twice.graded(Grade.NONE) is Grade.NONE
    assert Standing().graded(Grade.RECORDED) is Grade.RECORDED


def test_two_periods_with_the_lower_end_above_80_per_cent_restore_it() -> None:
    assert after(LOWERED, (20, 0)).is_lowered
    assert after(LOWERED, (20, 0), (20, 0)) == Standing()


def test_a_bad_period_begins_the_record_anew() -> None:
    assert after(LOWERED, (20, 0), (9, 11), (20, 0)).is_lowered


def test_a_small_workflow_that_is_audited_by_fives_can_restore_its_grade_too() -> None:
    clean = [(5, 0)] * 5
    assert after(LOWERED, *clean[:4]).is_lowered
    assert after(LOWERED, *clean) == Standing()
