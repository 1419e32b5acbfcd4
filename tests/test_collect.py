from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import stamina

from bot import activities, collect, orgfile
from bot.collect import Account, Collected
from bot.facts.periods import DAY as ONE_DAY
from bot.facts.periods import Period
from bot.ledger import orgs
from bot.ledger.costs import costs
from bot.ledger.db import Database
from bot.ledger.sources import sources
from bot.providers.base import Reading
from bot.providers.patience import TRIES
from bot.sandbox import planted as truths
from bot.sandbox.company import larkspur
from bot.sandbox.org import org_toml
from bot.sandbox.spend import anthropic_rows
from tests.box import Box, opened
from tests.factories import DAY, NOW, a_charge, an_activity, no_pseudonym
from tests.tools import Daily, Tool

SINCE = date(2026, 10, 26)
PLANTED = {"cursor": truths.cursor, "openrouter": truths.openrouter}
PROVIDERS = ("openai", "anthropic", "github", "cursor", "litellm", "openrouter")
CONTROLLED = ("openai", "anthropic", "github", "litellm", "openrouter")
"""Those that state a total of any window beside its rows."""


@pytest.fixture
def box(database: Database) -> Iterator[Box]:
    with opened(database, providers=PROVIDERS) as box:
        yield box


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3):
        yield


def close(one: dict[tuple[str, str | None], Decimal], other: dict[tuple[str, str | None], Decimal]) -> bool:
    """Equal but for the rounding of single rows to the nano."""
    return one.keys() == other.keys() and all(abs(one[key] - other[key]) < Decimal("1e-6") for key in one)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_what_is_read_equals_the_planted_truth_by_day_and_sub_account(box: Box, provider: str) -> None:
    done = box.collect(provider, SINCE)
    assert done.error is None
    assert done.billed_cost is not None
    if provider in CONTROLLED:
        assert done.control_total is not None
        assert abs(done.control_total - done.billed_cost) < Decimal("1e-9")  # sums of LiteLLM's floats have noise
    else:
        assert done.control_total is None
    assert close(box.ledger(provider, SINCE), box.truth(provider, SINCE))


def test_a_whole_history_equals_the_planted_truth(sqlite_database: Database) -> None:
    with opened(sqlite_database, providers=PROVIDERS) as box:
        for provider in PROVIDERS:
            box.collect(provider, date(2026, 5, 18))
            assert close(box.ledger(provider, date(2026, 5, 18)), box.truth(provider, date(2026, 5, 18)))


@pytest.mark.parametrize("provider", ["cursor", "openrouter"])
def test_what_is_read_is_placed_with_its_planted_owner(box: Box, provider: str) -> None:
    """AC-E5: by rules, or by the person, also where a provider knows her by another e-mail."""
    since = date(2026, 8, 31) if provider == "cursor" else SINCE
    with box.bot.database.writing() as connection:
        org = orgfile.read(org_toml(box.company), "larkspur.toml")
        orgs.save(connection, org, now=box.clock(), pseudonym=no_pseudonym)
    box.collect(provider, since)
    planted: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for day in Period(since, box.clock().date() + ONE_DAY).days():
        for one in PLANTED[provider](box.company, day, box.clock()):
            planted[one.team or "unallocated", one.workflow or "unallocated"] += one.usd
    with box.bot.database.reading() as connection:
        rows = costs(connection, since=None, until=None, by=("team", "workflow"))
    found = {(row.key("team") or "unallocated", row.key("workflow") or "unallocated"): row.billed_cost for row in rows}
    assert found.keys() == planted.keys()
    assert all(abs((found[owner] or 0) - planted[owner]) < Decimal("1e-6") for owner in planted)
    assert planted["unallocated", "unallocated"] < sum(planted.values()) / 4


def test_collecting_twice_changes_nothing(box: Box) -> None:
    """AC-B6."""
    box.collect("anthropic", SINCE)
    before = box.ledger("anthropic", SINCE)
    again = box.collect("anthropic", SINCE)
    assert (again.added, again.removed, again.restated) == (0, 0, 0)
    assert box.ledger("anthropic", SINCE) == before


@pytest.mark.parametrize(
    ("provider", "path"),
    [
        ("openai", "/costs"),
        ("anthropic", "/cost"),
        ("github", "/billing/usage"),
        ("cursor", "/filtered-usage-events"),
        ("litellm", "/aggregated"),
        ("openrouter", "/activity"),
    ],
)
def test_a_provider_that_dies_on_page_three_leaves_the_ledger_as_it_was_and_says_so(
    box: Box, provider: str, path: str
) -> None:
    """AC-C1 and AC-C4: the source is known to have been cut short, and its figures to end where they did."""
    box.collect(provider, SINCE)
    before = box.ledger(provider, SINCE)
    box.clock.advance(days=7)
    box.faults.die(path, page=3)
    done = box.collect(provider, date(2026, 5, 18))
    assert done.error is not None
    assert done.charges is None
    assert box.ledger(provider, SINCE) == before
    with box.bot.database.reading() as connection:
        (state,) = [one for one in sources(connection) if one.connection == provider]
    assert state.error == done.error
    assert state.reaches_to == date(2026, 11, 17)


def test_days_that_a_provider_does_not_keep_any_more_are_missing_and_not_zero(box: Box) -> None:
    """OpenRouter keeps thirty days, so that a connection that was down for longer has lost some."""
    box.collect("openrouter", SINCE)
    box.clock.advance(days=42)
    account = next(account for account in box.bot.accounts if account.connection == "openrouter")
    wanted = collect.window(box.bot.database, account, since=None, until=None, now=box.clock())
    done = box.collect("openrouter", wanted.start)
    assert (done.error, done.since, done.until) == (None, date(2026, 11, 29), date(2026, 12, 29))
    with box.bot.database.reading() as connection:
        (state,) = sources(connection)
    assert state.missing(Period(SINCE, date(2026, 12, 29))) == (Period(date(2026, 11, 17), date(2026, 11, 29)),)


def test_a_restated_day_replaces_the_old_one(box: Box) -> None:
    box.collect("anthropic", SINCE)
    before = box.ledger("anthropic", SINCE)
    box.clock.advance(days=7)
    done = box.collect("anthropic", SINCE)
    after = box.ledger("anthropic", SINCE)
    assert done.restated
    assert close(after, box.truth("anthropic", SINCE))
    assert sum(v for k, v in after.items() if k[0] == "2026-11-10") > sum(
        v for k, v in before.items() if k[0] == "2026-11-10"
    )


def test_a_bill_without_keys_is_divided_among_them_by_what_each_used(database: Database) -> None:
    """AC-E12: an organization that Anthropic gives its older reports alone; what cannot be divided says why."""
    company = replace(larkspur(), has_anthropic_analytics=False)
    default = {one.id for one in company.workspaces if one.is_default}
    with opened(database, company=company) as box:
        done = box.collect("anthropic", SINCE)
        assert done.error is None
        assert done.control_total == done.billed_cost
        with database.reading() as connection:
            rows = costs(
                connection, since=SINCE, until=None, by=("day", "sub_account", "model", "line_item", "basis", "key")
            )
        planted: defaultdict[tuple[str, str | None, str | None, str | None], Decimal] = defaultdict(Decimal)
        for day in Period(SINCE, date(2026, 11, 18)).days():
            for row in anthropic_rows(company, day, box.clock()):
                account = None if row.workspace_id in default else row.workspace_id
                if row.cost_type == "tokens":
                    planted[day.isoformat(), account, row.model, row.api_key_id] += row.amount / 100
    divided: defaultdict[tuple[str, str | None, str | None, str | None], Decimal] = defaultdict(Decimal)
    whole: Counter[str] = Counter()
    for row in rows:
        if row.key("basis") == "allocated" or row.key("key") is not None:
            day, account, model, key = (row.key(name) for name in ("day", "sub_account", "model", "key"))
            divided[str(day), account, model, key] += row.billed_cost
        elif row.billed_cost:
            whole[row.key("model") or row.key("line_item") or ""] += 1
    priced = {at: usd for at, usd in planted.items() if at[2] != "claude-haiku-5-5"}
    assert divided.keys() == {at for at, usd in priced.items() if usd}
    assert all(abs(divided[at] - priced[at]) < Decimal("1e-6") for at in divided)
    assert set(whole) == {"claude-haiku-5-5", "Web Search Usage"}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_throttling_and_single_failures_change_no_figure(box: Box, provider: str) -> None:
    box.faults.throttle_every, box.faults.retry_after, box.faults.fail_every = 5, 0, 7
    box.faults.cut_every, box.faults.slow_seconds = 9, 0.001
    with stamina.set_testing(True, attempts=TRIES):
        assert box.collect(provider, SINCE).error is None
    assert close(box.ledger(provider, SINCE), box.truth(provider, SINCE))


def test_a_source_is_read_from_its_last_settled_day_and_at_first_from_ninety_days_back(box: Box) -> None:
    openai = box.bot.accounts[0]
    window = collect.window(box.bot.database, openai, since=None, until=None, now=NOW)
    assert window == Period(date(2026, 8, 19), date(2026, 11, 18))
    box.collect("openai", SINCE)
    later = collect.window(box.bot.database, openai, since=None, until=None, now=box.clock.advance(days=7))
    assert later == Period(date(2026, 11, 11), date(2026, 11, 25))


def test_the_newest_days_are_not_complete_before_the_source_says_so(box: Box) -> None:
    box.collect("openai", SINCE)
    with box.bot.database.reading() as connection:
        (state,) = sources(connection)
    assert (state.first_day, state.reaches_to) == (SINCE, date(2026, 11, 17))


def states(charge: str, sessions: int | None) -> Reading:
    return Reading(
        window=Period(DAY, DAY + ONE_DAY),
        charges=(a_charge(charge, provider="tool"),),
        activities=None if sessions is None else (an_activity(sessions, provider="tool"),),
    )


def test_what_is_counted_apart_from_money_is_replaced_with_the_charges_of_its_day(database: Database) -> None:
    tool = Tool()

    def read(reading: Reading | None, now: datetime = NOW) -> Collected:
        tool.next = reading
        account = Account(connection="tool", provider=tool)
        return collect.collect(database, account, Period(DAY, DAY + ONE_DAY), now=now, pseudonym=no_pseudonym)

    def counted() -> list[int | None]:
        with database.reading() as connection:
            return [one.count for one in activities.sums(connection, Period(DAY, DAY + ONE_DAY))]

    assert read(states("5", 7)).billed_cost == Decimal(5)
    assert counted() == [7]
    read(states("6", 8))
    assert counted() == [8]
    read(None)
    assert counted() == [8]
    read(states("7", None))
    assert counted() == [8]
    read(replace(states("8", None), activities=()))
    assert counted() == []


def test_a_long_window_is_read_in_pieces_and_stored_as_one(database: Database) -> None:
    tool, days = Daily(), Period(DAY - 89 * ONE_DAY, DAY + ONE_DAY)
    account = Account(connection="tool", provider=tool)
    done = collect.collect(database, account, days, now=NOW, pseudonym=no_pseudonym)
    assert [len(piece) for piece in tool.asked] == [2, 4, 8, 16, 31, 29]
    assert (done.since, done.until, done.charges) == (days.start, days.end, 90)
    assert done.billed_cost == done.control_total == Decimal(180)
    assert done.as_of == NOW - timedelta(hours=6)
    with database.reading() as connection:
        (counted,) = activities.sums(connection, days)
    assert (counted.count, counted.days) == (270, 90)


def test_the_more_charges_a_day_has_the_shorter_are_the_pieces() -> None:
    assert [collect._next_length(7, charges) for charges in (8_400, 42_000, 10_000_000)] == [10, 2, 1]


def test_a_piece_is_at_most_twice_as_long_as_the_one_before_for_a_weekend_tells_little() -> None:
    assert [collect._next_length(days, charges) for days, charges in ((2, 0), (7, 1), (31, 1))] == [4, 14, 31]


def test_a_failure_in_the_last_piece_leaves_all_days_as_they_were(database: Database) -> None:
    """AC-C4."""
    days = Period(DAY - 89 * ONE_DAY, DAY + ONE_DAY)
    account = Account(connection="tool", provider=Daily(fails_from=DAY))
    done = collect.collect(database, account, days, now=NOW, pseudonym=no_pseudonym)
    assert done.error is not None
    with database.reading() as connection:
        assert activities.sums(connection, days) == ()
        assert costs(connection, since=None, until=None, by=("day",)) == ()
