from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.facts.benefit import Benefit, BenefitKind
from bot.facts.experiment import Experiment
from bot.facts.periods import DAY, Period
from bot.value.changes import Change
from bot.value.standing.compared import Against, closes
from bot.value.standing.known import Known
from bot.value.standing.standing import stand
from bot.value.verdicts.kind import Kind, Rule
from bot.value.verdicts.missing import Missing
from bot.value.verdicts.shown import Shown
from bot.value.verdicts.verdict import Verdict
from reports.standing_words import sentence
from reports.standing_words import verdict as verdict_of
from tests.value.standing.workflows import AI, COSTS, COUNTS, EFFORT, HANDWORK, LAST, WEEK, known, workflow

CENT = Decimal("0.01")


def rounded(*amounts: Decimal) -> list[str]:
    return [str(amount.quantize(CENT)) for amount in amounts]


def newest(of: Known) -> Verdict:
    """What the table says at this close, whether it is shown yet or not."""
    shown = stand(of).shown
    found = shown.pending or shown.verdict
    assert found is not None
    return found


def test_the_eight_settled_weeks_of_the_method_cost_ten_dollars_an_outcome() -> None:
    standing = stand(known())
    assert standing.days == Period(date(2026, 9, 14), date(2026, 11, 9))
    found = standing.figure.range
    assert found is not None
    assert rounded(found.each, found.low, found.high) == ["10.00", "8.83", "11.33"]
    assert (standing.spend, standing.net) == (3600, 360)


def test_the_week_whose_outcomes_may_still_be_reversed_is_in_no_figure() -> None:
    more = known((*COSTS, 9_000), (*COUNTS, 1), ends=WEEK)
    assert stand(more).weeks == stand(known()).weeks


def test_a_window_ends_earlier_by_the_lag_and_its_outcomes_come_later() -> None:
    late = workflow(lag_days=7)
    shifted = known(COSTS, COUNTS, ends=WEEK.plus(-2), workflow=late)
    logged = {day + timedelta(days=7): one for day, one in shifted.logged.items()}
    standing = stand(replace(shifted, logged=logged))
    assert standing.until == date(2026, 11, 2)
    assert (standing.spend, standing.net) == (3600, 360)


def test_improved_needs_two_closes_that_say_so() -> None:
    cheaper = [cost * 3 // 4 for cost in COSTS]
    steady = known(cheaper * 2, COUNTS * 2)
    assert stand(steady).change is Change.IMPROVED
    assert [one.change for one in stand(steady).closes[-2:]] == [Change.IMPROVED, Change.IMPROVED]
    once = known((*[800] * 8, *cheaper), (*[40] * 8, *COUNTS))
    assert [one.change for one in stand(once).closes[-2:]] == [Change.NO_CALL, Change.IMPROVED]
    assert stand(once).change is not Change.IMPROVED


def test_the_work_before_ai_is_compared_by_its_full_cost_once_people_say_what_it_takes() -> None:
    weeks = [200] * 8 + [90] * 8, [45] * 16
    alone = stand(known(*weeks, workflow=workflow(baseline=HANDWORK)))
    assert (alone.change, alone.figure.full, alone.against) == (Change.NOT_ENOUGH, None, Against.FULL_COST)
    both = stand(known(*weeks, workflow=workflow(baseline=HANDWORK, effort=EFFORT)))
    assert both.figure.full is not None
    assert rounded(both.figure.full.each) == ["6.70"]
    assert both.change is Change.IMPROVED


@pytest.mark.parametrize(
    "changed",
    [
        {"baseline": None},
        {"baseline": replace(AI, currency="EUR")},
        {"baseline": replace(AI, n=7)},
        {"launched": date(2026, 10, 13)},
    ],
    ids=["no baseline", "another currency", "too few behind it", "launched four weeks ago"],
)
def test_what_cannot_be_compared_is_not_called(changed: dict[str, object]) -> None:
    standing = stand(known(COSTS * 2, COUNTS * 2, workflow=workflow(**changed)))
    assert standing.change is Change.NOT_ENOUGH


def test_a_week_that_was_not_read_leaves_no_figure_and_is_not_taken_for_zero() -> None:
    standing = stand(known(unread=frozenset({WEEK.plus(-3)})))
    assert (standing.weeks, standing.spend, standing.figure.range) == (None, None, None)
    assert standing.shown.verdict is not None
    assert Missing.SPEND in standing.shown.verdict.missing
    unpriced = stand(known((*COSTS[:-1], None)))
    assert unpriced.spend is None
    of_a_first_snapshot = replace(unpriced, weeks=(), is_whole=False)
    assert "not known whole" in sentence(of_a_first_snapshot)


def test_the_weeks_before_the_first_that_was_read_whole_are_no_weeks() -> None:
    standing = stand(known(unread=frozenset({WEEK.plus(-8), WEEK.plus(-9)})))
    assert [week.count for week in standing.weeks] == list(COUNTS[1:])


def test_cost_outcomes_and_what_follows_from_them_are_of_the_same_weeks() -> None:
    """method.md M3 data of which the first four weeks were not read: 178 outcomes for 1,770, and not 360."""
    early = frozenset(WEEK.plus(-n) for n in range(5, 12))
    standing = stand(known(unread=early, rejected=[1] * 8))
    assert standing.weeks is not None
    assert sum(week.count for week in standing.weeks) == standing.net == 178
    assert (standing.spend, standing.rejected) == (1770, 4)
    assert standing.figure.range is not None
    assert standing.figure.range.count == 178
    for last_day in (WEEK.plus(-5).monday + 2 * DAY, WEEK.plus(-5).period.last_day):
        ended = stand(known(workflow=workflow(stopped=last_day + DAY)))
        assert ended.weeks is not None
        assert sum(week.count for week in ended.weeks) == ended.net == sum(COUNTS[:4])


def test_a_workflow_that_began_after_the_settled_weeks_or_ended_before_them_spent_nothing_in_them() -> None:
    young = stand(known([3_000], [4], ends=WEEK))
    assert (young.weeks, young.spend, young.net) == ((), 0, 0)
    old = stand(
        known(workflow=workflow(stopped=date(2026, 8, 3)), costs=(*COSTS, *[0] * 12), counts=(*COUNTS, *[0] * 12))
    )
    assert (old.weeks, old.spend) == ((), 0)
    assert "not known whole" not in sentence(young) + sentence(old)
    assert (young.shown.verdict, young.shown.pending) == (None, None)  # 3,000 in a week are not small
    assert old.shown.verdict is not None
    assert old.shown.verdict.rule is Rule.R2


def test_of_a_workflow_without_a_settled_week_only_what_was_declared_is_said() -> None:
    trial = Experiment(
        question="?", envelope=Decimal(9000), currency="USD", since=date(2026, 11, 9), until=date(2026, 12, 28)
    )
    verdict = stand(known([3_000], [4], ends=WEEK, workflow=workflow(experiment=trial))).shown.verdict
    assert verdict is not None
    assert verdict.rule is Rule.R0


def test_the_weeks_before_anything_was_known_of_the_organisation_are_no_weeks_of_it() -> None:
    """A small workflow is small from its first weeks on, and is asked for nothing."""
    whole = known((10,) * 4, (2,) * 4)
    young = replace(whole, organisation={WEEK.plus(-n): whole.organisation[WEEK.plus(-n)] for n in range(5)})
    verdict = stand(young).shown.verdict
    assert verdict is not None
    assert (verdict.rule, verdict.inputs.organisation) == (Rule.R2, 4 * 5000)
    gap = {week: one for week, one in young.organisation.items() if week != WEEK.plus(-3)}
    hole = stand(replace(young, organisation=gap)).shown.verdict
    assert hole is not None
    assert hole.inputs.organisation is None
    older = stand(replace(known(), organisation=young.organisation)).shown.verdict
    assert older is not None
    assert older.inputs.organisation is None


def test_what_is_taken_back_is_held_against_the_weeks_before_the_launch_while_those_are_known() -> None:
    """Thirteen good weeks, then fourteen bad ones: most of the thirteen before the window are bad as well."""
    launched = LAST.plus(-13).monday
    taken_back = [2] * 13 + [8] * 14
    weeks = {"costs": [430] * 27, "counts": [44] * 27, "reversed_": taken_back}
    bad = stand(known(**weeks, workflow=workflow(launched=launched)))
    assert bad.shown.verdict is not None
    assert (bad.shown.verdict.rule, bad.shown.verdict.kind) == (Rule.R1, Kind.FIX)
    late = stand(known(**weeks, workflow=workflow(launched=launched - timedelta(weeks=1))))
    assert late.shown.verdict is not None
    assert late.shown.verdict.rule is not Rule.R1


def test_a_verdict_is_shown_once_two_closes_in_a_row_have_given_it() -> None:
    standing = stand(known(COSTS * 2, COUNTS * 2))
    assert standing.shown.verdict is not None
    assert (standing.shown.verdict.rule, standing.shown.verdict.kind) == (Rule.R8, Kind.MEASURE_FIRST)
    without = stand(known(workflow=workflow(baseline=None)))
    assert without.shown.verdict is not None
    assert without.shown.verdict.missing[0] is Missing.BASELINE


def test_what_was_shown_at_the_last_close_stands_until_another_has_held_twice() -> None:
    before = stand(known(workflow=workflow(baseline=None), closed_at=WEEK.closes_at - timedelta(weeks=1))).shown
    assert before.verdict is not None
    history = [(WEEK.closes_at.date() - timedelta(weeks=1), before)]
    now = stand(known(COSTS * 2, COUNTS * 2), history).shown
    assert (now.verdict, now.pending is not None) == (before.verdict, True)
    old = [(WEEK.closes_at.date() - timedelta(weeks=2), before)]
    assert stand(known(COSTS * 2, COUNTS * 2), old).shown.verdict != before.verdict


def test_what_was_shown_at_later_closes_changes_nothing() -> None:
    before = stand(known(workflow=workflow(baseline=None), closed_at=WEEK.closes_at - timedelta(weeks=1))).shown
    history = [(WEEK.closes_at.date() - timedelta(weeks=1), before)]
    later = stand(known(COSTS * 2, COUNTS * 2)).shown
    with_later = [*history, *((WEEK.closes_at.date() + timedelta(weeks=n), later) for n in range(2))]
    assert stand(known(COSTS * 2, COUNTS * 2), with_later) == stand(known(COSTS * 2, COUNTS * 2), history)


def test_weeks_without_a_baseline_add_up_to_a_raise_that_is_refused_and_then_to_fix() -> None:
    history: list[tuple[date, Shown]] = []
    missing = known(COSTS * 3, COUNTS * 3, ends=WEEK, workflow=workflow(baseline=None))
    kinds = []
    for back in reversed(range(10)):
        closed_at = WEEK.closes_at - timedelta(weeks=back)
        shown = stand(replace(missing, closed_at=closed_at), history).shown
        history.append((closed_at.date(), shown))
        assert shown.verdict is not None
        kinds.append((shown.verdict.kind, shown.verdict.allows_raise))
    assert kinds[0] == (Kind.MEASURE_FIRST, True)
    assert (Kind.MEASURE_FIRST, False) in kinds
    assert kinds[-1] == (Kind.FIX, False)


def test_weeks_in_a_row_do_not_go_on_across_weeks_that_were_not_published() -> None:
    gone = known(COSTS * 3, COUNTS * 3, ends=WEEK, has_owner=False)
    history = [(WEEK.closes_at.date() - timedelta(weeks=back), stand(gone).shown) for back in range(9, 1, -1)]
    with_one_missing = stand(gone, history).shown.verdict
    assert with_one_missing is not None
    assert with_one_missing.inputs.past.missing == 9
    long_ago = [(day - timedelta(weeks=1), shown) for day, shown in history]
    started_anew = stand(gone, long_ago).shown.verdict
    assert started_anew is not None
    assert started_anew.inputs.past.missing == 1


def test_an_owner_who_left_is_said_at_once() -> None:
    before = stand(known(COSTS * 2, COUNTS * 2)).shown
    history = [(WEEK.closes_at.date() - timedelta(weeks=1), before)]
    shown = stand(known(COSTS * 2, COUNTS * 2, has_owner=False), history).shown
    assert shown.verdict is not None
    assert shown.verdict.missing[0] is Missing.OWNER


def test_a_declared_experiment_is_protected_within_its_date_and_envelope_and_no_longer() -> None:
    def kind(envelope: str, until: date) -> Rule | None:
        trial = Experiment(
            question="?", envelope=Decimal(envelope), currency="USD", since=date(2026, 10, 5), until=until
        )
        shown = stand(known(workflow=workflow(experiment=trial))).shown
        return shown.verdict and shown.verdict.rule

    assert kind("2500", date(2026, 12, 28)) is Rule.R0
    assert kind("2289", date(2026, 12, 28)) is Rule.R0B  # 520 + 400 + 430 + 460 + 480 were spent since
    assert kind("2290", date(2026, 12, 28)) is Rule.R0
    assert kind("2500", date(2026, 11, 17)) is Rule.R0B


@pytest.mark.parametrize(("is_facing", "rule"), [(True, Rule.R1), (False, Rule.R0), (None, Rule.R0)])
def test_worse_quality_ends_the_protection_of_an_experiment_only_where_customers_are_said_to_see_it(
    is_facing: bool | None, rule: Rule
) -> None:
    trial = Experiment(
        question="?", envelope=Decimal(9000), currency="USD", since=date(2026, 10, 5), until=date(2026, 12, 28)
    )
    seen = workflow(experiment=trial, is_customer_facing=is_facing)
    assert newest(known(workflow=seen, rejected=[90] * 8)).rule is rule


def test_more_outcomes_taken_back_than_before_are_a_reason_to_fix_quality() -> None:
    taken_back = [2] * 13 + [14] * 10
    weeks = [450] * 23, [45] * 23
    standing = stand(known(*weeks, reversed_=taken_back))
    assert standing.shown.verdict is not None
    assert (standing.shown.verdict.rule, standing.shown.verdict.kind) == (Rule.R1, Kind.FIX)


def test_acceptance_is_said_only_where_somebody_logs_what_is_rejected() -> None:
    assert stand(known()).acceptance is None
    found = stand(known(rejected=[5] * 8)).acceptance
    assert found is not None
    assert (found.hits, found.tries) == (360, 400)


def test_a_workflow_that_never_spent_stands_with_nothing_spent() -> None:
    standing = stand(known([0] * 8, [0] * 8, logged={}))
    assert (standing.weeks, standing.figure.range, standing.accepted) == ((), None, 0)


def test_the_closes_looked_at_end_one_reversal_window_before_this_one() -> None:
    windows = closes(known())
    assert [window.last for window in windows[-2:]] == [WEEK.plus(-2), WEEK.plus(-1)]


def test_a_digest_that_was_not_published_shortens_no_run_and_voids_no_waiting() -> None:
    """Nine weeks without a baseline of which one digest is missing are nine weeks."""
    history: list[tuple[date, Shown]] = []
    missing = known(COSTS * 3, COUNTS * 3, ends=WEEK, workflow=workflow(baseline=None))
    for back in reversed(range(10)):
        closed_at = WEEK.closes_at - timedelta(weeks=back)
        shown = stand(replace(missing, closed_at=closed_at), history).shown
        if back != 4:
            history.append((closed_at.date(), shown))
    assert shown.verdict is not None
    assert shown.verdict.inputs.past.missing == 8
    assert shown.verdict.kind is Kind.FIX


def test_a_workflow_whose_last_entry_is_of_thirteen_known_days_ago_is_not_stale() -> None:
    """The close of 17 November knows the days up to the 15th; the entry is of Tuesday the 3rd."""
    live = known((*COSTS, 450), (*COUNTS[:-1], 47, 0), ends=WEEK)
    entries = {day: one for day, one in live.logged.items() if one.accepted}
    verdict = newest(replace(live, logged=entries))
    assert max(entries) == date(2026, 11, 3)
    assert verdict.inputs.is_stale is False
    older = {day: one for day, one in entries.items() if day < date(2026, 11, 1)}
    stale = newest(replace(live, logged=older))
    assert stale.inputs.is_stale is True


@pytest.mark.parametrize(
    ("backlog", "starts", "said"),
    [
        (date(2026, 10, 5), 1, True),
        (date(2026, 9, 30), 1, None),
        (date(2026, 9, 30), 3, True),
        (date(2026, 12, 1), 1, None),
    ],
    ids=["this quarter", "the one before", "this fiscal quarter", "a day to come"],
)
def test_demand_is_what_the_owner_said_in_this_quarter(backlog: date, starts: int, said: bool | None) -> None:
    verdict = stand(known(workflow=workflow(backlog=backlog), fiscal_year_starts=starts)).shown.verdict
    assert verdict is not None
    assert verdict.inputs.has_demand is said


def test_nothing_expands_where_nothing_is_known_of_its_quality() -> None:
    """None of 975 was ever taken back and now 240 of 600 are: there is nothing to compare that with yet."""
    paid = [
        Benefit(
            workflow="refunds",
            month=date(2026, month, 1),
            kind=BenefitKind.CASH,
            grade=4,
            amount=Decimal(90_000),
            currency="USD",
        )
        for month in (9, 10, 11)
    ]
    busy = workflow(backlog=date(2026, 10, 5), baseline=AI)
    costs, counts = [500] * 21, [75] * 21
    told = known(costs, counts, reversed_=[0] * 13 + [30] * 8, workflow=busy, benefits=tuple(paid))
    verdict = newest(told)
    assert (verdict.rule, verdict.kind) == (Rule.R6, Kind.KEEP)


def test_words_name_the_numbers_of_the_policy_that_judged() -> None:
    strict = replace(known().policy, least_coverage=Decimal("0.99"), material_from=Decimal(1))
    assert "99% is needed" in verdict_of(stand(known(policy=strict)))


def test_the_range_of_an_older_close_is_not_said_under_newer_weeks() -> None:
    cheaper = [cost * 3 // 4 for cost in COSTS]
    found = stand(known(cheaper * 2, COUNTS * 2))
    assert "improved:" in sentence(found)
    moved = replace(found, closes=(*found.closes[:-1], replace(found.closes[-1], change=Change.NO_CALL)))
    assert sentence(moved).endswith("AI cost improved.")
