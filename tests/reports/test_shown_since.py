"""A team that grew to five people shows no week from when it had fewer (method.md 4.8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.facts.org import Membership, Person
from bot.facts.periods import DAY, Week
from bot.facts.policy import DEFAULT
from bot.value.people import folds
from bot.value.standing.standing import stand
from reports.digest_composition import compose
from reports.digest_inputs import WEEKS_SHOWN, DigestInputs
from reports.digest_message import message
from reports.restatement import Published
from reports.unusual_reading import days_read
from tests.reports.digests import WEEK, cost, count
from tests.reports.forms import folded_small_team
from tests.value.standing.workflows import known

SUNDAY = WEEK.period.last_day


def grown(*spans: tuple[date, date | None], each: Sequence[Week] = (WEEK.plus(-1), WEEK)) -> DigestInputs:
    """Finance Ops of four people with a fifth on these days, and what it did in each of the weeks."""
    small = folded_small_team()
    fifth = tuple(Membership(team="ops", since=since, until=until) for since, until in spans)
    org = replace(small.org, people=(*small.org.people, Person(email="new@acme.example", memberships=fifth)))
    costs = tuple(cost("170", "closing", team="ops", week=week) for week in each)
    counts = tuple(count(14, "closing", team="ops", week=week) for week in each)
    return replace(small, org=org, costs=costs, counts=counts, folds=folds(org, SUNDAY))


def test_its_first_digest_shows_its_own_week_alone() -> None:
    digest = compose(grown((SUNDAY, None)), "ops")
    (line,) = digest.workflows
    assert [week.week for week in line.weeks] == [WEEK]
    assert (digest.first_week, line.previous) == (WEEK, None)
    assert "first week shown" in str(message(digest))


def test_its_weeks_begin_after_the_last_in_which_it_was_folded() -> None:
    weeks = [WEEK.plus(-n) for n in reversed(range(WEEKS_SHOWN))]
    twice = grown((weeks[0].monday, weeks[3].monday), (weeks[7].period.last_day, None), each=weeks)
    (line,) = compose(twice, "ops").workflows
    assert [week.week for week in line.weeks] == weeks[7:]


def test_a_week_of_it_that_was_published_before_it_shrank_is_restated_by_what_it_is_now() -> None:
    weeks = [WEEK.plus(-n) for n in reversed(range(WEEKS_SHOWN))]
    twice = grown((weeks[0].monday, weeks[3].monday), (weeks[7].period.last_day, None), each=weeks)
    told = Published(team="ops", week=weeks[1], currency="USD", total=Decimal(170))
    assert compose(replace(twice, published=(told,)), "ops").restated == ()
    (moved,) = compose(replace(twice, published=(replace(told, total=Decimal(100)),)), "ops").restated
    assert moved.after == Decimal(170)


@pytest.mark.parametrize(("grew", "is_judged"), [(-20, True), (-8, True), (-7, False), (0, False)])
def test_its_workflows_are_judged_when_all_eight_weeks_are_its_own(grew: int, is_judged: bool) -> None:
    standing = stand(known([60] * 8, [20] * 8))
    assert standing.since == WEEK.plus(-8).monday
    given = replace(grown((WEEK.plus(grew).monday, None)), standings={"closing": standing})
    assert compose(given, "ops").workflows[0].standing == (standing if is_judged else None)


def test_what_is_unusual_is_judged_by_its_own_days() -> None:
    dear = SUNDAY - DAY
    days = days_read(WEEK.period.end)
    daily = {day: Decimal(900 if day == dear else 100) for day in days.days()}

    def found(grew: date) -> tuple[date, ...]:
        spent = {("ops", "USD"): daily}
        given = replace(grown((grew, None)), days=days, daily=spent, policies={"USD": DEFAULT})
        return tuple(one.alert.on for one in compose(given, "ops").unusual)

    assert found(WEEK.plus(-20).monday) == (dear,)
    assert found(WEEK.plus(-1).monday) == ()


def test_a_team_that_nobody_is_listed_of_in_earlier_weeks_shows_them() -> None:
    """The org file does not tell how many they were."""
    since = (Membership(team="ops", since=WEEK.monday),)
    begun = grown((SUNDAY, None))
    people = tuple(
        replace(one, memberships=since) if one.memberships[0].team == "ops" else one for one in begun.org.people
    )
    (line,) = compose(replace(begun, org=replace(begun.org, people=people)), "ops").workflows
    assert [week.week for week in line.weeks] == [WEEK.plus(-1), WEEK]
