"""What may happen to a ledger, in any order: sources that say something else than before, and other rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from bot.facts.charge import Charge, ChargeCategory, Scope
from bot.facts.org import AllocationRule, Match, Membership, Org, Person
from bot.facts.overlap import Overlap
from bot.facts.periods import midnight
from tests.factories import DAY, a_charge, a_scope

BILLS = "focus:nimbus"
CONNECTIONS = ("openai", BILLS, "openai-research")
DAYS = (DAY + timedelta(days=6), DAY + timedelta(days=7))
"""A Sunday and a Monday, so that there are two weeks. So few that what is said is soon said of the same again."""
PEOPLE = ("ana@acme.example", "rui@acme.example")


@dataclass(frozen=True, kw_only=True)
class Read:
    """What some scopes of a connection hold, as of `now`: all of it."""

    connection: str
    said: Mapping[Scope, tuple[Charge, ...]]
    now: datetime


@dataclass(frozen=True, kw_only=True)
class Applied:
    """Another organisation is in force."""

    org: Org


Step = Read | Applied

_nanos = st.integers(-(10**6), 10**6) | st.integers(-(10**18), 10**18)
_amounts = st.none() | _nanos.map(lambda nanos: Decimal(nanos).scaleb(-9))
_hours = st.sampled_from([(0, 24), (0, 24), (3, 4), (22, 24)])
_days = st.sampled_from(DAYS)
_fields: dict[str, st.SearchStrategy[Any]] = {
    "provider": st.sampled_from(["openai", "openai", "azure"]),
    "effective_cost": _amounts,
    "list_cost": _amounts,
    "billed_cost": _amounts,
    "currency": st.sampled_from(["USD", "USD", "EUR"]),
    "category": st.sampled_from([ChargeCategory.USAGE, ChargeCategory.CREDIT]),
    "sub_account": st.sampled_from([None, "proj_a", "proj_b"]),
    "key": st.sampled_from([None, "key_1"]),
    "model": st.sampled_from([None, "gpt-6-astra", "gpt-6-nova"]),
    "person": st.sampled_from([None, *PEOPLE]),
    "tags": st.sampled_from([{}, {"env": "prod"}, {"env": "dev", "team": "é"}]),
    "quantity": st.sampled_from([None, Decimal(3), Decimal("0.5")]),
    "additive": st.sampled_from([True, True, True, False]),
}


@st.composite
def _charges(draw: st.DrawFn, days: Sequence[date], before: tuple[Charge, ...]) -> tuple[Charge, ...]:
    """The charges of a scope on these days: most as they were before, some changed, some gone, some new.

    The same id on several days is one charge for several days, which counts on the first.
    """
    found: dict[tuple[date, str], Charge] = {}
    for one in before:
        match draw(st.sampled_from(["gone", "same", "same", "restated", "restated"])):
            case "same":
                found[one.day, one.id] = one
            case "restated":
                changed = draw(st.sampled_from(["billed_cost", "billed_cost", "effective_cost", "list_cost"]))
                amount: dict[str, Any] = {changed: draw(_amounts)}
                found[one.day, one.id] = replace(one, **amount)
    least = draw(st.sampled_from([0, 1, 2])) if not before else 0
    places = st.lists(st.tuples(st.sampled_from(days), st.integers(1, 3)), unique=True, min_size=least, max_size=2)
    for day, number in draw(places):
        first, last = draw(_hours)
        times = {"starts_at": midnight(day) + timedelta(hours=first), "ends_at": midnight(day) + timedelta(hours=last)}
        given = draw(st.fixed_dictionaries(_fields))
        found[day, f"id:{number}"] = a_charge("0", day=day, **given | times, id=f"id:{number}")
    firsts = {one.id: day for (day, _), one in sorted(found.items(), key=lambda item: item[0], reverse=True)}
    in_order = sorted(found.items(), key=lambda item: item[0])
    return tuple(replace(one, continued=day != firsts[one.id]) for (day, _), one in in_order)


@st.composite
def _readings(draw: st.DrawFn, held: Mapping[Scope, tuple[Charge, ...]], now: datetime) -> Read:
    """One or both days of an API, or the one bill that both lie in."""
    connection = draw(st.sampled_from([*CONNECTIONS, CONNECTIONS[0]]))
    scopes: dict[Scope, Sequence[date]]
    if connection == BILLS:
        scopes = {Scope(connection, f"Nimbus|4711|{DAYS[0]}..{DAYS[-1] + timedelta(days=1)}"): DAYS}
    else:
        days = draw(st.sampled_from([DAYS, DAYS[:1], DAYS[1:]]))
        scopes = {a_scope(day, connection): (day,) for day in days}
    said = {where: draw(_charges(days, held.get(where, ()))) for where, days in scopes.items()}
    return Read(connection=connection, said=said, now=now)


_dates = st.sampled_from([None, None, *DAYS])
_rules = st.builds(
    lambda place, **given: AllocationRule(team=place[0], workflow=place[1], pool=place[2], **given),
    st.sampled_from(
        [
            ("support", None, None),
            ("support", "refunds", None),
            ("sales", None, None),
            (None, None, "ml"),
            (None, None, "ml"),
        ]
    ),
    match=st.sampled_from(
        [
            Match(),
            Match(provider="openai"),
            Match(sub_account="proj_*"),
            Match(key="key_1", connection="openai*"),
            Match(person=PEOPLE[0]),
            Match(tags=(("env", "prod"),)),
            Match(model="gpt-6-nova"),
        ]
    ),
    share=st.none() | st.sampled_from([Decimal("0.5"), Decimal("0.4"), Decimal("0.333333"), Decimal("0.000000001")]),
    since=_dates,
    until=_dates,
)
_memberships = st.builds(
    Membership,
    team=st.sampled_from(["support", "sales", "legal"]),
    since=_days,
    until=_dates,
    weight=st.sampled_from([Decimal(1), Decimal("0.5"), Decimal(3)])
    | st.decimals("0.000000001", "9000000000", places=9),
)
_overlaps = st.builds(
    Overlap,
    connection=st.sampled_from(["focus:*", "openai-research"]),
    covered_by=st.just("openai"),
    provider=st.sampled_from([None, "openai"]),
    tags=st.sampled_from([(), (), (("env", "prod"),)]),
    since=_dates,
    until=_dates,
)
organisations: st.SearchStrategy[Org] = st.builds(
    Org,
    people=st.tuples(
        *(
            st.builds(Person, email=st.just(one), memberships=st.lists(_memberships, max_size=3).map(tuple))
            for one in PEOPLE
        )
    ),
    rules=st.lists(_rules, min_size=1, max_size=4).map(tuple),
    overlaps=st.lists(_overlaps, max_size=2).map(tuple),
)


@st.composite
def histories(draw: st.DrawFn) -> list[Step]:
    """Readings, each as of when the one before was or later, and organisations between them."""
    now = midnight(DAYS[0]) + timedelta(hours=12)
    steps: list[Step] = [Applied(org=draw(organisations))] if draw(st.booleans()) else []
    held: dict[Scope, tuple[Charge, ...]] = {}
    for _ in range(draw(st.integers(2, 8))):
        now += timedelta(hours=draw(st.sampled_from([0, 5, 24, 48])))
        read = draw(_readings(held, now))
        held |= read.said
        steps.append(read)
        if draw(st.integers(0, 3)) == 3:
            steps.append(Applied(org=draw(organisations)))
    return steps
