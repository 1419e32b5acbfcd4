"""What a digest says of days that cost far more than usual, and of spend that creeps up (method.md 3.6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

import pytest

from bot.facts.expected import ExpectedSpend
from bot.facts.message import Facts, Paragraph
from bot.facts.org import Budget, Org, Team
from bot.facts.periods import DAY, Period
from bot.facts.policy import DEFAULT, Policy
from bot.value.anomalies import Kind, Severity
from reports import why
from reports.digest import Digest
from reports.digest_composition import compose
from reports.digest_inputs import DigestInputs
from reports.digest_message import message
from reports.digest_notes import Unusual
from reports.snapshot import from_json, to_json
from reports.unusual_reading import days_read
from reports.unusual_words import unusual
from tests.reports.digests import REFUNDS, WEEK, company, cost, inputs, one_workflow, source, staff

DAYS = days_read(WEEK.period.end)
USUAL = (1.1, 1.15, 1.15, 1.1, 1.0, 0.75, 0.75)
MONDAY, TUESDAY = WEEK.monday, WEEK.monday + DAY


def spent(
    level: float = 300, *, scatter: float = 0.05, times: Mapping[date, float] | None = None
) -> dict[date, Decimal | None]:
    """Days that scatter by a twentieth; `times` says how many times as dear some are."""
    chance = Random(7)  # noqa: S311  (invented numbers, not secrets)
    return {
        day: Decimal(
            str(round(level * USUAL[day.weekday()] * chance.lognormvariate(0, scatter) * (times or {}).get(day, 1), 2))
        )
        for day in DAYS.days()
    }


def creeping() -> dict[date, Decimal | None]:
    return spent(scatter=0.15, times={MONDAY + DAY * n: 1.35 for n in range(7)})


def of(daily: dict[date, Decimal | None], team: str = "support", **more: object) -> DigestInputs:
    facts: dict[str, object] = {
        "days": DAYS,
        "daily": {(team, "USD"): daily},
        "policies": {"USD": DEFAULT},
    }
    return replace(one_workflow("900", 450), **facts | more)  # type: ignore[arg-type]


def budgeted(*budgets: Budget) -> Org:
    return replace(company(REFUNDS), budgets=budgets)


def budget(amount: int, period: str = "month", **more: object) -> Budget:
    facts = {"scope_kind": "team", "scope": "support", "currency": "USD", "owner": "ana@acme.example"}
    return Budget(**facts | more, amount=Decimal(amount), period=period)  # type: ignore[arg-type]


def found_in(given: DigestInputs, team: str = "support") -> tuple[Unusual, ...]:
    return compose(given, team).unusual


def test_a_usual_week_has_no_line() -> None:
    assert found_in(of(spent())) == ()
    assert unusual(()) == []


def test_a_dear_day_is_said_with_what_was_expected() -> None:
    (one,) = found_in(of(spent(times={TUESDAY: 2.3})))
    assert (one.alert.kind, one.alert.on, one.severity) == (Kind.HIGH, TUESDAY, Severity.CHANNEL)
    assert unusual([one]) == ["Unusual: Tue 10 Nov cost $804, about $350 was expected."]


def test_the_line_stands_behind_the_money_and_in_a_teams_first_digests_too() -> None:
    dear = of(spent(times={TUESDAY: 2.3}))
    said = [one.text for one in message(compose(dear, "support")).elements if isinstance(one, Paragraph)]
    assert said[-1].startswith("Unusual: Tue 10 Nov")
    first = replace(dear, org=company())
    said = [one.text for one in message(compose(first, "support")).elements if isinstance(one, Paragraph)]
    assert any(text.startswith("Unusual: Tue 10 Nov") for text in said)


def test_of_many_days_the_two_dearest_are_told_and_the_others_counted() -> None:
    times = {MONDAY: 3.0, TUESDAY: 2.0, TUESDAY + 2 * DAY: 4.0}
    (line,) = unusual([one for one in found_in(of(spent(times=times))) if one.alert.kind is Kind.HIGH])
    assert line.startswith("Unusual: Mon 9 Nov cost ")
    assert "; Thu 12 Nov cost " in line
    assert line.endswith(" was expected; and 1 more day.")


def test_spend_that_creeps_up_is_said_as_what_a_week_cost_more() -> None:
    found = found_in(of(creeping()))
    creep = next(one for one in found if one.alert.kind is Kind.CREEP)
    (line,) = unusual([creep])
    assert line.startswith("Spend creeps up: $")
    assert line.endswith(" more than usual in seven days.")


def test_a_creep_that_is_made_of_dear_days_told_alone_is_not_told_again() -> None:
    found = found_in(of(spent(times={MONDAY + DAY * n: 6.0 for n in range(4)})))
    assert {one.alert.kind for one in found} == {Kind.HIGH}


def test_what_may_be_missing_data_is_no_matter_of_the_team() -> None:
    assert found_in(of(spent(times={TUESDAY: 0.0}))) == ()


def test_a_dear_day_of_another_week_is_not_of_this_digest() -> None:
    assert found_in(of(spent(times={TUESDAY - 7 * DAY: 3.0}))) == ()


def test_nothing_is_said_of_a_day_that_a_source_of_the_team_was_not_read_complete_of() -> None:
    dear = of(spent(times={TUESDAY: 3.0}))
    assert found_in(replace(dear, sources=(source(until=TUESDAY),))) == ()
    elsewhere = replace(dear, sources=(source(), source("anthropic", until=TUESDAY)))
    assert [one.alert.on for one in found_in(elsewhere)] == [TUESDAY]
    with_both = replace(elsewhere, costs=(*elsewhere.costs, cost("1", connection="anthropic")))
    assert found_in(with_both) == ()


def test_a_day_of_which_some_cost_is_not_known_is_not_judged() -> None:
    assert found_in(of({**spent(times={TUESDAY: 3.0}), TUESDAY: None})) == ()


def test_a_source_that_is_read_for_two_weeks_only_raises_nothing() -> None:
    """AC-C11: a new team has no usual day yet."""
    dear = of(spent(times={TUESDAY: 3.0}))
    assert found_in(replace(dear, sources=(source(first_day=MONDAY - 14 * DAY),))) == ()


def test_a_quiet_weekend_is_nothing_unusual() -> None:
    """AC-C11."""
    weekend = {day: 0.05 for day in DAYS.days() if day.weekday() > 4}
    assert found_in(of(spent(times=weekend))) == ()


@pytest.mark.parametrize(
    ("budgets", "severity", "ends"),
    [
        ((budget(100_000),), Severity.DIGEST, "was expected."),
        ((budget(8_500),), Severity.OWNER, "The $455 beyond it is 5.3% of a month's budget."),
        ((budget(25_500, "quarter"),), Severity.OWNER, "The $455 beyond it is 5.3% of a month's budget."),
        ((budget(999_999, "year"), budget(20_000)), Severity.CHANNEL, "beyond it is 2.3% of a month's budget."),
        ((budget(8_500, currency="EUR"),), Severity.CHANNEL, "was expected."),
        ((budget(8_500, since=WEEK.period.end),), Severity.CHANNEL, "was expected."),
    ],
)
def test_the_teams_own_budget_says_how_much_it_is(budgets: tuple[Budget, ...], severity: Severity, ends: str) -> None:
    (one,) = found_in(of(spent(times={TUESDAY: 2.3}), org=budgeted(*budgets)))
    assert one.severity is severity
    assert unusual([one])[0].endswith(ends)


def test_a_folded_team_is_in_the_sum_and_never_alone() -> None:
    teams = (Team(slug="finance", name="Finance"), Team(slug="ops", name="Finance Ops", parent="finance"))
    org = company(teams=teams, people=(*staff("finance", 6), *staff("ops", 4)))
    small = spent(20, times={TUESDAY: 4.0})
    both = inputs(
        org,
        (cost("5", team="finance"), cost("7", team="ops")),
        days=DAYS,
        daily={("finance", "USD"): spent(2_000), ("ops", "USD"): small},
        policies={"USD": DEFAULT},
    )
    assert found_in(both, "finance") == ()
    dear = replace(both, daily={**both.daily, ("ops", "USD"): spent(900, times={TUESDAY: 4.0})})
    (one,) = found_in(dear, "finance")
    assert one.alert.days[0].spent > 6_000


def test_each_currency_is_judged_by_amounts_in_it_or_not_at_all() -> None:
    yen = of(spent(300, times={TUESDAY: 2.3}))
    daily = {("support", "JPY"): yen.daily["support", "USD"]}
    quiet = Policy(anomaly_from=Decimal(3_800), creep_from=Decimal(15_000), quiet_below=Decimal(1_500))
    assert found_in(replace(yen, daily=daily, policies={"JPY": quiet})) == ()
    assert found_in(replace(yen, daily=daily)) == ()
    assert [one.currency for one in found_in(replace(yen, daily=daily, policies={"JPY": DEFAULT}))] == ["JPY"]


def test_why_shows_the_arithmetic() -> None:
    digest = compose(of(spent(times={TUESDAY: 2.3}), org=budgeted(budget(8_500))), "support")
    (pairs,) = [
        one.pairs
        for one in why.message(digest).elements
        if isinstance(one, Facts) and one.pairs[0][0] == "Tue 10 Nov (USD)"
    ]
    assert pairs[0][1] == (
        "a usual day of 298.26 × 1.17 for a Tuesday = 349.70 expected; 804.27 − 349.70 = 454.57 more; "
        "2.30 times what was expected, 10.4 times the usual scatter (more than 3 is unusual); "
        "5.3% of the $8,500 that the team may spend in a month"
    )


def test_why_adds_up_the_days_of_a_creep() -> None:
    digest = compose(of(creeping()), "support")
    text = str(why.message(digest))
    assert "Spend creeps up to " in text
    assert "no budget of the team says how much that is" in text


def test_it_is_frozen_with_its_inputs() -> None:
    digest = compose(of(spent(times={TUESDAY: 2.3}), org=budgeted(budget(8_500))), "support")
    assert digest.unusual
    assert from_json(Digest, to_json(digest)) == digest


def test_it_is_judged_by_half_a_year() -> None:
    assert days_read(WEEK.period.end) == Period(date(2026, 5, 25), date(2026, 11, 16))


def test_what_the_team_expected_is_nothing_unusual() -> None:
    mark = ExpectedSpend(team="support", as_what="one-off", reason="a migration", since=MONDAY, until=WEEK.period.end)
    dear = of(spent(times={TUESDAY: 3.0}))
    assert found_in(replace(dear, org=replace(dear.org, expected=(mark,)))) == ()
    for other in (replace(mark, until=TUESDAY), replace(mark, team="legal")):
        assert found_in(replace(dear, org=replace(dear.org, expected=(other,)))) != ()


def test_a_new_normal_is_what_the_days_after_it_are_compared_with() -> None:
    raised = of(spent(times={MONDAY + DAY * n: 3.0 for n in range(-7, 7)}))
    assert found_in(raised) != ()
    since = MONDAY - 7 * DAY
    mark = ExpectedSpend(
        team="support", as_what="new normal", reason="every agent has it now", since=since, until=since + DAY
    )
    assert found_in(replace(raised, org=replace(raised.org, expected=(mark,)))) == ()
