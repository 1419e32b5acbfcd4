from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from bot.sandbox import spend
from bot.sandbox.clock import CLOCK_STARTS, HISTORY_STARTS
from bot.sandbox.company import larkspur
from bot.sandbox.spend import RESTATED_AT, RESTATED_DAYS, anthropic_rows, openai_rows
from bot.sandbox.truth import UNALLOCATED, truth

COMPANY = larkspur()
PLANTED = truth(COMPANY, CLOCK_STARTS)
WEEKS = [f"2026-W{number}" for number in range(21, 47)]


def day_total(day: date, now: datetime) -> tuple[Decimal, Decimal]:
    bills, costs = openai_rows(COMPANY, day, now), anthropic_rows(COMPANY, day, now)
    return sum((row.amount for row in bills), Decimal(0)), sum((row.amount for row in costs), Decimal(0))


def unit_cost(week: str, team: str, workflow: str) -> Decimal:
    row = PLANTED["weeks"][week, team, workflow]
    return Decimal(row["cost"]) / int(row["outcomes"])


def mean_unit_cost(weeks: list[str], team: str, workflow: str) -> Decimal:
    return sum((unit_cost(week, team, workflow) for week in weeks), Decimal(0)) / len(weeks)


def team_cost(week: str, team: str) -> Decimal:
    return sum((Decimal(row["cost"]) for key, row in PLANTED["weeks"].items() if key[:2] == (week, team)), Decimal(0))


def test_two_companies_built_alike_spend_alike_and_another_seed_does_not() -> None:
    day = date(2026, 9, 3)
    bills, costs = openai_rows(COMPANY, day, CLOCK_STARTS), anthropic_rows(COMPANY, day, CLOCK_STARTS)
    spend._openai_day.cache_clear()
    spend._anthropic_day.cache_clear()
    again = larkspur()
    assert openai_rows(again, day, CLOCK_STARTS) == bills
    assert anthropic_rows(again, day, CLOCK_STARTS) == costs
    assert openai_rows(larkspur(seed="other"), day, CLOCK_STARTS) != bills


def test_the_company_is_the_same_on_every_machine() -> None:
    assert PLANTED["days"]["openai"]["2026-09-03"] == "364.826166222182"
    assert PLANTED["days"]["anthropic"]["2026-09-03"] == "487.60635124875"


def test_nothing_is_known_before_history_or_after_now() -> None:
    for day in (HISTORY_STARTS - timedelta(days=1), CLOCK_STARTS.date() + timedelta(days=1)):
        assert openai_rows(COMPANY, day, CLOCK_STARTS) == ()
        assert anthropic_rows(COMPANY, day, CLOCK_STARTS) == ()


def test_a_running_day_grows_until_it_is_over() -> None:
    day = CLOCK_STARTS.date()
    hours = [day_total(day, datetime(2026, 11, 17, hour, tzinfo=UTC)) for hour in (0, 1, 10, 23)]
    assert hours[0] == (Decimal(0), Decimal(0))
    assert all(
        later > earlier for before, after in pairwise(hours) for earlier, later in zip(before, after, strict=True)
    )


def test_rows_that_arrive_late_make_a_day_read_early_lower_than_read_later() -> None:
    over = datetime(2026, 10, 8, tzinfo=UTC)
    reads = [day_total(date(2026, 10, 7), over + timedelta(days=days)) for days in (0, 1, 2, 30)]
    assert reads[0] < reads[2]
    assert reads[2] == reads[3]
    weeks = [HISTORY_STARTS + timedelta(days=days) for days in range(182)]
    early = [day_total(day, datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)) for day in weeks]
    late = [day_total(day, datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=3)) for day in weeks]
    lower = [sum(a[side] < b[side] for a, b in zip(early, late, strict=True)) for side in (0, 1)]
    assert min(lower) > 90


def test_engineering_at_anthropic_is_restated_by_six_percent_and_more_than_ten_dollars() -> None:
    before, after = RESTATED_AT - timedelta(seconds=1), RESTATED_AT
    moved = Decimal(0)
    for day in RESTATED_DAYS:
        old, new = anthropic_rows(COMPANY, day, before), anthropic_rows(COMPANY, day, after)
        for was, now in zip(old, new, strict=True):
            assert (was.amount == now.amount) == (was.team != "engineering" or was.amount == 0)
            moved += (now.amount - was.amount) / 100
        team = [sum((row.amount for row in rows if row.team == "engineering"), Decimal(0)) for rows in (old, new)]
        assert abs(team[1] / team[0] - Decimal("1.06")) < Decimal("0.0001")
    assert moved > 10
    untouched = date(2026, 11, 13)
    assert anthropic_rows(COMPANY, untouched, before) == anthropic_rows(COMPANY, untouched, after)


def test_about_eight_percent_of_every_week_is_nobodys() -> None:
    for week in WEEKS:
        total = sum((Decimal(row["cost"]) for key, row in PLANTED["weeks"].items() if key[0] == week), Decimal(0))
        assert Decimal("0.05") < team_cost(week, UNALLOCATED) / total < Decimal("0.11")


def test_every_team_spends_some_hundreds_to_three_thousand_dollars_a_week() -> None:
    for team in COMPANY.teams:
        assert all(180 < team_cost(week, team.slug) < 3000 for week in WEEKS)


def test_the_planted_courses_can_be_seen() -> None:
    first, last = WEEKS[:4], WEEKS[-4:]
    change = {
        slug: mean_unit_cost(last, team, slug) / mean_unit_cost(first, team, slug)
        for team, slug in (("support", "refunds"), ("engineering", "code-review"), ("marketing", "localisation"))
    }
    assert change["refunds"] < Decimal("0.5")
    assert Decimal("0.9") < change["code-review"] < Decimal("1.1")
    assert Decimal("1.1") < change["localisation"] < Decimal("1.4")


def test_a_workflow_spends_without_outcomes_one_has_too_few_and_one_is_new() -> None:
    weeks = PLANTED["weeks"]
    assert all(weeks[week, "sales", "account-research"]["outcomes"] == 0 for week in WEEKS)
    assert all(Decimal(weeks[week, "sales", "account-research"]["cost"]) > 100 for week in WEEKS)
    assert all(3 <= weeks[week, "operations", "contract-review"]["outcomes"] <= 6 for week in WEEKS)
    migrated = [week for week in WEEKS if (week, "engineering", "test-migration") in weeks]
    assert migrated == ["2026-W44", "2026-W45", "2026-W46"]


def test_a_team_spends_in_a_workspace_that_belongs_to_no_workflow() -> None:
    assert all(Decimal(PLANTED["weeks"][week, "engineering", UNALLOCATED]["cost"]) > 200 for week in WEEKS)


def test_amounts_have_the_decimals_of_the_real_providers() -> None:
    day = date(2026, 10, 7)
    bills, costs = openai_rows(COMPANY, day, CLOCK_STARTS), anthropic_rows(COMPANY, day, CLOCK_STARTS)
    digits = [-int(row.amount.normalize().as_tuple().exponent) for row in bills if row.amount]
    assert 9 <= max(digits) <= 12
    assert max(-int(row.amount.normalize().as_tuple().exponent) for row in costs if row.amount) >= 5
    assert any(row.amount == 0 for row in bills)
    assert any(row.amount == 0 for row in costs)
    assert all(row.list_amount > row.amount for row in costs if row.amount)


def test_both_generations_of_line_items_and_every_kind_of_actor_occur() -> None:
    items = {row.line_item for row in openai_rows(COMPANY, date(2026, 10, 7), CLOCK_STARTS)}
    assert {
        "gpt-5.4-2026-03-05, input", "gpt-5.4-2026-03-05, cached input", "gpt-5.4-2026-03-05, output",
        "gpt-6-astra, input_tokens", "web search tool calls",
    } <= items  # fmt: skip
    actors = [row.actor for days in range(5) for row in anthropic_rows(COMPANY, date(2026, 8, 3 + days), CLOCK_STARTS)]
    kinds = {actor.kind if actor else None for actor in actors}
    assert kinds == {"user_actor", "api_actor", "service_account_actor", "federated_actor", None}
    assert any(actor and actor.deleted and actor.email is None for actor in actors)
