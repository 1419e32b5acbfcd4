from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest
import stamina

from bot.facts.activity import ActivityKind
from bot.facts.charge import Basis, ChargeCategory
from bot.facts.periods import Period
from bot.providers.base import Reading
from bot.providers.github import GitHub
from bot.sandbox.clock import CLOCK_STARTS, HISTORY_STARTS, CompanyClock
from bot.sandbox.faults import Faults
from bot.sandbox.github import metrics
from bot.sandbox.github.holders import GONE_LOGIN, GONE_SEAT_UNTIL, holders, reported_teams
from bot.sandbox.github.metrics import EMPTY_DAY, people
from bot.sandbox.github.rows import RESTATED_DAYS, credit_rows
from bot.sandbox.planted import github
from bot.sandbox.provider_apis import MORE, PATHS
from bot.sandbox.spend import RESTATED_AT
from tests.sandbox.conftest import GITHUB_KEY, Stage
from tests.sandbox.figures import COMPANY, Figures, billed, planted

DAY = date(2026, 10, 7)
LOGINS = {person.github_login: person.email for person in COMPANY.people}


def truth(days: Period, now: datetime) -> Figures:
    return planted(github, days, now)


def behind(login: str | None) -> str | None:
    """The person; who is in the company no more is nobody in it."""
    return LOGINS.get((login or "").removeprefix("github:"))


def read(base_url: str, days: Period, now: datetime, **settings: str) -> Reading:
    with httpx.Client(timeout=20) as client, stamina.set_testing(True, attempts=5):
        more: Any = settings or MORE["github"]
        provider = GitHub(client, key=GITHUB_KEY, base_url=base_url + PATHS["github"], **more)
        return provider.read(days, now=now)


@pytest.fixture(scope="module")
def history(served: str, stage: Stage) -> Reading:
    """All 26 weeks and the running day, read once."""
    stage.clock = CompanyClock()
    return read(served, Period(HISTORY_STARTS, date(2026, 11, 18)), CLOCK_STARTS)


def test_what_is_read_equals_what_was_planted_by_day_organization_model_and_person(history: Reading) -> None:
    days = history.window
    assert billed(history, behind) == truth(days, CLOCK_STARTS)
    assert history.control_total == sum(truth(days, CLOCK_STARTS).values())
    assert {key[0] for key in billed(history, behind)} == set(days.days())
    assert not any(charge.line_item == "not in the grouped report" for charge in history.charges)


def test_two_months_end_beyond_their_pool_and_what_it_pays_for_costs_nothing(history: Reading) -> None:
    """AC-D2."""
    beyond = {day for day, _, model, _ in billed(history, behind) if model}
    assert {day.month for day in beyond} == {8, 10}
    assert all(day.day > 20 for day in beyond)
    pool = [charge for charge in history.charges if charge.basis is Basis.INCLUDED]
    assert {charge.billed_cost for charge in pool} == {charge.effective_cost for charge in pool} == {Decimal(0)}
    of_august = sum(charge.quantity or 0 for charge in pool if charge.day.month == 8)
    assert of_august == 1900 * 21


def test_every_seat_is_paid_for_by_who_had_it_and_the_seat_that_is_gone_by_nobody(history: Reading) -> None:
    seats = [charge for charge in history.charges if charge.category is ChargeCategory.SEAT]
    before, after = ([charge for charge in seats if charge.day == day] for day in (DAY, GONE_SEAT_UNTIL))
    assert len(after) == len({charge.person for charge in after}) == 21
    assert {charge.basis for charge in after} == {Basis.ALLOCATED}
    assert {charge.tags.get("team") for charge in after} == {"copilot-engineering", None}
    [gone] = [charge for charge in before if charge.person is None]
    assert len(before) == 22
    assert gone.tags["plan"] == "business"


def test_labels_cloud_agents_and_deleted_people_are_told_as_github_tells_them(history: Reading) -> None:
    credits_used = [charge for charge in history.charges if charge.model]
    assert "Auto: Claude Haiku 4.5" in {charge.model for charge in credits_used}
    agent = {charge.person for charge in credits_used if charge.model == "Coding Agent model"}
    assert agent == {None}
    assert f"github:{GONE_LOGIN}" in {charge.person for charge in credits_used}
    assert history.activities is not None
    assert "github:id:900001" in {one.person for one in history.activities}


def test_what_people_did_is_counted_as_it_was_planted(history: Reading) -> None:
    assert history.activities is not None
    for day in (date(2026, 9, 16), DAY, date(2026, 11, 16)):
        for kind, field in (
            (ActivityKind.SUGGESTIONS_SHOWN, "shown"),
            (ActivityKind.SUGGESTIONS_ACCEPTED, "accepted"),
            (ActivityKind.LINES_SUGGESTED, "lines"),
            (ActivityKind.SESSIONS, "sessions"),
        ):
            counted = sum(one.count for one in history.activities if (one.day, one.kind) == (day, kind))
            known = people(COMPANY, day, CLOCK_STARTS) if day != date(2026, 11, 16) else []
            assert counted == sum(getattr(one, field) for one in known)
    days = {one.day for one in history.activities}
    assert EMPTY_DAY not in days
    told = Period(metrics.FIRST_DAY, CLOCK_STARTS.date() + timedelta(days=1))
    assert len(days) == len(told) - 2  # without the empty day, and yesterday, whose report comes at noon


def test_two_people_never_use_their_seat(history: Reading) -> None:
    """AC-D5: known without anybody being listed."""
    assert history.activities is not None
    today = [one for one in history.activities if one.day == CLOCK_STARTS.date()]
    assigned, active = (
        {one.person for one in today if one.kind is kind}
        for kind in (ActivityKind.SEATS_ASSIGNED, ActivityKind.SEATS_ACTIVE)
    )
    never = {f"github:{holder.login}" for holder in holders(COMPANY) if not holder.is_used}
    assert len(assigned) == 21
    assert assigned - active == never
    assert len(never) == 2


def test_teams_are_tags_and_a_team_of_four_is_not_told(history: Reading) -> None:
    teams = {charge.tags.get("team") for charge in history.charges if charge.model and charge.person}
    assert teams == {"platform", "product", "platform, product", None}
    members = [holder for holder in holders(COMPANY) if "tools" in holder.teams]
    assert len(members) == 4
    assert "tools" not in reported_teams(COMPANY, DAY)


def test_two_days_are_restated_after_the_clock_has_moved(base_url: str, clock: CompanyClock) -> None:
    days = Period(date(2026, 10, 26), date(2026, 11, 2))
    before = read(base_url, days, clock())
    assert billed(before, behind) == truth(days, clock())
    clock.advance(days=7)
    assert clock() > RESTATED_AT
    after = read(base_url, days, clock())
    assert billed(after, behind) == truth(days, clock())
    by_day = [
        {day: sum(usd for key, usd in billed(one, behind).items() if key[0] == day) for day in days.days()}
        for one in (before, after)
    ]
    assert tuple(day for day in days.days() if by_day[0][day] != by_day[1][day]) == RESTATED_DAYS
    assert all(by_day[0][day] < by_day[1][day] for day in RESTATED_DAYS)


def test_late_rows_and_the_running_day_come_in_later(base_url: str, clock: CompanyClock) -> None:
    days = Period(date(2026, 11, 14), date(2026, 11, 18))

    def used(reading: Reading) -> Decimal:
        return sum((charge.quantity or Decimal(0) for charge in reading.charges if charge.model), Decimal(0))

    early = read(base_url, days, clock())
    clock.advance(days=5)
    late = read(base_url, days, clock())
    assert used(early) < used(late)
    whole = [row for day in days.days() for row in credit_rows(COMPANY, day, datetime(2026, 12, 31, tzinfo=UTC))]
    assert used(late) == sum(row.credits for row in whole)


def test_an_organization_alone_has_the_same_totals_and_knows_nobody(base_url: str, clock: CompanyClock) -> None:
    days = Period(date(2026, 10, 24), date(2026, 11, 1))
    reading = read(base_url, days, clock(), organization="Larkspur")
    told = truth(days, clock())
    assert sum(billed(reading, behind).values()) == sum(told.values())
    assert reading.control_total is None
    assert {charge.person for charge in reading.charges if charge.model} == {None}


def test_an_enterprise_alone_is_read_whole(base_url: str, clock: CompanyClock) -> None:
    days = Period(DAY, DAY + timedelta(days=1))
    reading = read(base_url, days, clock(), enterprise="larkspur-group")
    assert reading.control_total == sum(truth(days, clock()).values())
    assert {charge.sub_account for charge in reading.charges if charge.model} == {"larkspur", "larkspur-labs"}


@pytest.mark.parametrize("trouble", [{"throttle_every": 5}, {"fail_every": 7}, {"cut_every": 11}])
def test_single_faults_change_nothing(
    base_url: str, clock: CompanyClock, faults: Faults, trouble: dict[str, int]
) -> None:
    days = Period(date(2026, 10, 27), date(2026, 11, 1))
    calm = read(base_url, days, clock())
    faults.retry_after = 0
    for name, every in trouble.items():
        setattr(faults, name, every)
    assert read(base_url, days, clock()) == calm


def test_a_slow_answer_changes_nothing(base_url: str, clock: CompanyClock, faults: Faults) -> None:
    days = Period(DAY, DAY + timedelta(days=1))
    calm = read(base_url, days, clock())
    faults.slow_seconds = 0.01
    assert read(base_url, days, clock()) == calm
