"""AC-B5: of two sources that state the same money one figure counts, and what does not is said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.facts.charge import Charge
from bot.facts.org import AllocationRule, Match, Org, Team
from bot.facts.overlap import Overlap
from bot.ledger import store
from bot.ledger.costs import costs
from bot.ledger.db import Database
from bot.ledger.suppressed import Suppressed, suppressed
from tests.conftest import emptied
from tests.factories import DAY, NOW, a_charge, a_scope, no_pseudonym
from tests.ledger.test_placing import apply
from tests.ledger.test_store import thorough

DAYS = [DAY + timedelta(days=n) for n in range(3)]
GATEWAY = Overlap(connection="litellm", covered_by="openai")
RULES = (AllocationRule(match=Match(provider="openai"), team="support", workflow="refunds"),)


def org(*overlaps: Overlap) -> Org:
    return Org(teams=(Team(slug="support", name="Support"),), rules=RULES, overlaps=overlaps)


def load(database: Database, connection_name: str, charges: Iterable[Charge]) -> None:
    with database.writing() as connection:
        store.replace(
            connection,
            connections={connection_name: store.connection_id(connection, connection_name, "openai", now=NOW)},
            scopes=[a_scope(day, connection_name) for day in DAYS],
            charges=[(a_scope(one.day, connection_name), one) for one in charges],
            now=NOW,
            pseudonym=no_pseudonym,
        )


def not_counted(database: Database, *, since: date | None = None, until: date | None = None) -> tuple[Suppressed, ...]:
    with database.reading() as connection:
        return suppressed(connection, since=since, until=until)


def counted(database: Database, *by: str) -> dict[tuple[str | None, ...], Decimal | None]:
    with database.reading() as connection:
        rows = costs(connection, since=None, until=None, by=by)
    return {tuple(value for _, value in row.keys): row.effective_cost for row in rows}


def test_both_on_yield_one_figure_and_what_was_suppressed(database: Database) -> None:
    apply(database, org(GATEWAY))
    load(database, "openai", [a_charge("100")])
    load(database, "litellm", [a_charge("12.34", billed_cost=None)])
    assert counted(database) == {(): Decimal(100)}
    assert counted(database, "team", "connection") == {("support", "openai"): Decimal(100)}
    assert not_counted(database) == (
        Suppressed(
            connection="litellm",
            overlap=1,
            covered_by="openai",
            currency="USD",
            billed_cost=None,
            effective_cost=Decimal("12.34"),
        ),
    )


def test_an_overlap_declared_afterwards_suppresses_what_was_counted_before(database: Database) -> None:
    apply(database, org())
    load(database, "openai", [a_charge("100")])
    load(database, "litellm", [a_charge("12.34")])
    assert (counted(database), not_counted(database)) == ({(): Decimal("112.34")}, ())
    apply(database, org(GATEWAY))
    assert counted(database) == {(): Decimal(100)}
    apply(database, org())
    assert (counted(database), not_counted(database)) == ({(): Decimal("112.34")}, ())


def test_each_overlap_has_its_own_figure_by_its_dates_and_provider(database: Database) -> None:
    first = Overlap(connection="litellm", covered_by="openai", provider="openai", until=DAYS[1])
    second = Overlap(connection="lite*", covered_by="focus:acme", since=DAYS[1])
    apply(database, org(first, second))
    charges = [a_charge(str(10**n), day=day) for n, day in enumerate(DAYS)]
    load(database, "litellm", [*charges, a_charge("5", number=2, provider="anthropic"), a_charge("7", number=3)])
    found = [(one.overlap, one.covered_by, one.effective_cost) for one in not_counted(database)]
    assert found == [(1, "openai", Decimal(8)), (2, "focus:acme", Decimal(110))]
    assert counted(database) == {(): Decimal(5)}
    (of_a_day,) = not_counted(database, since=DAYS[1], until=DAYS[2])
    assert of_a_day.effective_cost == Decimal(10)


def test_of_a_gateway_only_what_it_asked_of_the_provider_is_suppressed(database: Database) -> None:
    asked = {name: {"llm_provider": name} for name in ("openai", "bedrock")}
    apply(database, org(Overlap(connection="litellm", covered_by="openai", tags=(("llm_provider", "openai"),))))
    load(database, "openai", [a_charge("100")])
    gateway = [
        a_charge("90", tags=asked["openai"]),
        a_charge("7", number=2, tags=asked["openai"], day=DAYS[1]),
        a_charge("30", number=3, tags=asked["bedrock"]),
        a_charge("2", number=4),
    ]
    load(database, "litellm", gateway)
    assert counted(database, "connection") == {("openai",): Decimal(100), ("litellm",): Decimal(32)}
    (left_out,) = not_counted(database)
    assert (left_out.overlap, left_out.covered_by, left_out.billed_cost) == (1, "openai", Decimal(97))
    (of_a_day,) = not_counted(database, since=DAYS[1], until=DAYS[2])
    assert of_a_day.effective_cost == Decimal(7)


TAGS: tuple[tuple[tuple[str, str], ...], ...] = ((), (("llm_provider", "openai"),), (("llm_provider", "bedrock"),))
overlaps = st.lists(
    st.builds(
        Overlap,
        connection=st.sampled_from(["litellm", "lite*", "focus:acme"]),
        covered_by=st.just("openai"),
        provider=st.sampled_from([None, "openai", "anthropic"]),
        tags=st.sampled_from(TAGS),
        since=st.none() | st.sampled_from(DAYS),
        until=st.none() | st.sampled_from(DAYS),
    ),
    max_size=3,
)
charges = st.lists(
    st.tuples(
        st.sampled_from(["openai", "litellm", "focus:acme"]),
        st.decimals(-1000, 1000, places=9).map(str),
        st.sampled_from(DAYS),
        st.sampled_from(["openai", "anthropic"]),
        st.sampled_from(["USD", "EUR"]),
        st.sampled_from(TAGS),
    ),
    max_size=10,
)


@thorough
@given(found=charges, declared=overlaps)
def test_what_counts_and_what_is_suppressed_is_all_that_was_stated(
    database: Database,
    found: list[tuple[str, str, date, str, str, tuple[tuple[str, str], ...]]],
    declared: list[Overlap],
) -> None:
    emptied(database)
    apply(database, org(*declared))
    for name in {one[0] for one in found}:
        mine = [one for one in found if one[0] == name]
        load(
            database,
            name,
            [
                a_charge(amount, day=day, number=n, provider=provider, currency=currency, tags=dict(tags))
                for n, (_, amount, day, provider, currency, tags) in enumerate(mine)
            ],
        )
    stated: dict[tuple[str, str], Decimal] = {}
    for name, amount, _, _, currency, _ in found:
        stated[name, currency] = stated.get((name, currency), Decimal(0)) + Decimal(amount)
    parts: dict[tuple[str, str], Decimal] = {}
    with database.reading() as connection:
        rows = costs(connection, since=None, until=None, by=("connection",))
    sums = [(row.key("connection") or "", row.currency, row.effective_cost) for row in rows]
    sums += [(one.connection, one.currency, one.effective_cost) for one in not_counted(database)]
    for name, currency, part in sums:
        parts[name, currency] = parts.get((name, currency), Decimal(0)) + (part or Decimal(0))
    assert parts == stated
