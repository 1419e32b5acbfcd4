"""A round reads every connection once, and no provider twice at a time."""

from __future__ import annotations

from threading import Barrier, Lock

from bot.collect import Account, Collected, failed
from bot.facts.periods import DAY as ONE_DAY
from bot.facts.periods import Period
from bot.rounds import Turn, go_round
from tests.factories import DAY
from tests.tools import Daily

DAYS = Period(DAY, DAY + ONE_DAY)


def turn(provider: str, connection: str) -> Turn:
    tool = Daily()
    tool.name = provider
    return Turn(account=Account(connection=connection, provider=tool), days=DAYS)


def test_different_providers_are_read_at_the_same_time_and_told_in_the_order_of_their_turns() -> None:
    both = Barrier(2)

    def read(one: Turn) -> Collected:
        both.wait(timeout=30)  # nobody comes through alone
        return failed(one.account, one.days, one.account.connection)

    assert [one.error for one in go_round([turn("openai", "openai"), turn("cursor", "cursor")], read)] == [
        "openai",
        "cursor",
    ]


def test_two_accounts_of_one_provider_are_never_read_at_the_same_time() -> None:
    lock, order = Lock(), list[str]()

    def read(one: Turn) -> Collected:
        assert lock.acquire(blocking=False)
        order.append(one.account.connection)
        lock.release()
        return failed(one.account, one.days, "")

    turns = [turn("openai", f"openai-{n}") for n in range(20)]
    go_round(turns, read)
    assert order == [one.account.connection for one in turns]


def test_without_a_turn_nothing_is_read() -> None:
    assert go_round([], lambda one: failed(one.account, one.days, "")) == []
